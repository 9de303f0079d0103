"""One person's clock costs index scans, however many people there are; a page of fifty costs one query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hubs.models import Tenant
from hubs.tenancy import NoTenant
from referrals.models import Person
from reporting.benchmarks import population
from reporting.selectors import clock

BIG = {
    "referrals_person",
    "referrals_referral",
    "referrals_contact",
    "referrals_careactivity",
    "referrals_indirectactivity",
    "outcomes_codedscore",
    "careplans_careplan",
    "careplans_careplanagreement",
    "hubs_postcode",
}
AS_AT = date(2025, 6, 30)


def test_one_clock_costs_index_scans_and_fifty_cost_one_query(in_a_tenant: Tenant) -> None:
    population.make(people=1000, as_at=AS_AT)
    ids = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:50])
    for many in (1, 50):
        nothing_big_is_read_from_end_to_end(ids[:many])
    found = fifty_people_are_one_query(ids)
    everybody_at_once_is_told_the_same(found)


def nothing_big_is_read_from_end_to_end(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "explain (format json) select * from reporting_clock(%s::date, %s::bigint[])", [AS_AT, ids]
        )
        (plan,) = cursor.fetchone()[0]
    found = list(nodes(plan["Plan"]))
    assert {node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"} & BIG == set()
    assert "Function Scan" not in {node["Node Type"] for node in found}, "the function is not inlined"


def fifty_people_are_one_query(ids: list[int]) -> list[clock.Clock]:
    with CaptureQueriesContext(connection) as queries:
        found = clock.for_people(ids, AS_AT)
    assert len(queries) == 1
    assert len(found) > 15
    assert set(found) <= set(ids)
    assert all(found[person] == clock.for_person(person, AS_AT) for person in list(found)[:5])
    return [one for spells in found.values() for one in spells]


def everybody_at_once_is_told_the_same(found: list[clock.Clock]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(clock.COLUMNS)} from reporting_clock(%s)", [AS_AT])
        everybody = {
            clock.Clock(**dict(zip(clock.COLUMNS, row, strict=True)), as_at=AS_AT)
            for row in cursor.fetchall()
        }
    assert set(found) <= everybody


def test_nobody_asked_for_is_no_query(in_a_tenant: Tenant) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert clock.for_people([]) == {}
    assert len(queries) == 0


def test_clock_without_a_tenant_is_an_error(db: None) -> None:
    with pytest.raises(NoTenant):
        clock.for_person(1)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)
