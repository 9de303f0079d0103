"""Waits from a referral to its second contact: MHS124 to MHS129, counted over referrals, not spells.

Source: NHS England, mental health monthly statistics. They are the only waits that ended whose days are published.
Whether a referral still waits goes by its discharge date alone: one that was rejected waits as long as it is sent
without.
"""

from __future__ import annotations

from functools import partial

from reporting.indicators import groups
from reporting.indicators.declaration import Direction, Indicator, Measure, Unit, nationally
from reporting.rules.periods import PeriodKind

ROWS = f"""
    select {", ".join(groups.COLUMNS)}, received_on, is_undischarged, access_exclusion, in_hospital_this_year,
        out_of_hospital, contacts_ever, second_contact_on
    from night_referral
    where access_exclusion <> 'team'
"""

RECEIVED = "received_on >= date '2019-04-01'"
HAD = f"access_exclusion = '' and out_of_hospital and {RECEIVED} and second_contact_on >= %(quarter_start)s"
WAITS = f"access_exclusion = '' and not in_hospital_this_year and {RECEIVED} and is_undischarged and contacts_ever < 2"

EXCLUDED = Measure("access_exclusion in ('under 18', 'outside England')")
INCOMPLETE = Measure("access_exclusion = 'no birth date'")


_referrals = nationally(
    partial(
        Indicator,
        unit=Unit.COUNT,
        better=Direction.LOWER,
        period=PeriodKind.ROLLING_QUARTER,
        excluded="Referrals to teams in scope of people under 18 or resident outside England",
        incomplete="Referrals to teams in scope of people whose date of birth is not known",
        left_out=EXCLUDED,
        unknown=INCOMPLETE,
        version="4",
    )
)
_days_waited = partial(
    _referrals,
    denominator="Referrals whose second contact lies in the period; days from the referral to it",
    unit=Unit.DAYS,
    bottom=Measure(HAD),
    days="second_contact_on - received_on",
)
_days_so_far = partial(
    _referrals,
    denominator="Referrals without a discharge date, with fewer than two contacts; days to the day after the period",
    unit=Unit.DAYS,
    bottom=Measure(WAITS),
    # Nationally the wait of those who still wait is counted to the day after the period's end.
    days="%(as_at)s::date + 1 - received_on",
)

INDICATORS: tuple[Indicator, ...] = (
    _referrals(
        id="wait.mhs124",
        title="Referrals with their second contact",
        question="How many referrals had their second contact in these three months?",
        numerator="Referrals received since April 2019 whose second contact lies in the period",
        better=Direction.HIGHER,
        top=Measure(HAD),
    ),
    _days_waited(
        id="wait.mhs125",
        title="Median days to the second contact",
        question="How long did people wait for their second contact: median?",
        quantile="0.5",
    ),
    _days_waited(
        id="wait.mhs126",
        title="90th percentile days to the second contact",
        question="How long did people wait for their second contact: nine in ten waited no longer than this?",
        quantile="0.9",
    ),
    _referrals(
        id="wait.mhs127",
        title="Referrals waiting for a second contact",
        question="How many open referrals have had no contact or one?",
        numerator="Referrals received since April 2019 without a discharge date and with fewer than two contacts",
        top=Measure(WAITS),
    ),
    _days_so_far(
        id="wait.mhs128",
        title="Median days waiting for a second contact, by referral",
        question="How long have open referrals waited for a second contact: median?",
        quantile="0.5",
    ),
    _days_so_far(
        id="wait.mhs129",
        title="90th percentile days waiting for a second contact, by referral",
        question="How long have open referrals waited: nine in ten have waited no longer than this?",
        quantile="0.9",
    ),
)
