"""Admissions to acute beds with and without a community contact before: MHS106 and MHS107.

Source: NHS England, mental health monthly statistics. Adult acute, older adult acute and psychiatric intensive care
beds; nobody who came from another mental health bed; a contact of the same person with any provider, 3 to 365 days
before. Indirect activity counts as a contact. Contacts in the two days before the admission are part of it.
"""

from __future__ import annotations

from functools import partial

from reporting.indicators import groups
from reporting.indicators.declaration import Direction, Indicator, Measure, Unit, nationally
from reporting.rules.periods import PeriodKind

# MENTAL HEALTH ADMITTED PATIENT CLASSIFICATION of the first ward; 10 to 12 are the codes before MHSDS version 6.
_ACUTE = """
    first_ward.patient_class in ('200', '201', '202')
    or (stay.starts_on < date '2024-04-01' and first_ward.patient_class in ('10', '11', '12'))
"""
_COUNTS = "reporting_contact_counts(done.attendance, done.mechanism, done.occurred_on)"


def _seen_before(table: str, counts: str = "true") -> str:
    """Whether something was done with the same person, on any referral, 3 to 365 days before the admission."""
    return f"""
        exists (
            select
            from referrals_referral known
            join {table} done
                on done.tenant_id = known.tenant_id and done.referral_id = known.id and done.voided_at is null
            where known.tenant_id = stay.tenant_id
                and known.person_id = referral.person_id
                and known.voided_at is null
                and done.occurred_on between stay.starts_on - 365 and stay.starts_on - 3
                and {counts}
        )"""


FACTS = f"""
    create temporary table night_admission on commit drop as
    select
        %(period_end)s::date as period_end,
        referral.person_id,
        {groups.COLUMNS_SQL},
        stay.id as spell_id,
        stay.starts_on as admitted_on,
        case
            when stay.admission_source in ('49', '53', '87') then 'transfer'
            when coalesce(first_ward.patient_class, '') = '' then 'bed not known'
            when not ({_ACUTE}) then 'bed'
            else ''
        end as exclusion,
        {_seen_before("referrals_contact", _COUNTS)}
            or {_seen_before("referrals_indirectactivity")} as had_contact
    from referrals_hospitalspell stay
    join referrals_referral referral
        on referral.tenant_id = stay.tenant_id and referral.id = stay.referral_id and referral.voided_at is null
    {groups.joins(person="referral.person_id", referral="referral.id", provider="stay.provider_id")}
    left join lateral (
        select ward.patient_class
        from referrals_wardstay ward
        where ward.tenant_id = stay.tenant_id and ward.spell_id = stay.id and ward.voided_at is null
        order by ward.starts_on, ward.id
        limit 1
    ) first_ward on true
    where stay.starts_on between %(quarter_start)s and %(as_at)s
        -- What only a later record set told of was not known by the day.
        and coalesce(stay.source_month, '-infinity') <= %(as_at)s
        and stay.voided_at is null
"""

LISTS = {"night_admission": FACTS}
ROWS = f"select {', '.join(groups.COLUMNS)}, exclusion, had_contact from night_admission"
EXCLUDED = Measure("exclusion = 'transfer'")
INCOMPLETE = Measure("exclusion = 'bed not known'")

ALL, WITH, WITHOUT = (
    Measure("exclusion = ''"),
    Measure("exclusion = '' and had_contact"),
    Measure("exclusion = '' and not had_contact"),
)


_admissions = nationally(
    partial(
        Indicator,
        unit=Unit.COUNT,
        better=Direction.NEITHER,
        period=PeriodKind.ROLLING_QUARTER,
        excluded="Admissions from another mental health bed",
        incomplete="Admissions whose kind of bed is not known",
        left_out=EXCLUDED,
        unknown=INCOMPLETE,
        # Since version 2 what only a later record set told of is not counted before it.
        version="2",
    )
)

INDICATORS: tuple[Indicator, ...] = (
    _admissions(
        id="access.mhs106",
        title="Acute admissions",
        question="How many people were admitted to an acute bed?",
        numerator="Admissions to adult acute, older adult acute and psychiatric intensive care beds in the period",
        top=ALL,
    ),
    _admissions(
        id="access.mhs106a",
        title="Acute admissions of people known to services",
        question="How many of them had been seen in the year before?",
        numerator="Admissions with a contact 3 to 365 days before",
        top=WITH,
    ),
    _admissions(
        id="access.mhs106b",
        title="Acute admissions of people not known to services",
        question="How many of them had not been seen in the year before?",
        numerator="Admissions without a contact 3 to 365 days before",
        better=Direction.LOWER,
        top=WITHOUT,
    ),
    _admissions(
        id="access.mhs107a",
        title="Share of acute admissions of people known to services",
        question="Of those admitted, what share had been seen in the year before?",
        numerator="Admissions with a contact 3 to 365 days before",
        denominator="Admissions in the period",
        unit=Unit.PERCENT,
        top=WITH,
        bottom=ALL,
    ),
    _admissions(
        id="access.mhs107b",
        title="Share of acute admissions of people not known to services",
        question="Of those admitted, what share had not been seen in the year before?",
        numerator="Admissions without a contact 3 to 365 days before",
        denominator="Admissions in the period",
        unit=Unit.PERCENT,
        better=Direction.LOWER,
        top=WITHOUT,
        bottom=ALL,
    ),
)
