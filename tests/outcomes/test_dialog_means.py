"""Means of many people: the SQL says what the rules in plain Python say, and each person counts once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubs.models import Team, Tenant
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from outcomes.rules import dialog, pairing, scales
from outcomes.rules.dialog import Group
from outcomes.selectors import dialog_means
from outcomes.selectors.dialog_means import LABELS, Mean
from referrals.models import Referral
from tests.factories import ground, record
from tests.outcomes.taken import FRIENDSHIPS, FRIENDSHIPS_BEFORE, MENTAL_HEALTH

DAY, AS_AT = date(2025, 4, 1), date(2025, 6, 18)
TREATMENT = [code for code, item in dialog.BY_CODE.items() if item.group == Group.TREATMENT]
FEW = [MENTAL_HEALTH, FRIENDSHIPS, FRIENDSHIPS_BEFORE, *TREATMENT]


@pytest.fixture
def team(in_a_tenant: Tenant) -> Team:
    return ground.team()


def rated(referral: Referral, code: str, value: int | None, days: int = 0, **more: Any) -> CodedScore:
    said = "99" if value is None else str(value)
    return record.score(
        referral=referral,
        tool_code=code,
        score=said,
        value=value,
        taken_on=DAY + timedelta(days=days),
        **more,
    )


def filled(referral: Referral, value: int, days: int = 0) -> None:
    """A whole scale with the same rating in every area."""
    for item in dialog.ITEMS.values():
        rated(referral, item.code_on(DAY), value, days)


def means() -> dict[str, Mean]:
    return {mean.item: mean for mean in dialog_means.means(Referral.objects.all(), as_at=AS_AT)}


def test_means_of_nobody() -> None:
    assert [label for label in LABELS.values() if "mean of" in label] == [
        "Quality of life, mean of 8 areas",
        "Treatment, mean of 3 areas",
    ]
    assert len(LABELS) == 13


def test_every_area_is_there_even_when_nobody_was_rated(team: Team) -> None:
    assert means() == {item: Mean(item, 0, None, 0, None, None) for item in LABELS}


def test_the_means_of_three_people(team: Team) -> None:
    one, two, three = (record.referral(team=team) for _ in range(3))
    filled(one, 2)
    filled(one, 5, 30)
    filled(two, 4)
    filled(two, 4, 30)
    filled(three, 6)
    for item in ("job", "medication", Group.QUALITY_OF_LIFE, Group.TREATMENT):
        assert means()[item] == Mean(item, 3, Decimal(4), 2, Decimal(3), Decimal("4.5"))
    assert means()["job"].change == Decimal("1.5")


def test_a_mean_of_a_group_needs_every_area_of_a_day(team: Team) -> None:
    referral = record.referral(team=team)
    for code in TREATMENT[:2]:
        rated(referral, code, 3)
    rated(referral, TREATMENT[2], 3, 1)
    assert means()["treatment"].rated == 0
    assert means()["medication"].rated == 1
    rated(referral, TREATMENT[2], 6)
    assert means()["treatment"].first_of_all == Decimal(4)


def test_what_is_voided_or_of_another_tool_or_of_a_later_day_does_not_count(team: Team) -> None:
    referral = record.referral(team=team)
    rated(referral, "1091071000000100", 4)
    rated(referral, MENTAL_HEALTH, 4, 400)
    void = rated(referral, MENTAL_HEALTH, 4)
    CodedScore.objects.filter(pk=void.pk).update(voided_at=void.created_at, void_reason="A slip")
    assert {mean.rated for mean in means().values()} == {0}


def test_a_person_with_two_referrals_counts_once_by_what_was_rated_last(team: Team) -> None:
    first = record.referral(team=team)
    second = record.referral(team=team, person=first.person)
    rated(first, MENTAL_HEALTH, 2)
    rated(first, MENTAL_HEALTH, 3, 10)
    rated(second, MENTAL_HEALTH, 5, 5)
    rated(second, MENTAL_HEALTH, 7, 20)
    assert means()["mental_health"] == Mean("mental_health", 1, Decimal(5), 1, Decimal(5), Decimal(7))


def test_who_is_behind_a_mean_the_lowest_first(team: Team) -> None:
    one, two, three = (record.referral(team=team) for _ in range(3))
    rated(one, MENTAL_HEALTH, 2)
    rated(one, MENTAL_HEALTH, 6, 10)
    rated(two, MENTAL_HEALTH, 1)
    rated(three, MENTAL_HEALTH, 7)
    rated(three, MENTAL_HEALTH, 3, 10)
    people = dialog_means.people(Referral.objects.all(), "mental_health", as_at=AS_AT)
    assert [(row.person_id, row.first, row.latest) for row in people] == [
        (three.person_id, 7, 3),
        (one.person_id, 2, 6),
        (two.person_id, 1, None),
    ]


def test_another_tenant_is_not_counted(tenant: Tenant, other_tenant: Tenant) -> None:
    with in_tenant(other_tenant.pk):
        theirs = record.referral()
        filled(theirs, 3)
    with in_tenant(tenant.pk):
        found = dialog_means.means(Referral.objects.filter(pk=theirs.pk), as_at=AS_AT)
        assert {mean.rated for mean in found} == {0}


def test_it_costs_two_queries_however_many_there_are(team: Team) -> None:
    for _ in range(10):
        filled(record.referral(team=team), 3)
    with CaptureQueriesContext(connection) as captured:
        means()
    assert len(captured) == 2


SCORES = st.lists(
    st.tuples(
        st.integers(0, 2),
        # An area, or the three of treatment at once.
        st.sampled_from([*([code] for code in FEW), TREATMENT]),
        st.one_of(st.none(), st.integers(1, 8)),
        st.integers(0, 3),
    ),
    max_size=20,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCORES)
def test_whatever_was_scored_the_sql_says_what_the_rules_say(
    team: Team, scores: list[tuple[int, list[str], int | None, int]]
) -> None:
    with transaction.atomic():
        referrals = [record.referral(team=team) for _ in range(3)]
        for number, codes, value, days in scores:
            for code in codes:
                rated(referrals[number], code, value, days)
        expected = by_the_rules(referrals)
        own = Referral.objects.filter(pk__in=[referral.pk for referral in referrals])
        for item in ("mental_health", "friendships", "medication", Group.TREATMENT):
            found = dialog_means.people(own, item, as_at=AS_AT)
            told = {(row.person_id, _rounded(row.first), _rounded(row.latest)) for row in found}
            assert told == expected[item], item
        transaction.set_rollback(True)


Expected = dict[str, set[tuple[int, Decimal, Decimal | None]]]


def by_the_rules(referrals: list[Referral]) -> Expected:
    """First and latest of three areas, and of the means of treatment, by the pure rules."""
    scores = list(CodedScore.objects.filter(referral__in=referrals))
    found: Expected = {item: set() for item in LABELS}
    people = {referral.pk: referral.person_id for referral in referrals}
    for (referral, item), pair in pairing.pairs(scores).items():
        if pair.baseline is not None and pair.baseline.value is not None:
            latest = pair.follow_up.value if pair.follow_up else None
            found[item].add((people[referral], pair.baseline.value, latest))
    for referral, person in people.items():
        means = [
            scale.means.treatment
            for scale in scales.scales(score for score in scores if score.referral_id == referral)
            if scale.means.treatment is not None
        ]
        if means:
            found[Group.TREATMENT].add((person, means[0], means[-1] if len(means) > 1 else None))
    return found


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 4)
