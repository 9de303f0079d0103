"""For every model: a row of another tenant cannot be read, counted, changed, deleted, referred to or
guessed at.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from hubs.models import Place, Tenant
from hubs.tenancy import NoTenant, TenantMismatch, current_tenant_id, in_tenant, tenant_context
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel
from tests.factories import anything, ground, record

every_model = pytest.mark.parametrize("model", anything.tenant_models(), ids=lambda model: model._meta.label)


def sql(statement: str, *values: int | str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else [(cursor.rowcount,)]


def all_rows(model: type[models.Model]) -> Any:
    return getattr(model, "with_voided", model._default_manager)


@pytest.fixture
def theirs(request: pytest.FixtureRequest, other_tenant: Tenant, model: type[TenantModel]) -> models.Model:
    with in_tenant(other_tenant.pk):
        return anything.one(model)


@every_model
def test_not_read_or_counted(tenant: Tenant, theirs: models.Model, model: type[TenantModel]) -> None:
    table = model._meta.db_table
    with in_tenant(tenant.pk):
        assert not all_rows(model).filter(pk=theirs.pk).exists()
        assert all_rows(model).count() == 0
        assert sql(f"select count(*) from {table}") == [(0,)]
        assert sql(f"select count(*) from {table} where id = %s", theirs.pk) == [(0,)]


@every_model
def test_not_changed_or_deleted(
    tenant: Tenant, other_tenant: Tenant, theirs: models.Model, model: type[TenantModel]
) -> None:
    table = model._meta.db_table
    with in_tenant(tenant.pk):
        for verb, statement in (
            ("update", f"update {table} set id = id where id = %s"),
            ("delete", f"delete from {table} where id = %s"),
        ):
            if sql("select has_table_privilege(%s, %s)", table, verb) == [(True,)]:
                assert sql(statement, theirs.pk) == [(0,)]
            else:
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    sql(statement, theirs.pk)
    with in_tenant(other_tenant.pk):
        assert all_rows(model).filter(pk=theirs.pk).exists()


@every_model
def test_not_written_into_another_tenant(
    tenant: Tenant, other_tenant: Tenant, model: type[TenantModel]
) -> None:
    with in_tenant(tenant.pk):
        ours = anything.one(model)
        table = model._meta.db_table
        columns = [f.column for f in model._meta.concrete_fields if not f.primary_key and not f.generated]
        copied = ", ".join(f'"{c}"' for c in columns)
        values = ", ".join("%s" if c == "tenant_id" else f'"{c}"' for c in columns)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            sql(
                f"insert into {table} ({copied}) select {values} from {table} where id = %s",
                other_tenant.pk,
                ours.pk,
            )


@every_model
def test_not_referred_to(tenant: Tenant, other_tenant: Tenant, model: type[TenantModel]) -> None:
    references = [field for field in model._meta.local_fields if isinstance(field, TenantForeignKey)]
    for field in references:
        with in_tenant(tenant.pk):
            beside = TOGETHER.get(f"{model.__name__}.{field.name}", dict)()
        with in_tenant(other_tenant.pk):
            their_row = anything.one(field.related_model)
        with in_tenant(tenant.pk):
            wanted = {field.attname: their_row.pk, **beside}
            with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
                anything.one(model, **wanted)


# What a check wants set beside the reference.
TOGETHER: dict[str, Callable[[], dict[str, Any]]] = {
    "AccessOverride.reviewed_by": lambda: {"reviewed_at": datetime(2025, 4, 1, tzinfo=UTC)},
    "DialogRating.local_item": lambda: {"item_code": ""},
    "SmiRegister.next_team": lambda: {"next_by": "secondary"},
    "HealthCheck.follow_up_staff": lambda: {"follow_up": "Ring her", "follow_up_due_on": date(2025, 5, 1)},
    "SharingOverride.reviewed_by": lambda: {"reviewed_at": datetime(2025, 4, 1, tzinfo=UTC)},
    "IncomingHandover.referral": lambda: {
        "state": "confirmed",
        "confirmed_name": "Rosa Adeyemi",
        "confirmed_at": datetime(2025, 4, 1, tzinfo=UTC),
    },
    "PossibleDuplicate.decided_by": lambda: {
        "decided_at": datetime(2025, 4, 1, tzinfo=UTC),
        "is_same": True,
    },
    "ExchangeMessage.advice": lambda: {"handover": None},
    "ExchangeMessage.incoming": lambda: {"handover": None},
    # The first of a pair is the older record.
    "PossibleDuplicate.second": lambda: {"first": record.person()},
}


def test_keys_do_not_say_what_another_tenant_holds(tenant: Tenant, other_tenant: Tenant) -> None:
    number = {"nhs_number": "9995260182", "nhs_number_status": "01"}
    with in_tenant(other_tenant.pk):
        record.person(**number)
    with in_tenant(tenant.pk):
        record.person(**number)
        with pytest.raises(IntegrityError), transaction.atomic():
            record.person(**number)


@every_model
def test_managers_refuse_to_guess(db: None, model: type[TenantModel]) -> None:
    with pytest.raises(NoTenant):
        model._default_manager.all()
    with pytest.raises(NoTenant):
        model._base_manager.all()


@every_model
def test_raw_sql_without_a_tenant_sees_nothing(
    other_tenant: Tenant, theirs: models.Model, model: type[TenantModel]
) -> None:
    assert sql(f"select count(*) from {model._meta.db_table}") == [(0,)]


def test_history_is_as_private_as_the_row(tenant: Tenant, other_tenant: Tenant) -> None:
    with in_tenant(other_tenant.pk):
        person = record.person()
        person.family_name = "Changed"
        person.save()
        assert sql("select count(*) from referrals_personevent") == [(1,)]
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            sql("update referrals_personevent set family_name = 'x'")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            sql("delete from referrals_personevent")
    with in_tenant(tenant.pk):
        assert sql("select count(*) from referrals_personevent") == [(0,)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("undoing", "redoing"),
    [
        (
            "alter table hubs_place disable row level security",
            "alter table hubs_place enable row level security",
        ),
        (
            "alter policy tenant on hubs_place using (true)",
            "alter policy tenant on hubs_place using (tenant_id = app_tenant())",
        ),
    ],
)
def test_the_tests_above_see_a_wall_that_was_taken_down(undoing: str, redoing: str) -> None:
    ours, theirs = ground.tenant(), ground.tenant()
    with in_tenant(theirs.pk):
        place = ground.place()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        test_not_read_or_counted(ours, place, Place)
        owner.execute(undoing)
        try:
            with pytest.raises(AssertionError):
                test_not_read_or_counted(ours, place, Place)
        finally:
            owner.execute(redoing)
    test_not_read_or_counted(ours, place, Place)


def test_a_context_needs_a_transaction(transactional_db: None) -> None:
    with pytest.raises(NoTenant, match="transaction"), tenant_context(1):
        pass


def test_a_context_cannot_be_changed_only_repeated(tenant: Tenant, other_tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        with tenant_context(tenant.pk):
            assert current_tenant_id() == tenant.pk
        with pytest.raises(TenantMismatch), tenant_context(other_tenant.pk):
            pass
        assert Place.objects.count() == 0
        assert sql("select app_tenant()") == [(tenant.pk,)]


def test_a_context_ends_with_its_block_even_inside_a_longer_transaction(tenant: Tenant) -> None:
    with transaction.atomic():
        with tenant_context(tenant.pk):
            ground.place()
        assert sql("select app_tenant(), count(*) from hubs_place") == [(None, 0)]


def test_a_context_survives_a_rolled_back_savepoint(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        ground.place(code="same")
        with pytest.raises(IntegrityError), transaction.atomic():
            ground.place(code="same")
        assert sql("select app_tenant()") == [(tenant.pk,)]
        assert Place.objects.count() == 1
