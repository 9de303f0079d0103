"""All sessions of a person in order, those that came with a provider's month among them, in two queries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from careplans.models import DialogArea
from careplans.selectors import progress
from hubs.models import Tenant
from outcomes.models import CodedScore
from outcomes.rules.dialog import ITEMS
from referrals.models import Referral
from tests.careplans.sessions import session
from tests.factories import record

MARCH, APRIL, MAY = dt.date(2025, 3, 3), dt.date(2025, 4, 7), dt.date(2025, 5, 5)
MENTAL_HEALTH, JOB = "1037651000000100", "1037671000000109"


@pytest.fixture
def referral(in_a_tenant: Tenant) -> Referral:
    return record.referral()


def test_sessions_come_in_order_with_what_was_talked_through(referral: Referral) -> None:
    session(referral, MAY, {"job": 5, "safety": None}, own={"Money": 2})
    session(referral, MARCH, {"job": 2, "safety": 6}, talked=["job"], wanted=["job"])
    held = progress.of_person(referral.person)
    assert [one.on for one in held.taken] == [MARCH, MAY]
    assert held.taken[0].talked_through == ["Job situation"]
    assert held.taken[0].help_wanted == ["Job situation"]
    assert held.taken[0].worker
    assert held.taken[1].ratings["safety"].value is None
    assert held.taken[1].own["Money"].value == 2
    assert held.compared["job"].words == "Up 3: better"


def test_scores_that_came_with_a_month_are_sessions_too_a_day_each(referral: Referral) -> None:
    for code, score in ((MENTAL_HEALTH, "3"), (JOB, "2")):
        record.score(
            referral=referral, tool_code=code, score=score, value=score, taken_on=MARCH, source_month=MARCH
        )
    record.score(referral=referral, tool_code=MENTAL_HEALTH, score="6", value=6, taken_on=MAY)
    # Another tool altogether.
    record.score(referral=referral, tool_code="1091071000000100", score="20", value=20, taken_on=APRIL)
    held = progress.of_person(referral.person)
    assert [(one.on, sorted(one.ratings)) for one in held.taken] == [
        (MARCH, ["job", "mental_health"]),
        (MAY, ["mental_health"]),
    ]
    assert held.compared["mental_health"].words == "Up 3: better"


def test_the_scores_that_a_session_gave_are_told_once(referral: Referral) -> None:
    held = session(referral, MARCH, {"job": 2, "mental_health": 3})
    for code, score in ((MENTAL_HEALTH, 3), (JOB, 2)):
        record.score(
            referral=referral,
            tool_code=code,
            score=f"{score}",
            value=score,
            taken_on=MARCH,
            completed_at=held.completed_at,
        )
    found = progress.of_person(referral.person)
    assert len(found.taken) == 1
    # Another rating of that day is not lost.
    record.score(
        referral=referral, tool_code=ITEMS["leisure"].code_on(MARCH), score="5", value=5, taken_on=MARCH
    )
    assert [sorted(one.ratings) for one in progress.of_person(referral.person).taken] == [
        ["leisure"],
        ["job", "mental_health"],
    ]


def test_a_score_off_the_scale_is_kept_and_is_no_rating(referral: Referral) -> None:
    record.score(referral=referral, tool_code=JOB, score="8", value=8, taken_on=MARCH)
    record.score(referral=referral, tool_code=JOB, score="99", value=None, taken_on=MAY)
    ratings = [one.ratings["job"] for one in progress.of_person(referral.person).taken]
    assert [(one.value, one.score) for one in ratings] == [(None, "8"), (None, "99")]


def test_what_is_open_or_voided_is_not_told(referral: Referral) -> None:
    session(referral, MARCH, {"job": 2}, completed=False)
    voided = session(referral, APRIL, {"job": 2})
    gone = {"voided_at": timezone.now(), "void_reason": "Another person's"}
    type(voided).objects.filter(pk=voided.pk).update(**gone)
    unspoken = session(referral, MAY, {"job": 2}, talked=["job"])
    DialogArea.objects.filter(session=unspoken).update(**gone)
    score = record.score(referral=referral, tool_code=JOB, score="3", value=3, taken_on=MARCH)
    CodedScore.objects.filter(pk=score.pk).update(**gone)
    (only,) = progress.of_person(referral.person).taken
    assert only.on == MAY
    assert only.talked_through == []


def test_another_person_has_their_own(referral: Referral) -> None:
    session(record.referral(), MARCH)
    assert progress.of_person(referral.person).taken == ()


@pytest.mark.parametrize("count", [0, 1, 12])
def test_two_queries_whatever_there_is(referral: Referral, count: int) -> None:
    for place in range(count):
        session(referral, MARCH + dt.timedelta(days=28 * place), talked=["job"], own={"Money": 3})
        record.score(
            referral=referral, tool_code=JOB, score="3", value=3, taken_on=dt.date(2024, 1, 1 + place)
        )
    with CaptureQueriesContext(connection) as captured:
        held = progress.of_person(referral.person)
    assert len(held.taken) == 2 * count
    assert len(captured) == 2
