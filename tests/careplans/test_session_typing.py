"""What the pages of a session send while one types, and what becomes of it."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from django.test import Client

from careplans.actions import sessions
from careplans.models import DialogArea, DialogRating, DialogSession, PlanAction, SessionDraft
from hubs.tenancy import in_tenant
from tests.careplans.session_forms import at, colleague, form_of, keep, session, text_of
from tests.careplans.session_ground import ELEVEN, choose, rate
from tests.referrals.conftest import World, client, now, world
from tests.referrals.form_data import owner as seal_of_a_contact

__all__ = ["client", "now", "session", "world"]


def test_what_is_said_is_kept_as_one_goes(client: Client, world: World, session: DialogSession) -> None:
    shown = form_of(client, at(world, session, "dialog-rate", "job"))
    status, answer = keep(client, world, session, shown, rating="3", more_help="yes", comment="Laid off")
    assert (status, answer) == (200, {"state": "saved", "at": "2:35pm"})
    with in_tenant(world.tenant.pk):
        row = DialogRating.objects.get()
        assert (row.rating, row.more_help, row.comment) == (3, True, "Laid off")
        assert not SessionDraft.objects.exists()


def test_an_answer_that_was_lost_makes_no_stranger_of_oneself(
    client: Client, world: World, session: DialogSession
) -> None:
    shown = form_of(client, at(world, session, "dialog-rate", "job"))
    assert keep(client, world, session, shown, rating="3")[0] == 200
    tried = [*json.loads(shown["seen"]), {"rating": "3", "more_help": "", "comment": ""}]
    status, _ = keep(client, world, session, {**shown, "seen": json.dumps(tried)}, rating="4")
    assert status == 200


def test_what_somebody_else_said_meanwhile_is_told_and_yours_is_a_draft(
    client: Client, world: World, session: DialogSession
) -> None:
    shown = form_of(client, at(world, session, "dialog-rate", "job"))
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        rate(world, session, "job", 6)
    status, answer = keep(client, world, session, shown, rating="3", comment="Laid off")
    assert (status, answer["state"]) == (409, "changed")
    assert "6: Very satisfied" in answer["words"]
    assert answer["seen"] == {"rating": "6", "more_help": "", "comment": ""}
    with in_tenant(world.tenant.pk):
        assert DialogRating.objects.get().rating == 6
    page = text_of(client, at(world, session, "dialog-rate", "job"))
    assert "Laid off" in page
    assert "It is not part of the session until you save it." in page
    assert "Laid off" not in text_of(colleague(world), at(world, session, "dialog-rate", "job"))


def test_an_action_that_is_half_typed_waits_for_its_writer(
    client: Client, world: World, session: DialogSession
) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        (area,) = choose(world, session, "job")
    address = at(world, session, "dialog-talk", area.public_id)
    shown = form_of(client, address)
    keep(client, world, session, shown, understanding="No work.", what="Ring the job", doer="person")
    with in_tenant(world.tenant.pk):
        assert DialogArea.objects.get().understanding == "No work."
        assert not PlanAction.objects.exists()
    assert "Ring the job" in text_of(client, address)
    other = text_of(colleague(world), address)
    assert "No work." in other
    assert "Ring the job" not in other


def test_an_action_that_was_typed_is_agreed_by_going_on(
    client: Client, world: World, session: DialogSession
) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        (area,) = choose(world, session, "job")
    address = at(world, session, "dialog-talk", area.public_id)
    page = html.unescape(client.post(address, {"what": "Write a CV", "save": "1"}).content.decode())
    assert "Select who does it" in page
    response = client.post(address, {"what": "Write a CV", "doer": "person", "save": "1"})
    assert response.headers["Location"] == at(world, session, "dialog-complete")
    with in_tenant(world.tenant.pk):
        assert PlanAction.objects.get().what == "Write a CV"


def test_the_summary_says_what_was_typed_and_not_saved(
    client: Client, world: World, session: DialogSession
) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        (area,) = choose(world, session, "job")
    address = at(world, session, "dialog-talk", area.public_id)
    keep(client, world, session, form_of(client, address), what="Write a CV")
    summary = text_of(client, at(world, session, "dialog-complete"))
    assert f'<a href="{address}">Talk about Job situation</a>' in summary
    other = text_of(colleague(world), at(world, session, "dialog-complete"))
    assert "You typed something" not in other


def test_a_fourth_area_is_not_kept_and_says_why(client: Client, world: World, session: DialogSession) -> None:
    shown = form_of(client, at(world, session, "dialog-choose"))
    status, answer = keep(client, world, session, shown, chosen=ELEVEN[:4])
    assert (status, answer["state"]) == (409, "not-taken")
    assert "3 areas at most" in answer["words"]


def test_a_session_that_was_completed_meanwhile_says_so(
    client: Client, world: World, session: DialogSession
) -> None:
    shown = form_of(client, at(world, session, "dialog-rate", "job"))
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        rate(world, session, "family", 3)
        sessions.complete(by=world.by, session=session)
    status, answer = keep(client, world, session, shown, rating="3")
    assert (status, answer["state"]) == (409, "not-taken")
    assert "This session was completed on 18 June 2025 at 2:35pm. Nothing was saved" in answer["words"]


def test_after_the_sign_in_has_ended_it_is_a_draft_of_theirs_alone(
    client: Client, world: World, session: DialogSession
) -> None:
    address = at(world, session, "dialog-rate", "job")
    shown = form_of(client, address)
    client.logout()
    status, answer = keep(client, world, session, shown, rating="3", comment="Laid off")
    assert (status, answer["state"], answer["kept"]) == (401, "signed-out", True)
    assert answer["go_to"].endswith(f"?next={address}")
    with in_tenant(world.tenant.pk):
        assert not DialogRating.objects.exists()
        assert SessionDraft.objects.get().content["comment"] == ["Laid off"]


def test_a_button_pressed_after_the_sign_in_has_ended(
    client: Client, world: World, session: DialogSession
) -> None:
    address = at(world, session, "dialog-rate", "job")
    shown = form_of(client, address)
    client.logout()
    response = client.post(address, {**shown, "rating": "3", "comment": "Laid off", "save": "1"})
    assert response.headers["Location"].endswith(f"?next={address}")
    assert world.staff.user is not None
    client.force_login(world.staff.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "Laid off" in text_of(client, address)


def test_what_somebody_else_sends_from_your_page_is_yours(
    client: Client, world: World, session: DialogSession
) -> None:
    address = at(world, session, "dialog-rate", "job")
    shown = form_of(client, address)
    other = colleague(world)
    assert keep(other, world, session, shown, comment="Laid off")[1]["state"] == "not-yours"
    assert other.post(address, {**shown, "comment": "Laid off too", "save": "1"}).status_code == 409
    with in_tenant(world.tenant.pk):
        draft = SessionDraft.objects.get()
        assert (draft.staff_id, draft.content["comment"]) == (world.by.staff_id, ["Laid off too"])


def test_only_a_seal_of_this_session_lets_anything_in(
    client: Client, world: World, session: DialogSession
) -> None:
    shown = form_of(client, at(world, session, "dialog-rate", "job"))
    for seal in ("", "x", seal_of_a_contact(client, world)):
        assert keep(client, world, session, {**shown, "owner": seal}, comment="x")[0] == 400
        response = keep_signed_out(world, session, {**shown, "owner": seal})
        assert response.status_code == 302
    with in_tenant(world.tenant.pk):
        assert not SessionDraft.objects.exists()


def keep_signed_out(world: World, session: DialogSession, shown: dict[str, str]) -> Any:
    body = json.dumps({"owner": shown["owner"], "fields": [["page", shown["page"]], ["comment", "x"]]})
    return Client().post(at(world, session, "dialog-keep"), body, content_type="application/json")


@pytest.mark.parametrize("seen", ["x", "[1]", "{}", "null", '"a"', "[{}]"])
def test_a_page_that_says_nonsense_of_what_it_showed_overwrites_nothing(
    client: Client, world: World, session: DialogSession, seen: str
) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        rate(world, session, "job", 6)
    shown = form_of(client, at(world, session, "dialog-rate", "job"))
    assert keep(client, world, session, {**shown, "seen": seen}, rating="1")[0] == 409
    with in_tenant(world.tenant.pk):
        assert DialogRating.objects.get().rating == 6
