"""The lists behind figures: the month's facts that a declaration counts, for those who may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from hubs.models import Tenant
from hubs.tenancy import current_tenant_id
from reporting import indicators
from reporting.indicators import FAMILIES, Family, Indicator, Measure, Split, Unit, person_rows
from reporting.models import (
    AdmissionFact,
    DueFact,
    HealthFact,
    OutcomeFact,
    PairFact,
    ReferralFact,
    SpellFact,
)
from reporting.models.fact import Fact
from reporting.rules import lists
from reporting.rules.lists import Column, condition
from reporting.rules.periods import Period, add_months
from reporting.rules.stored_values import Area

# Which part of a share: what it is counted over, or only what is counted.
COUNTED = "counted"
IN_GROUP = "part.applies and part.name = %(group)s"
# To the day the clock stopped, or so far.
WAITED = "coalesce(stopped_on - started_on, days_open)"
CODES = {"place": "place_code", "hub": "hub_code", "pcn": "pcn_code"}


@dataclass(frozen=True, slots=True)
class Kind:
    """The facts that the rows of a family of indicators come from, and what a list shows of them.

    ``one`` and ``noun`` name one of the rows and several.
    """

    model: type[Fact]
    columns: Sequence[Column]
    one: str
    noun: str
    sort: str


KINDS: Mapping[str, Kind] = {
    "four-week wait": Kind(SpellFact, lists.SPELLS, "wait", "waits", "started_on"),
    "second contacts": Kind(ReferralFact, lists.REFERRALS, "referral", "referrals", "received_on"),
    "referrals": Kind(ReferralFact, lists.REFERRALS, "referral", "referrals", "-received_on"),
    "people": Kind(ReferralFact, lists.PEOPLE, "person", "people", "-contacts_in_year"),
    "admissions": Kind(AdmissionFact, lists.ADMISSIONS, "admission", "admissions", "-admitted_on"),
    "outcomes": Kind(OutcomeFact, lists.OUTCOMES, "referral", "referrals", "received_on"),
    "pairs": Kind(PairFact, lists.PAIRS, "pair of scores", "pairs of scores", "-latest_on"),
    "plans": Kind(ReferralFact, lists.PLANS, "person", "people", "plan_agreed_on"),
    "reviews": Kind(DueFact, lists.REVIEWS, "review", "reviews", "due_on"),
    "actions": Kind(DueFact, lists.ACTIONS, "action", "actions", "due_on"),
    "register": Kind(HealthFact, lists.REGISTER, "person", "people", "checks_done"),
    "checks": Kind(HealthFact, lists.CHECKS, "check", "checks", "checked_on"),
    "employment": Kind(ReferralFact, lists.EMPLOYMENT, "referral", "referrals", "-ips_first_on"),
    "support": Kind(ReferralFact, lists.SUPPORT, "person", "people", "-contacts_in_year"),
}


@dataclass(frozen=True, slots=True)
class Behind:
    """An indicator with a list behind it."""

    indicator: Indicator
    family: Family

    @property
    def kind(self) -> Kind:
        return KINDS[self.family.name]

    @property
    def is_share(self) -> bool:
        """Whether the list may be narrowed to what the share counts."""
        return self.indicator.unit is Unit.PERCENT

    @property
    def columns(self) -> Sequence[Column]:
        """What the list shows; waits for a second contact show the contacts in place of the clock's parts."""
        asked = " ".join(part.where for part in (self.indicator.top, self.indicator.bottom) if part)
        if self.kind.model is SpellFact and "second_contact_on" in asked:
            return lists.SECOND_CONTACTS
        # A column that is empty in every row says nothing.
        empty = {column.field for column in self.kind.columns if f"{column.field} is null" in asked}
        return [column for column in self.kind.columns if column.field not in empty]


def behind(indicator: str) -> Behind | None:
    """The indicator with its family; None for one that is not known."""
    one = indicators.INDICATORS.get(indicator)
    if one is None:
        return None
    return Behind(one, next(family for family in FAMILIES if one in family.indicators))


def rows(found: Behind, area: Area, month: Period, *, group: str = "", part: str = "") -> QuerySet[Any]:
    """The facts that the figure of an area and month counts; of a share, a median or a mean, what it is counted over.

    ``group`` is one of the indicator's own breakdown, ``part`` COUNTED for the numerator of a share. Asks the
    tenant for what is within four weeks; the rows themselves are asked for when they are used.
    """
    one = found.indicator
    values = _values(area, month, group)
    measure = one.top if part == COUNTED or group or one.bottom is None else one.bottom
    assert measure is not None
    where = f"({measure.where})"
    if found.family.by_person:
        return _one_a_person(found, where, area, month, values)
    if group and one.splits:
        where = " or ".join(_of_group(split, measure) for split in one.splits)
    return _facts(found.kind, area, month).filter(_sql(where, values))


def _of_group(split: Split, measure: Measure) -> str:
    """No two breakdowns of an indicator have a group of the same name."""
    groups = f"select from (values {split.groups}) part(name, applies) where {IN_GROUP}"
    return f"({split.taken(measure).where}) and exists ({groups})"


def _facts(kind: Kind, area: Area, month: Period) -> QuerySet[Any]:
    facts: QuerySet[Any] = kind.model._default_manager.filter(period_end=month.end)
    if kind.model is SpellFact:
        # A constant of this module.
        facts = facts.annotate(waited=RawSQL(WAITED, (), output_field=IntegerField()))  # noqa: S611
    return facts.filter(**{CODES[area.level]: area.code}) if area.code else facts


def _one_a_person(
    found: Behind, where: str, area: Area, month: Period, values: Mapping[str, Any]
) -> QuerySet[Any]:
    """A row for each person that the rows of the family have, with the referral they were seen on most."""
    facts = f"""
        select * from {ReferralFact._meta.db_table}
        where tenant_id = app_tenant() and period_end = %(period_end)s
    """
    people = f"""
        person_id in (
            with night_referral as ({facts}), night_person_area as ({person_rows.ROWS})
            select line.person_id from ({found.family.rows}) line
            where line.level = %(level)s and line.code = %(code)s and {where}
        )
    """
    held = _facts(found.kind, area, month).filter(_sql(people, values))
    each = held.order_by("person_id", "-contacts_in_year", "-is_open", "-pk").distinct("person_id")
    return found.kind.model._default_manager.filter(pk__in=each.values("pk"))


def _sql(where: str, values: Mapping[str, Any]) -> RawSQL:
    made = condition(where, values)
    # The SQL is that of the declarations; whatever was typed is among the values.
    return RawSQL(made.sql, made.values, output_field=BooleanField())  # noqa: S611


def _values(area: Area, month: Period, group: str) -> dict[str, Any]:
    return {
        "period_end": month.end,
        "as_at": month.end,
        "month_start": month.start,
        "quarter_start": add_months(month.start, -2),
        "year_start": add_months(month.start, -11),
        "within_days": Tenant.objects.values_list("within_days", flat=True).get(pk=current_tenant_id()),
        "level": area.level,
        "code": area.code,
        "group": group,
    }
