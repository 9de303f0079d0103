"""Whatever was scored, the night pairs it and judges it as the rules in plain Python do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubs.models import Tenant
from outcomes.models import CodedScore
from outcomes.rules import change, pairing
from referrals.models import Referral
from reporting.models import OutcomeFact, PairFact
from tests.factories import record
from tests.outcomes.taken import (
    FRIENDSHIPS,
    FRIENDSHIPS_BEFORE,
    GOALS,
    MEDICATION,
    MENTAL_HEALTH,
    REQOL_10,
    REQOL_20,
)
from tests.reporting.care_world import seen_twice
from tests.reporting.clock_world import JUNE, Story, reference_data
from tests.reporting.night_world import compute

START = date(2025, 6, 24)
CODES = (MENTAL_HEALTH, FRIENDSHIPS_BEFORE, FRIENDSHIPS, MEDICATION, GOALS[0], GOALS[1], REQOL_10, REQOL_20)
# The facts name an item by what it is; the rule names other tools' by their code.
ITEMS = {code: rule.item for code, rule in change.RULES.items()}


@dataclass(frozen=True)
class Score:
    """``at`` is None for a score of an activity, which has a day alone."""

    code: str
    on: date
    at: time | None
    value: Decimal | None


def values(code: str) -> st.SearchStrategy[Decimal | None]:
    """Around the thresholds and the cut-off; for DIALOG the 8 that is no score; none for one out of range."""
    low, high = (17, 31) if code == REQOL_10 else (0, 10)
    return st.none() | st.integers(low, high).map(Decimal) | st.just(Decimal("4.5"))


@st.composite
def scores(draw: st.DrawFn) -> Score:
    code = draw(st.sampled_from(CODES))
    day = START + timedelta(days=draw(st.integers(0, 8)))
    return Score(code, day, draw(st.sampled_from([None, time(9), time(9), time(15)])), draw(values(code)))


def taken(referral: Referral, score: Score) -> None:
    """The score, recorded."""
    at = datetime.combine(score.on, score.at, UTC) if score.at else None
    activity = (
        None if at else record.activity(contact=record.contact(referral=referral, occurred_on=score.on))
    )
    record.score(
        referral=referral,
        activity=activity,
        tool_code=score.code,
        taken_on=score.on,
        completed_at=at,
        score="x" if score.value is None else f"{score.value:f}",
        value=score.value,
    )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=st.lists(st.lists(scores(), max_size=9), min_size=1, max_size=5))
def test_night_says_what_the_rules_say(in_a_tenant: Tenant, told: Sequence[Sequence[Score]]) -> None:
    with transaction.atomic():
        reference_data()
        for history in told:
            referral = seen_twice(Story())
            for score in history:
                taken(referral, score)
        expected = by_rule()
        compute()
        found = by_night()
        tools = set(OutcomeFact.objects.filter(dialog_paired=True).values_list("referral_id", flat=True))
        transaction.set_rollback(True)
    assert found == expected
    of_dialog = ("mental_health", "friendships", "medication")
    assert tools == {referral for referral, item in expected if item in of_dialog}


Found = dict[tuple[int, str], tuple[Decimal, date, Decimal, date, str, bool, bool]]


def by_rule() -> Found:
    """The pairs of the three tools."""
    known: Found = {}
    every = CodedScore.objects.exclude(tool_code=REQOL_20)
    for (referral, item), pair in pairing.pairs(every, until=JUNE).items():
        first, latest = pair.baseline, pair.follow_up
        if first and latest and first.value is not None and latest.value is not None:
            code = first.tool_code
            judged = change.judge(code, first.value, latest.value)
            recovered = change.recovered(code, first.value, latest.value)
            known[referral, ITEMS.get(item, item)] = (
                first.value,
                first.taken_on,
                latest.value,
                latest.taken_on,
                judged.value if judged else "",
                recovered is not None,
                bool(recovered),
            )
    return known


def by_night() -> Found:
    columns = ("baseline", "baseline_on", "latest", "latest_on", "change", "may_recover", "recovered")
    return {
        (row[0], row[1]): row[2:] for row in PairFact.objects.values_list("referral_id", "item", *columns)
    }
