"""The pages of physical health: one person's, and the recall list."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hubs.models import AccessLog
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.models import HealthCheck, OutreachAttempt, SmiRegister
from referrals.models import Person
from reporting.selectors import due
from reporting.selectors.due import Scope
from tests.conftest import ClientAs
from tests.factories import ground, health, record
from tests.outcomes.conftest import TODAY, World

RECALL = "/health-checks/"
ALL_SIX = {
    "weight": ("bmi", "24.1"),
    "blood_pressure": ("blood_pressure", "128/82"),
    "alcohol": ("audit_c", "2"),
    "smoking": ("smoking", "Smokes"),
    "glucose": ("hba1c", "38"),
    "lipids": ("cholesterol", "4.4"),
}


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def sent(world: World, **given: Any) -> dict[str, Any]:
    return {
        "form_key": str(uuid4()),
        **day("on", TODAY),
        "done_by": str(world.staff.pk),
        **dict(given.items()),
    }


def done(kind: str) -> dict[str, str]:
    measure, typed = ALL_SIX[kind]
    return {
        f"{kind}-state": "done",
        f"{kind}-measure": measure,
        f"{kind}-typed": typed,
        f"{kind}-follow_up": "no",
    }


def test_all_six_in_one_form(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        health.on_register(person=world.person)
    assert "6 of the six checks to do" in client.get(world.page("health")).content.decode()
    everything = {name: value for kind in ALL_SIX for name, value in done(kind).items()}
    form = sent(world, **everything)
    address = world.page("health", "checks", "new")
    assert client.post(address, form).status_code == 302
    # Sent again by a double click.
    assert client.post(address, form).status_code == 302
    page = client.get(world.page("health")).content.decode()
    for words in ("All six checks are done", "24.1 kg/m2", "128/82 mmHg", "Smokes", "Priya Nair"):
        assert words in page
    with in_tenant(world.tenant.pk):
        assert HealthCheck.objects.count() == 6


def test_declined_is_not_missing(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        health.on_register(person=world.person)
    form = sent(world, **{"lipids-state": "declined", "lipids-why_declined": "No needles"})
    client.post(world.page("health", "checks", "new"), form)
    page = client.get(world.page("health")).content.decode()
    assert "Declined" in page
    assert "No needles" in page
    assert "5 of the six checks to do" in page


def test_a_result_with_its_follow_up(client: Client, world: World) -> None:
    asked = {
        **done("blood_pressure"),
        "blood_pressure-typed": "182/104",
        "blood_pressure-follow_up": "yes",
        "blood_pressure-what": "Take it again",
        "blood_pressure-who": "gp",
        **day("blood_pressure-due_on", TODAY + timedelta(days=7)),
    }
    client.post(world.page("health", "checks", "new"), sent(world, **asked))
    page = client.get(world.page("health")).content.decode()
    assert "GP practice, by 25 June 2025" in page
    with in_tenant(world.tenant.pk):
        check = HealthCheck.objects.get()
    address = world.page("health", "checks", str(check.public_id), "follow-up")
    assert "Take it again" in client.get(address).content.decode()
    client.post(address, {**day("on", TODAY), "result": "138/86"})
    page = client.get(world.page("health")).content.decode()
    assert "Followed up on 18 June 2025: 138/86" in page
    assert "Results that wait" not in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Record at least one check"),
        ({"weight-state": "done", "weight-measure": "bmi"}, "Weight or BMI: enter the result"),
        (
            {"blood_pressure-state": "done", "blood_pressure-typed": "128"},
            "Blood pressure must be two numbers, like 128/82",
        ),
        ({**done("smoking"), "smoking-follow_up": "yes"}, "Smoking: choose who will do it"),
        ({**done("smoking"), "done_by": "other"}, "Enter who did or offered the checks"),
        ({**done("smoking"), "done_by": "999999"}, "Choose who did or offered the checks"),
        ({**done("smoking"), **day("on", TODAY + timedelta(days=1))}, "must be today or in the past"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, world: World, given: dict[str, str], words: str
) -> None:
    form = sent(world, **{"lipids-why_declined": "Kept as typed", **given})
    answer = client.post(world.page("health", "checks", "new"), form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "Kept as typed" in page
    with in_tenant(world.tenant.pk):
        assert not HealthCheck.objects.exists()


def test_done_at_the_practice_or_by_somebody_else(client: Client, world: World) -> None:
    client.post(world.page("health", "checks", "new"), sent(world, **done("weight"), done_by="gp"))
    other = {"done_by": "other", "done_by_other": "Health coach"}
    client.post(world.page("health", "checks", "new"), sent(world, **done("smoking"), **other))
    with in_tenant(world.tenant.pk):
        told = dict(HealthCheck.objects.values_list("kind", "done_by"))
    assert told == {"weight": "GP practice", "smoking": "Health coach"}


def test_outreach_and_taking_out(client: Client, world: World) -> None:
    form = {
        "form_key": str(uuid4()),
        "way": "clinic",
        **day("on", TODAY),
        "who": "other",
        "tried_by": "Peer support worker",
        "outcome": "booked",
        **day("booked_for", TODAY + timedelta(days=3)),
    }
    assert client.post(world.page("health", "outreach", "new"), {**form, "tried_by": ""}).status_code == 200
    assert client.post(world.page("health", "outreach", "new"), form).status_code == 302
    page = client.get(world.page("health")).content.decode()
    assert "At a joint flu or vaccination clinic: reached, and booked" in page
    assert "for 21 June 2025" in page
    with in_tenant(world.tenant.pk):
        attempt = OutreachAttempt.objects.get()
        check = health.check(person=world.person)
    client.post(world.page("health", "outreach", str(attempt.public_id), "void"), {"reason": "Wrong person"})
    client.post(world.page("health", "checks", str(check.public_id), "void"), {"reason": "Wrong person"})
    page = client.get(world.page("health")).content.decode()
    assert "Nobody has tried yet" in page
    assert "128/82" not in page


def test_on_and_off_the_register(client: Client, world: World) -> None:
    address = world.page("health", "register")
    page = client.get(address).content.decode()
    assert "Proposed: GP practice." in page
    form = {
        "source": "gp",
        **day("starts_on", TODAY),
        "next_by": "secondary",
        "next_team": str(world.team.public_id),
    }
    assert client.post(address, form).status_code == 302
    # Whoever saves over an older one is told.
    with in_tenant(world.tenant.pk):
        SmiRegister.objects.update(version=2)
    page = client.post(address, {**form, "version": "1", "unstable": "on"}).content.decode()
    assert "Somebody has changed this since you opened it" in page
    client.post(address, {**form, "version": "2", "next_by": "gp"})
    with in_tenant(world.tenant.pk):
        entry = SmiRegister.objects.get()
        # The team belongs to the choice that was not made.
        assert (entry.next_by, entry.next_team) == ("gp", None)
    end = world.page("health", "register", "end")
    client.post(end, {**day("on", TODAY), "reason": "The diagnosis was withdrawn"})
    assert "Not on the register" in client.get(world.page("health")).content.decode()
    assert client.get(end).status_code == 302


def test_nothing_of_another_person(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        check, attempt = health.check(), health.attempt()
    for parts in (("checks", check, "follow-up"), ("checks", check, "void"), ("outreach", attempt, "void")):
        kind, row, verb = parts
        assert client.get(world.page("health", kind, str(row.public_id), verb)).status_code == 404


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{RECALL}{query}").content.decode()
    return re.findall(r"/health/\">([^<]+)</a>", page)


def somebody(world: World, family: str, **given: Any) -> Person:
    """On the register, known to the world's hub."""
    person = record.person(family_name=family, given_name="Jo")
    record.referral(person=person, team=given.pop("team", world.team))
    health.on_register(person=person, **{"starts_on": TODAY - timedelta(days=500), **given})
    return person


def complete(person: Person, on: date) -> None:
    for kind, (measure, typed) in ALL_SIX.items():
        health.check(person=person, kind=kind, measure=measure, typed=typed, checked_on=on)


@pytest.fixture
def people(world: World) -> World:
    with in_tenant(world.tenant.pk):
        somebody(world, "Never")
        complete(somebody(world, "Lately"), TODAY - timedelta(days=400))
        complete(somebody(world, "Done"), TODAY - timedelta(days=30))
        complete(somebody(world, "Soon"), TODAY - timedelta(days=340))
        somebody(world, "Remission", remission_on=TODAY)
        somebody(world, "Left", ends_on=TODAY, end_reason="Moved")
        somebody(world, "Elsewhere", team=ground.team(hub=ground.hub()))
        declined = somebody(world, "Declined", next_by="secondary", next_team=world.team)
        complete(declined, TODAY - timedelta(days=400))
        for kind in ALL_SIX:
            health.check(person=declined, kind=kind, state="declined", checked_on=TODAY)
        waits = somebody(world, "Waits")
        complete(waits, TODAY - timedelta(days=30))
        health.to_follow_up(person=waits, checked_on=TODAY, follow_up_due_on=TODAY)
        late = somebody(world, "Late")
        complete(late, TODAY - timedelta(days=30))
        asked = TODAY - timedelta(days=20)
        health.to_follow_up(person=late, checked_on=asked, follow_up_due_on=TODAY - timedelta(days=1))
        health.attempt(person=late)
    return world


def test_who_is_recalled_the_longest_first(client: Client, people: World) -> None:
    assert names(client) == ["NEVER, Jo", "LATELY, Jo", "LATE, Jo"]
    assert names(client, "?show=soon") == ["SOON, Jo"]
    assert names(client, "?show=follow-up") == ["LATE, Jo", "WAITS, Jo"]
    assert names(client, "?show=declined") == ["DECLINED, Jo"]
    assert len(names(client, "?show=all")) == 7
    assert names(client, "?check=smoking") == ["NEVER, Jo", "LATELY, Jo"]
    assert names(client, "?tried=yes") == ["LATE, Jo"]
    assert names(client, "?tried=no") == ["NEVER, Jo", "LATELY, Jo"]
    assert names(client, "?show=all&next_by=secondary") == ["DECLINED, Jo"]
    assert names(client, f"?show=all&team={people.team.public_id}") == ["DECLINED, Jo"]
    assert names(client, f"?hub={people.hub.code}") == ["NEVER, Jo", "LATELY, Jo", "LATE, Jo"]


def test_the_list_is_a_trace_and_leads_to_the_person(client: Client, people: World) -> None:
    page = client.get(RECALL).content.decode()
    assert "Follow-up overdue" in page
    assert "Download as CSV" in page
    with in_tenant(people.tenant.pk):
        assert AccessLog.objects.filter(what="Health checks to recall for").exists()


def test_somebody_who_died_is_not_recalled(client: Client, people: World) -> None:
    with in_tenant(people.tenant.pk):
        Person.objects.filter(family_name="Never").update(death_date=TODAY)
    assert names(client) == ["LATELY, Jo", "LATE, Jo"]


def test_nobody_who_is_not_on_the_register_now_is_recalled(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        somebody(world, "Tomorrow", starts_on=TODAY + timedelta(days=1))
        mistake, joined = somebody(world, "Mistake"), somebody(world, "Joined")
        somebody(world, "Relapse", remission_on=TODAY + timedelta(days=1))
        Person.objects.filter(pk=mistake.pk).update(voided_at=timezone.now(), void_reason="Twice")
        Person.objects.filter(pk=joined.pk).update(merged_into=record.person())
    assert names(client) == ["RELAPSE, Jo"]


def test_the_export_runs_nothing(client: Client, people: World) -> None:
    with in_tenant(people.tenant.pk):
        Person.objects.filter(family_name="Never").update(family_name="=cmd()")
    answer = client.get(f"{RECALL}export.csv?check=smoking")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[1] for row in rows] == ["Name", "'=CMD(), Jo", "LATELY, Jo"]
    assert rows[2][4:6] == ["Overdue, 14 May 2024", "Overdue, 14 May 2024"]
    with in_tenant(people.tenant.pk):
        assert AccessLog.objects.filter(what="Health checks as CSV: 2 people").exists()


def test_no_more_queries_for_more_people(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        complete(somebody(world, "First"), TODAY - timedelta(days=400))
    client.get(RECALL)
    with CaptureQueriesContext(connection) as one:
        client.get(RECALL)
    with in_tenant(world.tenant.pk):
        for number in range(20):
            complete(somebody(world, f"More{number}", next_by="secondary", next_team=world.team), TODAY)
            health.attempt(person=somebody(world, f"Again{number}"))
    with CaptureQueriesContext(connection) as many:
        client.get(RECALL)
    assert len(many) == len(one)


def test_nobody_to_recall(client: Client, world: World) -> None:
    assert "Nobody has to be recalled" in client.get(RECALL).content.decode()
    assert "Nobody matches these filters" in client.get(f"{RECALL}?show=soon").content.decode()


def test_a_manager_does_not_read_the_list(client_as: ClientAs, world: World) -> None:
    assert client_as(Role.MANAGER).get(RECALL).status_code == 403


def test_a_result_that_waits_is_due(world: World) -> None:
    with in_tenant(world.tenant.pk):
        health.to_follow_up(
            person=world.person,
            checked_on=TODAY - timedelta(days=9),
            follow_up_due_on=TODAY - timedelta(days=2),
        )
        health.to_follow_up(checked_on=TODAY, follow_up_due_on=TODAY)
        found = [each for each in due.of(world.by, Scope.ME) if each.kind == "Health check"]
    assert [(each.person, each.on, each.who) for each in found] == [
        (world.person, TODAY - timedelta(days=2), "GP practice")
    ]


def test_what_was_done_by_kind(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        for number, procedure in enumerate(
            ("390773006", "390773006", "1082621000000104:408730004=443390004", "71388002")
        ):
            contact = record.contact(referral=world.referral, occurred_on=TODAY - timedelta(days=number))
            record.activity(contact=contact, procedure=procedure)
    page = client.get(world.page("interventions")).content.decode()
    order = [
        page.index(words)
        for words in (
            "Psychological therapy",
            "Cognitive analytic therapy",
            "Social and practical help",
            "individual placement",
            "By its code",
            "SNOMED CT 71388002",
        )
    ]
    assert order == sorted(order)
    assert "16 Jun 2025" in page
    assert "Nothing is recorded yet" not in page
