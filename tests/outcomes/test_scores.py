"""Scores, by themselves and with the contact they were taken in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hubs.models import AuditEvent
from hubs.tenancy import in_tenant
from outcomes.actions import scored_contacts, scores
from outcomes.actions.scored_contacts import Taken
from outcomes.models import CodedScore
from outcomes.rules import goals as goal_rules
from outcomes.rules import ranges
from outcomes.selectors import tools
from referrals.actions.contacts import Done
from referrals.models import CareActivity, Contact
from tests.factories import record
from tests.referrals.conftest import NOW, TODAY, World, now, world

__all__ = ["now", "world"]

DIALOG_MENTAL_HEALTH = "1037651000000100"
REQOL_10 = "1091071000000100"
SWEMWBS = "718466001"


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


@pytest.mark.parametrize(
    ("score", "low", "high", "problem"),
    [
        ("4", 1, 8, ""),
        (" 4 ", 1, 8, ""),
        ("22.35", 7, 35, ""),
        ("1", 1, 8, ""),
        ("8", 1, 8, ""),
        ("9", 1, 8, "Score must be between 1 and 8 for this tool"),
        ("0", 1, 8, "Score must be between 1 and 8 for this tool"),
        ("-1", 0, 8, ranges.NOT_A_NUMBER),
        ("4,5", 0, 8, ranges.NOT_A_NUMBER),
        ("four", 0, 8, ranges.NOT_A_NUMBER),
        ("", 0, 8, ranges.NOT_A_NUMBER),
        ("1234567", None, None, ranges.NOT_A_NUMBER),
        ("99999", None, None, ""),
    ],
)
def test_ranges(score: str, low: float | None, high: float | None, problem: str) -> None:
    assert ranges.problem(score, low, high) == problem


def test_every_tool_that_is_offered_is_in_the_national_list(inside: World) -> None:
    groups = {tool.group for tool in tools.offered().values()}
    assert groups == set(tools.OFFERED.values())
    assert len([tool for tool in tools.offered().values() if tool.group == "DIALOG"]) == 11
    assert tools.offered()[REQOL_10].name == "ReQoL: 10-item total"


def test_names_of_other_tools_come_from_the_list(inside: World) -> None:
    named = tools.names([DIALOG_MENTAL_HEALTH, "979641000000103", "123"])
    assert named[DIALOG_MENTAL_HEALTH] == "DIALOG: Mental health"
    assert named["979641000000103"].startswith("HoNOS Working Age Adults: ")
    assert named["123"] == "SNOMED CT 123"


def test_a_score_of_a_referral(inside: World) -> None:
    taken = scores.record(
        by=inside.by, referral=inside.referral, tool_code=REQOL_10, score="12", completed_at=NOW
    )
    assert (taken.value, taken.taken_on, taken.staff_id) == (Decimal(12), TODAY, inside.by.staff_id)


def test_the_day_of_a_score_is_the_local_day(inside: World) -> None:
    just_after_midnight = datetime(2025, 6, 1, 0, 30, tzinfo=NOW.tzinfo)
    taken = scores.record(
        by=inside.by,
        referral=inside.referral,
        tool_code=REQOL_10,
        score="12",
        completed_at=just_after_midnight,
    )
    assert taken.taken_on == just_after_midnight.date()


@pytest.mark.parametrize(
    ("tool", "score", "words"),
    [
        (REQOL_10, "41", "between 0 and 40"),
        ("123456", "4", "tool of the national list"),
        (REQOL_10, "x", "number"),
    ],
)
def test_what_a_tool_cannot_have(inside: World, tool: str, score: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        scores.record(by=inside.by, referral=inside.referral, tool_code=tool, score=score, completed_at=NOW)
    assert not CodedScore.objects.exists()


def test_what_is_taken_in_nationally_and_is_no_score_is_not_typed_here(inside: World) -> None:
    with pytest.raises(ValidationError, match="between 1 and 7"):
        scores.record(
            by=inside.by,
            referral=inside.referral,
            tool_code=DIALOG_MENTAL_HEALTH,
            score="8",
            completed_at=NOW,
        )


def test_a_tool_is_found_by_any_words_of_its_name_or_by_its_code(inside: World) -> None:
    assert [tool.code for tool in tools.search("reqol 10-item")] == [REQOL_10]
    assert [tool.name for tool in tools.search(REQOL_10)] == ["ReQoL: 10-item total"]
    assert tools.search("  ") == []
    assert tools.search("no such tool") == []


@pytest.mark.parametrize("text", ["DIALOG", "Goal 1 progress", DIALOG_MENTAL_HEALTH])
def test_dialog_and_goals_are_not_recorded_as_a_lone_total(inside: World, text: str) -> None:
    wanted = [DIALOG_MENTAL_HEALTH, *goal_rules.NUMBERS]
    assert not [tool for tool in tools.search(text) if tool.code in wanted]


def test_a_retired_code_is_not_recorded(inside: World) -> None:
    with pytest.raises(ValidationError, match="tool of the national list"):
        scores.record(
            by=inside.by,
            referral=inside.referral,
            tool_code="1037701000000108",
            score="4",
            completed_at=NOW,
        )


def taken_at(world: World, at: datetime, **given: Any) -> list[CodedScore]:
    values = {"scores": {REQOL_10: "12"}, **given}
    return scores.record_all(by=world.by, referral=world.referral, completed_at=at, **values)


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "not in the future"), (-21, "on or after 29 May 2025, when the referral was received")],
)
def test_a_score_is_taken_in_the_course_of_its_referral(inside: World, days: int, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        taken_at(inside, NOW + timedelta(days=days))


def test_a_score_of_before_the_closing_day_can_be_entered_after_it(inside: World) -> None:
    record.end(inside.referral, TODAY - timedelta(days=2))
    assert len(taken_at(inside, NOW - timedelta(days=2))) == 1
    with pytest.raises(ValidationError, match="when the referral was closed"):
        taken_at(inside, NOW - timedelta(days=1))


def test_a_form_that_is_sent_again_records_nothing_new(inside: World) -> None:
    first = taken_at(inside, NOW, how_taken="self")
    assert taken_at(inside, NOW, how_taken="self") == first
    assert CodedScore.objects.get().how_taken == "self"
    assert AuditEvent.objects.filter(action="score.recorded").count() == 1


def test_another_score_of_the_same_moment_is_another_score(inside: World) -> None:
    taken_at(inside, NOW)
    taken_at(inside, NOW, scores={REQOL_10: "13"})
    taken_at(inside, NOW - timedelta(minutes=1))
    assert CodedScore.objects.count() == 3


def test_a_scale_is_written_whole_or_not_at_all(inside: World) -> None:
    with pytest.raises(ValidationError):
        taken_at(inside, NOW, scores={DIALOG_MENTAL_HEALTH: "4", "1037661000000102": "9"})
    assert not CodedScore.objects.exists()


def test_an_unknown_way_is_refused(inside: World) -> None:
    with pytest.raises(ValidationError, match="how it was taken"):
        taken_at(inside, NOW, how_taken="telepathy")


def test_a_score_is_voided_with_a_reason(inside: World) -> None:
    (score,) = taken_at(inside, NOW)
    with pytest.raises(ValidationError, match="Say why"):
        scores.void(by=inside.by, scores=[score], reason=" ")
    scores.void(by=inside.by, scores=[score], reason="Another person's form")
    gone = CodedScore.with_voided.get()
    assert (gone.void_reason, gone.voided_by_id) == ("Another person's form", inside.by.staff_id)
    assert not CodedScore.objects.exists()
    with pytest.raises(ValidationError, match="taken out already, on 18 June 2025"):
        scores.void(by=inside.by, scores=[score], reason="Again")


def test_what_is_kept_elsewhere_is_corrected_there(inside: World) -> None:
    log(inside)
    imported = record.score(referral=inside.referral, source_month=date(2025, 5, 1))
    with pytest.raises(ValidationError, match="Correct the contact"):
        scores.void(by=inside.by, scores=[CodedScore.objects.get(source_month=None)], reason="A slip")
    with pytest.raises(ValidationError, match="came with a record set"):
        scores.void(by=inside.by, scores=[imported], reason="A slip")


def log(world: World, **given: object) -> Contact:
    values: dict[str, object] = {
        "occurred_on": TODAY - timedelta(days=2),
        "activities": [Done("386053000"), Done("225338004")],
        "taken": Taken(DIALOG_MENTAL_HEALTH, "4"),
        **given,
    }
    return scored_contacts.log(by=world.by, referral=world.referral, **values).contact  # type: ignore[arg-type]


def test_a_score_taken_in_a_contact_belongs_to_its_first_activity(inside: World) -> None:
    contact = log(inside)
    taken = CodedScore.objects.get()
    assert taken.activity == CareActivity.objects.get(contact=contact, procedure="386053000")
    assert (taken.value, taken.taken_on) == (Decimal(4), contact.occurred_on)
    assert taken.referral_id == inside.referral.pk


def test_a_score_alone_has_an_activity_of_its_own(inside: World) -> None:
    contact = log(inside, activities=[])
    assert CareActivity.objects.get(contact=contact).procedure == ""
    assert CodedScore.objects.get().activity is not None


def test_a_wrong_score_leaves_nothing_behind(inside: World) -> None:
    with pytest.raises(ValidationError, match="between 1 and 7"):
        log(inside, taken=Taken(DIALOG_MENTAL_HEALTH, "9"))
    assert not Contact.objects.exists()


def test_a_form_sent_again_takes_no_second_score(inside: World) -> None:
    key = uuid4()
    log(inside, form_key=key)
    log(inside, form_key=key)
    assert CodedScore.objects.count() == 1


def amend(world: World, contact: Contact, **given: object) -> Contact:
    values: dict[str, object] = {
        "activities": [Done("386053000"), Done("225338004")],
        "taken": Taken(DIALOG_MENTAL_HEALTH, "4"),
        **given,
    }
    return scored_contacts.amend(by=world.by, contact=contact, reason="A slip", **values)  # type: ignore[arg-type]


def test_a_score_that_stays_is_left_alone(inside: World) -> None:
    contact = log(inside)
    before = CodedScore.objects.get()
    amend(inside, contact, note="Spoke about housing.")
    assert CodedScore.objects.get() == before


def test_a_corrected_score_voids_the_first(inside: World) -> None:
    contact = log(inside)
    amend(inside, contact, taken=Taken(DIALOG_MENTAL_HEALTH, "5"))
    assert [score.score for score in CodedScore.objects.all()] == ["5"]
    assert CodedScore.with_voided.get(score="4").void_reason == "A slip"


def test_a_score_follows_its_contact_to_another_day(inside: World) -> None:
    contact = log(inside)
    amend(inside, contact, occurred_on=TODAY)
    assert CodedScore.objects.get().taken_on == TODAY


def test_a_score_follows_to_the_activities_that_replace_the_first(inside: World) -> None:
    contact = log(inside)
    amend(inside, contact, activities=[Done("391281002")])
    activity = CodedScore.objects.get().activity
    assert activity is not None
    assert (activity.procedure, activity.voided_at) == ("391281002", None)


def test_a_score_can_be_taken_away(inside: World) -> None:
    contact = log(inside)
    amend(inside, contact, taken=None)
    assert not CodedScore.objects.exists()


def test_voiding_a_contact_voids_its_score(inside: World) -> None:
    contact = log(inside)
    scored_contacts.void(by=inside.by, contact=contact, reason="Wrong person")
    assert not CodedScore.objects.exists()
    assert CodedScore.with_voided.get().void_reason == "Wrong person"
