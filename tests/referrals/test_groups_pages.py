"""The pages of groups, by the browser of a clinician without JavaScript."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hubs.models import AccessLog
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import group_sessions
from referrals.models import Contact, Group, GroupMember, GroupSession, Referral
from referrals.models.contact import COUNTS
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World, client, now, world
from tests.referrals.test_contact_page import text_of

__all__ = ["client", "now", "world"]

WEEK_AGO = TODAY - dt.timedelta(weeks=1)


@pytest.fixture
def course(world: World) -> Group:
    with in_tenant(world.tenant.pk):
        held = record.group(team=world.team)
        record.member(held, world.referral)
        return held


@pytest.fixture
def drop_in(world: World) -> Group:
    with in_tenant(world.tenant.pk):
        return record.group(team=world.team, kind="open", name="Service user network")


def session_of(world: World, group: Group, **given: Any) -> GroupSession:
    with in_tenant(world.tenant.pk):
        return record.group_session(group=group, **{"held_on": WEEK_AGO, **given})


def somebody(world: World, **person: Any) -> Referral:
    with in_tenant(world.tenant.pk):
        received_on = TODAY - dt.timedelta(days=20)
        return record.referral(person=record.person(**person), team=world.team, received_on=received_on)


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args, query=query or None))
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(html: str) -> dict[str, Any]:
    """What the longest form of a page sends when nothing is changed in it."""
    form = max(re.findall(r"<form.*?</form>", html, re.DOTALL), key=len)
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        held = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        if held.get("type") in {"radio", "checkbox"} and " checked" not in tag:
            continue
        sent.setdefault(held["name"], []).append(held.get("value", ""))
    for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', body)
        sent[name] = chosen or [""]
    for name, body in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = [body]
    return sent


def counted(world: World) -> int:
    with in_tenant(world.tenant.pk):
        return Contact.objects.filter(COUNTS).count()


def test_a_course_from_its_beginning_to_its_sheet(client: Client, world: World) -> None:
    data: dict[str, Any] = {
        "name": "Managing emotions",
        "team": world.team.public_id,
        "kind": "course",
        "places": "12",
        "starts_on": "2025-06-01",
    }
    data |= {"key": form_of(page(client, "group-new"))["key"]}
    made = client.post(reverse("group-new"), data)
    assert client.post(reverse("group-new"), data).headers["Location"] == made.headers["Location"]
    with in_tenant(world.tenant.pk):
        group = Group.objects.get()
    assert made.headers["Location"] == reverse("group", args=[group.public_id])
    client.post(reverse("group-member-add", args=[group.public_id]), {"referral": world.referral.reference})
    planning = form_of(page(client, "group-session-new", group.public_id))
    planning |= {"held_on": TODAY.isoformat(), "starts_at": "2pm", "duration_minutes": "90"}
    sheet = client.post(reverse("group-session-new", args=[group.public_id]), planning).headers["Location"]
    again = client.post(reverse("group-session-new", args=[group.public_id]), planning).headers["Location"]
    assert sheet == again
    asked = client.get(sheet).content.decode()
    saved = client.post(sheet, form_of(asked), follow=True).content.decode()
    assert "Saved: 1 came, 0 did not." in text_of(saved)
    assert counted(world) == 1
    text = text_of(saved)
    assert "11 of 12 free" in text
    assert "OKAFOR, Amara Attended" in text
    listed = text_of(page(client, "groups"))
    assert "Managing emotions Course" in listed
    assert "Northbrook hub" in listed


def test_everybody_is_expected_to_have_come_and_one_press_says_otherwise(
    client: Client, world: World, course: Group
) -> None:
    session = session_of(world, course)
    address = reverse("group-session", args=[course.public_id, session.public_id])
    sent = form_of(client.get(address).content.decode())
    assert sent[world.referral.reference] == ["5"]
    client.post(address, sent | {world.referral.reference: "3"})
    assert counted(world) == 0
    sent = form_of(client.get(address).content.decode())
    assert sent[world.referral.reference] == ["3"]
    refused = client.post(address, sent | {world.referral.reference: "5"})
    assert "Say why what was saved before is changed" in text_of(refused.content.decode())
    client.post(address, sent | {world.referral.reference: "5", "reason": "She came after all"})
    assert counted(world) == 1


def test_nothing_typed_is_lost_when_something_is_wrong(client: Client, world: World, course: Group) -> None:
    session = session_of(world, course)
    address = reverse("group-session", args=[course.public_id, session.public_id])
    sent = form_of(client.get(address).content.decode())
    sent |= {world.referral.reference: "2", "topic": "Breathing", "duration_minutes": "ninety"}
    html = client.post(address, sent).content.decode()
    assert "<title>Error: " in html
    assert "Duration must be a whole number" in text_of(html)
    again = form_of(html)
    assert (again[world.referral.reference], again["topic"], again["duration_minutes"]) == (
        ["2"],
        ["Breathing"],
        ["ninety"],
    )
    assert '<details class="nhsuk-details" open' in html


def test_somebody_who_is_not_on_the_list_is_found_and_nothing_ticked_is_lost(
    client: Client, world: World, drop_in: Group
) -> None:
    regular, new = somebody(world), somebody(world, family_name="Oyelaran", given_name="Tola")
    with in_tenant(world.tenant.pk):
        record.member(drop_in, regular)
    session = session_of(world, drop_in)
    address = reverse("group-session", args=[drop_in.public_id, session.public_id])
    sent = form_of(client.get(address).content.decode())
    assert "came" not in sent
    sent |= {"came": [regular.reference], "unnamed": "4", "duration_minutes": "75", "text": "Oyelaran"}
    found = client.post(address, sent | {"find": "1"}).content.decode()
    assert "1 person found and put on the list below" in text_of(found)
    again = form_of(found)
    assert (again["came"], again["unnamed"], again["duration_minutes"]) == (
        [regular.reference],
        ["4"],
        ["75"],
    )
    assert counted(world) == 0
    with in_tenant(world.tenant.pk):
        assert "Oyelaran" in AccessLog.objects.filter(kind="searched").get().reason
    again |= {"came": [regular.reference, new.reference], "text": ""}
    told = client.post(address, again, follow=True).content.decode()
    assert "Saved: 2 came, 0 did not, and 4 came without giving a name." in text_of(told)
    assert counted(world) == 2
    next_time = session_of(world, drop_in, held_on=TODAY)
    listed = page(client, "group-session", drop_in.public_id, next_time.public_id)
    assert "OYELARAN, Tola" in listed


def test_a_name_that_was_typed_is_not_dropped_by_saving(client: Client, world: World, drop_in: Group) -> None:
    session = session_of(world, drop_in)
    address = reverse("group-session", args=[drop_in.public_id, session.public_id])
    sent = form_of(client.get(address).content.decode())
    html = client.post(address, sent | {"text": "Nobody", "save": "1"}).content.decode()
    assert "nothing is saved yet" in text_of(html)
    html = client.post(address, sent | {"text": "", "find": "1"}).content.decode()
    assert "Enter a name, an NHS number or a reference" in text_of(html)


def test_nobody_of_another_hub_can_be_put_on_a_sheet(
    client_as: ClientAs, world: World, drop_in: Group
) -> None:
    with in_tenant(world.tenant.pk):
        theirs = record.referral(team=ground.team(hub=ground.hub()), received_on=WEEK_AGO)
    session = session_of(world, drop_in)
    address = reverse("group-session", args=[drop_in.public_id, session.public_id])
    browser = client_as(Role.PARTNER, hub=world.hub)
    sent = form_of(browser.get(address).content.decode())
    browser.post(address, sent | {"extra": theirs.reference, "came": [theirs.reference]})
    assert counted(world) == 0
    refused = browser.post(
        reverse("group-member-add", args=[drop_in.public_id]), {"referral": theirs.reference}
    )
    assert refused.status_code == 403
    assert browser.get(reverse("groups", query={"for": theirs.reference})).status_code == 403


def test_two_workers_at_one_sheet(client: Client, client_as: ClientAs, world: World, course: Group) -> None:
    session = session_of(world, course)
    address = reverse("group-session", args=[course.public_id, session.public_id])
    other = client_as(Role.CLINICIAN)
    mine, theirs = (form_of(each.get(address).content.decode()) for each in (client, other))
    other.post(address, theirs | {world.referral.reference: "2"})
    html = client.post(address, mine).content.decode()
    assert "saved this sheet at 2:35pm while you had it open" in text_of(html)
    assert "Saved: They cancelled" in text_of(html)
    assert counted(world) == 0
    again = form_of(html)
    assert again[world.referral.reference] == ["5"]
    client.post(address, again | {"reason": "I saw her there"})
    assert counted(world) == 1


def test_a_place_from_a_search(client: Client, world: World, drop_in: Group) -> None:
    address = reverse("group-members", args=[drop_in.public_id])
    found = client.post(address, {"text": "Okafor"})
    assert "Okafor" not in found.headers["Location"]
    results = client.get(found.headers["Location"]).content.decode()
    assert "OKAFOR, Amara" in results
    sent = {"referral": world.referral.reference}
    client.post(reverse("group-member-add", args=[drop_in.public_id]), sent)
    client.post(reverse("group-member-add", args=[drop_in.public_id]), sent)
    with in_tenant(world.tenant.pk):
        assert GroupMember.objects.count() == 1
    assert "Has a place" in client.get(found.headers["Location"]).content.decode()


def test_a_place_from_the_way_through(client: Client, world: World, course: Group, drop_in: Group) -> None:
    html = page(client, "groups", **{"for": world.referral.reference})
    assert "OKAFOR, Amara" in html
    assert html.count('name="referral"') == 2
    way = page(client, "referral", world.person.reference, world.referral.reference)
    assert reverse("groups", query={"for": world.referral.reference}) in way


def test_a_place_and_a_group_end(client: Client, world: World, course: Group) -> None:
    leave = reverse("group-member-end", args=[course.public_id, world.referral.reference])
    early = client.post(leave, {"on": "2025-05-01"}).content.decode()
    assert "Choose a day on or after 29 May 2025" in text_of(early)
    client.post(leave, {"on": TODAY.isoformat()})
    client.post(reverse("group-end", args=[course.public_id]), {"on": "2025-06-17"})
    with in_tenant(world.tenant.pk):
        assert GroupMember.objects.get().left_on == TODAY
    assert "Managing emotions" not in page(client, "groups")
    assert "Managing emotions" in page(client, "groups", over="1")


def test_a_planned_session_is_moved_and_removed(client: Client, world: World, course: Group) -> None:
    session = session_of(world, course, held_on=TODAY + dt.timedelta(1))
    address = reverse("group-session", args=[course.public_id, session.public_id])
    change = client.get(address).headers["Location"]
    sent = form_of(client.get(change).content.decode())
    client.post(change, sent | {"held_on": TODAY.isoformat()})
    assert client.get(address).status_code == 200
    client.post(address + "remove/", {"reason": "The room was flooded"})
    assert client.get(address).status_code == 404


def test_the_group_is_changed(client: Client, world: World, course: Group) -> None:
    address = reverse("group-change", args=[course.public_id])
    sent = form_of(client.get(address).content.decode())
    other = somebody(world)
    client.post(reverse("group-member-add", args=[course.public_id]), {"referral": other.reference})
    refused = client.post(address, sent | {"places": "1"}).content.decode()
    assert "There must be at least 2 places" in text_of(refused)
    client.post(address, sent | {"places": "3", "name": "Emotions"})
    with in_tenant(world.tenant.pk):
        assert Group.objects.values_list("name", "places").get() == ("Emotions", 3)


def test_groups_of_another_hub_and_another_tenant(
    client_as: ClientAs, world: World, course: Group, other_tenant: Any
) -> None:
    with in_tenant(world.tenant.pk):
        elsewhere = ground.hub()
    address = reverse("group", args=[course.public_id])
    assert client_as(Role.CLINICIAN, hub=elsewhere).get(address).status_code == 403
    assert client_as(Role.MANAGER).get(address).status_code == 403
    assert client_as(Role.CLINICIAN, of=other_tenant).get(address).status_code == 404


def test_pages_cost_the_same_for_two_and_for_thirty(client: Client, world: World) -> None:
    counts = [_queries(client, world, people) for people in (2, 30)]
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 26


def _queries(client: Client, world: World, people: int) -> list[int]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        group = record.group(team=world.team, places=40)
        rows = [record.referral(team=world.team, received_on=WEEK_AGO) for _ in range(people)]
        for row in rows:
            record.member(group, row)
        for day in (WEEK_AGO, TODAY):
            session = record.group_session(group=group, held_on=day)
            group_sessions.record(
                by=world.by,
                session=session,
                details=group_sessions.Details(day, 90),
                marks=dict.fromkeys(rows, "5"),
            )
        new = record.group_session(group=group, held_on=TODAY)
    counts = []
    sheet = reverse("group-session", args=[group.public_id, new.public_id])
    sent = form_of(client.get(sheet).content.decode())
    asks: list[Callable[[], Any]] = [
        lambda: client.get(reverse("groups")),
        lambda: client.get(reverse("group", args=[group.public_id])),
        lambda: client.get(sheet),
        lambda: client.post(sheet, sent),
    ]
    for ask in asks:
        with CaptureQueriesContext(connection) as captured:
            ask()
        counts.append(len(captured))
    return counts
