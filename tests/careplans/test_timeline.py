"""What happened to a person, told in one query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from careplans.selectors import timeline
from careplans.selectors.timeline import Entry
from hubs.models import Team, Tenant
from hubs.tenancy import in_tenant
from outcomes.actions import scored_contacts
from outcomes.actions.scored_contacts import Taken
from outcomes.models import HealthCheck, OutreachAttempt
from referrals.actions import closings, requests, steps
from referrals.actions.contacts import Done
from referrals.actions.requests import Asked
from referrals.models import Discussion, Handover, Meeting, Referral, Request
from referrals.models.request import Way
from tests.factories import ground, health, record
from tests.referrals.conftest import TODAY, World, client, now, world

__all__ = ["client", "now", "world"]


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def entries(world: World, page: int = 1) -> list[Entry]:
    return list(timeline.of_person(world.person.pk, page).object_list)


def handed_over(referral: Referral, to: Team) -> Handover:
    """It was sent and taken back."""
    made: Handover = Handover.objects.create(
        referral=referral,
        receiver="team",
        from_team=referral.team,
        to_team=to,
        rings_on=TODAY,
        escalates_on=TODAY,
        reason="Therapy",
        shared="All",
        person_said="Good",
        state="withdrawn",
    )
    return made


def test_everything_in_its_order(inside: World) -> None:
    referral = inside.referral
    record.contact(referral=referral, occurred_on=date(2025, 6, 2), occurred_time=time(9))
    record.contact(referral=referral, occurred_on=date(2025, 6, 2), occurred_time=time(15))
    record.score(referral=referral, taken_on=date(2025, 6, 3))
    record.score(referral=referral, taken_on=date(2025, 6, 3), tool_code="1037661000000102")
    record.indirect_activity(referral=referral, occurred_on=date(2025, 6, 4))
    record.plan(person=inside.person, provider=referral.provider, created_on=date(2025, 6, 5))
    record.hospital_spell(referral=referral, starts_on=date(2025, 6, 6))
    record.end(referral, date(2025, 6, 10))
    told = [(entry.kind, entry.day) for entry in entries(inside)]
    assert told == [
        ("closure", date(2025, 6, 10)),
        ("admission", date(2025, 6, 6)),
        ("agreement", date(2025, 6, 5)),
        ("plan", date(2025, 6, 5)),
        ("indirect", date(2025, 6, 4)),
        ("score", date(2025, 6, 3)),
        ("contact", date(2025, 6, 2)),
        ("contact", date(2025, 6, 2)),
        ("referral", referral.received_on),
    ]
    found = entries(inside)
    assert [entry.at for entry in found if entry.kind == "contact"] == [time(15), time(9)]
    scores = next(entry for entry in found if entry.kind == "score").detail["scores"]
    assert [score["tool"] for score in scores] == ["1037651000000100", "1037661000000102"]


def test_a_contact_tells_what_was_done_scored_and_corrected(inside: World) -> None:
    contact = scored_contacts.log(
        by=inside.by,
        referral=inside.referral,
        occurred_on=TODAY,
        activities=[Done("386053000")],
        taken=Taken("1037651000000100", "4"),
        note="Spoke about hosing.",
    ).contact
    scored_contacts.amend(
        by=inside.by,
        contact=contact,
        reason="A slip",
        activities=[Done("225338004")],
        taken=Taken("1037651000000100", "4"),
        note="Spoke about housing.",
    )
    detail = entries(inside)[0].detail
    assert detail["activities"] == ["225338004"]
    assert detail["scores"] == [{"tool": "1037651000000100", "score": "4"}]
    assert (detail["note"], detail["worker"], detail["team"]) == (
        "Spoke about housing.",
        "Priya Nair",
        "Northbrook core team",
    )
    assert [(change["by"], change["reason"]) for change in detail["corrections"]] == [
        ("Priya Nair", "A slip")
    ]


def test_a_voided_contact_stays_with_its_reason(inside: World) -> None:
    contact = scored_contacts.log(
        by=inside.by, referral=inside.referral, occurred_on=TODAY, activities=[Done("386053000")]
    ).contact
    scored_contacts.void(by=inside.by, contact=contact, reason="Wrong person")
    detail = entries(inside)[0].detail
    assert (detail["voided"], detail["voided_by"]) == ("Wrong person", "Priya Nair")
    assert detail["activities"] == ["386053000"]
    assert detail["corrections"] == []


def test_what_else_was_voided_is_left_out(inside: World) -> None:
    referral = inside.referral
    other = record.referral(person=inside.person, team=inside.team)
    plan = record.plan(person=inside.person, provider=referral.provider)
    handover = handed_over(referral, ground.team())
    meeting = Meeting.objects.create(hub=inside.hub)
    discussion = Discussion.objects.create(
        meeting=meeting,
        referral=referral,
        position=1,
        minutes="Therapy first",
        outcome="taken",
        decided_at=timezone.now(),
        team=inside.team,
        worker=inside.staff,
    )
    asked = requests.ask(by=inside.by, asked=Asked(way=Way.SELF, story="Cannot sleep"), person=inside.person)
    rows = [
        record.score(referral=referral),
        record.indirect_activity(referral=referral),
        record.hospital_spell(referral=referral),
        plan,
        plan.agreements.get(),
        handover,
        discussion,
        Request.objects.get(reference=asked.reference),
        other,
    ]
    kinds = ["referral", "score", "indirect", "admission", "plan", "agreement"]
    kinds += ["handover", "discussion", "request", "referral"]
    assert sorted(entry.kind for entry in entries(inside)) == sorted(kinds)
    for row in rows:
        row.voided_at, row.void_reason = timezone.now(), "Wrong person"
        row.save()
    assert [entry.kind for entry in entries(inside)] == ["referral"]


def test_an_agreement_goes_with_its_plan(inside: World) -> None:
    plan = record.plan(person=inside.person, provider=inside.referral.provider)
    plan.voided_at, plan.void_reason = timezone.now(), "Wrong person"
    plan.save()
    assert [entry.kind for entry in entries(inside)] == ["referral"]


def test_scores_of_a_contact_are_not_told_twice(inside: World) -> None:
    scored_contacts.log(
        by=inside.by, referral=inside.referral, occurred_on=TODAY, taken=Taken("1037651000000100", "4")
    )
    assert [entry.kind for entry in entries(inside)] == ["contact", "referral"]


def test_who_asked_what_was_decided_and_every_step(inside: World) -> None:
    referral = inside.referral
    therapy = ground.team(name="Therapy", hub=inside.hub)
    requests.ask(
        by=inside.by, asked=Asked(way=Way.SELF, story="Cannot sleep", is_urgent=True), person=inside.person
    )
    meeting = Meeting.objects.create(hub=inside.hub)
    Discussion.objects.create(
        meeting=meeting,
        referral=referral,
        position=1,
        minutes="Therapy first",
        outcome="taken",
        decided_at=timezone.now(),
        team=therapy,
        worker=inside.staff,
    )
    handed_over(referral, therapy)
    told: dict[str, Any] = {"reason": "The voices are back", "person_said": "More help"}
    steps.step(by=inside.by, referral=referral, level="complex", team=therapy, **told)
    steps.step(by=inside.by, referral=referral, level="more", **told)
    closings.close(by=inside.by, referral=referral, on=TODAY, reason="02", words="You did it.")
    found: dict[str, list[Entry]] = {}
    for entry in entries(inside):
        found.setdefault(entry.kind, []).append(entry)
    asked, talked, passed = (found[kind][0].detail for kind in ("request", "discussion", "handover"))
    assert (asked["way"], asked["story"], asked["urgent"]) == ("self", "Cannot sleep", True)
    assert (talked["outcome"], talked["to"], talked["named"], talked["minutes"]) == (
        "taken",
        "Therapy",
        "Priya Nair",
        "Therapy first",
    )
    assert (passed["from"], passed["to"], passed["state"]) == ("Northbrook core team", "Therapy", "withdrawn")
    assert sorted((step.detail["level"], step.detail["team"]) for step in found["step"]) == [
        ("complex", "Therapy"),
        ("more", None),
    ]
    assert all(step.detail["worker"] == "Priya Nair" for step in found["step"])
    assert "The voices are back" in found["step"][0].detail["reason"]
    closed = found["closure"][0].detail
    assert (closed["words"], closed["closed_with"], closed["ours"]) == ("You did it.", "person", True)
    assert {entry.kind for entry in entries(inside) if entry.at} >= {"request", "discussion", "handover"}


def test_a_referral_of_a_record_set_tells_no_steps(inside: World) -> None:
    theirs = record.referral(person=inside.person, team=inside.team, source_month=date(2025, 5, 1))
    theirs.team = ground.team(organisation=theirs.provider)
    theirs.save()
    assert "step" not in {entry.kind for entry in entries(inside)}


def test_health_checks_are_told_once_a_day_with_who_did_them_and_what_they_ask_for(inside: World) -> None:
    person, on = inside.person, date(2025, 6, 4)
    health.to_follow_up(person=person, checked_on=on, done_by="", staff=inside.staff)
    health.check(person=person, kind="smoking", state="declined", checked_on=on, words="Not today")
    health.check(person=person, kind="weight", checked_on=date(2025, 6, 1), measure="bmi", typed="31")
    taken_out = health.check(person=person, kind="lipids", state="unsuitable", checked_on=on)
    HealthCheck.objects.filter(pk=taken_out.pk).update(voided_at=timezone.now(), void_reason="A slip")
    day, earlier = (entry for entry in entries(inside) if entry.kind == "health")
    assert (day.day, earlier.day, day.detail["worker"], earlier.detail["worker"]) == (
        on,
        date(2025, 6, 1),
        "Priya Nair",
        "A health coach",
    )
    pressure, smoking = day.detail["checks"]
    assert (pressure["kind"], pressure["typed"], pressure["follow_up"], pressure["follow_up_by"]) == (
        "blood_pressure",
        "128/82",
        "Take it again",
        "GP practice",
    )
    assert (smoking["kind"], smoking["state"], smoking["words"]) == ("smoking", "declined", "Not today")


def test_attempts_to_reach_somebody_are_told_each(inside: World) -> None:
    for way, more in (("call", {}), ("home_visit", {"outcome": "booked", "booked_for": date(2025, 6, 9)})):
        health.attempt(person=inside.person, way=way, tried_on=date(2025, 6, 4), **more)
    gone = health.attempt(person=inside.person, tried_on=date(2025, 6, 5))
    OutreachAttempt.objects.filter(pk=gone.pk).update(voided_at=timezone.now(), void_reason="A slip")
    told = [entry.detail for entry in entries(inside) if entry.kind == "outreach"]
    assert [(it["way"], it["outcome"], it["booked_for"], it["worker"]) for it in told] == [
        ("home_visit", "booked", "2025-06-09", "Link worker"),
        ("call", "not_reached", None, "Link worker"),
    ]


def test_the_page_says_both_in_words(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        figures = {"number": 128, "second_number": 82, "unit": "mmHg"}
        health.to_follow_up(person=world.person, checked_on=date(2025, 6, 4), **figures)
        health.check(person=world.person, kind="smoking", state="declined", checked_on=date(2025, 6, 4))
        health.attempt(person=world.person, outcome="booked", booked_for=date(2025, 6, 9), words="Glad")
    page = " ".join(client.get(world.page()).content.decode().split())
    assert "Physical health checks" in page
    assert "Blood pressure: <strong>128/82 mmHg</strong>" in page
    assert "Smoking: <strong>declined</strong>" in page
    assert "To follow up: Take it again (GP practice, by 1 May 2025)" in page
    assert "Phone call: reached, and booked for 9 Jun 2025" in page
    with in_tenant(world.tenant.pk):
        seen = HealthCheck.objects.filter(kind="blood_pressure")
        seen.update(follow_up_done_on=date(2025, 6, 6), follow_up_result="Lower")
    assert "Followed up on 6 Jun 2025: Lower" in client.get(world.page()).content.decode()


def test_pages(inside: World) -> None:
    for number in range(timeline.PAGE_SIZE):
        record.contact(referral=inside.referral, occurred_on=TODAY - timedelta(days=number))
    first = timeline.of_person(inside.person.pk)
    assert (len(first.object_list), first.paginator.count, first.has_next()) == (timeline.PAGE_SIZE, 21, True)
    second = timeline.of_person(inside.person.pk, 2)
    assert [entry.kind for entry in second.object_list] == ["referral"]
    assert (second.start_index(), second.end_index()) == (21, 21)
    assert timeline.of_person(inside.person.pk, 99).number == 2


def test_one_query_whatever_there_is(inside: World) -> None:
    for number in range(20):
        contact = record.contact(referral=inside.referral, occurred_on=TODAY - timedelta(days=number))
        record.activity(contact=contact)
    with CaptureQueriesContext(connection) as queries:
        timeline.of_person(inside.person.pk)
    assert len(queries) == 1


def test_another_person_has_another_timeline(inside: World) -> None:
    other = record.person()
    assert timeline.of_person(other.pk).object_list == []


def test_another_tenant_sees_nothing(world: World, other_tenant: Tenant) -> None:
    with in_tenant(other_tenant.pk):
        ground.hub()
        assert timeline.of_person(world.person.pk).object_list == []


def test_the_moment_is_local(inside: World) -> None:
    record.contact(referral=inside.referral, occurred_on=date(2025, 6, 17), occurred_time=time(23, 30))
    when = entries(inside)[0].when
    assert isinstance(when, datetime)
    assert (when.hour, str(when.tzinfo)) == (23, "Europe/London")
