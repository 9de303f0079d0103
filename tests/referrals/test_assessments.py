"""One assessment, which every team adds to; a second one asks for a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from hubs.models import AuditEvent
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import assessments
from referrals.actions.assessments import Answer
from referrals.models import Assessment, AssessmentEntry, CareActNeed
from referrals.selectors import assessments as selectors
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World, now, world
from tests.referrals.test_contact_page import text_of

__all__ = ["now", "world"]


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def begun(world: World) -> Assessment:
    return assessments.start(by=world.by, referral=world.referral)


def test_a_second_one_asks_for_a_reason(inside: World) -> None:
    begun(inside)
    with pytest.raises(ValidationError, match="tell it all again"):
        begun(inside)
    again = assessments.start(
        by=inside.by, referral=inside.referral, repeat_reason="Everything is different after the stroke"
    )
    assert selectors.of_person(inside.person)[0] == again


def test_the_database_refuses_a_second_one_without_a_reason(inside: World) -> None:
    begun(inside)
    with pytest.raises(IntegrityError, match="one_without_reason"), transaction.atomic():
        Assessment.objects.create(person=inside.person, referral=inside.referral, started_on=TODAY)


def test_the_next_team_adds_to_it(inside: World) -> None:
    held = begun(inside)
    assessments.add(
        by=inside.by, assessment=held, section="safety", text="Keeps a plan.", team_id=inside.team.pk
    )
    charity = ground.team(name="Peer team")
    other = ground.actor(Role.PARTNER, hub=inside.hub, team=charity)
    assessments.complete(by=inside.by, assessment=held, on=TODAY)
    assessments.add(by=other, assessment=held, section="safety", text="Calls her sister.", team_id=charity.pk)
    part = next(part for part in selectors.sheet(held).parts if part.section == "safety")
    assert [(entry.text, entry.team and entry.team.name) for entry in part.entries] == [
        ("Keeps a plan.", "Northbrook core team"),
        ("Calls her sister.", "Peer team"),
    ]
    assert part.latest is not None
    assert part.latest.writer_name == other.name


def test_the_same_words_sent_twice_are_one_entry(inside: World) -> None:
    held = begun(inside)
    first = assessments.add(by=inside.by, assessment=held, section="safety", text="Keeps a plan.")
    assert assessments.add(by=inside.by, assessment=held, section="safety", text="Keeps a plan. ") == first
    assessments.add(by=inside.by, assessment=held, section="strengths", text="Keeps a plan.")
    assert AssessmentEntry.objects.count() == 2


def test_an_entry_that_is_taken_out_stays_readable(inside: World) -> None:
    held = begun(inside)
    entry = assessments.add(by=inside.by, assessment=held, section="safety", text="Wrong person")
    with pytest.raises(ValidationError, match="why"):
        assessments.void_entry(by=inside.by, entry=entry, reason=" ")
    assessments.void_entry(by=inside.by, entry=entry, reason="Of somebody else")
    with pytest.raises(ValidationError, match="already"):
        assessments.void_entry(by=inside.by, entry=entry, reason="Twice")
    part = next(part for part in selectors.sheet(held).parts if part.section == "safety")
    assert [(each.text, each.void_reason) for each in part.entries] == [("Wrong person", "Of somebody else")]
    assert part.latest is None


@pytest.mark.parametrize(
    ("given", "field"),
    [({"section": "weight", "text": "x"}, "section"), ({"section": "safety", "text": " "}, "text")],
)
def test_what_an_entry_refuses(inside: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        assessments.add(by=inside.by, assessment=begun(inside), **given)
    assert field in error.value.message_dict


def test_needs_under_the_care_act(inside: World) -> None:
    held = begun(inside)
    both = {"nutrition": Answer(False, "Skips meals"), "hygiene": Answer(False)}
    assert len(assessments.need(by=inside.by, assessment=held, answers=both)) == 2
    assert selectors.sheet(held).eligibility.enough
    # What says the same changes nothing.
    assert assessments.need(by=inside.by, assessment=held, answers=both) == []
    changed = {"nutrition": Answer(True), "hygiene": Answer(None)}
    assessments.need(by=inside.by, assessment=held, answers=changed)
    sheet = selectors.sheet(held)
    assert (sheet.eligibility.looked_at, sheet.eligibility.cannot) == (1, 0)
    assert CareActNeed.with_voided.count() == 3
    with pytest.raises(TypeError, match="weight"):
        assessments.need(by=inside.by, assessment=held, answers={"weight": Answer(True)})


def test_completing(inside: World) -> None:
    held = begun(inside)
    with pytest.raises(ValidationError, match="Nothing is written"):
        assessments.complete(by=inside.by, assessment=held, on=TODAY)
    assessments.add(by=inside.by, assessment=held, section="safety", text="Keeps a plan.")
    for day in (TODAY + timedelta(1), date(2025, 1, 1)):
        with pytest.raises(ValidationError, match="Choose a day between"):
            assessments.complete(by=inside.by, assessment=held, on=day)
    assessments.complete(by=inside.by, assessment=held, on=TODAY)
    with pytest.raises(ValidationError, match="completed already, on 18 June 2025"):
        assessments.complete(by=inside.by, assessment=held, on=TODAY)


def test_a_day_that_cannot_be(inside: World) -> None:
    with pytest.raises(ValidationError, match="Choose a day between 29 May 2025"):
        assessments.start(by=inside.by, referral=inside.referral, started_on=TODAY + timedelta(1))


def test_the_audit_says_who_and_not_what(inside: World) -> None:
    held = begun(inside)
    entry = assessments.add(by=inside.by, assessment=held, section="safety", text="Private words")
    assessments.void_entry(by=inside.by, entry=entry, reason="Private words")
    told = list(AuditEvent.objects.filter(object_type="assessment").order_by("pk"))
    assert [event.action for event in told] == [
        "assessment.started",
        "assessment.added",
        "assessment.voided_entry",
    ]
    assert not any("Private" in str(event.detail) for event in told)


def test_on_screen(client: Client, world: World) -> None:
    answer = client.post(world.page("referrals", world.referral.reference, "assessment", "new"), day())
    assert answer.status_code == 302
    page = answer.headers["Location"]
    add = {"section": "what_matters", "text": "Her dog <Rex>."}
    assert client.post(f"{page}add/", add).headers["Location"] == f"{page}#what_matters"
    html = client.get(page).content.decode()
    text = text_of(html)
    assert "What matters to the person" in text
    assert "Her dog &lt;Rex&gt;. Priya Nair, Northbrook core team" in text
    for section in ("First conversation", "Second conversation", "Third conversation"):
        assert section in text
    assert "No outcome has been looked at yet." in text
    needs = {"nutrition": "cannot", "nutrition_note": "Skips meals", "hygiene": "cannot"}
    assert client.post(f"{page}care-act/", needs).status_code == 302
    assert "2 of 2 outcomes looked at cannot be achieved" in text_of(client.get(page).content.decode())


def test_a_note_without_an_answer_is_asked_about(client: Client, world: World) -> None:
    page = begun_page(world)
    answer = client.post(f"{page}care-act/", {"nutrition_note": "Skips meals"})
    assert "Answer “Eating and drinking well”, or take the note away" in answer.content.decode()


def test_completing_leads_to_its_contact(client: Client, world: World) -> None:
    page = begun_page(world)
    client.post(f"{page}add/", {"section": "safety", "text": "Keeps a plan."})
    to = client.post(f"{page}complete/", day("on")).headers["Location"]
    assert to == f"{world.page('contacts', 'new')}?referral={world.referral.reference}&procedure=386053000"
    form = client.get(to).content.decode()
    assert '<option value="386053000" selected>' in form


def test_a_second_assessment_on_screen(client: Client, world: World) -> None:
    page = begun_page(world)
    new = world.page("referrals", world.referral.reference, "assessment", "new")
    form = client.get(new).content.decode()
    assert page in form
    answer = client.post(new, {**day(), "repeat_reason": ""})
    assert "Say why a second assessment is needed, or add to the one there is" in answer.content.decode()
    assert client.post(new, {**day(), "repeat_reason": "After the stroke"}).status_code == 302


def test_an_entry_is_taken_out_on_screen(client: Client, world: World) -> None:
    page = begun_page(world)
    client.post(f"{page}add/", {"section": "safety", "text": "Wrong person."})
    with in_tenant(world.tenant.pk):
        entry = AssessmentEntry.objects.get()
    void = f"{page}entries/{entry.public_id}/void/"
    assert "Wrong person." in client.get(void).content.decode()
    assert client.post(void, {"reason": "Of somebody else"}).status_code == 302
    assert "Taken out by Priya Nair" in text_of(client.get(page).content.decode())
    assert client.get(void).status_code == 404


def test_another_person_s_assessment_is_not_found(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        other = record.entry(referral=record.referral(team=world.team))
    assert client.get(world.page("assessments", str(other.assessment.public_id))).status_code == 404


def begun_page(world: World) -> str:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        return world.page("assessments", str(begun(world).public_id))


def day(name: str = "started_on", on: date = TODAY) -> dict[str, Any]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}
