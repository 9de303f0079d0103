"""The queue with fifty thousand open referrals costs what it costs with five hundred."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hubs.models import RoleAssignment, StaffMember, Team
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import actor_of
from hubs.tenancy import current_tenant_id, in_tenant
from referrals.forms.queue import QueueFilter
from referrals.models import Referral
from referrals.selectors import queue
from reporting.models import ComputedMonth, NightlyRun
from tests.factories import ground
from tests.referrals.conftest import World

# Statistics are taken of what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

FEW, MANY = 500, 50_000
# Half of them are in care: seen twice. Three in four have a named worker; one in ten is recorded here.
ROWS = """
    with person as (
        insert into referrals_person (
            tenant_id, reference, family_name, given_name, preferred_name, name_key, nhs_number, nhs_number_status,
            nhs_number_claimed, nhs_number_problem, gender_identity, gender_same_at_birth, stated_gender,
            marital_status, ethnic_category, ethnic_category_2021, language, postcode, phone, email
        )
        select %(tenant)s, 'PX' || n, 'Many' || n, '', '', 'many' || n, '', '', '', '', '', '', '', '', '', '', '', '',
            '', ''
        from generate_series(%(first)s, %(last)s) n
        returning id, substr(reference, 3)::integer as n
    ),
    referral as (
        insert into referrals_referral (
            tenant_id, person_id, provider_id, team_id, hub_id, named_worker_id, reference, received_on, source,
            referring_organisation, commissioner, priority, primary_reason, rejection_reason, closure_reason, seen,
            source_month
        )
        select %(tenant)s, person.id, %(provider)s, (%(teams)s::bigint[])[1 + n %% 4],
            (%(hubs)s::bigint[])[1 + n %% 4], case when n / 4 %% 4 < 3 then (%(workers)s::bigint[])[1 + n %% 29] end,
            'RX' || n, date '2025-06-01' - n %% 900, 'A1', '', '', case when n %% 9 = 0 then '2' else '3' end,
            '', '', '', case when n / 16 %% 2 = 0 then 2 else 0 end, case when n %% 10 > 0 then date '2025-05-01' end
        from person
        returning id, person_id, team_id, source_month
    )
    insert into referrals_holding (tenant_id, person_id, referral_id, team_id, since, because, void_reason)
    select %(tenant)s, person_id, id, team_id, now(), 'Asked for help', ''
    from referral
    where source_month is null
"""
SPELLS = """
    insert into reporting_spellfact (
        tenant_id, period_end, person_id, provider_id, started_on, ended_on, is_open, latest_referral_id,
        needs_assessment, days_open, place_code, hub_code, pcn_code, provider_code, age_band, gender, ethnic_group,
        imd_quintile, core20
    )
    select tenant_id, %s, person_id, provider_id, received_on, date '2099-12-31', true, id, true, 20,
        '', '', '', '', '', '', '', '', ''
    from referrals_referral where discharged_on is null
"""
# Everything that a page of the queue may be asked for and that an index leads to.
CHEAP = [
    "",
    "sort=received",
    "sort=-received",
    "sort=-urgent",
    "urgent=yes",
    "hub={hub}",
    "hub={hub}&sort=received",
    "team={team}",
    "team={team}&sort=received",
    "worker=nobody&sort=received",
    "worker={worker}",
    "weeks=20&sort=received",
    "show=0",
    "question=yes",
    "page=2",
]
# What reads everybody who waits in the hubs of the reader, and how long somebody waits for such a page at most, in
# milliseconds of the database: within a second the flow of thought stays (Nielsen, Response Times, 1993).
DEAR = [
    "sort=name",
    "sort=-name",
    "sort=team",
    "sort=worker",
    "show=clock",
    "lacks=contact",
    "lacks=assessment",
    "way=gp",
    "discussed=no",
    "level=more",
]
LONGEST = 1000
# Five hundred have no such page.
DEEP = "page=15"
WORK = """
    select seq_scan, seq_tup_read + idx_tup_fetch
    from pg_stat_xact_user_tables
    where schemaname = 'public' and relname = 'referrals_referral'
"""
# The rows of a page, those that are counted, and one for each team and worker to choose from.
MOST = 5 * queue.COUNTED


def test_fifty_thousand_cost_what_five_hundred_do(world: World, client: Client) -> None:
    with in_tenant(world.tenant.pk):
        teams = [world.team, *(ground.team(hub=ground.hub()) for _ in range(3))]
        everywhere = ground.actor(Role.CLINICIAN)
        both = two_hubs(world, teams[1])
        worker = workers(world)[0].public_id
    queries = [query.format(hub=world.hub.code, team=world.team.public_id, worker=worker) for query in CHEAP]
    fill(world, teams, 1, FEW)
    few = {query: asked(client, query) for query in queries}
    fill(world, teams, FEW + 1, MANY)
    assert {query: asked(client, query) for query in queries} == few
    with in_tenant(world.tenant.pk):
        assert Referral.objects.filter(discharged_on=None).count() > MANY
        dear = [
            f"{name}, {query or 'no filter'}: {fault}"
            for name, by in (("one hub", world.by), ("two hubs", both), ("all hubs", everywhere))
            for query in [*queries, DEEP]
            for fault in faults(by, query)
        ]
        a_night(world)
        slow = {
            f"{name}, {query}": took
            for name, by in (("one hub", world.by), ("all hubs", everywhere))
            for query in DEAR
            if (took := quickest(by, query)) > LONGEST
        }
    assert not dear, "\n".join(dear)
    assert not slow, slow


def a_night(world: World) -> None:
    """What the last night knew: a running clock for each referral."""
    today = timezone.localdate()
    run = NightlyRun.objects.create(as_at=today)
    ComputedMonth.objects.create(
        period_end=today, as_at=today, read_at=timezone.now(), definitions="x", run=run
    )
    with connection.cursor() as cursor:
        cursor.execute(SPELLS, [today])
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("analyze reporting_spellfact")


def quickest(by: Actor, query: str) -> float:
    """How long the database takes for the page, in milliseconds: the best of three, as other work goes on beside."""
    return min(_took(by, query) for _ in range(3))


def _took(by: Actor, query: str) -> float:
    sent = QueryDict(query)
    filters = QueueFilter(sent, by=by)
    found = queue.asked(by, filters.qs, sent.get("sort", queue.URGENT_FIRST), 1)
    (plan,) = json.loads(found.explain(format="json", analyze=True, timing=False))
    return float(plan["Planning Time"] + plan["Execution Time"])


def fill(world: World, teams: list[Team], first: int, last: int) -> None:
    """Open referrals from number ``first`` to ``last`` in four hubs, the clinician's among them."""
    with in_tenant(world.tenant.pk), connection.cursor() as cursor:
        values: dict[str, Any] = {
            "tenant": current_tenant_id(),
            "first": first,
            "last": last,
            "provider": world.team.organisation_id,
            "workers": [member.pk for member in workers(world)],
            "teams": [team.pk for team in teams],
            "hubs": [team.hub_id for team in teams],
        }
        cursor.execute(ROWS, values)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("analyze referrals_referral, referrals_person, referrals_handover")


def workers(world: World) -> list[StaffMember]:
    known = StaffMember.objects.filter(local_id__startswith="MANY").order_by("pk")
    if not known:
        StaffMember.objects.bulk_create(
            StaffMember(name=f"Worker {n}", organisation=world.team.organisation, local_id=f"MANY{n}")
            for n in range(29)
        )
    return list(known.all())


def two_hubs(world: World, other: Team) -> Actor:
    staff = ground.staff_member(role=Role.CLINICIAN, hub=world.hub)
    RoleAssignment.objects.create(staff=staff, role=Role.CLINICIAN, hub=other.hub)
    assert staff.user is not None
    found = actor_of(staff.user)
    assert found is not None
    return found


def asked(client: Client, query: str) -> int:
    """How many queries the page takes, once the caches that live longer than a request are warm."""
    assert client.get(f"/queue/?{query}").status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/queue/?{query}").status_code == 200
    return len(captured)


def faults(by: Actor, query: str) -> Iterator[str]:
    """What of the work grows with the number of referrals, counted by the server in functions as well."""
    sent = QueryDict(query)
    filters = QueueFilter(sent, by=by)
    found = queue.asked(by, filters.qs, sent.get("sort", queue.URGENT_FIRST), int(sent.get("page", 1)))
    scanned, read = work_on_referrals()
    found.get()
    scanned_then, read_then = work_on_referrals()
    if scanned_then > scanned:
        yield "reads all of the table"
    if read_then - read > MOST:
        yield f"{read_then - read} referrals looked at"


def work_on_referrals() -> tuple[int, int]:
    """How often the table was read from end to end in this transaction, and how many of its rows were fetched."""
    with connection.cursor() as cursor:
        cursor.execute(WORK)
        row = cursor.fetchone()
    assert row is not None
    scanned, read = row
    return scanned, read
