"""Outcome scores of people in community mental health care: who has two to compare, and what they say.

Source: NHS England, community mental health outcomes dashboard (nhsengland/MHSDS, CMH PROMs Dashboard): its cohort, the
tools it counts (DIALOG, ReQoL-10, Goal-Based Outcomes), how scores are paired (outcomes.rules.pairing) and how change
is judged (outcomes.rules.change). Both rules stand here in SQL; a test compares the two on made-up lives.

Everything is counted over referrals, as nationally: somebody with two referrals counts twice.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from outcomes.rules import dialog
from reporting.indicators import groups
from reporting.indicators.declaration import Direction, Indicator, Measure, Split, Unit
from reporting.indicators.national import ORGANIC, PROM_ITEMS, PROMS_TEAMS, TOOLS
from reporting.rules.periods import PeriodKind

# Days that a referral is open before a second score is looked for.
OPEN_DAYS = 180

# Referrals of which two scores are expected at the end of the month, and those that the rules leave out, and why.
DUE = f"""
    create temporary table night_due_outcome on commit drop as
    select
        %(period_end)s::date as period_end,
        listed.person_id,
        {groups.COLUMNS_SQL},
        listed.referral_id,
        listed.received_on,
        listed.ended_on as closed_on,
        case
            when person.birth_date is null then 'no birth date'
            when person.birth_date > listed.received_on - interval '18 years' then 'under 18'
            when reporting_outside_england(person.local_authority) then 'outside England'
            when stays.referral_id is not null then 'hospital spell'
            when listed.primary_reason = '{ORGANIC}' then 'organic'
            else ''
        end as exclusion
    from night_held listed
    join (
        select distinct part.referral_id
        from (
            select own.referral_id, own.team_id from night_held own
            union all
            select other.referral_id, other.team_id from referrals_referralteam other where other.voided_at is null
        ) part
        join hubs_team team on team.id = part.team_id and team.team_type in ({PROMS_TEAMS})
    ) in_scope on in_scope.referral_id = listed.referral_id
    join night_contact contacts on contacts.referral_id = listed.referral_id and contacts.ever >= 2
    left join night_stay stays on stays.referral_id = listed.referral_id
    {groups.joins(person="listed.person_id", referral="listed.referral_id", provider="listed.provider_id")}
    where listed.received_on >= date '2019-04-01'
        and listed.rejected_on is null
        and (
            listed.ended_on >= %(month_start)s
            or (listed.is_open and %(as_at)s::date - listed.received_on >= {OPEN_DAYS})
        )
"""

# Their scores, and the first of each item: analysed lists, as a plan without knowledge compares each with every other.
TAKEN = f"""
    create temporary table night_score on commit drop as
    select
        score.referral_id,
        item.tool,
        item.item,
        item.at_least,
        item.recovered_from,
        score.value,
        score.taken_on,
        score.completed_at,
        score.id,
        score.value is not null and (item.lowest is null or score.value between item.lowest and item.highest)
            as is_valid
    from outcomes_codedscore score
    join {PROM_ITEMS} on item.code = score.tool_code
    join night_due_outcome due on due.referral_id = score.referral_id and due.exclusion = ''
    where score.taken_on <= %(as_at)s and score.voided_at is null
"""
FIRST = """
    create temporary table night_first_score on commit drop as
    select distinct on (taken.referral_id, taken.item) taken.*
    from night_score taken
    order by taken.referral_id, taken.item, taken.taken_on, taken.completed_at nulls first, taken.id
"""

# The first score of an item in a referral, if it is valid, and the latest valid one of a later day; the same order as
# in the rule: scores of a day without a time come before those with one.
PAIRS = f"""
    create temporary table night_pair on commit drop as
    with latest as (
        select distinct on (taken.referral_id, taken.item) taken.*
        from night_score taken
        join night_first_score first using (referral_id, item)
        where taken.is_valid and taken.taken_on > first.taken_on
        order by taken.referral_id, taken.item, taken.taken_on desc, taken.completed_at desc nulls last, taken.id desc
    )
    select
        %(period_end)s::date as period_end,
        due.person_id,
        {", ".join(f"due.{name}" for name in groups.COLUMNS)},
        first.referral_id,
        first.tool,
        first.item,
        first.value as baseline,
        first.taken_on as baseline_on,
        latest.value as latest,
        latest.taken_on as latest_on,
        case
            when first.at_least is null then ''
            when latest.value - first.value >= first.at_least then 'improved'
            when first.value - latest.value >= first.at_least then 'deteriorated'
            else 'unchanged'
        end as change,
        coalesce(first.value < first.recovered_from, false) as may_recover,
        coalesce(
            first.value < first.recovered_from
            and latest.value >= first.recovered_from
            and latest.value - first.value >= first.at_least,
            false
        ) as recovered
    from night_first_score first
    join latest using (referral_id, item)
    join night_due_outcome due on due.referral_id = first.referral_id
    where first.is_valid
"""
FACTS = """
    create temporary table night_outcome on commit drop as
    select
        due.*,
        coalesce(paired.dialog, false) as dialog_paired,
        coalesce(paired.reqol, false) as reqol_paired,
        coalesce(paired.goals, false) as goals_paired
    from night_due_outcome due
    left join (
        select
            pair.referral_id,
            bool_or(pair.tool = 'DIALOG') as dialog,
            bool_or(pair.tool = 'ReQoL-10') as reqol,
            bool_or(pair.tool = 'GBO') as goals
        from night_pair pair
        group by pair.referral_id
    ) paired on paired.referral_id = due.referral_id
"""
LISTS = {
    "night_due_outcome": DUE,
    "night_score": TAKEN,
    "night_first_score": FIRST,
    "night_pair": PAIRS,
    "night_outcome": FACTS,
}

ROWS = f"""
    select {", ".join(groups.COLUMNS)}, exclusion, dialog_paired, reqol_paired, goals_paired from night_outcome
"""
PAIR_ROWS = f"""
    select {", ".join(groups.COLUMNS)}, tool, item, baseline, latest, change, may_recover, recovered from night_pair
"""

AMONG = (
    "Two scores are expected of referrals of adults to core community or early intervention teams, received since April"
    f" 2019, with two or more attended contacts, that were closed in the month or have been open for {OPEN_DAYS} days"
    " or more at its end. They are a pair when the first score is valid, and so is one of the same item and referral on"
    " a later day up to the month's end; each item of a referral is a pair of its own. By the national rule a DIALOG"
    " area has changed by 1 or more, a goal by 3 or more, ReQoL-10 by 5 or more"
)
SOURCE = "NHS England, community mental health outcomes dashboard"

EXPECTED = Measure("exclusion = ''")
PAIRED = Measure("exclusion = '' and (dialog_paired or reqol_paired or goals_paired)")
# The areas of treatment are experience, and are nationally not measured for change.
MEASURED = "change <> ''"
DIALOG = "tool = 'DIALOG'"
AREAS_OF_LIFE = tuple(key for key, item in dialog.ITEMS.items() if item.group == dialog.Group.QUALITY_OF_LIFE)

TOOL = Split(breakdown="tool", groups="(tool, true)", order=tuple(TOOLS.values()), within=True)
DOMAIN = Split(breakdown="domain", groups=f"(item, {DIALOG})", order=AREAS_OF_LIFE, within=True)


_outcomes = partial(
    Indicator,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    period=PeriodKind.MONTH,
    source=SOURCE,
    among=AMONG,
)

INDICATORS: tuple[Indicator, ...] = (
    _outcomes(
        id="outcome.paired",
        title="Referrals with two scores to compare",
        question="Do we know whether people are better?",
        numerator="Those with a pair of scores of any of the three tools: DIALOG, ReQoL-10, Goal-Based Outcomes",
        denominator="Referrals of which two scores are expected",
        excluded="Such referrals of people who were under 18 or live outside England, with a hospital spell on the"
        " referral, or with organic brain disorder as its primary reason",
        incomplete="Referrals of which two scores would be expected, of people whose date of birth is not known",
        left_out=Measure("exclusion not in ('', 'no birth date')"),
        unknown=Measure("exclusion = 'no birth date'"),
        target=Decimal("0.76"),
        target_source="one rehabilitation pathway of an early implementer site, 2021",
        top=PAIRED,
        bottom=EXPECTED,
        splits=(
            Split(
                breakdown="tool",
                groups="('DIALOG', dialog_paired), ('ReQoL-10', reqol_paired), ('GBO', goals_paired)",
                order=tuple(TOOLS.values()),
            ),
        ),
    ),
)


def _change(name: str, change: str, did: str, title: str, question: str, better: Direction) -> Indicator:
    return _outcomes(
        id=name,
        title=title,
        question=question,
        numerator=f"Pairs of scores that {did} by the national rule",
        denominator="Pairs of scores that are measured for change: all but those of DIALOG's three areas of treatment",
        better=better,
        top=Measure(f"change = '{change}'"),
        bottom=Measure(MEASURED),
        splits=(TOOL, DOMAIN),
    )


def _mean(name: str, column: str, title: str, question: str, which: str) -> Indicator:
    return _outcomes(
        id=name,
        title=title,
        question=question,
        numerator=f"Sum of the {which} ratings, from 1 to 7",
        denominator="The pairs of ratings they come from. The whole takes in the eight areas of life; each of the"
        " eleven areas has a mean of its own",
        unit=Unit.RATE,
        top=Measure(f"{DIALOG} and {MEASURED}", total=column),
        bottom=Measure(f"{DIALOG} and {MEASURED}"),
        splits=(
            Split(
                breakdown="domain", groups="(item, true)", order=tuple(dialog.ITEMS), within=True, rows=DIALOG
            ),
        ),
    )


PAIR_INDICATORS: tuple[Indicator, ...] = (
    _change(
        "outcome.reliable_change",
        "improved",
        "improved",
        "Scores that improved",
        "Do people say that life is better?",
        Direction.HIGHER,
    ),
    _change(
        "outcome.reliable_change.unchanged",
        "unchanged",
        "did not change",
        "Scores that did not change",
        "For how many scores did nothing change?",
        Direction.NEITHER,
    ),
    _change(
        "outcome.reliable_change.deteriorated",
        "deteriorated",
        "got worse",
        "Scores that got worse",
        "Do people say that life is worse?",
        Direction.LOWER,
    ),
    _outcomes(
        id="outcome.reqol_recovery",
        title="Recovery by ReQoL-10",
        question="Of those who began below the cut-off, how many have recovered?",
        numerator="Pairs whose latest total is 25 or more, and 5 or more above the first",
        denominator="Pairs of ReQoL-10 totals of which the first is below 25",
        top=Measure("recovered"),
        bottom=Measure("may_recover"),
    ),
    _mean(
        "outcome.dialog_domain_means",
        "latest",
        "DIALOG means, latest ratings",
        "How satisfied are people with the areas of their life now?",
        "latest",
    ),
    _mean(
        "outcome.dialog_domain_means.first",
        "baseline",
        "DIALOG means, first ratings",
        "How satisfied were the same people with them at first?",
        "first",
    ),
)
