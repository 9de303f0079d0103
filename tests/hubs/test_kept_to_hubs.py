"""What is part of a record is seen by a worker of some hubs where they reach that record, whatever is asked."""

from __future__ import annotations

import os
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction

from hubs.models import Hub, Tenant, User
from hubs.serving import served
from hubs.tenancy import in_tenant
from hubs.tenancy.models import TenantModel
from referrals.models import Contact, Person, PersonHub
from tests.factories import anything, ground, record
from tests.hubs.workers import count, sql, worker

KEPT = [model for model in anything.tenant_models() if model.kept_by]
HISTORIES: dict[Any, Any] = {
    tracked: history
    for history in apps.get_models()
    if (tracked := getattr(history, "pgh_tracked_model", None)) in KEPT
}
kept_models = pytest.mark.parametrize("model", KEPT, ids=lambda model: model._meta.label)

# Clinical, and seen by the whole tenant as far as permission goes.
FOUND_FROM_ANYWHERE = "somebody known to one hub must be found when they ask at another"
BETWEEN_HUBS = "it is what one hub says to another, or somebody to the hub that will take them"
OF_THE_QUEUE = "a list of those who wait shows it, before and after they are passed on"
COUNTED = (
    "numbers of many people at once, that the clock and figures read; permission alone says who sees them"
)
SEEN_BY_ITS_WORKER = "it is found by whose it is"
NOT_KEPT = {
    "referrals.Person": FOUND_FROM_ANYWHERE,
    "referrals.AccommodationStatus": FOUND_FROM_ANYWHERE,
    "referrals.EmploymentStatus": FOUND_FROM_ANYWHERE,
    "referrals.Needs": FOUND_FROM_ANYWHERE,
    "referrals.Referral": FOUND_FROM_ANYWHERE,
    "referrals.ReferralTeam": FOUND_FROM_ANYWHERE,
    "referrals.OnwardReferral": FOUND_FROM_ANYWHERE,
    "referrals.Request": BETWEEN_HUBS,
    "referrals.RequestDraft": BETWEEN_HUBS,
    "referrals.Attachment": BETWEEN_HUBS,
    "referrals.Handover": BETWEEN_HUBS,
    "referrals.IncomingHandover": BETWEEN_HUBS,
    "referrals.Advice": BETWEEN_HUBS,
    "referrals.ExchangeMessage": BETWEEN_HUBS,
    "referrals.OutgoingMessage": BETWEEN_HUBS,
    "referrals.Discussion": OF_THE_QUEUE,
    "referrals.NextStep": OF_THE_QUEUE,
    "referrals.Appointment": OF_THE_QUEUE,
    "referrals.Involvement": OF_THE_QUEUE,
    "referrals.ContactDraft": SEEN_BY_ITS_WORKER,
    "careplans.SharingChoice": "what somebody keeps to themselves must be kept wherever a plan is shown",
    "careplans.Experience": "a manager reads it without the record",
    "outcomes.SmiRegister": COUNTED,
    "outcomes.CodedScore": COUNTED,
    "referrals.HospitalSpell": COUNTED,
    "referrals.WardStay": COUNTED,
    **{
        model._meta.label: COUNTED
        for model in apps.get_app_config("reporting").get_models()
        if model.__name__.endswith("Fact")
    },
}


def person_of(row: Any) -> Person:
    for name in row.kept_by.split("__"):
        row = getattr(row, name)
    return row if isinstance(row, Person) else person_of(row)


@pytest.fixture
def row(tenant: Tenant, model: type[TenantModel]) -> Any:
    """Of the record of somebody whom nobody of these tests works with, held by a hub."""
    with in_tenant(tenant.pk):
        made: Any = anything.one(model)
        PersonHub.objects.create(person=person_of(made), hub=ground.hub(code="holds"), source="test")
        return made


@pytest.fixture
def stranger(tenant: Tenant) -> User:
    """A clinician of another hub."""
    with in_tenant(tenant.pk):
        hub = ground.hub(code="another")
    return worker(tenant, hub=hub)


def holder(tenant: Tenant) -> User:
    with in_tenant(tenant.pk):
        hub = Hub.objects.get(code="holds")
    return worker(tenant, hub=hub)


@kept_models
def test_not_read_by_another_hub(tenant: Tenant, row: Any, stranger: User, model: type[TenantModel]) -> None:
    assert count(stranger, model, row) == 0
    assert count(holder(tenant), model, row) == 1
    assert count(worker(tenant), model, row) == 1, "a role in the whole tenant reaches every record"


@kept_models
def test_not_changed_or_deleted_by_another_hub(row: Any, stranger: User, model: type[TenantModel]) -> None:
    table = model._meta.db_table
    with served(stranger):
        for verb, statement in (
            ("update", f"update {table} set id = id where id = %s"),
            ("delete", f"delete from {table} where id = %s"),
        ):
            if sql("select has_table_privilege(%s, %s)", table, verb) == [(True,)]:
                assert sql(statement, row.pk) == [(0,)]
            else:
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    sql(statement, row.pk)


@kept_models
def test_not_added_to_by_another_hub(
    tenant: Tenant, row: Any, stranger: User, model: type[TenantModel]
) -> None:
    table = model._meta.db_table
    columns = [f'"{f.column}"' for f in model._meta.concrete_fields if not f.generated and not f.primary_key]
    with in_tenant(tenant.pk):
        [(text,)] = sql(f"select it::text from {table} it where id = %s", row.pk)
    same = ", ".join(f"(it).{column}" for column in columns)
    again = f"insert into {table} ({', '.join(columns)}) select {same} from (select %s::{table} as it) one"
    with (
        served(stranger),
        pytest.raises(DatabaseError, match='violates row-level security policy "hub"'),
        transaction.atomic(),
    ):
        sql(again, text)


@pytest.mark.parametrize(("model", "history"), HISTORIES.items(), ids=lambda model: model._meta.label)
def test_what_it_was_before_is_kept_as_well(
    tenant: Tenant, row: Any, stranger: User, model: type[TenantModel], history: type[models.Model]
) -> None:
    voided = f"update {model._meta.db_table} set voided_at = now(), void_reason = 'test' where id = %s"
    with in_tenant(tenant.pk):
        sql(voided, row.pk)
    for user, seen in ((stranger, 0), (holder(tenant), 1)):
        with served(user):
            assert sql(f"select count(*) from {history._meta.db_table}") == [(seen,)]


@pytest.mark.parametrize("model", anything.tenant_models(), ids=lambda model: model._meta.label)
def test_what_is_clinical_is_kept_to_hubs_or_says_why_not(model: type[TenantModel]) -> None:
    clinical = getattr(getattr(model, "Privacy", None), "clinical", ())
    if clinical:
        assert bool(model.kept_by) != bool(NOT_KEPT.get(model._meta.label)), model._meta.label


WALL = """
select pg_get_expr(polqual, polrelid) from pg_policy
where polname = 'hub' and polrelid = 'referrals_contact'::regclass
"""


@pytest.mark.django_db(transaction=True)
def test_the_tests_above_see_a_wall_that_was_taken_down() -> None:
    tenant = ground.tenant()
    with in_tenant(tenant.pk):
        contact = record.contact()
        PersonHub.objects.create(person=contact.referral.person, hub=ground.hub(code="holds"), source="test")
        other = ground.hub()
    stranger = worker(tenant, hub=other)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        [condition] = owner.execute(WALL).fetchone() or [""]
        test_not_read_by_another_hub(tenant, contact, stranger, Contact)
        owner.execute("drop policy hub on referrals_contact")
        try:
            with pytest.raises(AssertionError):
                test_not_read_by_another_hub(tenant, contact, stranger, Contact)
        finally:
            owner.execute(
                f"create policy hub on referrals_contact as restrictive to chub_hub using ({condition})"
            )
    test_not_read_by_another_hub(tenant, contact, stranger, Contact)
