"""One person's clock costs index scans, however many people there are; a page of fifty costs one query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hubs.models import Tenant
from hubs.tenancy import NoTenant, in_tenant
from referrals.models import Person
from reporting.benchmarks import population
from reporting.selectors import clock
from tests.factories import record

BIG = {
    "referrals_person",
    "referrals_referral",
    "referrals_contact",
    "referrals_careactivity",
    "referrals_indirectactivity",
    "outcomes_codedscore",
    "careplans_careplan",
    "careplans_careplanupdate",
    "careplans_careplanagreement",
    "hubs_postcode",
}
AS_AT = date(2025, 6, 30)


def test_one_clock_costs_index_scans_and_fifty_cost_one_query(in_a_tenant: Tenant) -> None:
    population.make(people=1000, as_at=AS_AT)
    ids = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:50])
    for many in (1, 50):
        nothing_big_is_read_from_end_to_end(ids[:many])
    the_plan_that_is_kept_reads_as_little(ids)
    found = fifty_people_are_one_query(ids)
    everybody_at_once_is_told_the_same(found)


def nothing_big_is_read_from_end_to_end(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "explain (format json) select * from reporting_clock(%s::date, %s::bigint[])", [AS_AT, ids]
        )
        (plan,) = cursor.fetchone()[0]
    reads_few_rows(plan["Plan"])


def reads_few_rows(plan: dict[str, Any]) -> None:
    found = list(nodes(plan))
    assert {node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"} & BIG == set()
    assert "Function Scan" not in {node["Node Type"] for node in found}, "the function is not inlined"


def the_plan_that_is_kept_reads_as_little(ids: list[int]) -> None:
    """As reporting_clock_of has it: made without knowing for whom, or for how many."""
    with connection.cursor() as cursor:
        cursor.execute("set local plan_cache_mode = force_generic_plan")
        cursor.execute(
            "prepare kept(date, bigint[]) as select * from reporting_spells($1, $2, false)",
        )
        try:
            cursor.execute("explain (format json) execute kept(%s, %s)", [AS_AT, ids])
            (plan,) = cursor.fetchone()[0]
        finally:
            cursor.execute("deallocate kept")
        cursor.execute("set local plan_cache_mode = auto")
    assert "$2" in str(plan), "the plan was made for these people alone"
    reads_few_rows(plan["Plan"])


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


def test_many_people_are_told_the_same_as_few(in_a_tenant: Tenant) -> None:
    """Beyond a page's worth they are asked for in another way, from the same definition."""
    population.make(people=clock.MANY * 2, as_at=AS_AT)
    ids = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    assert len(ids) > clock.MANY
    few = [clock.for_people(ids[start : start + 50], AS_AT) for start in range(0, len(ids), 50)]
    together = {person: spells for found in few for person, spells in found.items()}
    assert len(together) > 50
    assert clock.for_people(ids, AS_AT) == together


@pytest.mark.django_db(transaction=True)
def test_a_plan_that_is_kept_shows_each_tenant_its_own(tenant: Tenant, other_tenant: Tenant) -> None:
    """Transactions of two tenants take turns on one connection, as behind a pooler; each asks for everybody."""
    people = {}
    for owner in (tenant, other_tenant):
        with in_tenant(owner.pk):
            people[owner] = record.referral(received_on=AS_AT).person_id
    both = sorted(people.values())
    backends = set()
    for owner in (tenant, other_tenant) * 4:
        with in_tenant(owner.pk), connection.cursor() as cursor:
            assert set(clock.for_people(both, AS_AT)) == {people[owner]}
            cursor.execute("select pg_backend_pid()")
            backends.add(cursor.fetchone()[0])
    assert len(backends) == 1
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from reporting_clock_of(%s, %s)", [AS_AT, both])
        assert cursor.fetchone() == (0,), "without a tenant there is nobody"


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
