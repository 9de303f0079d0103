"""The pages of handovers: who sees what before and after they are confirmed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hubs.models import AccessLog, StaffMember, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import handovers, referrals
from referrals.models import Handover, Referral, Request
from tests.conftest import ClientAs
from tests.factories import exchanges, ground, record
from tests.referrals.conftest import NOW, World
from tests.referrals.passing_on import TOLD, Receiver, holder, receiver, send


@pytest.fixture
def to(world: World) -> Receiver:
    with in_tenant(world.tenant.pk):
        return receiver()


def signed_in(staff: StaffMember) -> Client:
    client = Client()
    assert staff.user is not None
    client.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def theirs(to: Receiver) -> Client:
    """The browser of somebody in the receiving team."""
    return signed_in(to.staff)


@pytest.fixture
def sent(world: World, to: Receiver) -> Handover:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        return send(world, to)


def form_page(world: World) -> str:
    return world.page("referrals", world.referral.reference, "hand-over")


def filled(world: World, **given: Any) -> dict[str, Any]:
    return {"version": world.referral.version, "says_who": "on", **TOLD, **given}


def text(response: Any) -> str:
    return str(response.content.decode())


def page_of(handover: Handover, *rest: str) -> str:
    return "/".join(["/handovers", str(handover.public_id), *rest, ""])


def test_from_the_form_to_the_receivers_record(
    world: World, client: Client, to: Receiver, theirs: Client
) -> None:
    assert client.get(form_page(world)).status_code == 200
    answer = client.post(form_page(world), filled(world, receiver="team", team=str(to.team.public_id)))
    with in_tenant(world.tenant.pk):
        handover = Handover.objects.get()
    assert answer.headers["Location"] == page_of(handover)
    assert handover.shared.startswith(
        "Amara Okafor, born 3 March 1988, NHS number 943 476 5919\n\nLives alone"
    )
    # The receiver is told that it waits, sees what was shared, and not the record.
    assert page_of(handover) in text(theirs.get("/handovers/"))
    seen = text(theirs.get(page_of(handover)))
    assert "Lives alone" in seen
    assert "The record opens when you confirm" in seen
    assert theirs.get(world.page()).status_code == 403
    confirmed = theirs.post(page_of(handover, "confirm"), {"worker": str(to.staff.public_id)})
    assert confirmed.status_code == 302
    assert theirs.get(world.page()).status_code == 200
    with in_tenant(world.tenant.pk):
        assert holder(world.referral) == to.team
        assert Referral.objects.get(pk=world.referral.pk).named_worker == to.staff


def test_who_it_is_may_be_left_out(world: World, client: Client, to: Receiver, theirs: Client) -> None:
    given = filled(world, receiver="team", team=str(to.team.public_id))
    del given["says_who"]
    client.post(form_page(world), given)
    with in_tenant(world.tenant.pk):
        handover = Handover.objects.get()
    for page in ("/handovers/", page_of(handover)):
        seen = text(theirs.get(page))
        for secret in ("Okafor", "OKAFOR", "Amara", "943", world.person.reference):
            assert secret not in seen


@pytest.mark.parametrize(
    ("given", "words", "field"),
    [
        ({}, "Select who is asked to take over", "receiver"),
        ({"receiver": "team"}, "Select the team that is to take over", "team"),
        ({"receiver": "hub"}, "Select the hub that is to take over", "hub"),
        ({"receiver": "organisation"}, "Select the organisation", "organisation"),
        ({"receiver": "practice"}, "Enter the name of the GP practice", "practice_name"),
        (
            {"receiver": "practice", "practice_name": "Moorside Surgery"},
            "Enter an email address of Moorside Surgery",
            "practice_email",
        ),
        ({"receiver": "tenant"}, "Select the system", "tenant"),
        ({"receiver": "team", "person_said": ""}, "Say what the person said to it", "person_said"),
    ],
)
def test_what_is_missing_stands_beside_its_field(
    world: World, client: Client, to: Receiver, given: dict[str, str], words: str, field: str
) -> None:
    response = client.post(form_page(world), filled(world, **given))
    assert response.status_code == 200
    seen = text(response)
    assert seen.count(words) >= 2
    assert f'href="#id_{field}' in seen
    # Nothing that was typed is lost.
    assert "Lives alone" in seen
    with in_tenant(world.tenant.pk):
        assert not Handover.objects.exists()


def test_somebody_changed_it_meanwhile(world: World, client: Client, to: Receiver) -> None:
    given = filled(world, receiver="team", team=str(to.team.public_id))
    with in_tenant(world.tenant.pk):
        referrals.set_level(by=world.by, referral=world.referral, level="complex")
    assert "changed the level of complexity" in text(client.post(form_page(world), given))


def test_a_question_and_its_answer_on_the_page(sent: Handover, client: Client, theirs: Client) -> None:
    assert theirs.post(page_of(sent, "question"), {"text": ""}).status_code == 200
    theirs.post(page_of(sent, "question"), {"text": "Since when?"})
    seen = text(client.get(page_of(sent)))
    assert "Since when?" in seen
    assert "A question came back" in seen
    client.post(page_of(sent, "answer"), {"text": "Since May."})
    assert "Since May." in text(theirs.get(page_of(sent)))


def test_too_late_to_take_it_back(world: World, sent: Handover, client: Client, to: Receiver) -> None:
    with in_tenant(world.tenant.pk, staff_id=to.by.staff_id):
        handovers.confirm(by=to.by, handover=sent)
    response = client.post(page_of(sent, "withdraw"), {"text": "Not needed"})
    assert response.status_code == 200
    assert "Rosa Adeyemi, Debt help confirmed it on 18 June 2025 at 2:35pm" in text(response)


def test_taken_back_on_the_page(world: World, sent: Handover, client: Client) -> None:
    client.post(page_of(sent, "withdraw"), {"text": "She changed her mind"})
    assert "She changed her mind" in text(client.get(page_of(sent)))
    with in_tenant(world.tenant.pk):
        assert holder(world.referral) == world.team


@pytest.mark.parametrize("verb", ["", "confirm", "question", "answer", "withdraw"])
def test_nobody_else_sees_it(
    world: World, sent: Handover, client_as: ClientAs, other_tenant: Tenant, verb: str
) -> None:
    address = page_of(sent, verb) if verb else page_of(sent)
    with in_tenant(world.tenant.pk):
        hub = ground.hub()
    elsewhere = client_as(Role.CLINICIAN, hub=hub)
    stranger = client_as(Role.CLINICIAN, of=other_tenant)
    ask = "post" if verb else "get"
    refused = getattr(elsewhere, ask)(address)
    assert refused.status_code == 403
    assert "Lives alone" not in text(refused)
    assert getattr(stranger, ask)(address).status_code == 404


def test_looking_is_written_down(world: World, sent: Handover, theirs: Client) -> None:
    theirs.get(page_of(sent))
    with in_tenant(world.tenant.pk):
        log = AccessLog.objects.get(what="Handover")
    assert (log.kind, log.person_reference) == ("opened", world.person.reference)


def test_the_list_shows_what_is_late_first(
    world: World, to: Receiver, sent: Handover, theirs: Client
) -> None:
    with time_machine.travel(NOW + dt.timedelta(days=8), tick=False):
        with in_tenant(world.tenant.pk):
            new = exchanges.handover(referral=record.referral(team=world.team), to_team=to.team)
        seen = text(signed_in(to.staff).get("/handovers/"))
    assert seen.index(str(sent.public_id)) < seen.index(str(new.public_id))
    assert seen.count("5 working days and more") == 1


def test_a_manager_sees_what_escalated_and_no_person(
    world: World, sent: Handover, client_as: ClientAs
) -> None:
    manager = client_as(Role.MANAGER, hub=world.hub)
    assert "Nothing has waited so long" in text(manager.get("/handovers/"))
    with in_tenant(world.tenant.pk):
        exchanges.advice(from_team=ground.team(name="Crisis team", hub=world.hub))
        exchanges.incoming(to_team=world.team)
        exchanges.advice(from_team=ground.team(name="Of another hub", hub=ground.hub()))
    with time_machine.travel(NOW + dt.timedelta(days=8), tick=False):
        seen = text(client_as(Role.MANAGER, hub=world.hub).get("/handovers/"))
    for words in ("Debt help", "Crisis team", "Wallasey core team, Wirral"):
        assert words in seen
    assert "Of another hub" not in seen
    for secret in ("Okafor", "OKAFOR", "debt.", "Lives alone", world.person.reference):
        assert secret not in seen
    assert manager.get(page_of(sent)).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_list_costs_the_same_however_long(world: World, to: Receiver) -> None:
    client = signed_in(to.staff)

    def cost() -> int:
        client.get("/handovers/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/handovers/").status_code == 200
        return len(captured)

    def fill(rows: int) -> None:
        with in_tenant(world.tenant.pk):
            for _ in range(rows):
                exchanges.handover(referral=record.referral(team=world.team), to_team=to.team)
                exchanges.handover(referral=record.referral(team=to.team), to_team=world.team)
                exchanges.advice(from_team=world.team, to_team=to.team)
                exchanges.incoming(to_team=to.team)

    fill(1)
    one = cost()
    fill(12)
    assert cost() == one
    assert one <= 12


@pytest.fixture
def outside(world: World) -> Handover:
    with in_tenant(world.tenant.pk):
        return exchanges.handover(
            referral=world.referral, to_name="Moorside Surgery", to_email="desk@moorside.example"
        )


def link(world: World) -> str:
    return reverse("handover-outside", args=[f"{world.tenant.slug}.{exchanges.SECRET}"])


def test_the_link_shows_what_was_shared_and_no_more(world: World, outside: Handover) -> None:
    response = Client().get(link(world))
    seen = text(response)
    assert "Lives alone" in seen
    assert "Northbrook core team (Fylde Coast)" in seen
    for secret in ("Okafor", "OKAFOR", world.person.reference, "Yes please", "9434765919"):
        assert secret not in seen
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]
    # The address, which holds the secret, is told to no other site; to our own it must be, or no form is taken.
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_the_link_confirms_once(world: World, outside: Handover) -> None:
    stranger = Client()
    assert "Enter your name" in text(stranger.post(link(world), {"do": "confirm", "name": ""}))
    assert stranger.post(link(world), {"do": "confirm", "name": "Dr Shah"}).status_code == 302
    seen = text(stranger.get(link(world)))
    assert "Dr Shah, Moorside Surgery confirmed on 18 June 2025" in seen
    # What was shared is not for whoever finds the link later.
    assert "Lives alone" not in seen
    again = stranger.post(link(world), {"do": "confirm", "name": "Somebody"})
    assert "Dr Shah, Moorside Surgery confirmed it" in text(again)
    with in_tenant(world.tenant.pk):
        assert holder(world.referral) == world.team


def test_the_sender_then_decides(world: World, outside: Handover, client: Client) -> None:
    Client().post(link(world), {"do": "confirm", "name": "Dr Shah"})
    seen = text(client.get(page_of(outside)))
    assert reverse("referral-close", args=[world.person.reference, world.referral.reference]) in seen
    assert "decides with the person" in seen


def test_the_link_asks(world: World, outside: Handover, client: Client) -> None:
    Client().post(link(world), {"do": "question", "name": "Dr Shah", "text": "Which medicines?"})
    assert "Which medicines?" in text(client.get(page_of(outside)))
    client.post(page_of(outside, "answer"), {"text": "None."})
    assert "None." in text(Client().get(link(world)))


@pytest.mark.parametrize(
    "token", ["fylde.wrong", "nowhere.VGhlIHNlY3JldCBpcyBvdQ", "no-dot", "fylde.", ".x", "x" * 200]
)
def test_any_other_link_is_gone(world: World, outside: Handover, token: str) -> None:
    for ask in (Client().get, Client().post):
        response = ask(f"/answer/{token}/")
        assert response.status_code == 404
        assert "does not work any more" in text(response)


def test_the_link_of_another_tenant_leads_nowhere(
    world: World, outside: Handover, other_tenant: Tenant
) -> None:
    assert Client().get(f"/answer/{other_tenant.slug}.{exchanges.SECRET}/").status_code == 404


def test_the_link_dies(world: World, outside: Handover) -> None:
    with time_machine.travel(NOW + dt.timedelta(days=31), tick=False):
        assert Client().get(link(world)).status_code == 404


def test_the_link_opens_for_somebody_signed_in_elsewhere(
    world: World, outside: Handover, client_as: ClientAs, other_tenant: Tenant
) -> None:
    signed = client_as(Role.CLINICIAN, of=other_tenant)
    assert "Lives alone" in text(signed.get(link(world)))


def test_guessing_is_slowed_down(world: World, settings: Any) -> None:
    cache.clear()
    settings.PUBLIC_FORM_LIMITS = {**settings.PUBLIC_FORM_LIMITS, "answer": {"address": "3/h"}}
    answers = [Client().get(f"/answer/fylde.guess{number}/").status_code for number in range(5)]
    assert answers == [404, 404, 404, 429, 429]


def test_a_person_from_another_system(world: World, client: Client) -> None:
    with in_tenant(world.tenant.pk):
        arrived = exchanges.incoming(to_team=world.team)
    address = f"/handovers/from-elsewhere/{arrived.key}/"
    assert address in text(client.get("/handovers/"))
    seen = text(client.get(address))
    for words in ("Amara Okafor", "3 March 1988", "Lives alone", "1 April 2025"):
        assert words in seen
    client.post(f"{address}question/", {"text": "Since when?"})
    assert "Since when?" in text(client.get(address))
    answer = client.post(f"{address}confirm/", {"worker": str(world.staff.public_id)})
    with in_tenant(world.tenant.pk):
        request = Request.objects.select_related("person", "referral").get(form_key=arrived.key)
        assert request.referral.named_worker == world.staff
        assert holder(request.referral) == world.team
    assert answer.headers["Location"] == f"/people/{request.person.reference}/"
    again = text(client.post(f"{address}confirm/", {}))
    assert "Priya Nair, Northbrook core team confirmed it" in again


def test_what_comes_for_another_team(world: World, client: Client) -> None:
    with in_tenant(world.tenant.pk):
        arrived = exchanges.incoming(to_team=ground.team(hub=ground.hub()))
    refused = client.get(f"/handovers/from-elsewhere/{arrived.key}/")
    assert refused.status_code == 403
    assert "Okafor" not in text(refused)
