"""The areas of the tenant, with the hubs that serve them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from hubs.models import Hub, HubCoverage, Organisation, Place
from hubs.models.organisation import OrganisationKind
from hubs.rules.roles import Actor
from reporting.rules.areas import Areas, Level, NamedArea

Row = tuple[str, str, str, int | None, int | None]


def areas(by: Actor) -> Areas:
    """Every place, hub and PCN of the tenant. One query."""
    rows: Iterable[Row] = _places().union(_hubs(), _networks(), all=True)
    served: dict[tuple[str, str, str, int | None], set[int]] = defaultdict(set)
    for level, code, name, place, hub in rows:
        served[level, code, name, place] |= {hub} if hub else set()
    by_place: dict[int | None, set[int]] = defaultdict(set)
    for (level, _, _, place), hubs in served.items():
        if level == Level.HUB:
            by_place[place] |= hubs
    return Areas(
        by.tenant_name,
        [
            NamedArea(
                level=Level(level),
                code=code,
                name=name,
                place_id=place,
                hub_ids=frozenset(by_place[place] if level == Level.PLACE else hubs),
            )
            for (level, code, name, place), hubs in served.items()
        ],
    )


def _places() -> QuerySet[Place, Any]:
    nobody = Value(None, output_field=BigIntegerField())
    return Place.objects.order_by().values_list(Value(Level.PLACE.value), "code", "name", F("pk"), nobody)


def _hubs() -> QuerySet[Hub, Any]:
    return Hub.objects.order_by().values_list(Value(Level.HUB.value), "code", "name", "place_id", F("pk"))


def _networks() -> QuerySet[Organisation, Any]:
    """Each PCN with the hub that covers it today, or without one."""
    today = timezone.localdate()
    coverage = HubCoverage.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), pcn=OuterRef("pk"), starts_on__lte=today
    )
    return (
        Organisation.objects.filter(kind=OrganisationKind.PCN)
        .exclude(ods_code="")
        .order_by()
        .values_list(
            Value(Level.PCN.value),
            "ods_code",
            "name",
            "place_id",
            Subquery(coverage.order_by("-starts_on").values("hub_id")[:1]),
        )
    )
