"""The adult four-week wait: MRS01 to MRS22, counted over referral spells as the clock sees them.

Source of all of them: NHS England, mental health monthly statistics, measures MRS* (adult community mental health).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from reporting.indicators import groups
from reporting.indicators.declaration import Direction, Indicator, Measure, Split, Unit, nationally
from reporting.rules.clock import LABELS, LONG_WAITS, Component
from reporting.rules.periods import PeriodKind

CLOCK = """
    create temporary table night_clock on commit drop as
    select clock.* from reporting_clock(%(as_at)s) clock where clock.ended_on >= %(quarter_start)s
"""
# Spells that were open or ended within the three months; all that a figure of the month counts lies in one of them.
FACTS = f"""
    create temporary table night_spell on commit drop as
    select
        %(period_end)s::date as period_end,
        clock.person_id,
        {groups.COLUMNS_SQL},
        clock.provider_id,
        clock.started_on,
        clock.ended_on,
        clock.is_open,
        clock.is_undischarged,
        clock.latest_referral_id,
        clock.first_contact_on,
        clock.second_contact_on,
        clock.outcome_on,
        clock.assessment_on,
        clock.help_on,
        clock.needs_assessment,
        clock.stopped_on,
        %(as_at)s::date - clock.started_on as days_open
    from night_clock clock
    {groups.joins(person="clock.person_id", referral="clock.latest_referral_id", provider="clock.provider_id")}
"""
LISTS = {"night_clock": CLOCK, "night_spell": FACTS}

# Referrals that the rules leave out stand beside the spells, to be counted as such.
ROWS = f"""
    select {", ".join(groups.COLUMNS)}, started_on, ended_on, is_open, is_undischarged, first_contact_on,
        second_contact_on, outcome_on, assessment_on, help_on, needs_assessment, stopped_on, days_open, '' as exclusion
    from night_spell
    union all
    select {", ".join(groups.COLUMNS)},
        null, null, null, null, null, null, null, null, null, null, null, null, wait_exclusion
    from night_referral
    where wait_exclusion not in ('', 'team')
"""
EXCLUDED = Measure("exclusion not in ('', 'no birth date')")
INCOMPLETE = Measure("exclusion = 'no birth date'")
EXCLUDED_WORDS = (
    "Referrals to teams in scope of people under 18, resident outside England, with a hospital spell on the referral, "
    "or at the two online providers that are published apart"
)
INCOMPLETE_WORDS = "Referrals to teams in scope of people whose date of birth is not known"

AMONG = (
    "What was done on a referral counts if a core community team had it in that month"
    " and the person was not known to live outside England"
)

STOPPED = "stopped_on >= %(quarter_start)s"
STOPPED_WITHIN = f"{STOPPED} and stopped_on - started_on <= %(within_days)s"
WAITING = "is_open and stopped_on is null"
WAITING_FOR_SECOND = "is_open and second_contact_on is null"
OPEN_STOPPED = "is_open and stopped_on is not null"
OPEN_TWO = "is_open and second_contact_on is not null"

# The bands of NHS England's dashboard up to twelve weeks, parted at 28 days as MRS01a is, then at 18 and 52 weeks.
LENGTHS = {
    "Under 1 week": (0, 6),
    "1 to 2 weeks": (7, 13),
    "2 to 4 weeks": (14, 28),
    "4 to 12 weeks": (29, 84),
    "12 to 18 weeks": (85, 126),
    "18 to 52 weeks": (127, 364),
    "Over 52 weeks": (365, 1_000_000),
}


# Measures of spells; counted, unless the unit says otherwise. Since version 2 every update of a plan that was told of
# counts, and MRS05 goes by the discharge; since version 3 a rejection ends the part of the team that rejected, alone;
# since version 4 what happened in a month counts by the teams and the agreements that this month told of; since version
# 5 by its dates of the referral and its address of the person, too.
_spells = nationally(
    partial(
        Indicator,
        unit=Unit.COUNT,
        better=Direction.NEITHER,
        period=PeriodKind.MONTH,
        among=AMONG,
        excluded=EXCLUDED_WORDS,
        incomplete=INCOMPLETE_WORDS,
        left_out=EXCLUDED,
        unknown=INCOMPLETE,
        version="5",
    )
)


def _long_waits(prefix: str, waiting: str, what: str) -> Iterator[Indicator]:
    """Count and proportion of waits over 104, 78 and 52 weeks: letters a to f of MRS02 and MRS07."""
    for (weeks, days), (count, share) in zip(
        sorted(LONG_WAITS.items(), reverse=True), (("a", "b"), ("c", "d"), ("e", "f")), strict=True
    ):
        top, more = Measure(f"{waiting} and days_open > {days}"), f"open more than {days} days"
        yield _spells(
            id=f"wait.{prefix}{count}",
            title=f"Waiting more than {weeks} weeks for {what}",
            question=f"How many people have waited more than {weeks} weeks for {what}?",
            numerator=f"Open spells without {what}, {more}",
            better=Direction.LOWER,
            top=top,
        )
        yield _spells(
            id=f"wait.{prefix}{share}",
            title=f"Share of waits for {what} that are over {weeks} weeks",
            question=f"Of those waiting for {what}, what share has waited more than {weeks} weeks?",
            numerator=f"Open spells without {what}, {more}",
            denominator=f"Open spells without {what}",
            unit=Unit.PERCENT,
            better=Direction.LOWER,
            top=top,
            bottom=Measure(waiting),
        )


def _days_for_second(letter: str, quantile: str, name: str) -> Indicator:
    return _spells(
        id=f"wait.mrs03{letter}",
        title=f"{name} days waiting for a second contact",
        question=f"How long have people waited for a second contact: {name.lower()}?",
        denominator="Open spells with fewer than two contacts; days from the start of the spell to the period's end",
        unit=Unit.DAYS,
        better=Direction.LOWER,
        bottom=Measure(WAITING_FOR_SECOND),
        days="days_open",
        quantile=quantile,
    )


QUARTER = PeriodKind.ROLLING_QUARTER
INDICATORS: tuple[Indicator, ...] = (
    _spells(
        id="wait.mrs01",
        title="Waits that ended with help",
        question="How many people got help in these three months: contact, baseline score, assessment and plan?",
        numerator="Spells whose clock stopped in the period",
        period=QUARTER,
        better=Direction.HIGHER,
        top=Measure(STOPPED),
    ),
    _spells(
        id="wait.mrs01a",
        title="Waits that ended within four weeks",
        question="How many of them got it within four weeks?",
        numerator="Spells whose clock stopped in the period, 28 days or fewer after it started",
        period=QUARTER,
        better=Direction.HIGHER,
        top=Measure(STOPPED_WITHIN),
    ),
    _spells(
        id="wait.mrs01b",
        title="Share of waits that ended within four weeks",
        question="Of those who got help in these three months, what share got it within four weeks?",
        numerator="Spells whose clock stopped in the period, 28 days or fewer after it started",
        denominator="Spells whose clock stopped in the period",
        unit=Unit.PERCENT,
        period=QUARTER,
        better=Direction.HIGHER,
        top=Measure(STOPPED_WITHIN),
        bottom=Measure(STOPPED),
    ),
    _spells(
        id="wait.mrs02",
        title="Waiting for help",
        question="How many people are waiting for a full clock stop?",
        numerator="Open spells whose clock has not stopped",
        better=Direction.LOWER,
        top=Measure(WAITING),
    ),
    *_long_waits("mrs02", WAITING, "a full clock stop"),
    _spells(
        id="wait.mrs03",
        title="Waiting for a second contact",
        question="How many people are waiting for a second contact?",
        numerator="Open spells with fewer than two contacts",
        better=Direction.LOWER,
        top=Measure(WAITING_FOR_SECOND),
    ),
    _days_for_second("a", "0.5", "Median"),
    _days_for_second("b", "0.9", "90th percentile"),
    _spells(
        id="wait.mrs04",
        title="Spells that started",
        question="How many people came to the community teams in these three months?",
        numerator="Spells that started in the period",
        period=QUARTER,
        top=Measure("started_on >= %(quarter_start)s"),
    ),
    _spells(
        id="wait.mrs05",
        title="Spells that ended",
        question="How many people left the community teams in these three months?",
        # Nationally a rejection ends a spell, but closes it only when the referral is no longer sent or is discharged.
        numerator="Spells that ended in the period, are not open, and are no longer sent without a discharge date",
        period=QUARTER,
        top=Measure("ended_on >= %(quarter_start)s and not is_open and not is_undischarged"),
    ),
    _spells(
        id="wait.mrs06",
        title="Open spells",
        question="How many people are with the community teams?",
        numerator="Open spells",
        top=Measure("is_open"),
    ),
    *_long_waits("mrs07", WAITING_FOR_SECOND, "a second contact"),
    _spells(
        id="wait.mrs15",
        title="Second contacts",
        question="How many people had their second contact in these three months?",
        numerator="Spells whose second contact lies in the period",
        period=QUARTER,
        better=Direction.HIGHER,
        top=Measure("second_contact_on >= %(quarter_start)s"),
    ),
    _spells(
        id="wait.mrs20",
        title="Open spells with a full clock stop",
        question="How many of the people with the community teams have had a full clock stop?",
        numerator="Open spells whose clock has stopped",
        better=Direction.HIGHER,
        top=Measure(OPEN_STOPPED),
    ),
    _spells(
        id="wait.mrs21",
        title="Open spells with two or more contacts",
        question="How many of the people with the community teams have had two contacts or more?",
        numerator="Open spells with two contacts or more",
        # Published with the quarterly measures, but counted on the last day alone.
        period=QUARTER,
        better=Direction.HIGHER,
        top=Measure(OPEN_TWO),
    ),
    _spells(
        id="wait.mrs22",
        title="Full clock stops for each open spell with two contacts",
        question="How does the number with a full clock stop compare with the number with two contacts?",
        # The numerator is not limited to spells with two contacts, so that it can pass 100%; this is national.
        numerator="Open spells whose clock has stopped",
        denominator="Open spells with two contacts or more",
        unit=Unit.PERCENT,
        better=Direction.HIGHER,
        top=Measure(OPEN_STOPPED),
        bottom=Measure(OPEN_TWO),
    ),
    _spells(
        id="wait.components",
        title="What open waits still lack",
        question="What do the people who are waiting still need for their clock to stop?",
        numerator="Open spells whose clock has not stopped, by each component they lack; a spell may lack several",
        better=Direction.LOWER,
        source="Components of MRS01, NHS England",
        top=Measure(WAITING),
        splits=(
            Split(
                breakdown="component",
                groups=f"""
                    ('{Component.CONTACT}', first_contact_on is null),
                    ('{Component.OUTCOME}', outcome_on is null),
                    ('{Component.ASSESSMENT}', assessment_on is null and needs_assessment),
                    ('{Component.HELP}', help_on is null)
                """,
                order=tuple(component.value for component in LABELS),
            ),
        ),
    ),
    _spells(
        id="wait.open_by_length",
        title="Open waits by length",
        question="How long have the people who are waiting waited so far?",
        numerator="Open spells whose clock has not stopped, by the days since they started",
        better=Direction.LOWER,
        source="MRS02, in the bands of NHS England's community dashboard",
        top=Measure(WAITING),
        splits=(
            Split(
                breakdown="length",
                groups=", ".join(
                    f"('{name}', days_open between {low} and {high})" for name, (low, high) in LENGTHS.items()
                ),
                order=tuple(LENGTHS),
            ),
        ),
    ),
)
