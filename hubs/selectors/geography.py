"""Where people belong: the PCN of a practice, and the small area, council and deprivation of a postcode.

The pages ask the functions, one person or one list at a time; the night joins the same definitions as SQL
(``pcn_join_sql``, ``area_join_sql``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Max, Q

from hubs.models import DeprivationDecile, GpPractice, PcnPractice, Postcode
from hubs.rules.geography_files import BOUNDARY_YEARS
from hubs.rules.ods import DEFAULT_PRACTICES
from hubs.rules.postcodes import normalise

# National mental health figures still use the 2019 index, which is about LSOAs of 2011 (published code of
# 2025).
EDITION = 2019


@dataclass(frozen=True)
class Area:
    """Where a postcode lies. ``lsoa`` is of the boundaries of ``boundary_year``; what is not known is empty
    or None.
    """

    postcode: str
    lsoa: str = ""
    boundary_year: int = BOUNDARY_YEARS[EDITION]
    local_authority: str = ""
    decile: int | None = None
    edition: int = EDITION


def pcns_of_practices(codes: Collection[str], on: dt.date) -> Mapping[str, PcnPractice]:
    """The PCN each practice was in on a day, by practice code; those in none are left out. One query.

    Where the register has a practice in two at once, the one that it joined last counts.
    """
    current = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    found = (
        PcnPractice.objects.filter(current, practice_code__in=set(codes) - DEFAULT_PRACTICES)
        .order_by("practice_code", "-starts_on", "pcn_code")
        .distinct("practice_code")
    )
    return {membership.practice_code: membership for membership in found}


def pcn_of_practice(code: str, on: dt.date) -> PcnPractice | None:
    """The PCN a practice was in on a day; None for a default code, which is no practice."""
    return pcns_of_practices([code], on).get(code)


def pcn_names(codes: Collection[str] | None = None) -> dict[str, str]:
    """The name of each PCN, as last published, by its code; all of them when not said which."""
    memberships = (
        PcnPractice.objects.all() if codes is None else PcnPractice.objects.filter(pcn_code__in=codes)
    )
    latest = memberships.order_by("pcn_code", "-starts_on", "id").distinct("pcn_code")
    return dict(latest.values_list("pcn_code", "pcn_name"))


def practice_names(codes: Collection[str]) -> dict[str, str]:
    """The name of each practice by its code; unknown ones are left out."""
    return dict(GpPractice.objects.filter(code__in=codes).values_list("code", "name"))


def area_of(postcode: str, *, edition: int = EDITION) -> Area:
    """The small area, council and decile of a postcode; of an unknown one, an Area that holds only the
    postcode.
    """
    wanted = normalise(postcode)
    year = BOUNDARY_YEARS[edition]
    row = Postcode.objects.filter(postcode=wanted).first()
    if row is None:
        return Area(wanted, boundary_year=year, edition=edition)
    lsoa = row.lsoa_2011 if year == 2011 else row.lsoa_2021
    decile = DeprivationDecile.objects.filter(edition=edition, boundary_year=year, lsoa=lsoa).first()
    return Area(wanted, lsoa, year, row.local_authority, decile.decile if decile else None, edition)


def newest_edition() -> int | None:
    """The newest edition of the indices of deprivation that has been loaded."""
    newest: int | None = DeprivationDecile.objects.aggregate(newest=Max("edition"))["newest"]
    return newest


def pcn_join_sql(*, practice: str, on: str, alias: str = "pcn") -> str:
    """A left join that adds ``alias.pcn_code`` and ``alias.pcn_name``: as ``pcn_of_practice``, in a query.

    ``practice`` and ``on`` are SQL expressions written by us. A default practice code finds nothing.
    """
    defaults = ", ".join(f"'{code}'" for code in sorted(DEFAULT_PRACTICES))
    return (
        "left join lateral (select member.pcn_code, member.pcn_name from hubs_pcnpractice member"
        f" where member.practice_code = {practice} and {practice} not in ({defaults})"
        f" and member.starts_on <= {on} and (member.ends_on is null or member.ends_on >= {on})"
        f" order by member.starts_on desc, member.pcn_code limit 1) {alias} on true"
    )


def area_join_sql(*, postcode: str, alias: str = "area", edition: int = EDITION) -> str:
    """A left join that adds ``alias.lsoa``, ``.local_authority`` and ``.decile``: as ``area_of``, in a query.

    The postcode must be in its stored form (hubs.rules.postcodes.normalise).
    """
    year = BOUNDARY_YEARS[edition]
    return (
        f"left join (select place.postcode, place.lsoa_{year} as lsoa, place.local_authority, index.decile"
        " from hubs_postcode place left join hubs_deprivationdecile index"
        f" on index.edition = {edition} and index.boundary_year = {year} and index.lsoa = place.lsoa_{year}"
        f") {alias} on {alias}.postcode = {postcode}"
    )
