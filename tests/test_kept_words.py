"""Words typed into any form of staff survive a session that ends, for their writer alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hubs.forms import kept_words
from hubs.models import StaffMember, Tenant
from hubs.rules.roles import NEVER_OF_ONE_HUB, ROLE_PERMISSIONS, Role
from hubs.tenancy import in_tenant
from referrals.models import AssessmentEntry
from tests.conftest import ClientAs
from tests.factories import ground
from tests.routes import World, make_world
from tests.test_routes import Route, routes

WORDS = "Her own words, which nobody types twice."
# A form of ours that does not keep what is typed in it, and why.
NOT_KEPT = {
    "careplans/mine/_page.jinja": "signing out",
    "careplans/mine/code.jinja": "for people outside, who are no staff",
    "careplans/mine/experience.jinja": "for people outside, who are no staff",
    "careplans/mine/plan.jinja": "for people outside, who are no staff",
    "careplans/mine/rate.jinja": "a button alone",
    "careplans/mine/start.jinja": "for people outside, who are no staff",
    "careplans/outside/item.jinja": "for people outside, who are no staff",
    "careplans/outside/start.jinja": "a button alone",
    "careplans/plan/_part.jinja": "a button alone",
    "careplans/plan/sharing.jinja": "choices without words",
    "careplans/session/_form.jinja": "keeps what is said, as it is said",
    "careplans/session/complete.jinja": "a button alone",
    "careplans/session/session.jinja": "buttons alone",
    "careplans/session/start.jinja": "choices without words",
    "careplans/session/talk.jinja": "keeps what is said, as it is said",
    "outcomes/setup/load.jinja": "a file",
    "_layout.jinja": "signing out",
    "components/forms.jinja": "the catalogue, whose form leads nowhere",
    "hubs/access_review.jinja": "a button alone",
    "hubs/change_password.jinja": "passwords are kept nowhere",
    "hubs/setup/_list.jinja": "a button alone",
    "hubs/sign_in.jinja": "nobody is signed in yet",
    "referrals/_holder.jinja": "a button alone",
    "referrals/answer/answer.jinja": "for people outside, who do not sign in",
    "referrals/caseload.jinja": "a button alone",
    "referrals/contact.jinja": "keeps drafts, as it is typed",
    "referrals/groups/index.jinja": "a button alone",
    "referrals/groups/members.jinja": "a search",
    "referrals/meetings/_keys.jinja": "a button alone",
    "referrals/meetings/end.jinja": "a button alone",
    "referrals/new_referral.jinja": "a search",
    "referrals/queue.jinja": "a name of three words",
    "referrals/queue_filter.jinja": "a name of three words",
    "referrals/search.jinja": "a search",
    "referrals/way/_holder.jinja": "a button alone",
    "reporting/record_sets/index.jinja": "a file",
    "reporting/returns/sign.jinja": "what is signed must be looked at again",
}
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def test_every_form_keeps_its_words_or_says_why_not() -> None:
    posting = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.jinja")
        if 'method="post"' in path.read_text() and "keep_words(" not in path.read_text()
    }
    assert {name for name in posting if not name.startswith("referrals/refer/")} <= set(NOT_KEPT)


@dataclass(frozen=True)
class Form:
    """One form of a page: where it is sent, and what it would send."""

    to: str
    sent: dict[str, Any]
    boxes: list[str]


def forms_of(page: str, path: str) -> Iterator[Form]:
    """Those of a page in which words are written."""
    for opening, body in re.findall(r'<form([^>]*method="post"[^>]*)>(.*?)</form>', page, re.DOTALL):
        boxes = re.findall(r'<textarea[^>]* name="([^"]+)"', body)
        if boxes:
            inputs = [
                dict(re.findall(r'([a-z]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", body)
            ]
            sent = {
                each["name"]: each.get("value", "")
                for each in inputs
                if each.get("type") in {"hidden", "text"}
            }
            action = re.search(r'action="([^"]*)"', opening)
            yield Form(action[1] if action else path, sent, boxes)


@pytest.fixture
def world(tenant: Tenant) -> World:
    with in_tenant(tenant.pk):
        return make_world()


def opened_by(role: Role, world: World) -> tuple[Client, StaffMember]:
    with in_tenant(world.team.tenant_id):
        hub = None if role in NEVER_OF_ONE_HUB else world.coverage.hub
        staff = ground.staff_member(role=role, hub=hub, team=world.team)
    return signed_in(staff), staff


def signed_in(staff: StaffMember, **options: Any) -> Client:
    assert staff.user is not None
    client = Client(**options)
    client.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def pages_with_words(client: Client, role: Role, world: World, seen: set[str]) -> Iterator[tuple[Route, str]]:
    for route in routes():
        if route.name in seen or route.permission not in ROLE_PERMISSIONS[role]:
            continue
        address = route.address(world)
        answer = client.get(address)
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            seen.add(route.name)
            yield route, answer.content.decode()


def test_words_in_every_form_of_every_page_are_given_back(world: World) -> None:
    """The page is found through the URL configuration; what is typed in its boxes comes back in the same boxes."""
    tried, seen = set(), {"contact-log", "dialog-rate", "dialog-talk", "dialog-last-time"}
    for role in Role:
        client, staff = opened_by(role, world)
        for route, page in list(pages_with_words(client, role, world, seen)):
            for form in forms_of(page, route.address(world)):
                assert form.sent.get("kept_for"), f"{route.name} keeps no words"
                tried.add(route.name)
                typed = {**form.sent, **dict.fromkeys(form.boxes, WORDS)}
                answer = Client().post(form.to, typed)
                assert answer.status_code == 302, f"{route.name}: {answer.status_code}"
                back = answer.headers["Location"]
                assert back.startswith(reverse("sign-in")), route.name
                again = signed_in(staff).get(route.address(world)).content.decode()
                assert again.count(WORDS) == len(form.boxes), f"{route.name}, sent to {form.to}"
                assert "These are your words from before you were signed out" in again
                cache.clear()
    assert {
        "handover-new",
        "handover",
        "advice",
        "advice-new",
        "assessment-add",
        "meeting-discussion",
        "referral-close",
        "next-step-done",
        "contact-correct",
        "contact-void",
        "group-session-void",
        "handover-incoming",
        "joined-records",
        "person-needs",
        "setup-letter",
    } <= tried


@pytest.fixture
def page(world: World) -> str:
    return reverse(
        "assessment-add", args=[world.referral.person.reference, world.way.entry.assessment.public_id]
    )


def typed_on(page: str, client: Client) -> dict[str, str]:
    """What the form of an entry would send, once there are words in it."""
    form = next(forms_of(client.get(page).content.decode(), page))
    return {**form.sent, "section": "safety", "text": WORDS}


def waits_for(client: Client, page: str) -> bool:
    return WORDS in client.get(page).content.decode()


def entries(world: World) -> int:
    with in_tenant(world.team.tenant_id):
        return AssessmentEntry.objects.filter(text=WORDS).count()


def test_words_lead_back_to_where_they_were_typed_and_go_when_they_are_saved(world: World, page: str) -> None:
    client = signed_in(world.staff)
    typed = typed_on(f"{page}?section=safety", client)
    client.logout()
    answer = client.post(page, typed, follow=True)
    assert answer.redirect_chain == [(f"{reverse('sign-in')}?next={page}%3Fsection%3Dsafety", 302)]
    assert "What you typed is kept: sign in to go on with it." in answer.content.decode()
    client = signed_in(world.staff)
    assert not waits_for(client, page), "another page, which other words may be meant for"
    assert waits_for(client, f"{page}?section=safety")
    again = typed_on(f"{page}?section=safety", client)
    assert "Write" in client.post(page, {**again, "text": ""}).content.decode()
    assert waits_for(client, f"{page}?section=safety"), "what was sent with an error is not saved"
    assert client.post(page, again).status_code == 302
    assert entries(world) == 1
    assert not waits_for(client, f"{page}?section=safety")


def test_words_are_nobody_else_s(world: World, page: str) -> None:
    client = signed_in(world.staff)
    typed = typed_on(page, client)
    stranger, _ = opened_by(Role.CLINICIAN, world)
    answer = stranger.post(page, typed)
    assert answer.status_code == 409
    assert "This form was opened by somebody else" in answer.content.decode()
    assert WORDS not in answer.content.decode()
    assert not waits_for(stranger, page)
    assert waits_for(client, page)
    assert entries(world) == 0


def test_words_of_another_tenant_s_worker_stay_theirs(
    world: World, page: str, other_tenant: Tenant, client_as: ClientAs
) -> None:
    client = signed_in(world.staff)
    typed = typed_on(page, client)
    assert client_as(Role.CLINICIAN, of=other_tenant).post(page, typed).status_code == 409
    assert waits_for(client, page)


def test_a_role_that_may_not_send_the_form_keeps_it_for_its_writer(
    world: World, page: str, client_as: ClientAs
) -> None:
    client = signed_in(world.staff)
    typed = typed_on(page, client)
    assert client_as(Role.COMMISSIONER).post(page, typed).status_code == 409
    assert waits_for(client, page)


def test_a_token_of_an_earlier_sign_in_loses_nothing(world: World, page: str) -> None:
    """The same worker signed in again in another tab; the old page sends its old token."""
    client = signed_in(world.staff, enforce_csrf_checks=True)
    typed = typed_on(page, client)
    assert world.staff.user is not None
    client.force_login(world.staff.user, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies.pop("csrftoken", None)
    answer = client.post(page, typed, follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain == [(page, 302)]
    assert "Nothing is saved yet" in shown
    assert WORDS in shown
    assert entries(world) == 0


def test_an_old_token_of_somebody_else_s_form_keeps_it_for_them(world: World, page: str) -> None:
    client = signed_in(world.staff)
    typed = typed_on(page, client)
    with in_tenant(world.team.tenant_id):
        other = ground.staff_member(role=Role.CLINICIAN, hub=world.coverage.hub, team=world.team)
    assert signed_in(other, enforce_csrf_checks=True).post(page, typed).status_code == 409
    assert waits_for(client, page)


def test_the_page_itself_has_words_kept_and_saves_nothing(world: World, page: str) -> None:
    client = signed_in(world.staff)
    typed = {**typed_on(page, client), "keep": "1"}
    for browser in (client, Client()):
        assert browser.post(page, typed).json() == {
            "kept": True,
            "go_to": f"{reverse('sign-in')}?next={page}",
        }
    assert waits_for(client, page)
    assert entries(world) == 0


@pytest.mark.parametrize("sealed", ["", "x", "WzEsMSwiLyJd:1a:x"])
def test_without_a_seal_of_ours_nothing_is_kept(world: World, page: str, sealed: str) -> None:
    client = signed_in(world.staff)
    typed = {**typed_on(page, client), "kept_for": sealed}
    answer = Client().post(page, typed)
    assert answer.headers["Location"].startswith(reverse("sign-in"))
    assert not waits_for(client, page)


def test_a_seal_lasts_a_day(world: World, page: str) -> None:
    client = signed_in(world.staff)
    typed = typed_on(page, client)
    with time_machine.travel(timezone.now() + kept_words.SEAL_LASTS, tick=False):
        Client().post(page, typed)
    assert not waits_for(client, page)


def test_more_than_a_form_holds_is_not_kept(world: World, page: str) -> None:
    client = signed_in(world.staff)
    typed = {**typed_on(page, client), "text": WORDS * 5000}
    answer = Client().post(page, typed, follow=True)
    assert "could not be kept" in answer.content.decode()
    assert not waits_for(client, page)
