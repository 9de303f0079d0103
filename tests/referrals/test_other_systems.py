"""A handover to another system: the message crosses and the record does not, on a real worker and broker."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from hubs.models import AuditEvent, Team, Tenant
from hubs.rules.roles import Actor, Role
from hubs.tenancy import in_tenant
from referrals import tasks
from referrals.actions import handovers, incoming
from referrals.models import GpRegistration, Handover, Holding, IncomingHandover, Person, Referral, Request
from referrals.models.exchange import State
from referrals.selectors import incoming as selectors
from tests.factories import ground, record
from tests.plugins.worker import StartWorker
from tests.referrals.passing_on import TOLD, actor

ASKED_ON = date(2025, 4, 1)


@dataclass(frozen=True)
class Systems:
    ours: Tenant
    by: Actor
    referral: Referral
    theirs: Tenant
    team: Team
    receiver: Actor

    def send(self) -> Handover:
        with in_tenant(self.ours.pk, staff_id=self.by.staff_id):
            return handovers.send(
                by=self.by, referral=self.referral, receiver="tenant", tenant_slug=self.theirs.slug, **TOLD
            )

    def here(self, handover: Handover) -> Handover:
        with in_tenant(self.ours.pk):
            return Handover.objects.get(pk=handover.pk)

    def there(self) -> IncomingHandover:
        with in_tenant(self.theirs.pk):
            return IncomingHandover.objects.select_related("to_team__hub").get()

    def said_here(self, handover: Handover) -> list[tuple[bool, str]]:
        with in_tenant(self.ours.pk):
            return list(handover.messages.values_list("is_receiver", "text"))


@pytest.fixture
def systems(tenant: Tenant, other_tenant: Tenant) -> Systems:
    with in_tenant(tenant.pk):
        hub = ground.hub()
        team = ground.team(name="Northbrook core team", hub=hub)
        staff = ground.staff_member(role=Role.CLINICIAN, hub=hub, team=team, name="Priya Nair")
        person = record.person(family_name="Okafor", given_name="Amara", nhs_number="9434765919")
        referral = record.referral(
            person=person, team=team, first_requested_on=ASKED_ON, received_on=date(2025, 4, 3)
        )
        by = actor(staff)
    with in_tenant(other_tenant.pk):
        front = ground.team(name="Wallasey core team", hub=ground.hub(), takes_new=True)
        ground.team(hub=ground.hub())
        receiver = actor(
            ground.staff_member(role=Role.CLINICIAN, hub=front.hub, team=front, name="Rosa Adeyemi")
        )
    return Systems(tenant, by, referral, other_tenant, front, receiver)


def carry(systems: Systems, handover: Handover) -> None:
    """What the task does, in this process."""
    assert tasks.carry_handover.apply(
        args=(str(handover.public_id),), headers={"tenant_id": str(systems.ours.pk)}
    ).get() in {"carried", "gone"}


def carry_back(systems: Systems, handover: Handover) -> None:
    tasks.carry_answer.apply(
        args=(str(handover.public_id),), headers={"tenant_id": str(systems.theirs.pk)}
    ).get()


def confirm(systems: Systems) -> Request:
    with in_tenant(systems.theirs.pk, staff_id=systems.receiver.staff_id):
        return incoming.confirm(by=systems.receiver, incoming=systems.there())


def question(systems: Systems, text: str) -> None:
    with in_tenant(systems.theirs.pk, staff_id=systems.receiver.staff_id):
        incoming.question(by=systems.receiver, incoming=systems.there(), text=text)


def told(tenant: Tenant) -> list[str]:
    """What the audit of a tenant says of handovers, in its order."""
    with in_tenant(tenant.pk):
        events = AuditEvent.objects.filter(object_type__in=("handover", "incoming")).order_by("pk")
        return list(events.values_list("action", flat=True))


def until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < patience, "the worker did not do it"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_there_and_back_on_a_real_worker(systems: Systems, start_worker: StartWorker) -> None:
    start_worker()
    handover = systems.send()

    def arrived() -> bool:
        with in_tenant(systems.theirs.pk):
            return IncomingHandover.objects.exists()

    until(arrived)
    question(systems, "Since when?")
    until(lambda: systems.here(handover).state == State.QUESTIONED)
    with in_tenant(systems.ours.pk, staff_id=systems.by.staff_id):
        handovers.answer(by=systems.by, handover=handover, text="Since April.")
    until(lambda: systems.there().state == State.WAITING)
    confirm(systems)
    until(lambda: systems.here(handover).state == State.CONFIRMED)
    assert systems.here(handover).confirmed_name == "Rosa Adeyemi, Wallasey core team"
    # Once more, as when a worker dies after its work and before it has said so.
    assert tasks.carry_handover.send_to(systems.ours.pk, str(handover.public_id)).get(timeout=30) == "carried"
    assert tasks.carry_answer.send_to(systems.theirs.pk, str(handover.public_id)).get(timeout=30) == "carried"
    assert systems.there().state == State.CONFIRMED
    assert systems.said_here(handover) == [(True, "Since when?"), (False, "Since April.")]
    with in_tenant(systems.theirs.pk):
        assert Request.objects.count() == Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_morning_carries_what_was_lost(
    systems: Systems, start_worker: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("referrals.actions.crossing._carry", lambda *args: None)
        systems.send()
    start_worker()
    tasks.ring_in_the_morning.delay()

    def arrived() -> bool:
        with in_tenant(systems.theirs.pk):
            return IncomingHandover.objects.exists()

    until(arrived)


def test_it_arrives_once_with_the_team_that_takes_new_people(systems: Systems) -> None:
    handover = systems.send()
    for _ in range(2):
        carry(systems, handover)
    arrived = systems.there()
    assert (arrived.to_team, arrived.key) == (systems.team, handover.public_id)
    assert arrived.from_name == "Northbrook core team, Fylde Coast"
    assert (arrived.rings_on, arrived.escalates_on) == (handover.rings_on, handover.escalates_on)
    assert arrived.person == {
        "family_name": "Okafor",
        "given_name": "Amara",
        "birth_date": "1980-05-04",
        "nhs_number": "9434765919",
        "first_requested_on": ASKED_ON.isoformat(),
    }


def test_the_broker_carries_nothing_about_anybody(
    systems: Systems, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda name, args, headers: sent.append((name, args, headers))
    )
    with django_capture_on_commit_callbacks(execute=True):
        handover = systems.send()
    assert sent == [
        ("referrals.tasks.carry_handover", [str(handover.public_id)], {"tenant_id": str(systems.ours.pk)})
    ]
    assert tasks.carry_handover.name == sent[0][0]


def test_confirmed_there_it_has_a_record_a_holder_and_the_first_day(systems: Systems) -> None:
    handover = systems.send()
    carry(systems, handover)
    request = confirm(systems)
    with in_tenant(systems.theirs.pk):
        referral = Referral.objects.select_related("person").get(pk=request.referral_id)
        assert (request.way, request.asker_organisation) == ("tenant", "Northbrook core team, Fylde Coast")
        assert (referral.first_requested_on, referral.received_on) == (ASKED_ON, timezone.localdate())
        assert referral.source == "I2"
        assert (referral.person.nhs_number, referral.person.family_name) == ("9434765919", "Okafor")
        assert referral.person.birth_date == date(1980, 5, 4)
        assert Holding.objects.get(until=None).team == systems.team
    carry_back(systems, handover)
    done = systems.here(handover)
    assert (done.state, done.confirmed_name) == (State.CONFIRMED, "Rosa Adeyemi, Wallasey core team")
    # The sender holds on until they decide.
    with in_tenant(systems.ours.pk):
        assert Holding.objects.get(until=None).referral == systems.referral


def test_confirmed_twice_it_is_one_record(systems: Systems) -> None:
    carry(systems, systems.send())
    confirm(systems)
    with pytest.raises(ValidationError, match="Rosa Adeyemi, Wallasey core team confirmed it"):
        confirm(systems)
    with in_tenant(systems.theirs.pk):
        assert Person.objects.count() == 1


def test_the_answer_goes_back_once(systems: Systems) -> None:
    handover = systems.send()
    carry(systems, handover)
    question(systems, "Since when?")
    for _ in range(2):
        carry_back(systems, handover)
    assert systems.said_here(handover) == [(True, "Since when?")]
    assert told(systems.ours) == ["handover.sent", "handover.words_arrived"]
    assert systems.here(handover).state == State.QUESTIONED


def test_taken_back_it_ends_there_too(systems: Systems) -> None:
    handover = systems.send()
    carry(systems, handover)
    with in_tenant(systems.ours.pk, staff_id=systems.by.staff_id):
        handovers.withdraw(by=systems.by, handover=handover, why="She moved back.")
    carry(systems, handover)
    assert systems.there().state == State.WITHDRAWN
    assert told(systems.theirs) == ["incoming.arrived", "incoming.withdrawn", "incoming.words_arrived"]
    with pytest.raises(ValidationError, match="The sender took it back"):
        confirm(systems)


def test_confirmed_while_it_was_being_taken_back(systems: Systems) -> None:
    handover = systems.send()
    carry(systems, handover)
    with in_tenant(systems.ours.pk, staff_id=systems.by.staff_id):
        handovers.withdraw(by=systems.by, handover=handover, why="She moved back.")
    confirm(systems)
    carry(systems, handover)
    carry_back(systems, handover)
    # Both sides know that the other system holds the person; the sender, who holds on, decides.
    assert systems.there().state == systems.here(handover).state == State.CONFIRMED


def test_only_the_receiving_team_speaks(systems: Systems) -> None:
    carry(systems, systems.send())
    with in_tenant(systems.theirs.pk):
        stranger = ground.actor(Role.CLINICIAN, hub=ground.hub())
        with pytest.raises(PermissionDenied):
            incoming.confirm(by=stranger, incoming=systems.there())
        with pytest.raises(PermissionDenied):
            incoming.question(by=stranger, incoming=systems.there(), text="Why?")


def test_neither_reads_the_others_rows(systems: Systems) -> None:
    handover = systems.send()
    carry(systems, handover)
    confirm(systems)
    carry_back(systems, handover)
    with in_tenant(systems.theirs.pk):
        assert not Handover.objects.exists()
        assert not Person.objects.filter(pk=systems.referral.person_id).exists()
        assert selectors.carried(handover.public_id) is None
    with in_tenant(systems.ours.pk):
        assert not IncomingHandover.objects.exists()
        assert Person.objects.get().pk == systems.referral.person_id
        assert selectors.answered(handover.public_id) is None
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from referrals_incominghandover")
            assert cursor.fetchone() == (0,)


def test_an_unknown_system(systems: Systems) -> None:
    with in_tenant(systems.ours.pk), pytest.raises(ValidationError, match="Select the system"):
        handovers.send(
            by=systems.by, referral=systems.referral, receiver="tenant", tenant_slug="nowhere", **TOLD
        )
    with in_tenant(systems.ours.pk), pytest.raises(ValidationError, match="Select the system"):
        handovers.send(
            by=systems.by,
            referral=systems.referral,
            receiver="tenant",
            tenant_slug=systems.ours.slug,
            **TOLD,
        )


def test_a_handover_that_is_gone_is_not_carried(systems: Systems) -> None:
    assert (
        tasks.carry_handover.apply(
            args=("00000000-0000-4000-8000-000000000000",), headers={"tenant_id": str(systems.ours.pk)}
        ).get()
        == "gone"
    )


def test_what_the_morning_carries_again(systems: Systems) -> None:
    handover = systems.send()
    carry(systems, handover)
    with in_tenant(systems.ours.pk):
        assert selectors.to_carry_again() == [str(handover.public_id)]
    with in_tenant(systems.theirs.pk):
        assert selectors.to_answer_again() == []
    confirm(systems)
    with in_tenant(systems.theirs.pk):
        assert selectors.to_answer_again() == [str(handover.public_id)]
        IncomingHandover.objects.update(confirmed_at=timezone.now() - timedelta(days=31))
        assert selectors.to_answer_again() == []


def test_the_practice_that_is_told_is_the_one_joined_last(systems: Systems) -> None:
    with in_tenant(systems.ours.pk):
        today, person = timezone.localdate(), systems.referral.person
        for code, starts_on, ends_on in (
            ("P81001", date(2020, 1, 1), date(2024, 12, 31)),
            ("P81002", date(2025, 1, 1), today),
            ("P81003", today + timedelta(days=1), None),
            ("V81999", today, None),
            # Since when is not known: what is dated is newer.
            ("P81004", None, None),
        ):
            GpRegistration.objects.create(
                person=person, practice_code=code, starts_on=starts_on, ends_on=ends_on
            )
    handover = systems.send()
    with in_tenant(systems.ours.pk):
        carried = selectors.carried(handover.public_id)
    assert carried is not None
    assert carried.person["practice_code"] == "P81002"
