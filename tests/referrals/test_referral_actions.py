"""Referrals: received, given to a worker, closed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hubs.models import AuditEvent, PcnPractice
from hubs.rules.roles import Role
from referrals.actions import people, referrals
from referrals.models import PersonHub, Referral
from tests.conftest import ActorWith
from tests.factories import ground, record


def received(actor: ActorWith, **given: object) -> Referral:
    team = ground.team(hub=ground.hub())
    values: dict[str, object] = {"person": record.person(), "team": team, "received_on": date(2025, 4, 1)}
    return referrals.receive(by=actor(Role.CLINICIAN), **{**values, **given})  # type: ignore[arg-type]


def test_the_hub_of_the_team_sees_the_person_from_then_on(actor: ActorWith) -> None:
    referral = received(actor, source="A1")
    assert referral.team is not None
    assert referral.hub_id == referral.team.hub_id
    assert referral.provider_id == referral.team.organisation_id
    assert referral.first_requested_on == date(2025, 4, 1)
    seen_by = PersonHub.objects.get(person_id=referral.person_id)
    assert (seen_by.hub_id, seen_by.source) == (referral.hub_id, referrals.BY_REFERRAL)


def test_a_second_referral_to_the_hub_is_no_second_reason(actor: ActorWith) -> None:
    first = received(actor)
    received(actor, person=first.person, team=first.team)
    assert PersonHub.objects.filter(person_id=first.person_id).count() == 1


def test_a_team_of_no_hub_needs_one_to_be_named(actor: ActorWith) -> None:
    hub = ground.hub()
    referral = received(actor, team=ground.team(), hub=hub)
    assert referral.hub_id == hub.pk


def test_a_team_of_no_hub_leaves_it_to_the_network_of_the_practice(actor: ActorWith) -> None:
    person = record.person()
    coverage = ground.coverage()
    PcnPractice.objects.create(
        practice_code="P81001", pcn_code=coverage.pcn.ods_code, pcn_name="PCN", starts_on=date(2020, 4, 1)
    )
    by = actor(Role.CLINICIAN)
    people.register_with_gp(by=by, person=person, practice_code="P81001", starts_on=date(2025, 1, 1))
    team = ground.team()
    assert received(actor, person=person, team=team).hub_id == coverage.hub_id
    before = received(actor, person=person, team=team, received_on=date(2024, 12, 31))
    assert before.hub_id is None


def test_a_worker_is_named_and_taken_away(actor: ActorWith) -> None:
    referral = received(actor)
    worker = ground.staff_member()
    assert referrals.assign(by=actor(Role.CLINICIAN), referral=referral, worker=worker).named_worker == worker
    assert referrals.assign(by=actor(Role.CLINICIAN), referral=referral, worker=None).named_worker is None
    assert AuditEvent.objects.filter(action="referral.assigned").count() == 2


def test_closing(actor: ActorWith) -> None:
    referral = received(actor)
    closed = referrals.close(by=actor(Role.CLINICIAN), referral=referral, on=date(2025, 5, 2), reason="02")
    assert (closed.discharged_on, closed.closure_reason, closed.is_open) == (date(2025, 5, 2), "02", False)


@pytest.mark.parametrize(
    ("on", "reason", "words"),
    [
        (date(2025, 3, 31), "02", "cannot be closed before"),
        (date(2025, 5, 2), "", "Say why"),
    ],
)
def test_what_closing_refuses(actor: ActorWith, on: date, reason: str, words: str) -> None:
    referral = received(actor)
    with pytest.raises(ValidationError, match=words):
        referrals.close(by=actor(Role.CLINICIAN), referral=referral, on=on, reason=reason)


def test_closing_twice_says_when_it_was_closed(actor: ActorWith) -> None:
    referral = received(actor)
    by = actor(Role.CLINICIAN)
    referrals.close(by=by, referral=referral, on=date(2025, 5, 2), reason="02")
    with pytest.raises(ValidationError, match="closed already, on 2 May 2025"):
        referrals.close(by=by, referral=referral, on=date(2025, 5, 3), reason="02")


def test_nothing_else_may_be_said_of_a_referral(actor: ActorWith) -> None:
    with pytest.raises(TypeError, match="rejected_on"):
        received(actor, rejected_on=date(2025, 4, 2))
