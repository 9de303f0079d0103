"""The pages of a session without JavaScript: how it begins, what is asked, and what is chosen."""

from __future__ import annotations

import html
import json

import pytest
from django.test import Client
from django.urls import reverse

from careplans.models import DialogArea, DialogRating, DialogSession, PlanAction
from hubs.models import AccessLog
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from tests.careplans.session_forms import at, colleague, form_of, hidden, session, text_of
from tests.careplans.session_ground import ELEVEN, choose, left_to_do, own_item, rate
from tests.factories import ground, record
from tests.referrals.conftest import World, client, now, world

__all__ = ["client", "now", "session", "world"]


def test_a_whole_session_by_its_buttons(client: Client, world: World) -> None:
    assert "Start a DIALOG+ session" in text_of(client, world.page())
    response = client.post(
        reverse("dialog-new", args=[world.person.reference]),
        {"referral": world.referral.reference, "way": "together"},
        follow=True,
    )
    for number, key in enumerate(ELEVEN):
        address = response.redirect_chain[-1][0]
        assert address.endswith(f"/rate/{key}/")
        typed = {"rating": str(number % 7 + 1), "more_help": "yes", "save": "1"}
        response = client.post(address, typed, follow=True)
    assert response.redirect_chain[-1][0].endswith("/choose/")
    response = client.post(response.redirect_chain[-1][0], {"chosen": ["job", "safety"]}, follow=True)
    talk = response.redirect_chain[-1][0]
    words = {"understanding": "No work since June."}
    agreed = {**words, "what": "Ring the job centre", "doer": "person", "agree": "1"}
    assert "Ring the job centre" in client.post(talk, agreed, follow=True).content.decode()
    response = client.post(talk, {**words, "save": "1"}, follow=True)
    response = client.post(response.redirect_chain[-1][0], {"save": "1"}, follow=True)
    complete = response.redirect_chain[-1][0]
    assert complete.endswith("/complete/")
    version = hidden(response.content.decode(), "version")
    page = client.post(complete, {"version": version}, follow=True).content.decode()
    assert "The session is completed." in page
    assert "Log the contact" in page
    with in_tenant(world.tenant.pk):
        assert CodedScore.objects.count() == 11
        assert PlanAction.objects.get().what == "Ring the job centre"
        assert DialogArea.objects.count() == 2
        assert DialogSession.objects.get().completed_at is not None


def test_the_referral_is_chosen_when_several_are_open(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        another = record.referral(person=world.person, team=world.team, named_worker=world.staff)
    address = reverse("dialog-new", args=[world.person.reference])
    assert "For which referral?" in text_of(client, address)
    refused = client.post(address, {"way": "video"}).content.decode()
    assert "Select the referral that the session is for" in refused
    client.post(address, {"referral": another.reference, "way": "video"})
    with in_tenant(world.tenant.pk):
        held = DialogSession.objects.get()
        assert (held.referral_id, held.way) == (another.pk, "video")


def test_without_an_open_referral_it_says_why(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        record.end(world.referral, world.referral.received_on)
    assert "A session belongs to a referral" in text_of(
        client, reverse("dialog-new", args=[world.person.reference])
    )


def test_an_open_session_is_gone_on_with(client: Client, world: World, session: DialogSession) -> None:
    page = text_of(client, world.page())
    assert "A DIALOG+ session is open" in page
    assert "Since 18 June 2025 at 2:35pm, started by Priya Nair" in page
    assert "Start a DIALOG+ session" not in page
    other = colleague(world)
    response = other.get(reverse("dialog-new", args=[world.person.reference]))
    assert response.headers["Location"] == at(world, session)


def test_looking_is_written_down(client: Client, world: World, session: DialogSession) -> None:
    client.get(at(world, session))
    with in_tenant(world.tenant.pk):
        assert AccessLog.objects.get().what == "DIALOG+ session"


def test_that_an_open_page_asks_by_itself_is_not(
    client: Client, world: World, session: DialogSession
) -> None:
    page = text_of(client, at(world, session, "dialog-progress"))
    assert "Ratings: 0 of 11" in page
    with in_tenant(world.tenant.pk):
        assert not AccessLog.objects.exists()
        elsewhere = ground.staff_member(role=Role.CLINICIAN, hub=ground.hub())
    other = Client()
    assert elsewhere.user is not None
    other.force_login(elsewhere.user, backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(at(world, session, "dialog-progress")).status_code == 404


def test_last_times_actions_come_first(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        action = left_to_do(world)
    new = reverse("dialog-new", args=[world.person.reference])
    response = client.post(new, {"referral": world.referral.reference, "way": "together"})
    address = response.headers["Location"]
    assert address.endswith("/last-time/")
    key = action.public_id.hex
    assert "Ring the GP" in text_of(client, address)
    client.post(address, {f"state_{key}": "", f"words_{key}": "He is away."})
    with in_tenant(world.tenant.pk):
        assert PlanAction.objects.get().state == "open"
    assert "He is away." in text_of(client, address)
    client.post(address, {f"state_{key}": "done", f"words_{key}": "He rang back."})
    with in_tenant(world.tenant.pk):
        held = PlanAction.objects.get()
        assert (held.state, held.settled_words) == ("done", "He rang back.")


def test_without_a_number_it_says_what_to_do(client: Client, world: World, session: DialogSession) -> None:
    address = at(world, session, "dialog-rate", "job")
    page = client.post(address, {"comment": "Between jobs", "save": "1"}).content.decode()
    assert "Choose a number, or leave this area out" in page
    assert "Between jobs" in page
    assert "<title>Error: " in page
    client.post(address, {"comment": "Between jobs", "rating": "4", "leave": "1"})
    with in_tenant(world.tenant.pk):
        row = DialogRating.objects.get()
        assert (row.rating, row.comment) == (None, "Between jobs")


@pytest.mark.parametrize("rating", ["0", "8", "four", "-1", "1.5"])
def test_a_number_that_is_not_on_the_scale(
    client: Client, world: World, session: DialogSession, rating: str
) -> None:
    response = client.post(at(world, session, "dialog-rate", "job"), {"rating": rating, "save": "1"})
    assert response.status_code == 200
    with in_tenant(world.tenant.pk):
        assert not DialogRating.objects.exists()


def test_an_area_that_is_not_asked(client: Client, world: World, session: DialogSession) -> None:
    assert client.get(at(world, session, "dialog-rate", "own-money")).status_code == 404
    with in_tenant(world.tenant.pk):
        own_item()
    assert "Money" in text_of(client, at(world, session, "dialog-rate", "own-money"))


def test_a_fourth_area_is_refused_in_words(client: Client, world: World, session: DialogSession) -> None:
    page = client.post(at(world, session, "dialog-choose"), {"chosen": ELEVEN[:4]}).content.decode()
    assert "A session talks about 3 areas at most" in page
    assert page.count(" checked") == 4
    with in_tenant(world.tenant.pk):
        assert not DialogArea.objects.exists()


def test_choosing_suggests_and_does_not_decide(client: Client, world: World, session: DialogSession) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        rate(world, session, "job", 2)
        rate(world, session, "family", 6, more_help=True)
    page = text_of(client, at(world, session, "dialog-choose"))
    assert page.count("Perhaps talk about this") == 2
    assert " checked" not in page


def test_whoever_saves_over_what_they_did_not_see_reads_it_first(
    client: Client, world: World, session: DialogSession
) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        (area,) = choose(world, session, "job")
    address = at(world, session, "dialog-talk", area.public_id)
    mine, theirs = form_of(client, address), form_of(colleague(world), address)
    client.post(address, {**theirs, "owner": "", "understanding": "Laid off.", "save": "1"})
    page = html.unescape(
        client.post(address, {**mine, "understanding": "No work.", "save": "1"}).content.decode()
    )
    assert "Somebody on another screen wrote here" in page
    assert "Laid off." in page
    assert "No work." in page
    # Shown both, they decide.
    again = {name: hidden(page, name) for name in ("owner", "page")} | {
        "seen": json.dumps([{"understanding": "Laid off.", "looking_forward": "", "options": ""}])
    }
    client.post(address, {**again, "understanding": "Laid off, no work.", "save": "1"})
    with in_tenant(world.tenant.pk):
        assert DialogArea.objects.get().understanding == "Laid off, no work."
