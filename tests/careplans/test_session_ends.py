"""What is agreed on the pages of a session, how it is completed, and who finds it."""

from __future__ import annotations

import html

import pytest
from django.test import Client
from django.urls import reverse

from careplans.actions import sessions
from careplans.models import DialogSession, PlanAction
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from tests.careplans.session_forms import at, form_of, hidden, keep, session, text_of
from tests.careplans.session_ground import choose, rate, said
from tests.factories import ground, record
from tests.referrals.conftest import World, client, now, world

__all__ = ["client", "now", "session", "world"]


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


@pytest.mark.parametrize("name", ["", "x", "rate:nothing", "talk:nothing", "rate:", "choose:job"])
def test_a_page_that_the_session_does_not_have(
    client: Client, world: World, session: DialogSession, name: str
) -> None:
    shown = form_of(client, at(world, session, "dialog-rate", "job"))
    assert keep(client, world, session, {**shown, "page": name}, comment="x") == (403, {"state": "refused"})


def test_a_session_of_somebody_else_is_not_found(
    client: Client, world: World, session: DialogSession
) -> None:
    with in_tenant(world.tenant.pk):
        another = record.referral(team=world.team).person
    assert client.get(reverse("dialog", args=[another.reference, session.public_id])).status_code == 404
