"""What the tests of joined records count and compare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from hubs.rules.roles import Actor
from hubs.tenancy.models import TenantModel
from referrals.actions import joined_rows
from referrals.models import (
    Holding,
    Person,
)
from tests.conftest import ActorWith
from tests.factories import anything, record

# What tells of a joining itself, and of who looked.
TRACES = {"referrals.Merge", "referrals.MergedValue", "referrals.PossibleDuplicate", "hubs.AuditEvent"}
REASON = "Both were checked against the passport"
NUMBER = "9434765919"


def whole_record() -> dict[str, list[str]]:
    """Every row of every table of tenants, as PostgreSQL writes it, without the traces of joining."""
    tables = {
        model._meta.label: model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, TenantModel) and model._meta.label not in TRACES
    }
    found = {}
    with connection.cursor() as cursor:
        for label, table in tables.items():
            cursor.execute(f'select t::text from "{table}" t order by 1')
            found[label] = [row[0] for row in cursor.fetchall()]
    return found


def counts() -> dict[str, int]:
    return {label: len(rows) for label, rows in whole_record().items()}


@pytest.fixture
def by(actor: ActorWith) -> Actor:
    return actor()


@pytest.fixture
def at_once() -> Iterator[None]:
    """What the database checks when a transaction ends is checked now, and again after the test."""
    yield
    check()


def check() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


def one_of_each(person: Person) -> None:
    """A row of every model that says whose it is."""
    for column in joined_rows.of_people():
        if column.model is not Person:
            given: dict[str, Any] = {column.name: person.pk}
            if any(
                field.attname == "referral_id" and not field.null
                for field in column.model._meta.concrete_fields
            ):
                given["referral_id"] = record.referral(person=person).pk
            if column.model is Holding:
                given["until"] = dt.datetime(2035, 1, 1, tzinfo=dt.UTC)
            anything.one(column.model, **given)
