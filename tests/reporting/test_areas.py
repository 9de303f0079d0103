"""Areas: how they lie in each other, where somebody starts, and who may see lists there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hubs.models import Tenant
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import system_actor
from reporting.rules.areas import Areas, Level, NamedArea, may_list
from reporting.selectors import areas as selector
from tests.factories import ground

COAST, VALLEY = 1, 2
FYLDE, MILL, WEAVERS = 11, 12, 13


def area(level: Level, code: str, place: int | None, *hubs: int) -> NamedArea:
    return NamedArea(level=level, code=code, name=code.title(), place_id=place, hub_ids=frozenset(hubs))


AREAS = Areas(
    "Red Rose",
    [
        area(Level.PLACE, "coast", COAST, FYLDE),
        area(Level.PLACE, "valley", VALLEY, MILL, WEAVERS),
        area(Level.HUB, "fylde", COAST, FYLDE),
        area(Level.HUB, "mill", VALLEY, MILL),
        area(Level.HUB, "weavers", VALLEY, WEAVERS),
        area(Level.PCN, "u1", COAST, FYLDE),
        area(Level.PCN, "u2", VALLEY, MILL),
        area(Level.PCN, "u3", VALLEY),
    ],
)


def keys(found: list[NamedArea]) -> list[str]:
    return [one.key for one in found]


@pytest.mark.parametrize(
    ("key", "above", "below"),
    [
        ("tenant/all", [], ["place/coast", "place/valley"]),
        ("place/valley", ["tenant/all"], ["hub/mill", "hub/weavers"]),
        ("hub/mill", ["tenant/all", "place/valley"], ["pcn/u2"]),
        ("pcn/u2", ["tenant/all", "place/valley", "hub/mill"], []),
        ("pcn/u3", ["tenant/all", "place/valley"], []),
    ],
)
def test_areas_lie_in_each_other(key: str, above: list[str], below: list[str]) -> None:
    found = AREAS.get(key)
    assert found is not None
    assert keys(AREAS.above(found)) == above
    assert keys(AREAS.below(found)) == below


def test_the_whole_system_is_stored_without_a_code() -> None:
    assert AREAS.whole.key == "tenant/all"
    assert (AREAS.whole.area.level, AREAS.whole.area.code) == ("tenant", "")


def holding(*roles: tuple[Role, int | None]) -> Actor:
    return Actor(staff_id=1, name="Somebody", tenant_id=1, assignments=roles)


def test_somebody_starts_in_a_hub_of_theirs_or_with_the_whole_system() -> None:
    assert AREAS.usual(holding((Role.CLINICIAN, MILL))).key == "hub/mill"
    assert AREAS.usual(holding((Role.MANAGER, None))).key == "tenant/all"


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ([(Role.MANAGER, None)], {"tenant/all", "place/valley", "hub/mill", "hub/fylde", "pcn/u2", "pcn/u3"}),
        ([(Role.CLINICIAN, MILL)], {"hub/mill", "pcn/u2"}),
        ([(Role.CLINICIAN, MILL), (Role.CLINICIAN, WEAVERS)], {"place/valley", "hub/mill", "pcn/u2"}),
        ([(Role.CLINICIAN, FYLDE)], {"hub/fylde"}),
        ([(Role.COMMISSIONER, None)], set()),
        ([(Role.PARTNER, MILL)], set()),
    ],
)
def test_lists_are_for_those_with_a_role_in_every_hub_of_the_area(
    roles: list[tuple[Role, int | None]], allowed: set[str]
) -> None:
    asked = ["tenant/all", "place/valley", "hub/mill", "hub/fylde", "pcn/u2", "pcn/u3"]
    found = {key: AREAS.get(key) for key in asked}
    assert {key for key, one in found.items() if one and may_list(holding(*roles), one)} == allowed


def test_areas_of_a_tenant_come_in_one_query(in_a_tenant: Tenant) -> None:
    coast = ground.place(code="coast", name="Coast")
    fylde = ground.hub(code="fylde", place=coast)
    ground.coverage(hub=fylde, pcn=ground.pcn(ods_code="U10001", place=coast))
    ended = ground.pcn(ods_code="U10002", place=coast)
    ground.coverage(hub=fylde, pcn=ended, ends_on="2021-03-31")
    with CaptureQueriesContext(connection) as queries:
        found = selector.areas(system_actor(in_a_tenant.pk))
    assert len(queries) == 1
    assert keys(list(found)) == ["tenant/all", "place/coast", "hub/fylde", "pcn/U10001", "pcn/U10002"]
    hubs = {one.key: one.hub_ids for one in found}
    assert hubs["place/coast"] == hubs["pcn/U10001"] == {fylde.pk}
    assert hubs["pcn/U10002"] == frozenset()
