"""What a postcode tells: whose hubs serve it, by the networks of the GP practices around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from hubs.models import GpPractice, Hub, HubCoverage, PcnPractice, Postcode, Tenant
from hubs.rules.ods import DEFAULT_PRACTICES
from hubs.rules.postcodes import normalise

# The login that may read which networks the hubs of all tenants cover (docs/adr/0002).
SYSTEM = "system"
MOST_PRACTICES = 20


def tenants_of(postcode: str, on: dt.date) -> Sequence[Tenant]:
    """The tenants that a postcode may belong to: one where it can be told, several near a border, none if unknown.

    Practices of the same postcode district tell first, then those of the same local authority: the tenants whose
    hubs cover their networks, or who are their commissioner.
    """
    told: Sequence[Tenant] = ()
    for practices in _around(postcode):
        found = _tenants_of(practices, on)
        if len(found) == 1:
            return found
        told = told or found
    return told


def hub_of(postcode: str, on: dt.date) -> Hub | None:
    """The one hub of the tenant in force that covers the networks around a postcode; None when there are several."""
    for practices in _around(postcode):
        covering = HubCoverage.objects.filter(_covers(on), pcn__ods_code__in=_pcns(practices, on))
        hubs = list(Hub.objects.filter(pk__in=covering.values("hub_id"), closed_on=None)[:2])
        if len(hubs) == 1:
            return hubs[0]
    return None


def practices_like(text: str) -> Sequence[GpPractice]:
    """Open practices by words of their name, their postcode or the start of one, or their code."""
    words = text.split()
    if not words:
        return ()
    named = Q()
    for word in words:
        named &= Q(name__icontains=word)
    place = normalise(text)
    found = GpPractice.objects.filter(named | Q(postcode__startswith=place) | Q(code=place))
    return list(_open(found).order_by("name", "code")[:MOST_PRACTICES])


def practice(code: str) -> GpPractice | None:
    """A practice of the register; None for a default code, which is no practice."""
    if code in DEFAULT_PRACTICES:
        return None
    return GpPractice.objects.filter(code=code).first()


def _around(postcode: str) -> Collection[QuerySet[GpPractice]]:
    """The practices near it: those of its district, then those of its local authority."""
    place = normalise(postcode)
    district = _open(GpPractice.objects.filter(postcode__startswith=f"{place.partition(' ')[0]} "))
    authority = Postcode.objects.filter(postcode=place).exclude(local_authority="").values("local_authority")
    same = Postcode.objects.filter(local_authority__in=authority).values("postcode")
    return district, _open(GpPractice.objects.filter(postcode__in=same))


def _open(practices: QuerySet[GpPractice]) -> QuerySet[GpPractice]:
    return practices.filter(closed_on=None).exclude(code__in=DEFAULT_PRACTICES)


def _pcns(practices: QuerySet[GpPractice], on: dt.date) -> list[str]:
    current = Q(ends_on=None) | Q(ends_on__gte=on)
    members = PcnPractice.objects.filter(
        current, starts_on__lte=on, practice_code__in=practices.values("code")
    )
    return list(members.values_list("pcn_code", flat=True).distinct())


def _covers(on: dt.date) -> Q:
    return Q(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


def _tenants_of(practices: QuerySet[GpPractice], on: dt.date) -> Sequence[Tenant]:
    # Not through the manager, which asks for a tenant: the login's own policy says what it may read.
    coverage: QuerySet[HubCoverage] = QuerySet(HubCoverage, using=SYSTEM)
    covering = list(
        coverage.filter(_covers(on), pcn__ods_code__in=_pcns(practices, on))
        .order_by("tenant_id")
        .values_list("tenant_id", flat=True)
        .distinct()
    )
    commissioners = practices.exclude(commissioner="").values("commissioner")
    return list(Tenant.objects.filter(Q(pk__in=covering) | Q(ods_code__in=commissioners)).order_by("name"))
