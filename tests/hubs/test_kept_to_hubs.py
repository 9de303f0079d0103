"""What is part of a record is seen by a worker of some hubs where they reach that record, whatever is asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from careplans.models import PlanAction, PlanReview
from hubs.models import Hub, StaffMember, Team, Tenant, User
from hubs.rules.roles import Role
from hubs.selectors.staff import actor_of
from hubs.serving import served
from hubs.tenancy import in_tenant
from hubs.tenancy.models import TenantModel
from referrals.models import (
    AccessOverride,
    Contact,
    Involvement,
    Person,
    PersonHub,
    Referral,
    ReferralTeam,
)
from tests.factories import anything, ground, health, meetings, plans, record
from tests.referrals.lists_of_people import leaves_nothing_out

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


def sql(statement: str, *values: int | str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else [(cursor.rowcount,)]


def person_of(row: Any) -> Person:
    for name in row.kept_by.split("__"):
        row = getattr(row, name)
    return row if isinstance(row, Person) else person_of(row)


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
    clinical = getattr(model, "Privacy", None) and getattr(model.Privacy, "clinical", ())  # type: ignore[attr-defined]
    if clinical:
        assert bool(model.kept_by) != bool(NOT_KEPT.get(model._meta.label)), model._meta.label


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.ADMINISTRATOR])
def test_roles_that_see_nobody_reach_nobody(tenant: Tenant, role: Role) -> None:
    with in_tenant(tenant.pk):
        hub = ground.hub()
        team = ground.team(hub=hub)
        contact = record.contact(referral=record.referral(team=team))
    assert count(worker(tenant, role=role), Contact, contact) == 0
    assert count(worker(tenant, role=role, team=team), Contact, contact) == 0, "in the team, as well"
    assert count(worker(tenant, hub=hub), Contact, contact) == 1


def test_who_has_left_reaches_nobody(tenant: Tenant, stranger: User) -> None:
    with in_tenant(tenant.pk):
        record.contact()
        StaffMember.objects.update(is_active=False)
    with served(stranger) as actor:
        assert actor is None
        assert sql("select count(*) from referrals_contact") == [(0,)]


# Why a worker reaches somebody whom no hub of theirs holds: each is given the worker, a team of theirs of no hub, their
# hub, and the referral.
Reason = Callable[[StaffMember, Team, Hub, Referral], object]


def _opened(member: StaffMember, referral: Referral, *, for_hours: int) -> AccessOverride:
    until = timezone.now() + timedelta(hours=for_hours)
    return AccessOverride.objects.create(
        person=referral.person, staff=member, reason="At our door", expires_at=until
    )


def _changed(referral: Referral, **values: Any) -> None:
    Referral.objects.filter(pk=referral.pk).update(**values)


REASONS: dict[str, tuple[Reason, int]] = {
    "none": (lambda member, team, hub, referral: None, 0),
    "the hub": (lambda member, team, hub, referral: _changed(referral, hub=hub), 1),
    "opened": (lambda member, team, hub, referral: _opened(member, referral, for_hours=8), 1),
    "opened yesterday": (lambda member, team, hub, referral: _opened(member, referral, for_hours=-1), 0),
    "opened by another": (
        lambda member, team, hub, referral: _opened(ground.staff_member(), referral, for_hours=8),
        0,
    ),
    "their team": (lambda member, team, hub, referral: _changed(referral, team=team), 1),
    "their name": (lambda member, team, hub, referral: _changed(referral, named_worker=member), 1),
    "a team beside": (
        lambda member, team, hub, referral: ReferralTeam.objects.create(referral=referral, team=team),
        1,
    ),
    "another team beside": (
        lambda member, team, hub, referral: ReferralTeam.objects.create(
            referral=referral, team=ground.team()
        ),
        0,
    ),
    "involved": (
        lambda member, team, hub, referral: Involvement.objects.create(
            referral=referral, staff=member, what="Help with debts", starts_on=referral.received_on
        ),
        1,
    ),
    "a group of their team": (
        lambda member, team, hub, referral: record.member(record.group(team=team), referral),
        1,
    ),
    "a group of their hub": (
        lambda member, team, hub, referral: record.member(record.group(team=ground.team(hub=hub)), referral),
        1,
    ),
    "a group elsewhere": (lambda member, team, hub, referral: record.member(record.group(), referral), 0),
}


@pytest.mark.parametrize("reason", REASONS)
def test_whoever_works_with_somebody_reaches_them(tenant: Tenant, reason: str) -> None:
    because, seen = REASONS[reason]
    with in_tenant(tenant.pk):
        hub, team, contact = ground.hub(), ground.team(), record.contact()
        member = ground.staff_member(role=Role.CLINICIAN, hub=hub, team=team)
        because(member, team, hub, contact.referral)
    assert count(login(member), Contact, contact) == seen


@pytest.mark.parametrize("reason", [reason for reason, (_, seen) in REASONS.items() if seen])
def test_what_is_on_their_lists_is_told_whole(tenant: Tenant, reason: str) -> None:
    """Or a wait would seem to go on, and an action not to be there, because row security hides what ended it."""
    because, _ = REASONS[reason]
    with in_tenant(tenant.pk):
        hub, team = ground.hub(), ground.team()
        member = ground.staff_member(role=Role.CLINICIAN, hub=hub, team=team)
        referral = record.contact(occurred_on=timezone.localdate() - timedelta(days=3)).referral
        _much_to_do(referral, member)
        because(member, team, hub, referral)
        by = actor_of(login(member))
    assert by is not None
    assert leaves_nothing_out(by)


def _much_to_do(referral: Referral, member: StaffMember) -> None:
    """Tomorrow, by the member or by whoever holds the person."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    plan = plans.started(referral.person)
    PlanAction.objects.create(plan=plan, what="Ring her", doer="worker", staff=member, due_on=tomorrow)
    PlanReview.objects.create(plan=plan, due_on=tomorrow, chosen_by_person=False)
    health.to_follow_up(person=referral.person, follow_up_due_on=tomorrow, follow_up_staff=member)
    health.on_register(person=referral.person)
    meetings.next_step(referral=referral, staff=member, due_on=tomorrow)


def test_a_reason_of_a_referral_that_was_taken_back_is_none(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        hub, contact = ground.hub(), record.contact()
        member = ground.staff_member(role=Role.CLINICIAN, hub=hub)
        _changed(contact.referral, named_worker=member, voided_at=timezone.now(), void_reason="Wrong person")
    assert count(login(member), Contact, contact) == 0


def test_the_login_steps_down_for_the_block_and_no_longer(tenant: Tenant, stranger: User) -> None:
    def acts_as() -> object:
        return sql("select current_user::text")[0][0]

    with in_tenant(tenant.pk):
        with served(stranger):
            assert acts_as() == "chub_hub"
            with in_tenant(tenant.pk):
                assert acts_as() == "chub_hub", "a block inside of it reaches no more"
            assert acts_as() == "chub_hub"
        assert acts_as() == "chub_app"
        with pytest.raises(ZeroDivisionError), served(stranger):
            1 / 0  # noqa: B018
        assert acts_as() == "chub_app"
        with pytest.raises(DatabaseError), served(stranger):
            sql("select 1 / 0")
        assert acts_as() == "chub_app"
    assert acts_as() == "chub_app"


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
