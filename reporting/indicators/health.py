"""Yearly physical health checks of people on the register of severe mental illness.

Source: NHS England, physical health checks for people with severe mental illness (PHS001, PHS014): people on the
register on the last day, without those in remission; six checks in the twelve months before. A check that was declined
or is not suitable is nationally not done; both are shown apart here. Nationally the register and the checks come from
GP systems, here from what is recorded. How a check stands is the rule of outcomes.rules.health.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from outcomes.rules.health import CheckKind, CheckState
from reporting.indicators import groups
from reporting.indicators.declaration import Direction, Indicator, Measure, Split, Unit
from reporting.rules.periods import PeriodKind

_KINDS = ", ".join(f"({place}, '{kind}')" for place, kind in enumerate(CheckKind.values, start=1))

# Six rows a person, one for each check, placed where their newest open referral lies, or else their newest, or else
# their practice. The first of the six stands for the person. A check counts until the same day of the next year.
FACTS = f"""
    create temporary table night_health on commit drop as
    with registered as (
        -- Of two records that were joined each may have had its entry: the person counts once.
        select coalesce(person.merged_into_id, person.id) as person_id,
            bool_or(entry.remission_on <= %(as_at)s) is true as in_remission
        from outcomes_smiregister entry
        join referrals_person person on person.tenant_id = entry.tenant_id and person.id = entry.person_id
        where entry.starts_on <= %(as_at)s
            and coalesce(entry.ends_on, 'infinity') > %(as_at)s
            and coalesce(person.death_date, 'infinity') > %(as_at)s
            and entry.voided_at is null
        group by 1
    ),
    checked as (
        select distinct on (recorded.person_id, recorded.kind) recorded.person_id, recorded.kind, recorded.state,
            recorded.checked_on
        from outcomes_healthcheck recorded
        where recorded.checked_on between (%(as_at)s::date - interval '1 year')::date and %(as_at)s
            and recorded.voided_at is null
        order by recorded.person_id, recorded.kind, recorded.state = '{CheckState.DONE}' desc, recorded.checked_on desc,
            recorded.state = '{CheckState.UNSUITABLE}' desc
    ),
    home as (
        select distinct on (held.person_id) held.person_id, held.referral_id, held.provider_id
        from night_held held
        order by held.person_id, held.is_open desc, held.received_on desc, held.referral_id desc
    )
    select
        %(period_end)s::date as period_end,
        registered.person_id,
        {groups.COLUMNS_SQL},
        kind.name as kind,
        coalesce(checked.state, 'missing') as state,
        checked.checked_on,
        count(*) filter (where checked.state = '{CheckState.DONE}') over (partition by registered.person_id)
            as checks_done,
        registered.in_remission,
        kind.place = 1 as stands_for_person
    from registered
    cross join (values {_KINDS}) kind(place, name)
    left join checked on checked.person_id = registered.person_id and checked.kind = kind.name
    left join home on home.person_id = registered.person_id
    {groups.joins(person="registered.person_id", referral="home.referral_id", provider="home.provider_id")}
"""
LISTS = {"night_health": FACTS}
ROWS = f"""
    select {", ".join(groups.COLUMNS)}, kind, state, checks_done, in_remission, stands_for_person from night_health
"""

REGISTER = "People on the register of severe mental illness on the last day who are not in remission"
IN_REMISSION = Measure("stands_for_person and in_remission")
EACH = "not in_remission"
KIND = Split(breakdown="check", groups="(kind, true)", order=tuple(CheckKind.values), within=True)


_checks = partial(
    Indicator,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    period=PeriodKind.MONTH,
    source="NHS England, physical health checks for people with severe mental illness",
    excluded="People on the register who are in remission",
    left_out=IN_REMISSION,
)


def _each(suffix: str, state: str, title: str, question: str, numerator: str, better: Direction) -> Indicator:
    return _checks(
        id=f"phc.each{suffix}",
        title=title,
        question=question,
        numerator=numerator,
        denominator="The six checks of each person on the register on the last day who is not in remission",
        better=better,
        top=Measure(f"{EACH} and state = '{state}'"),
        bottom=Measure(EACH),
        splits=(KIND,),
    )


REGISTER_INDICATORS: tuple[Indicator, ...] = (
    _checks(
        id="phc.complete",
        title="People with all six physical health checks",
        question="Is the physical health of people with severe mental illness looked after?",
        numerator="Those with all six checks done in the twelve months to the last day, the same day of the year before"
        " included; declined and unsuitable are not done",
        denominator=REGISTER,
        source="NHS England, PHS014",
        target=Decimal("0.6"),
        target_source="NHS Long Term Plan; from 2024/25 systems ask for 75%",
        top=Measure(f"stands_for_person and {EACH} and checks_done = {len(CheckKind)}"),
        bottom=Measure(f"stands_for_person and {EACH}"),
    ),
)
CHECK_INDICATORS: tuple[Indicator, ...] = (
    _each(
        "",
        CheckState.DONE,
        "Physical health checks done",
        "Which of the six checks are done?",
        "Those done in the twelve months to the last day",
        Direction.HIGHER,
    ),
    _each(
        ".declined",
        CheckState.DECLINED,
        "Physical health checks declined",
        "Which of the six checks do people decline?",
        "Those not done in the twelve months, and last declined",
        Direction.NEITHER,
    ),
    _each(
        ".unsuitable",
        CheckState.UNSUITABLE,
        "Physical health checks that are not suitable",
        "Which of the six checks are not suitable for people?",
        "Those not done in the twelve months, and last found not suitable",
        Direction.NEITHER,
    ),
)
