"""People seen, and people on the caseload: each person counts once in every area.

Sources: NHS England, mental health monthly statistics (MHS108); NHS England, community mental health dashboard
(transformed access, caseload); early implementer returns (shares of young and of older adults, contacts a month).
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from reporting.indicators import person_rows
from reporting.indicators.declaration import Direction, Indicator, Measure, Unit
from reporting.rules.periods import PeriodKind

ROWS = person_rows.of(
    "seen_twice, seen, seen_twice_transformed, left_out, without_birth_date, on_caseload, contacts_in_month",
    "had_contact or on_caseload",
)
# Since version 3 the dates of a referral are those that the month's own record set told. MHS108 goes by the teams that
# had it in the month of each contact since version 2, and by where the person lived then since version 3.
_people = partial(
    Indicator, unit=Unit.COUNT, better=Direction.HIGHER, period=PeriodKind.ROLLING_YEAR, version="3"
)
_seen_twice = partial(
    _people,
    excluded="People with two contacts who were under 18 at the referral or live outside England",
    incomplete="People with two contacts whose date of birth is not known",
    left_out=Measure("left_out"),
    unknown=Measure("without_birth_date"),
)
_share_of_seen = partial(
    _people,
    unit=Unit.PERCENT,
    better=Direction.NEITHER,
    denominator="People with an attended contact with a core community team in 12 months",
    source="Early implementer sites, 2021",
    target_source="what early implementer sites returned",
    bottom=Measure("seen"),
)

INDICATORS: tuple[Indicator, ...] = (
    _seen_twice(
        id="access.mhs108",
        title="People with two or more contacts",
        question="How many people have the community teams really reached in a year?",
        numerator="People with two or more attended contacts inside one referral to a core community team in 12 months",
        source="NHS England, MHS108",
        top=Measure("seen_twice"),
    ),
    _seen_twice(
        id="access.two_contacts_transformed",
        title="People with two or more contacts where the new model runs",
        question="How many people have the transformed teams reached in a year?",
        numerator="As MHS108, for people whose practice is in a PCN that runs the new model; contacts since it does",
        source="NHS England, community mental health dashboard (CDP_T01)",
        top=Measure("seen_twice_transformed"),
    ),
    _share_of_seen(
        id="access.young_adults",
        title="Young adults among the people seen",
        question="Do the teams reach young adults?",
        numerator="People aged 18 to 25 with an attended contact with a core community team in 12 months",
        target=Decimal("0.17"),
        top=Measure("seen and age_band = '18-25'"),
    ),
    _share_of_seen(
        id="access.older_adults",
        title="Older adults among the people seen",
        question="Do the teams reach older adults?",
        numerator="People aged 65 and over with an attended contact with a core community team in 12 months",
        target=Decimal("0.14"),
        top=Measure("seen and age_band = '65+'"),
    ),
    _people(
        id="access.caseload",
        title="People on the caseload",
        question="How many people do the teams hold?",
        numerator="People with an open referral, to whatever team, and at least one attended contact on it",
        better=Direction.NEITHER,
        period=PeriodKind.MONTH,
        source="NHS England, community mental health dashboard",
        top=Measure("on_caseload"),
    ),
    _people(
        id="access.contacts_per_month",
        title="Contacts a person a month",
        question="How often are people on the caseload seen?",
        numerator="Attended contacts in the month on open referrals of people on the caseload",
        denominator="People on the caseload at the end of the month",
        unit=Unit.RATE,
        period=PeriodKind.MONTH,
        source="Community mental health framework",
        target=Decimal("1.4"),
        target_source="Community mental health framework: average of the services studied",
        top=Measure("on_caseload", total="contacts_in_month"),
        bottom=Measure("on_caseload"),
    ),
)
