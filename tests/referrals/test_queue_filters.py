"""The filters of the queue: each narrows it, the address keeps them, a worker saves them by name, a file takes them."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from hubs.models import AccessLog, AuditEvent, SavedFilter
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Handover, Referral, Request
from tests.conftest import ClientAs
from tests.factories import ground, meetings, record
from tests.referrals.conftest import TODAY, World
from tests.referrals.test_queue import names, waiting
from tests.reporting.night_world import compute


def asked(referral: Referral, way: str) -> None:
    Request.objects.create(
        person=referral.person, referral=referral, reference=f"Q{referral.pk}", way=way, story="Help"
    )


def passing(referral: Referral, state: str) -> Handover:
    return Handover.objects.create(
        referral=referral,
        from_team=referral.team,
        receiver="practice",
        to_name="Elm Surgery",
        reason="Needs a check",
        shared="Her medicines",
        person_said="Fine",
        rings_on=TODAY,
        escalates_on=TODAY,
        state=state,
    )


def test_hub_team_and_worker(client: Client, world: World, client_as: ClientAs) -> None:
    with in_tenant(world.tenant.pk):
        other = ground.team(hub=world.hub, name="Second team")
        elsewhere = ground.team(hub=ground.hub(name="South hub"))
    waiting(world, "Second", days=30, team=other)
    waiting(world, "South", days=30, team=elsewhere)
    assert names(client, f"?team={other.public_id}") == ["SECOND, Jo"]
    assert names(client, f"?worker={world.staff.public_id}") == ["OKAFOR, Amara"]
    assert names(client, "?worker=nobody") == ["SECOND, Jo"]
    everywhere = client_as(Role.CLINICIAN)
    assert names(everywhere, f"?hub={elsewhere.hub.code}") == ["SOUTH, Jo"]
    page = everywhere.get(f"/queue/?hub={elsewhere.hub.code}").content.decode()
    assert "Hub: South hub" in page
    # Another hub's people are not reached by naming it.
    assert names(client, f"?hub={elsewhere.hub.code}") == []


def test_a_choice_that_nobody_waits_with_any_more_stays_in_sight(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        empty = ground.team(hub=world.hub)
    page = client.get(f"/queue/?team={empty.public_id}").content.decode()
    assert "Team: Nobody waits here" in page
    assert "Nobody matches these filters" in page


def test_way_urgency_level_and_weeks(client: Client, world: World) -> None:
    self_referred = waiting(world, "Herself", days=10, level="more")
    waiting(world, "Sent", days=70, source="B1", source_month=date(2025, 5, 1), priority="2")
    with in_tenant(world.tenant.pk):
        asked(self_referred, "self")
    assert names(client, "?way=self") == ["SENT, Jo", "HERSELF, Jo"]
    assert names(client, "?way=police") == []
    assert names(client, "?urgent=yes") == ["SENT, Jo"]
    assert names(client, "?urgent=no&way=self") == ["HERSELF, Jo"]
    assert names(client, "?level=more") == ["HERSELF, Jo"]
    assert names(client, "?weeks=9") == ["SENT, Jo"]
    assert names(client, "?weeks=10") == []


def test_discussions_handovers_and_what_comes_next(client: Client, world: World) -> None:
    talked, questioned = waiting(world, "Talked", days=30), waiting(world, "Questioned", days=40)
    with in_tenant(world.tenant.pk):
        step = meetings.next_step(
            referral=talked, staff=world.staff, kind="find_out", due_on=TODAY - timedelta(days=1)
        )
        meetings.discussion(referral=talked, outcome="find_out", next_step=step, decided_at=timezone.now())
        passing(questioned, "questioned")
        passing(world.referral, "waiting")
    assert names(client, "?discussed=yes") == ["TALKED, Jo"]
    assert names(client, "?discussed=no") == ["QUESTIONED, Jo", "OKAFOR, Amara"]
    assert names(client, "?question=yes") == ["QUESTIONED, Jo"]
    page = client.get("/queue/").content.decode()
    for words in (
        "More to find out first",
        "Find out more",
        "Late",
        "Asks a question",
        "Handover waits",
        "Elm Surgery",
    ):
        assert words in page, words


@pytest.fixture
def night(world: World) -> Any:
    """The night of the tenant, as at yesterday's end."""

    def run() -> None:
        with in_tenant(world.tenant.pk):
            compute(TODAY)

    return run


def test_what_the_clock_lacked_in_the_last_night(client: Client, world: World, night: Any) -> None:
    lacking_a_score = waiting(world, "Seen", days=50, contacts=1)
    waiting(world, "Unseen", days=40)
    with in_tenant(world.tenant.pk):
        memory = ground.team(hub=world.hub, team_type="A17")
    waiting(world, "Outside", days=60, team=memory)
    night()
    assert names(client, "?lacks=contact") == ["UNSEEN, Jo", "OKAFOR, Amara"]
    assert names(client, "?lacks=outcome") == ["SEEN, Jo", "UNSEEN, Jo", "OKAFOR, Amara"]
    assert names(client, "?show=clock") == ["SEEN, Jo", "UNSEEN, Jo", "OKAFOR, Amara"]
    with in_tenant(world.tenant.pk):
        record.score(referral=lacking_a_score, taken_on=TODAY)
    page = client.get("/queue/?lacks=outcome").content.decode()
    # Found as the night left it; told as it is.
    assert "SEEN, Jo" in page
    assert "as it stood in the last night, at the end of 18 June 2025" in page
    assert "Lacks assessment and plan or intervention" in page


def test_who_came_since_the_night_is_never_left_out(client: Client, world: World, night: Any) -> None:
    night()
    waiting(world, "Late", days=0)
    with in_tenant(world.tenant.pk):
        Referral.objects.filter(person__family_name="Late").update(created_at=Now() + timedelta(hours=1))
    assert "LATE, Jo" in names(client, "?lacks=contact")


def test_before_the_first_night_nobody_is_filtered_out(client: Client, world: World) -> None:
    assert names(client, "?lacks=outcome") == ["OKAFOR, Amara"]
    assert "No night has computed the clocks yet" in client.get("/queue/?lacks=outcome").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?team=1",
        "?team=x' or 1",
        "?worker=%00",
        "?weeks=-1",
        "?weeks=many",
        "?lacks=luck",
        "?level=high",
        "?hub=%F0",
    ],
)
def test_filters_that_make_no_sense(client: Client, world: World, query: str) -> None:
    assert client.get(f"/queue/{query}").status_code == 200


def test_more_than_a_thousand_are_not_counted(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("referrals.selectors.queue.COUNTED", 60)
    for number in range(120):
        waiting(world, f"Person{number:03d}", days=200 - number)
    first = client.get("/queue/").content.decode()
    assert "Showing 1 to 50 of more than 60 open referrals" in first
    assert 'href="?page=2" rel="next"' in first
    assert "Showing 101 to 121 of more than 60" in client.get("/queue/?page=3").content.decode()
    assert len(names(client, "?page=3")) == 21


def export(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/queue/export.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_holds_what_the_filters_leave(client: Client, world: World) -> None:
    waiting(world, "=Formula", days=2, priority="2")
    rows = export(client)
    assert [row["Name"] for row in rows] == ["'=FORMULA, Jo", "OKAFOR, Amara"]
    assert rows[1]["Days waited"] == "20"
    assert rows[1]["Four weeks end"] == "26 Jun 2025"
    assert rows[1]["Named worker"] == "Priya Nair"
    assert [row["Name"] for row in export(client, "?urgent=no")] == ["OKAFOR, Amara"]
    with in_tenant(world.tenant.pk):
        told = AccessLog.objects.filter(kind="exported").values_list("what", flat=True)
        assert sorted(told) == ["Queue as CSV: 1 referrals", "Queue as CSV: 2 referrals"]


def save(client: Client, name: str, query: str = "urgent=yes&sort=-received") -> str:
    answer = client.post("/queue/saved/", {"name": name, "query": query}, follow=True)
    return answer.content.decode()


def test_filters_are_saved_by_name_renamed_and_deleted(client: Client, world: World) -> None:
    page = save(client, " Urgent  ones ", "urgent=yes&sort=-received&page=7&evil=1")
    assert "Saved as" in page
    with in_tenant(world.tenant.pk):
        saved = SavedFilter.objects.get()
    assert (saved.name, saved.query) == ("Urgent ones", "urgent=yes&sort=-received")
    front = client.get("/queue/").content.decode()
    assert 'href="/queue/?urgent=yes&amp;sort=-received"' in front
    address = f"/queue/saved/{saved.public_id}/"
    assert client.post(address, {"name": "First today"}).status_code == 302
    assert ">First today</a>" in client.get("/queue/").content.decode()
    assert client.post(f"{address}delete/").status_code == 302
    with in_tenant(world.tenant.pk):
        assert not SavedFilter.objects.exists()
        told = AuditEvent.objects.filter(action__startswith="filter.").order_by("pk")
        assert [event.action for event in told] == ["filter.saved", "filter.renamed", "filter.deleted"]


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("", "urgent=yes", "Enter name of these filters"),
        ("Mine", "", "Choose at least one filter"),
        ("Mine", "page=2", "Choose at least one filter"),
        ("Taken", "urgent=yes", "Choose another name"),
        ("x" * 61, "urgent=yes", "must be 60 characters or fewer"),
    ],
)
def test_a_filter_that_cannot_be_saved(
    client: Client, world: World, name: str, query: str, words: str
) -> None:
    save(client, "Taken")
    assert words in save(client, name, query)
    with in_tenant(world.tenant.pk):
        assert SavedFilter.objects.count() == 1


def test_saved_filters_are_a_workers_own(client: Client, world: World, client_as: ClientAs) -> None:
    save(client, "Mine")
    with in_tenant(world.tenant.pk):
        saved = SavedFilter.objects.get()
    colleague = client_as(Role.CLINICIAN, hub=world.hub)
    assert "Mine" not in colleague.get("/queue/").content.decode()
    assert colleague.get(f"/queue/saved/{saved.public_id}/").status_code == 404
    assert colleague.post(f"/queue/saved/{saved.public_id}/delete/").status_code == 404


def test_no_more_than_twenty(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        for number in range(20):
            meetings.saved_filter(world.staff, name=f"Filter {number}")
    assert "You have 20 saved filters" in save(client, "One more")
