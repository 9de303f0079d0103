"""The pages of a meeting, without JavaScript: who is there, one person after another, the end and its minutes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hubs.models import AccessLog, StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import handovers, referrals, requests
from referrals.actions.requests import Asked
from referrals.models import Discussion, Handover, Meeting, MeetingAttendee, NextStep, Referral
from referrals.models.request import Way
from referrals.selectors.meetings import LISTED
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World


@pytest.fixture
def meeting(client: Client, world: World) -> Meeting:
    assert client.post("/meetings/", {"hub": world.hub.code}).status_code == 302
    with in_tenant(world.tenant.pk):
        return Meeting.objects.get()


@pytest.fixture
def ola(world: World) -> StaffMember:
    with in_tenant(world.tenant.pk):
        team = ground.team(hub=world.hub, name="Therapy team")
        return ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=team, name="Ola Reid")


def address(meeting: Meeting, referral: Referral) -> str:
    return f"/meetings/{meeting.public_id}/people/{referral.reference}/"


def another(world: World, family: str, days: int = 5) -> Referral:
    with in_tenant(world.tenant.pk):
        return record.referral(
            person=record.person(family_name=family),
            team=world.team,
            received_on=TODAY - timedelta(days=days),
        )


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" id="id_(\w+)" name="\w+" value="(\d+)"', page))


def sent(client: Client, where: str, **given: Any) -> dict[str, Any]:
    """What the form holds, with these changes."""
    return {**hidden(client.get(where).content.decode()), "minutes": "", **given}


def date_parts(name: str, day: Any) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_start_and_who_is_there(client: Client, world: World, meeting: Meeting, ola: StaffMember) -> None:
    where = f"/meetings/{meeting.public_id}/present/"
    page = client.get(where).content.decode()
    assert "Priya Nair, " in page
    assert "Ola Reid, " in page
    wrong = {"staff": [str(ola.public_id)], "guest_name_0": "Jo Park"}
    assert "Enter the organisation of the guest" in client.post(where, wrong).content.decode()
    right = {**wrong, "guest_organisation_0": "Housing office", "start": "1"}
    assert client.post(where, right).headers["Location"] == address(meeting, world.referral)
    with in_tenant(world.tenant.pk):
        assert sorted(MeetingAttendee.objects.values_list("name", flat=True)) == ["Jo Park", "Ola Reid"]
    # Starting again leads to the one that is open.
    assert client.post("/meetings/", {"hub": world.hub.code}).headers["Location"] == where


def test_the_page_of_a_person(client: Client, world: World, meeting: Meeting) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        asked = Asked(
            way=Way.SELF,
            story="I cannot sleep since the fire.",
            hopes="To go back to work.",
            safety="Safe at my sister's.",
            needs={"communication": "Large print"},
        )
        requests.ask(by=world.by, asked=asked, person=world.person)
        record.contact(referral=world.referral, occurred_on=TODAY - timedelta(days=2), note="Rang twice.")
    page = client.get(address(meeting, world.referral)).content.decode()
    for words in (
        "I cannot sleep since the fire.",
        "To go back to work.",
        "Safe at my sister&#39;s.",
        "Large print",
        "Rang twice.",
        "20 days",
        "Lacks baseline score",
        "37 years old",
    ):
        assert words in page, words
    with in_tenant(world.tenant.pk):
        opened = AccessLog.objects.get(kind="opened")
        assert (opened.what, opened.person_reference) == ("Meeting of Northbrook hub", world.person.reference)


def test_minutes_by_the_button(client: Client, world: World, meeting: Meeting) -> None:
    where = address(meeting, world.referral)
    answer = client.post(where, sent(client, where, minutes="Sleeps\r\nbadly.", save="1"), follow=True)
    assert "The minutes are saved." in answer.content.decode()
    with in_tenant(world.tenant.pk):
        assert Discussion.objects.get().minutes == "Sleeps\nbadly."


def test_minutes_that_nobody_wrote_open_no_discussion(client: Client, world: World, meeting: Meeting) -> None:
    where = address(meeting, world.referral)
    assert client.post(where, sent(client, where, save="1")).status_code == 302
    with in_tenant(world.tenant.pk):
        assert not Discussion.objects.exists()


def test_two_writers(client: Client, world: World, meeting: Meeting, ola: StaffMember) -> None:
    where = address(meeting, world.referral)
    mine = sent(client, where, minutes="Mine.", save="1")
    assert ola.user is not None
    other = Client()
    other.force_login(ola.user, backend="django.contrib.auth.backends.ModelBackend")
    other.post(where, sent(other, where, minutes="Theirs.", save="1"))
    page = client.post(where, mine).content.decode()
    assert "Ola Reid wrote in these minutes while you did" in page
    assert '<p class="app-told">Theirs.</p>' in page
    assert "Mine.</textarea>" in page
    # Put together, they are saved.
    client.post(where, {**hidden(page), "minutes": "Theirs. Mine.", "save": "1"})
    with in_tenant(world.tenant.pk):
        assert Discussion.objects.get().minutes == "Theirs. Mine."


def test_minutes_as_they_are_written(client: Client, world: World, meeting: Meeting) -> None:
    where = f"{address(meeting, world.referral)}minutes/"
    first = client.post(where, {"minutes": "Sleeps", "minutes_version": "1"})
    assert first.json() == {"state": "saved", "version": 2, "at": "2:35pm"}
    late = client.post(where, {"minutes": "Eats", "minutes_version": "1"})
    assert late.status_code == 409
    assert late.json()["theirs"] == "Sleeps"
    assert late.json()["version"] == 2
    assert client.post(where, {"minutes": "x" * 20_001, "minutes_version": "2"}).json()["state"] == "refused"
    assert client.get(where).status_code == 405
    client.post(f"/meetings/{meeting.public_id}/end/")
    over = client.post(where, {"minutes": "Too late", "minutes_version": "2"})
    assert over.status_code == 400
    assert "This meeting ended" in over.json()["words"]


def outcomes(world: World, ola: StaffMember) -> dict[str, dict[str, Any]]:
    with in_tenant(world.tenant.pk):
        team = ola.memberships.get().team
    soon = TODAY + timedelta(days=7)
    return {
        "taken": {"taker": f"{team.public_id}/{ola.public_id}", "taken_level": "more"},
        "helped": {
            "help_kind": "advice",
            "help_what": "Told her about the walking group.",
            "back_by": str(ola.public_id),
            **date_parts("back_on", soon),
        },
        "passed_on": {
            "receiver": "team",
            "team": str(team.public_id),
            "reason": "Therapy",
            "shared": "What she told us",
            "person_said": "Yes",
        },
        "find_out": {
            "find_what": "Her medicines",
            "find_by": str(world.staff.public_id),
            **date_parts("find_on", soon),
        },
    }


@pytest.mark.parametrize("outcome", ["taken", "helped", "passed_on", "find_out"])
def test_an_outcome_and_the_next_person(
    client: Client, world: World, meeting: Meeting, ola: StaffMember, outcome: str
) -> None:
    following = another(world, "Next")
    where = address(meeting, world.referral)
    form = sent(client, where, minutes="Sleeps badly.", decide="1", outcome=outcome)
    incomplete = client.post(where, form)
    assert incomplete.status_code == 200
    assert "There is a problem" in incomplete.content.decode()
    assert "[&#39;" not in incomplete.content.decode()
    with in_tenant(world.tenant.pk):
        # What was written is kept; nothing is decided.
        assert Discussion.objects.get().minutes == "Sleeps badly."
        assert Discussion.objects.get().outcome == ""
    form = {
        **hidden(incomplete.content.decode()),
        "minutes": "Sleeps badly.",
        "decide": "1",
        "outcome": outcome,
    }
    done = client.post(where, {**form, **outcomes(world, ola)[outcome]})
    assert done.headers["Location"] == address(meeting, following)
    with in_tenant(world.tenant.pk):
        assert Discussion.objects.get().outcome == outcome
        assert NextStep.objects.count() == (outcome in {"helped", "find_out"})
        assert Handover.objects.count() == (outcome == "passed_on")
    page = client.get(where).content.decode()
    assert "Decided at 2:35pm" in page
    assert 'name="outcome"' not in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Select what the discussion ends with"),
        ({"outcome": "rejected"}, "Select what the discussion ends with"),
        ({"outcome": "taken"}, "Select the team and the worker who take the referral"),
        ({"outcome": "taken", "taker": "x/y"}, "Select the team and the worker who take the referral"),
        ({"outcome": "helped"}, "Enter the day to check back"),
        ({"outcome": "passed_on"}, "nobody is handed over behind their back"),
        ({"outcome": "find_out"}, "Say what is to be found out"),
    ],
)
def test_what_an_outcome_lacks_is_said(
    client: Client, world: World, meeting: Meeting, given: dict[str, str], words: str
) -> None:
    where = address(meeting, world.referral)
    assert words in client.post(where, sent(client, where, decide="1", **given)).content.decode()


def test_a_referral_that_changed_meanwhile(
    client: Client, world: World, meeting: Meeting, ola: StaffMember
) -> None:
    where = address(meeting, world.referral)
    form = sent(client, where, decide="1", outcome="find_out", **outcomes(world, ola)["find_out"])
    with in_tenant(world.tenant.pk, staff_id=ola.pk):
        referrals.assign(by=world.by, referral=world.referral, worker=ola)
    page = client.post(where, form).content.decode()
    assert re.search(r"Ola Reid, at \d\d:\d\d, changed the named worker", page)
    # Having read it, the writer may send it again.
    assert client.post(where, {**form, **hidden(page)}).status_code == 302


def test_a_handover_that_waits_is_said_in_the_meeting(
    client: Client, world: World, meeting: Meeting, ola: StaffMember
) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        handovers.send(
            by=world.by,
            referral=world.referral,
            team=ground.team(),
            reason="x",
            shared="x",
            person_said="x",
        )
    where = address(meeting, world.referral)
    form = sent(client, where, decide="1", outcome="passed_on", **outcomes(world, ola)["passed_on"])
    assert "is being handed over to" in client.post(where, form).content.decode()


def test_going_on_and_back(client: Client, world: World, meeting: Meeting) -> None:
    following = another(world, "Next")
    first = client.get(address(meeting, world.referral)).content.decode()
    assert f'id="next" rel="next" accesskey="n" href="{address(meeting, following)}"' in first
    assert 'id="previous"' not in first
    last = client.get(address(meeting, following)).content.decode()
    assert f'id="next" rel="next" accesskey="n" href="/meetings/{meeting.public_id}/"' in last
    assert f'id="previous" rel="prev" accesskey="p" href="{address(meeting, world.referral)}"' in last
    with in_tenant(world.tenant.pk):
        # Moving on is all it takes to leave somebody for next time.
        assert not Discussion.objects.exists()


def test_the_keys_can_be_turned_off(client: Client, world: World, meeting: Meeting) -> None:
    where = address(meeting, world.referral)
    assert 'data-keys="on"' in client.get(where).content.decode()
    assert client.post("/meetings/keys/", {"back": where}).headers["Location"] == where
    assert 'data-keys="off"' in client.get(where).content.decode()
    away = client.post("/meetings/keys/", {"back": "https://example.com/"})
    assert away.headers["Location"] == "/meetings/"


def test_the_end_says_who_was_not_reached(
    client: Client, world: World, meeting: Meeting, ola: StaffMember
) -> None:
    unreached, undecided = another(world, "Unreached"), another(world, "Undecided", 9)
    where = address(meeting, world.referral)
    form = sent(client, where, minutes="Lives alone.", decide="1", outcome="helped")
    client.post(where, {**form, **outcomes(world, ola)["helped"]})
    where = address(meeting, undecided)
    client.post(where, sent(client, where, minutes="No time.", save="1"))
    asking = client.get(f"/meetings/{meeting.public_id}/end/").content.decode()
    assert "UNREACHED, Ann" in asking.split("Not reached")[1]
    assert "UNDECIDED, Ann" in asking.split("Not reached")[0]
    page = client.post(f"/meetings/{meeting.public_id}/end/", follow=True).content.decode()
    for words in (
        "The meeting has ended",
        "Lives alone.",
        "Told her about the walking group.",
        "Ola Reid",
        "25 June 2025",
        "No outcome: stays in the queue",
    ):
        assert words in page, words
    queue = client.get("/queue/").content.decode()
    assert "UNREACHED" in queue
    assert "UNDECIDED" in queue
    assert unreached.reference not in page
    assert client.get(f"/meetings/{meeting.public_id}/end/").status_code == 302
    assert client.get(f"/meetings/{meeting.public_id}/present/").status_code == 302
    assert "Save the minutes" not in client.get(where).content.decode()


def test_meetings_of_other_hubs(client: Client, world: World, meeting: Meeting, client_as: ClientAs) -> None:
    with in_tenant(world.tenant.pk):
        hub = ground.hub(name="South hub")
        theirs = record.referral(team=ground.team(hub=hub))
    stranger = client_as(Role.CLINICIAN, hub=hub)
    for rest in ("", "present/", "end/", f"people/{world.referral.reference}/"):
        assert stranger.get(f"/meetings/{meeting.public_id}/{rest}").status_code == 403
    assert "Northbrook" not in stranger.get("/meetings/").content.decode()
    assert stranger.post("/meetings/", {"hub": world.hub.code}).status_code == 200
    # Nor is a person of another hub drawn into this one's meeting.
    assert client.get(address(meeting, theirs)).status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.PRIVACY])
def test_roles_without_meetings(meeting: Meeting, client_as: ClientAs, role: Role) -> None:
    assert client_as(role).get(f"/meetings/{meeting.public_id}/").status_code == 403


def test_a_partner_runs_a_meeting(world: World, client_as: ClientAs) -> None:
    partner = client_as(Role.PARTNER, hub=world.hub)
    assert partner.post("/meetings/", {"hub": world.hub.code}).status_code == 302


def test_who_may_not_open_the_queue_is_not_led_there(
    client: Client, world: World, meeting: Meeting, client_as: ClientAs
) -> None:
    for number in range(LISTED):
        another(world, f"Person{number}")
    where = f"/meetings/{meeting.public_id}/"
    partner = client_as(Role.PARTNER, hub=world.hub)
    pages = [each.get(where).content.decode() for each in (client, partner)]
    assert ["1 more in the" in page for page in pages] == [True, True]
    assert ['more in the <a href="/queue/">' in page for page in pages] == [True, False]
