"""Employment support (IPS) and psychological therapies: who had them, in the twelve months to the end of a month.

Sources: NHS England, mental health monthly statistics (MHS116, employment support); NHS England, community mental
health dashboard (psychological therapies for severe mental illness); what early implementer sites returned.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from reporting.indicators import groups, person_rows
from reporting.indicators.declaration import Direction, Indicator, Measure, Unit
from reporting.rules.periods import PeriodKind

ROWS = f"""
    select {", ".join(groups.COLUMNS)}, outside_england, ips_first_on, ips_in_year, jobs_in_year from night_referral
"""
# Employment support counts with whatever team and provider somebody has it, a therapy on the referral that it is
# counted for.
PEOPLE_ROWS = person_rows.of(
    "seen, had_ips, seen_with_therapy, cen, cen_with_therapy, eating_disorder, eating_disorder_with_therapy",
    "had_contact or cen or eating_disorder",
)

IPS = (
    "Employment support is an attended direct contact on a referral to an employment support team (D05), or one with an"
    " employment support procedure (1082621000000104, 772822000) that was not refused"
)
THERAPY = (
    "A psychological therapy is an attended direct contact with a therapy of the national reference set"
    " 1853461000000105, or with one of the 22 for severe mental illness; what was refused does not count"
)
# As those of MHS108, who are counted by the teams and addresses of each month since version 3.
SEEN_VERSION = "3"
SEEN = "People with an attended contact with a core community team in 12 months, as MHS108 has them"
FIRST = "ips_first_on >= %(year_start)s"
SUPPORTED = "(ips_in_year > 0 or jobs_in_year > 0)"


_support = partial(
    Indicator,
    unit=Unit.PERCENT,
    better=Direction.HIGHER,
    period=PeriodKind.ROLLING_YEAR,
    source="Early implementer sites, 2021",
)
_ips = partial(_support, among=IPS)
_therapy = partial(_support, among=THERAPY)
# On a pathway the people are those of the pathway, and the therapy is one on the referral that is on it.
_on_pathway = partial(
    _therapy,
    numerator="Those with a psychological therapy on that referral in 12 months",
    target_source="what early implementer sites returned",
)

INDICATORS: tuple[Indicator, ...] = (
    _ips(
        id="ips.access",
        title="Referrals that reached employment support",
        question="How many referrals had their first employment support in twelve months?",
        numerator="Referrals, not people, whose first employment support ever lies in 12 months",
        excluded="The same referrals of people who live outside England",
        left_out=Measure(f"{FIRST} and outside_england"),
        unit=Unit.COUNT,
        source="NHS England, MHS116",
        top=Measure(f"{FIRST} and not outside_england"),
    ),
    _ips(
        id="ips.started_work",
        title="Referrals with employment support that led to work",
        question="Of those who had employment support, how many started paid work?",
        numerator="Referrals on which a paid job began in 12 months",
        denominator="Referrals with employment support in 12 months, or on which a paid job began",
        target=(Decimal(713) / 1995).quantize(Decimal("0.0001")),
        target_source="one early implementer, 2021: 713 jobs, 1,995 people supported",
        top=Measure("jobs_in_year > 0"),
        bottom=Measure(SUPPORTED),
    ),
)
PEOPLE_INDICATORS: tuple[Indicator, ...] = (
    _ips(
        id="ips.share_supported",
        title="People seen who had employment support",
        question="How many of the people seen have had help to find and keep work?",
        numerator="Those with employment support in 12 months, with whatever provider",
        denominator=SEEN,
        version=SEEN_VERSION,
        target=Decimal("0.24"),
        target_source="what early implementer sites returned",
        top=Measure("seen and had_ips"),
        bottom=Measure("seen"),
    ),
    _on_pathway(
        id="therapy.pd",
        title="Psychological therapy on the pathway for complex emotional needs",
        question="Do people with complex emotional needs have a psychological therapy?",
        denominator="People with an attended contact in 12 months on a referral that is on the pathway for complex"
        " emotional needs, or with a personality disorder service (A16) where no pathway is recorded",
        target=Decimal("0.67"),
        top=Measure("cen_with_therapy"),
        bottom=Measure("cen"),
    ),
    _on_pathway(
        id="therapy.aed",
        title="Psychological therapy on the eating disorder pathway",
        question="Do people with an eating disorder have a psychological therapy?",
        denominator="People with an attended contact in 12 months on a referral that is on the pathway for eating"
        " disorders, or with a community eating disorder service (C10, C03) where no pathway is recorded",
        target=Decimal("0.44"),
        top=Measure("eating_disorder_with_therapy"),
        bottom=Measure("eating_disorder"),
    ),
    _therapy(
        id="therapy.smi",
        title="Psychological therapy among the people seen",
        question="How many of the people seen have had a psychological therapy?",
        numerator="Those with a psychological therapy on a referral to a core community team in 12 months",
        denominator=SEEN,
        version=SEEN_VERSION,
        source="NHS England, community mental health dashboard (psychological therapies, here of people seen)",
        top=Measure("seen_with_therapy"),
        bottom=Measure("seen"),
    ),
)
