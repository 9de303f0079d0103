"""Checks, outreach and the register: what is written, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hubs.models import AuditEvent
from outcomes.actions import health_checks, outreach, smi_register
from outcomes.actions.health_checks import DoneBy, Finding, FollowUp
from outcomes.models import HealthCheck, OutreachAttempt, SmiRegister
from outcomes.rules.health import CheckedBy, CheckKind, CheckState, Measure
from outcomes.rules.health_states import Stand
from outcomes.selectors import health as found
from referrals.models import HospitalSpell
from tests.factories import ground, health, record
from tests.outcomes.conftest import TODAY, World

PRESSURE = Finding(CheckKind.BLOOD_PRESSURE, CheckState.DONE, Measure.BLOOD_PRESSURE, "152/95")
SMOKING = Finding(CheckKind.SMOKING, CheckState.DECLINED, words="Not today")
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def record_checks(world: World, *findings: Finding, **given: Any) -> list[HealthCheck]:
    values: dict[str, Any] = {"on": TODAY, "done_by": DoneBy(staff=world.staff), **given}
    return health_checks.record(by=world.by, person=world.person, findings=findings, **values)


def test_several_at_once(inside: World) -> None:
    pressure, smoking = record_checks(inside, PRESSURE, SMOKING)
    assert (pressure.typed, pressure.number, pressure.second_number, pressure.unit) == (
        "152/95",
        Decimal(152),
        Decimal(95),
        "mmHg",
    )
    assert (smoking.state, smoking.words, smoking.typed, smoking.number) == (
        "declined",
        "Not today",
        "",
        None,
    )
    event = AuditEvent.objects.get(action="health_check.recorded")
    # Which checks, never what they found.
    assert event.detail == {"kinds": ["blood_pressure", "smoking"]}
    states = {check.standing.kind: check.standing.state for check in found.of_person(inside.person).checks}
    assert states[CheckKind.BLOOD_PRESSURE] == Stand.MET
    assert states[CheckKind.SMOKING] == Stand.DECLINED
    assert states[CheckKind.LIPIDS] == Stand.MISSING


def test_a_form_that_is_sent_twice_makes_them_once(inside: World) -> None:
    key = uuid4()
    first = record_checks(inside, PRESSURE, SMOKING, form_key=key)
    again = record_checks(inside, PRESSURE, SMOKING, form_key=key)
    assert [row.pk for row in again] == [row.pk for row in first]
    assert HealthCheck.objects.count() == 2


@pytest.mark.parametrize(
    ("findings", "given", "field", "words"),
    [
        ((), {}, "__all__", "Record at least one check"),
        ((PRESSURE, PRESSURE), {}, "__all__", "Record each check once"),
        ((PRESSURE,), {"on": TOMORROW}, "on", "today or in the past"),
        ((PRESSURE,), {"done_by": DoneBy(words=" ")}, "done_by", "Say who did"),
        (
            (Finding(CheckKind.LIPIDS, CheckState.DONE, Measure.CHOLESTEROL, "high"),),
            {},
            "__all__",
            "Total cholesterol must be a number",
        ),
        (
            (Finding(CheckKind.LIPIDS, CheckState.DONE, Measure.BMI, "22"),),
            {},
            "__all__",
            "choose what was measured",
        ),
        (
            (
                Finding(
                    CheckKind.SMOKING, CheckState.DONE, Measure.SMOKING, "Smokes", "", FollowUp("", TODAY)
                ),
            ),
            {},
            "__all__",
            "say what is to be done and who will do it",
        ),
        (
            (
                Finding(
                    CheckKind.SMOKING,
                    CheckState.DONE,
                    Measure.SMOKING,
                    "Smokes",
                    "",
                    FollowUp("Ask", YESTERDAY, who="GP"),
                ),
            ),
            {},
            "__all__",
            "due on or after the day of the check",
        ),
    ],
)
def test_what_cannot_be_recorded(
    inside: World, findings: tuple[Finding, ...], given: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        record_checks(inside, *findings, **given)
    assert list(refused.value.message_dict) == [field]
    assert words in " ".join(refused.value.messages)
    assert not HealthCheck.objects.exists()


def test_a_result_is_followed_up_once(inside: World) -> None:
    asked = FollowUp("Take it again, and a urine test", TODAY + timedelta(days=14), who="GP practice")
    (check,) = record_checks(
        inside,
        Finding(CheckKind.BLOOD_PRESSURE, CheckState.DONE, Measure.BLOOD_PRESSURE, "182/105", "", asked),
    )
    assert [row.pk for row in found.of_person(inside.person).to_follow_up] == [check.pk]
    with pytest.raises(ValidationError) as refused:
        health_checks.follow_up(by=inside.by, check=check, on=YESTERDAY, result=" ")
    assert sorted(refused.value.message_dict) == ["on", "result"]
    health_checks.follow_up(by=inside.by, check=check, on=TODAY, result=" 140/90, tablets began ")
    check.refresh_from_db()
    assert (check.follow_up_done_on, check.follow_up_result) == (TODAY, "140/90, tablets began")
    assert found.of_person(inside.person).to_follow_up == []
    with pytest.raises(ValidationError, match="followed up already, on 18 June 2025: 140/90"):
        health_checks.follow_up(by=inside.by, check=check, on=TODAY, result="Again")


def test_no_follow_up_of_what_needs_none(inside: World) -> None:
    (check,) = record_checks(inside, SMOKING)
    with pytest.raises(ValidationError, match="needs no follow-up"):
        health_checks.follow_up(by=inside.by, check=check, on=TODAY, result="Rang")


def test_what_was_recorded_by_mistake_counts_no_longer(inside: World) -> None:
    (check,) = record_checks(inside, PRESSURE)
    with pytest.raises(ValidationError, match="Say why"):
        health_checks.void(by=inside.by, check=check, reason=" ")
    health_checks.void(by=inside.by, check=check, reason="It was her brother")
    assert not HealthCheck.objects.exists()
    assert HealthCheck.with_voided.get().void_reason == "It was her brother"
    with pytest.raises(ValidationError, match="already"):
        health_checks.void(by=inside.by, check=check, reason="Twice")
    with pytest.raises(ValidationError, match="voided"):
        health_checks.follow_up(by=inside.by, check=check, on=TODAY, result="Rang")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "done", "typed": ""},
        {"state": "declined", "typed": "128/82"},
        {"kind": "hearing"},
        {"number": Decimal(1), "unit": ""},
        {"done_by": ""},
        {"follow_up": "Ring her"},
        {"follow_up_who": "GP practice"},
        {"follow_up_done_on": TODAY, "follow_up_result": "Rang"},
        {
            "follow_up": "Ring her",
            "follow_up_who": "GP practice",
            "follow_up_due_on": TODAY,
            "follow_up_result": "Rang",
        },
    ],
)
def test_the_database_refuses_halves(inside: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        health.check(person=inside.person, **wrong)


def test_the_database_refuses_half_an_end_of_the_register(inside: World) -> None:
    for half in ({"ends_on": TODAY}, {"end_reason": "Moved"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            health.on_register(person=inside.person, **half)


def attempt(world: World, **given: Any) -> OutreachAttempt:
    values = {"way": "home_visit", "on": TODAY, "outcome": "booked", "staff": world.staff, **given}
    return outreach.record(by=world.by, person=world.person, **values)


def test_an_attempt_to_reach_somebody(inside: World) -> None:
    key = uuid4()
    made = attempt(inside, booked_for=TOMORROW, words=" With her sister ", form_key=key)
    assert attempt(inside, booked_for=TOMORROW, form_key=key).pk == made.pk
    assert [row.words for row in found.of_person(inside.person).outreach] == ["With her sister"]
    outreach.void(by=inside.by, attempt=made, reason="Wrong person")
    assert found.of_person(inside.person).outreach == []
    with pytest.raises(ValidationError, match="already"):
        outreach.void(by=inside.by, attempt=made, reason="Twice")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"way": "pigeon"}, "way"),
        ({"outcome": "lost"}, "outcome"),
        ({"on": TOMORROW}, "on"),
        ({"booked_for": YESTERDAY}, "booked_for"),
        ({"outcome": "declined", "booked_for": TOMORROW}, "booked_for"),
        ({"staff": None}, "tried_by"),
    ],
)
def test_an_attempt_that_cannot_be(inside: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        attempt(inside, **given)
    assert list(refused.value.message_dict) == [field]


def put_on(world: World, **given: Any) -> SmiRegister:
    values = {"source": "gp", "starts_on": TODAY, "next_by": CheckedBy.GP, **given}
    return smi_register.add(by=world.by, person=world.person, **values)


def test_on_the_register_once(inside: World) -> None:
    entry = put_on(inside)
    with pytest.raises(ValidationError, match="on the register already"):
        put_on(inside)
    smi_register.end(by=inside.by, entry=entry, on=TODAY, reason="The diagnosis was withdrawn")
    again = put_on(inside)
    assert found.current(inside.person) == again
    with pytest.raises(ValidationError, match="left the register already, on 18 June 2025"):
        smi_register.end(by=inside.by, entry=entry, on=TODAY, reason="Twice")


def test_two_people_change_the_entry_at_once(inside: World) -> None:
    entry = put_on(inside)
    changed = smi_register.change(
        by=inside.by, entry=entry, version=1, next_by=CheckedBy.SECONDARY, next_team=inside.team
    )
    assert changed.version == 2
    with pytest.raises(ValidationError, match="done by: Secondary mental health care"):
        smi_register.change(by=inside.by, entry=entry, version=1, remission_on=TODAY)
    entry.refresh_from_db()
    assert (entry.next_team, entry.remission_on) == (inside.team, None)
    with pytest.raises(TypeError):
        smi_register.change(by=inside.by, entry=entry, version=2, person=inside.person)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"source": "rumour"}, "source"),
        ({"next_by": "nobody"}, "next_by"),
        ({"starts_on": TOMORROW}, "starts_on"),
        ({"remission_on": TOMORROW}, "remission_on"),
        ({"secondary_since": TOMORROW}, "secondary_since"),
    ],
)
def test_an_entry_that_cannot_be(inside: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        put_on(inside, **given)
    assert list(refused.value.message_dict) == [field]


def test_the_practice_has_no_team_of_ours(inside: World) -> None:
    with pytest.raises(ValidationError) as refused:
        put_on(inside, next_team=ground.team())
    assert list(refused.value.message_dict) == ["next_team"]


@pytest.mark.parametrize(("on", "reason", "fields"), [(YESTERDAY, "Moved", ["on"]), (TODAY, " ", ["reason"])])
def test_leaving_that_cannot_be(inside: World, on: date, reason: str, fields: list[str]) -> None:
    entry = put_on(inside)
    with pytest.raises(ValidationError) as refused:
        smi_register.end(by=inside.by, entry=entry, on=on, reason=reason)
    assert list(refused.value.message_dict) == fields


def test_what_is_proposed_goes_by_what_is_recorded(inside: World) -> None:
    entry = put_on(inside, secondary_since=TODAY - timedelta(days=364))
    assert found.proposal(inside.person, entry, TODAY).by == CheckedBy.SECONDARY
    assert found.proposal(inside.person, None, TODAY).by == CheckedBy.GP
    record.hospital_spell(referral=inside.referral, starts_on=YESTERDAY, ends_on=None)
    assert found.proposal(inside.person, None, TODAY).why == "The person is in hospital"
    HospitalSpell.objects.update(ends_on=YESTERDAY)
    assert found.proposal(inside.person, None, TODAY).by == CheckedBy.GP
