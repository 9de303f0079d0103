"""Whose figures a dashboard shows: the whole system, a place, a hub or a primary care network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hubs.rules.roles import Actor, Permission, has_permission
from reporting.rules.stored_values import Area


class Level(StrEnum):
    """In the order of their size."""

    TENANT = "tenant"
    PLACE = "place"
    HUB = "hub"
    PCN = "pcn"

    @property
    def label(self) -> str:
        """What one of them is called."""
        return LABELS[self]


LABELS = {
    Level.TENANT: "Whole system",
    Level.PLACE: "Place",
    Level.HUB: "Hub",
    Level.PCN: "Primary care network",
}
PLURALS = {Level.PLACE: "Places", Level.HUB: "Hubs", Level.PCN: "Primary care networks"}
# The whole tenant has no code of its own, and an address needs a word in its place.
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedArea:
    """An area with its name, the place it lies in and the hubs that serve it (none for the whole system)."""

    level: Level
    code: str
    name: str
    hub_ids: frozenset[int] = frozenset()
    place_id: int | None = None

    @property
    def area(self) -> Area:
        """As values are stored."""
        return Area(self.level.value, "" if self.level is Level.TENANT else self.code)

    @property
    def key(self) -> str:
        """As a form sends it: "hub/fylde"."""
        return f"{self.level.value}/{self.code}"


class Areas:
    """The areas of a tenant."""

    def __init__(self, tenant_name: str, found: Iterable[NamedArea]) -> None:
        self.whole = NamedArea(level=Level.TENANT, code=ALL, name=tenant_name)
        self._areas = {area.key: area for area in (self.whole, *found)}

    def __iter__(self) -> Iterator[NamedArea]:
        return iter(self._areas.values())

    def get(self, key: str) -> NamedArea | None:
        """The area with this key ("hub/fylde"), or None."""
        return self._areas.get(key)

    def of(self, level: Level) -> list[NamedArea]:
        """The areas of a level, by name."""
        return sorted((area for area in self if area.level is level), key=lambda area: area.name)

    def usual(self, by: Actor) -> NamedArea:
        """Where somebody starts: the first of their hubs, else the whole system."""
        return next((hub for hub in self.of(Level.HUB) if hub.hub_ids & by.hub_ids), self.whole)

    def above(self, area: NamedArea) -> list[NamedArea]:
        """The areas that this one lies in, the largest first."""
        if area.level is Level.TENANT:
            return []
        places = [place for place in self.of(Level.PLACE) if place.place_id == area.place_id]
        hubs = [hub for hub in self.of(Level.HUB) if hub.hub_ids <= area.hub_ids] if area.hub_ids else []
        higher: Sequence[NamedArea] = {Level.PLACE: [], Level.HUB: places, Level.PCN: [*places, *hubs]}[
            area.level
        ]
        return [self.whole, *higher]

    def below(self, area: NamedArea) -> list[NamedArea]:
        """The areas of the next smaller kind that lie in this one."""
        if area.level is Level.TENANT:
            return self.of(Level.PLACE)
        if area.level is Level.PLACE:
            return [hub for hub in self.of(Level.HUB) if hub.place_id == area.place_id]
        if area.level is Level.HUB:
            return [pcn for pcn in self.of(Level.PCN) if pcn.hub_ids & area.hub_ids]
        return []


def may_list(by: Actor, area: NamedArea) -> bool:
    """Whether somebody may see the lists behind the figures of an area.

    They need the permission in every hub that serves the area; for the whole system, and for what no hub
    serves, a role in the whole system.
    """
    needed = [{hub} for hub in area.hub_ids] or [set[int]()]
    return all(has_permission(by, Permission.DASHBOARD_LISTS, hub_ids=hubs) for hubs in needed)
