"""Referrals received, from whom, and rejected: all referrals of the tenant, to whatever team.

Sources: NHS England, community mental health dashboard (rejected referrals and their reasons); NHS England, community
mental health roadmap (no wrong door: none is rejected).
"""

from __future__ import annotations

from decimal import Decimal

from reporting.indicators import groups
from reporting.indicators.declaration import Direction, Indicator, Measure, Split, Unit
from reporting.indicators.national import SOURCES
from reporting.rules.periods import PeriodKind

ROWS = f"""
    select {", ".join(groups.COLUMNS)}, received_on, source, rejected_on, rejection_reason
    from night_referral
"""

RECEIVED = "received_on >= %(month_start)s"
REJECTED = "rejected_on >= %(month_start)s"
# SOURCE OF REFERRAL: the person, a carer or relative, and voluntary, community and social enterprise organisations.
OWN_SOURCES = "source in ('B1', 'B2', 'G4')"
REASONS = ("01", "02", "03")
MISSING = "missing"

# Since version 3 the dates are those that the months' own record sets told.
INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="access.referrals",
        title="Referrals received",
        question="How many referrals came this month, and from whom?",
        numerator="Referrals received in the month, by SOURCE OF REFERRAL FOR MENTAL HEALTH",
        incomplete="Referrals received in the month without a source, or with one that is not in the national list",
        unknown=Measure(f"{RECEIVED} and source not in ({SOURCES})"),
        unit=Unit.COUNT,
        better=Direction.NEITHER,
        period=PeriodKind.MONTH,
        source="MHSDS, MHS101",
        version="3",
        top=Measure(RECEIVED),
        splits=(
            Split(
                breakdown="source",
                groups=f"(case when source in ({SOURCES}) then source else '{MISSING}' end, true)",
            ),
        ),
    ),
    Indicator(
        id="access.rejected",
        title="Rejected referrals",
        question="Was anybody turned away?",
        numerator="Referrals rejected in the month, by reason",
        incomplete="Referrals rejected in the month without a reason, or with one that is not in the national list",
        unknown=Measure(f"{REJECTED} and rejection_reason not in {REASONS}"),
        denominator="Referrals received in the month",
        unit=Unit.PERCENT,
        better=Direction.LOWER,
        period=PeriodKind.MONTH,
        source="NHS England, community mental health dashboard",
        version="3",
        target=Decimal(0),
        target_source="NHS England, community mental health roadmap: no wrong door",
        top=Measure(REJECTED),
        bottom=Measure(RECEIVED),
        splits=(
            Split(
                breakdown="rejection_reason",
                groups=f"(case when rejection_reason in {REASONS} then rejection_reason else '{MISSING}' end, true)",
                order=(*REASONS, MISSING),
            ),
        ),
    ),
    Indicator(
        id="access.self_and_vcse_referral",
        title="Referrals by people themselves, carers and VCSE organisations",
        question="Can people come by themselves?",
        numerator="Referrals received in the month from the person, a carer or relative, or a VCSE organisation",
        denominator="Referrals received in the month",
        incomplete="Referrals received in the month without a source, or with one that is not in the national list",
        unknown=Measure(f"{RECEIVED} and source not in ({SOURCES})"),
        unit=Unit.PERCENT,
        better=Direction.HIGHER,
        period=PeriodKind.MONTH,
        source="NHS England, community mental health roadmap",
        version="3",
        top=Measure(f"{RECEIVED} and {OWN_SOURCES}"),
        bottom=Measure(RECEIVED),
    ),
)
