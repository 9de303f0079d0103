"""One person's clock costs index scans, however many people there are; a page of fifty costs one query."""

from __future__ import annotations

import json
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


@pytest.fixture
def ids(in_a_tenant: Tenant) -> list[int]:
    """Fifty people of two thousand."""
    population.make(people=2000, as_at=AS_AT)
    return list(Person.objects.order_by("pk").values_list("pk", flat=True)[:2000:40])


@pytest.mark.parametrize("many", [1, 50])
def test_nothing_big_is_read_from_end_to_end(ids: list[int], many: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "explain (format json) select * from reporting_clock(%s::date, %s::bigint[])", [AS_AT, ids[:many]]
        )
        (plan,) = json.loads(json.dumps(cursor.fetchone()))[0]
    scanned = {node["Relation Name"] for node in nodes(plan["Plan"]) if node["Node Type"] == "Seq Scan"}
    assert scanned & BIG == set()
    assert "Function Scan" not in {node["Node Type"] for node in nodes(plan["Plan"])}, (
        "the function is not inlined"
    )


def test_fifty_people_are_one_query(ids: list[int]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = clock.for_people(ids, AS_AT)
    assert len(queries) == 1
    assert len(found) > 25
    assert set(found) <= set(ids)
    assert all(found[person] == clock.for_person(person, AS_AT) for person in list(found)[:5])


def test_everybody_at_once_is_told_the_same(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(clock.COLUMNS)} from reporting_clock(%s)", [AS_AT])
        everybody = {(row[0], row[1], row[2]): row for row in cursor.fetchall()}
    for one in (one for found in clock.for_people(ids, AS_AT).values() for one in found):
        row = everybody[one.person_id, one.provider_id, one.started_on]
        assert clock.Clock(*row, as_at=AS_AT) == one


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
