"""Whatever a person's history is, the SQL clock says what the rules in plain Python say."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import starmap
from operator import itemgetter
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubs.models import Tenant
from referrals.models import Referral
from reporting.rules.periods import add_months
from reporting.selectors import clock
from tests.reporting import clock_by_hand
from tests.reporting.clock_by_hand import Asked, Life, Met, Planned, Said, Sent, Spell
from tests.reporting.clock_world import (
    A_MEDICINE,
    A_SOCIAL_ONE,
    A_THERAPY,
    AN_ASSESSMENT,
    CURRENT_VIEW,
    DIALOG,
    EXCLUDED,
    Story,
    of_months,
    reference_data,
    team,
)

# Days close to one another, so that gaps of five days, ends of spells and April 2024 are met often.
BASES = [date(2015, 12, 20), date(2021, 9, 20), date(2024, 3, 15), date(2025, 4, 1)]
CONCEPTS = st.sampled_from([AN_ASSESSMENT, A_THERAPY, A_SOCIAL_ONE, A_MEDICINE, *EXCLUDED, "", "999"])
TEAMS = st.sampled_from(["A06", "A06", "A05", "C03", "A14", "A18"])
HOME, ABROAD = "FY1 1AA", "CF10 1AA"


def days(base: date, low: int = 0, high: int = 40) -> st.SearchStrategy[date]:
    return st.integers(low, high).map(lambda number: base + timedelta(days=number))


def one_month(base: date) -> st.SearchStrategy[date]:
    """A month on or around the days of a base."""
    return st.integers(-1, 3).map(lambda number: add_months(base, number))


def months(base: date) -> st.SearchStrategy[frozenset[date]]:
    return st.frozensets(one_month(base), min_size=1, max_size=4)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def said(draw: st.DrawFn, base: date) -> Sent:
    """What one month tells of a referral."""
    received = draw(days(base, 0, 10))
    later = maybe(days(received, 0, 45))
    others = draw(st.lists(st.tuples(TEAMS, later, later), max_size=2, unique_by=lambda other: other[0]))
    return Sent(received, draw(maybe(TEAMS)), draw(later), draw(later), tuple(others))


@st.composite
def record_sets(draw: st.DrawFn, base: date) -> dict[str, Any]:
    """What months tell of a referral: that of the newest stands on the referral itself."""
    told = draw(st.dictionaries(one_month(base), said(base), min_size=1, max_size=4))
    newest = told[max(told)]
    return {
        "received": newest.received,
        "team": newest.team,
        "discharged": newest.discharged,
        "rejected": newest.rejected,
        "parts": newest.others,
        "sent": tuple(sorted(told.items(), key=itemgetter(0))),
    }


@st.composite
def kept_here(draw: st.DrawFn, base: date) -> dict[str, Any]:
    received = draw(days(base))
    later = maybe(days(received, 0, 25))
    return {
        "received": received,
        "team": draw(TEAMS),
        "discharged": draw(later),
        "rejected": draw(later),
        "parts": tuple(draw(st.lists(st.tuples(TEAMS, later, later), max_size=1))),
        "times": tuple(draw(st.dictionaries(TEAMS, months(base), max_size=2)).items()),
    }


@st.composite
def referrals(draw: st.DrawFn, base: date) -> Asked:
    told = draw(kept_here(base) | record_sets(base))
    met = st.builds(
        Met,
        on=days(base, 0, 50),
        attendance=st.sampled_from(["5", "6", "3", "7"]),
        mechanism=st.sampled_from(["01", "02", "04", "11", "05", "03", ""]),
        concept=CONCEPTS,
    )
    return Asked(
        **told,
        admitted=draw(st.sampled_from([None, None, None, told["received"] + timedelta(days=20)])),
        admission_told=draw(maybe(one_month(base))),
        met=tuple(draw(st.lists(met, max_size=4))),
        scored=tuple(
            draw(st.lists(st.tuples(days(base, 0, 50), st.sampled_from([DIALOG, CURRENT_VIEW])), max_size=2))
        ),
        worked=tuple(draw(st.lists(st.tuples(days(base, 0, 50), CONCEPTS), max_size=1))),
    )


@st.composite
def plans(draw: st.DrawFn, base: date) -> Planned:
    created = draw(days(base, -5, 45))
    told = maybe(months(base))
    updated = draw(st.dictionaries(days(created, 0, 30), told, max_size=3))
    agreed = draw(st.dictionaries(maybe(days(created, 0, 20)), told, max_size=2))
    return Planned(created, tuple(starmap(Said, updated.items())), tuple(starmap(Said, agreed.items())))


@st.composite
def lives(draw: st.DrawFn) -> tuple[Life, date]:
    base = draw(st.sampled_from(BASES))
    # Mostly adults; some have their eighteenth birthday among these days.
    birth = draw(
        st.sampled_from(
            [date(1980, 2, 29), date(1980, 2, 29), base.replace(year=base.year - 18, day=28), None]
        )
    )
    life = Life(
        birth=birth,
        in_england=draw(st.sampled_from([True, True, True, False])),
        told_home=tuple(draw(st.dictionaries(one_month(base), st.booleans(), max_size=3)).items()),
        asked=tuple(draw(st.lists(referrals(base), min_size=1, max_size=4))),
        planned=tuple(draw(st.lists(plans(base), max_size=2))),
    )
    return life, draw(days(base, 10, 60))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=lives())
def test_sql_says_what_the_rules_say(in_a_tenant: Tenant, told: tuple[Life, date]) -> None:
    life, as_at = told
    with transaction.atomic():
        reference_data()
        story = lived(life)
        found = [plainly(one) for one in reversed(story.clocks(as_at))]
        transaction.set_rollback(True)
    assert found == [as_told(spell) for spell in clock_by_hand.spells(life, as_at)]


def lived(life: Life) -> Story:
    """The life, recorded."""
    story = Story(birth_date=life.birth, postcode=HOME if life.in_england else ABROAD)
    for postcode in (HOME, ABROAD):
        told = [f"{month:%Y-%m}" for month, at_home in life.told_home if at_home == (postcode == HOME)]
        story.lived(postcode, *told)
    for asked in life.asked:
        record_referral(story, asked)
    for plan in life.planned:
        made = story.planned(str(plan.created), None, agreed=False)
        for said in plan.updated:
            assert said.on is not None
            made.updates.create(created_on=plan.created, updated_on=said.on, days=of_months(said.months))
        for said in plan.agreed:
            made.agreements.create(agreed_by="10", agreed_on=said.on, days=of_months(said.months))
    return story


def record_referral(story: Story, asked: Asked) -> None:
    referral = made(story, asked)
    for kind, rejected_on, closed_on in asked.parts:
        story.joined(referral, kind, rejected_on=rejected_on, closed_on=closed_on)
    for kind, told in asked.times:
        referral.team_times.create(team=team(kind), days=of_months(told))
    for row, months in rows_of(asked.sent).items():
        referral.team_times.create(**dict(row), days=of_months(months))
    if asked.admitted:
        story.admitted(referral, str(asked.admitted), source_month=asked.admission_told)
    for met in asked.met:
        story.seen(referral, str(met.on), met.concept, attendance=met.attendance, mechanism=met.mechanism)
    for on, tool in asked.scored:
        story.scored(referral, str(on), tool)
    for on, concept in asked.worked:
        story.worked_for(referral, str(on), concept)


def made(story: Story, asked: Asked) -> Referral:
    sent: dict[str, Any] = {}
    if asked.rejected:
        sent = {"rejected_on": asked.rejected, "source_month": asked.rejected.replace(day=1)}
    if asked.sent:
        sent |= {"source_month": asked.sent[0][0], "latest_month": asked.sent[-1][0]}
    referral: Referral = story.referred(
        str(asked.received),
        str(asked.discharged) if asked.discharged else None,
        kind=asked.team or "A06",
        **sent,
    )
    if asked.team is None:
        Referral.objects.filter(pk=referral.pk).update(team=None)
    return referral


def rows_of(sent: tuple[tuple[date, Sent], ...]) -> dict[tuple[tuple[str, Any], ...], list[date]]:
    """What the months say as a record set keeps it: what is the same in several of them is one row."""
    rows: dict[tuple[tuple[str, Any], ...], list[date]] = {}
    for month, told in sent:
        parts: list[tuple[str | None, bool, date | None, date | None]]
        parts = [(told.team, False, told.rejected, None)]
        parts += [(kind, True, rejected, closed) for kind, rejected, closed in told.others]
        for kind, is_other, rejected, closed in parts:
            row = {
                "team": team(kind) if kind else None,
                "is_other": is_other,
                "received_on": told.received,
                "discharged_on": told.discharged,
                "rejected_on": rejected,
                "closed_on": closed,
            }
            rows.setdefault(tuple(row.items()), []).append(month)
    return rows


def plainly(found: clock.Clock) -> dict[str, Any]:
    return {
        "started": found.started_on,
        "ended": found.ended_on,
        "count": found.referral_count,
        "contacts": [on for on in (found.first_contact_on, found.second_contact_on) if on],
        "outcome": found.outcome_on,
        "assessment": found.assessment_on,
        "help": found.help_on,
        "open": found.is_open,
        "needs assessment": found.needs_assessment,
        "stopped": found.stopped_on,
    }


def as_told(spell: Spell) -> dict[str, Any]:
    return {
        "started": spell.started,
        "ended": spell.ended,
        "count": spell.count,
        "contacts": spell.contacts[:2],
        "outcome": spell.outcome,
        "assessment": spell.assessment,
        "help": spell.help,
        "open": spell.open,
        "needs assessment": clock_by_hand.needs_assessment(spell),
        "stopped": spell.stopped,
    }
