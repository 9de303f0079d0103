"""Asking as a worker, for the tests of what row security lets them reach."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from hubs.models import Hub, StaffMember, Tenant, User
from hubs.rules.roles import Role
from hubs.serving import served
from hubs.tenancy import in_tenant
from tests.factories import ground


def sql(statement: str, *values: int | str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else [(cursor.rowcount,)]


def login(member: StaffMember) -> User:
    assert member.user is not None
    return member.user


def worker(tenant: Tenant, *, hub: Hub | None = None, role: Role = Role.CLINICIAN, **given: Any) -> User:
    with in_tenant(tenant.pk):
        return login(ground.staff_member(role=role, hub=hub, **given))


def count(user: User, model: type[models.Model], row: models.Model) -> int:
    """How many of one row a worker gets, which is the same whoever asks: ours or plain SQL."""
    with served(user):
        [(by_sql,)] = sql(f"select count(*) from {model._meta.db_table} where id = %s", row.pk)
        manager: Any = getattr(model, "with_voided", model._default_manager)
        assert manager.filter(pk=row.pk).count() == by_sql
        return int(by_sql)
