"""The pages of a session without JavaScript, and what they send while one types."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from careplans.actions import sessions
from careplans.models import DialogArea, DialogRating, DialogSession, PlanAction, SessionDraft
from hubs.models import AccessLog, StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from tests.careplans.session_ground import ELEVEN, choose, left_to_do, own_item, rate, said, start
from tests.factories import ground, record
from tests.referrals.conftest import World, client, now, world
from tests.referrals.form_data import owner as seal_of_a_contact

__all__ = ["client", "now", "world"]


@pytest.fixture
def session(world: World) -> DialogSession:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        return start(world)


def at(world: World, session: DialogSession, route: str = "dialog", *more: object) -> str:
    return reverse(route, args=[world.person.reference, session.public_id, *more])


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def form_of(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of a page, as they go back."""
    page = client.get(address).content.decode()
    return {name: html.unescape(hidden(page, name)) for name in ("owner", "page", "seen")}


def keep(
    client: Client, world: World, session: DialogSession, shown: dict[str, str], **typed: str | list[str]
) -> tuple[int, dict[str, Any]]:
    fields = [["page", shown["page"]], ["seen", shown["seen"]]]
    for name, value in typed.items():
        fields += [[name, each] for each in (value if isinstance(value, list) else [value])]
    response = client.post(
        at(world, session, "dialog-keep"),
        json.dumps({"owner": shown["owner"], "fields": fields}),
        content_type="application/json",
    )
    return response.status_code, response.json()


def colleague(world: World) -> Client:
    with in_tenant(world.tenant.pk):
        staff: StaffMember = ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=world.team)
    assert staff.user is not None
    other = Client()
    other.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")
    return other


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


def test_an_action_can_be_taken_back(client: Client, world: World, session: DialogSession) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        (area,) = choose(world, session, "job")
    talk = at(world, session, "dialog-talk", area.public_id)
    client.post(talk, {"what": "Write a CV", "doer": "person", "agree": "1"})
    with in_tenant(world.tenant.pk):
        action = PlanAction.objects.get()
    page = client.post(
        at(world, session, "dialog-take-back", area.public_id, action.public_id), follow=True
    ).content.decode()
    assert "The action is taken back." in page
    with in_tenant(world.tenant.pk):
        assert not PlanAction.objects.exists()


@pytest.mark.parametrize(
    ("doer", "words"),
    [
        ("worker", "Select the worker who does it"),
        ("partner", "Select the organisation, or write which one it is"),
        ("carer", "Write who it is"),
        ("", "Select who does it"),
    ],
)
def test_an_action_without_its_doer_keeps_what_was_typed(
    client: Client, world: World, session: DialogSession, doer: str, words: str
) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        (area,) = choose(world, session, "job")
    address = at(world, session, "dialog-talk", area.public_id)
    typed = {"understanding": "No work.", "what": "Write a CV", "doer": doer, "agree": "1"}
    page = html.unescape(client.post(address, typed).content.decode())
    assert words in page
    assert "Write a CV" in page
    assert "No work." in page


def test_an_action_by_a_partner_of_the_list(client: Client, world: World, session: DialogSession) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        (area,) = choose(world, session, "job")
        mind = ground.organisation(kind="vcse", name="Fylde Mind")
    typed = {
        "what": "A benefits check",
        "doer": "partner",
        "organisation": str(mind.public_id),
        "staff": str(world.staff.public_id),
        "due_on_day": "30",
        "due_on_month": "6",
        "due_on_year": "2025",
        "agree": "1",
    }
    page = client.post(at(world, session, "dialog-talk", area.public_id), typed, follow=True).content.decode()
    assert "Fylde Mind" in page
    assert "by 30 June 2025" in page
    with in_tenant(world.tenant.pk):
        action = PlanAction.objects.get()
        assert (action.organisation_id, action.staff_id) == (mind.pk, None)


def test_once_completed_its_pages_lead_to_what_was_said(
    client: Client, world: World, session: DialogSession
) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        rate(world, session, "job", 3)
        (area,) = choose(world, session, "job")
        sessions.complete(by=world.by, session=session)
    for route in (
        ["dialog-rate", "job"],
        ["dialog-choose"],
        ["dialog-talk", area.public_id],
        ["dialog-complete"],
    ):
        address = at(world, session, *route)
        assert client.get(address).headers["Location"] == at(world, session)
        assert client.post(address, {"rating": "7"}).headers["Location"] == at(world, session)
    page = text_of(client, at(world, session))
    assert "3: Fairly dissatisfied" in page
    with in_tenant(world.tenant.pk):
        assert said(DialogSession.objects.get())["job"] == "3: Fairly dissatisfied"


def test_what_was_said_since_the_summary_is_shown_again(
    client: Client, world: World, session: DialogSession
) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        rate(world, session, "job", 3)
    address = at(world, session, "dialog-complete")
    version = hidden(text_of(client, address), "version")
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        rate(world, session, "job", 5)
    page = client.post(address, {"version": version}, follow=True).content.decode()
    assert "Look at the summary again" in page
    with in_tenant(world.tenant.pk):
        assert not CodedScore.objects.exists()


def test_voiding_asks_why(client: Client, world: World, session: DialogSession) -> None:
    address = at(world, session, "dialog-void")
    assert "Say why the session is voided" in client.post(address, {"reason": ""}).content.decode()
    page = client.post(address, {"reason": "Wrong person"}, follow=True).content.decode()
    assert "The session is voided." in page
    assert client.get(at(world, session)).status_code == 404


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


@pytest.mark.parametrize("name", ["", "x", "rate:nothing", "talk:nothing", "rate:", "choose:job"])
def test_a_page_that_the_session_does_not_have(
    client: Client, world: World, session: DialogSession, name: str
) -> None:
    shown = form_of(client, at(world, session, "dialog-rate", "job"))
    assert keep(client, world, session, {**shown, "page": name}, comment="x") == (403, {"state": "refused"})


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


def test_a_session_of_somebody_else_is_not_found(
    client: Client, world: World, session: DialogSession
) -> None:
    with in_tenant(world.tenant.pk):
        another = record.referral(team=world.team).person
    assert client.get(reverse("dialog", args=[another.reference, session.public_id])).status_code == 404
