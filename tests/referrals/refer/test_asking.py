"""The public form: anybody asks, for themselves or for somebody who knows of it, and a team has it at once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from hubs.models import Team, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import request_drafts, requests
from referrals.actions.requests import Asked
from referrals.models import Holding, Needs, Person, Referral, Request, RequestDraft
from referrals.models.request import Way
from referrals.rules import refer_steps
from referrals.views import strangers
from tests.factories import ground, record
from tests.referrals.conftest import NOW
from tests.referrals.refer.form import ANSWERS, CRISIS, FOR_HER, START, asked, fill, send


def test_the_day_by_which_somebody_is_in_touch_is_the_tenant_s_promise(
    client: Client, tenant: Tenant, front_door: Team
) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(in_touch_within=2)
    assert "within 2 working days at the latest" in client.get(START).content.decode()
    fill(client)
    # Wednesday 18 June 2025 and two working days.
    assert "gets in touch by <strong>20 June 2025</strong>" in client.get(f"{START}check/").content.decode()
    assert "by <strong>20 June 2025</strong> at the latest" in send(client)


def test_somebody_asks_for_herself(client: Client, tenant: Tenant, front_door: Team) -> None:
    assert fill(client).headers["Location"] == f"{START}check/"
    page = client.get(f"{START}check/").content.decode()
    assert "I do not sleep." in page
    assert "3 March 1988" in page
    told = send(client)
    made = asked(tenant)
    assert made.reference in told
    # Wednesday 18 June 2025 and five working days.
    assert "25 June 2025" in told
    assert (made.way, made.story, made.hopes, made.is_urgent) == (
        "self",
        "I do not sleep.",
        "To sleep",
        False,
    )
    assert made.person.given_name == "Amara"
    assert made.person.birth_date == date(1988, 3, 3)
    assert made.person.postcode == "PR1 1AH"
    assert made.referral.source == "B1"
    with in_tenant(tenant.pk):
        assert Holding.objects.get(person=made.person, until=None).team == front_door
        needs = Needs.objects.get(person=made.person)
        assert not RequestDraft.objects.exists()
    assert (needs.reach_by, needs.may_text, needs.may_email, needs.may_leave_message) == (
        "text",
        True,
        False,
        True,
    )
    assert (needs.digital_suits, needs.communication, needs.interpreter_language) == (
        False,
        "Large print",
        "Igbo",
    )


def test_an_urgent_request_says_by_when_somebody_is_seen(client: Client, tenant: Tenant) -> None:
    fill(client, {**ANSWERS, "urgency": {"urgency": "soon", "safety": "Not eating"}})
    told = send(client)
    assert "19 June 2025" in told
    assert "25 June 2025" in told
    made = asked(tenant)
    assert made.is_urgent
    assert made.safety == "Not eating"
    assert made.referral.priority == "2"


def test_a_brother_asks_with_her_knowledge(client: Client, tenant: Tenant) -> None:
    fill(client, FOR_HER)
    send(client)
    made = asked(tenant)
    assert (made.way, made.asker_name, made.asker_role) == ("carer", "Chidi", "Her brother")
    assert made.person_knows
    assert made.referral.source == "B2"
    with in_tenant(tenant.pk):
        assert Needs.objects.get().reach_by == "asker"


def test_without_her_knowledge_he_is_told_what_he_can_do(client: Client, tenant: Tenant) -> None:
    client.post(START)
    client.post(f"{START}who/", {"who": "carer"})
    response = client.post(f"{START}knows/", {"knows": "no"}, follow=True)
    told = response.content.decode()
    assert "What you can do now" in told
    assert "Carers UK" in told
    for page, given in {**FOR_HER, "knows": {"knows": "no"}}.items():
        client.post(f"{START}{page}/", given)
    assert client.post(f"{START}check/").headers["Location"].startswith(f"{START}knows/")
    with in_tenant(tenant.pk):
        assert not Request.objects.exists()


def test_every_page_says_whom_to_ring_in_a_crisis(client: Client) -> None:
    fill(client, FOR_HER)
    pages = [*refer_steps.pages(refer_steps.SELF, refer_steps.CARER), "check", "later", "without-them"]
    for address in ["/refer/", "/refer/professional/", START, *(f"{START}{page}/" for page in pages)]:
        told = client.get(address, follow=True).content.decode()
        assert all(number in told for number in CRISIS), address
    assert all(number in send(client) for number in CRISIS)


def test_the_second_click_finds_the_first(client: Client, tenant: Tenant) -> None:
    fill(client)
    cookies = dict(client.cookies.items())
    first = send(client)
    client.cookies.clear()
    client.cookies.update(cookies)
    assert send(client) == first
    assert asked(tenant).reference in first


def test_the_action_gives_the_same_request_when_a_draft_is_sent_twice(client: Client, tenant: Tenant) -> None:
    fill(client)
    with in_tenant(tenant.pk):
        draft = RequestDraft.objects.get()
    send(client)
    made = asked(tenant)
    with in_tenant(tenant.pk):
        again = request_drafts.send(
            by=strangers.actor(tenant), draft=draft, asked=Asked(way=Way.SELF, form_key=draft.key), known={}
        )
        assert again == made
        draft.key = uuid4()
        with pytest.raises(request_drafts.DraftGone):
            request_drafts.send(by=strangers.actor(tenant), draft=draft, asked=Asked(way=Way.SELF), known={})


def test_the_answer_is_the_same_for_somebody_known(client: Client, tenant: Tenant) -> None:
    told = []
    for _ in range(2):
        fill(client, {**ANSWERS, "person": {**ANSWERS["person"], "nhs_number": "943 476 5919"}})
        told.append(send(client))
    with in_tenant(tenant.pk):
        first, second = Request.objects.order_by("pk")
        assert Person.objects.filter(family_name="Okafor").count() == 2
    assert told[0].replace(first.reference, "") == told[1].replace(second.reference, "")


def test_a_reference_leads_nowhere(client: Client, tenant: Tenant) -> None:
    fill(client)
    send(client)
    reference = asked(tenant).reference
    for address in (f"/refer/{reference}/", f"{START}{reference}/", f"{START}sent/?reference={reference}"):
        assert "Amara" not in Client().get(address, follow=True).content.decode()
    assert Client().get(f"{START}sent/").headers["Location"] == START


def test_what_is_confirmed_is_gone_after_ten_minutes(client: Client) -> None:
    fill(client)
    send(client)
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert client.get(f"{START}sent/").headers["Location"] == START


def test_somebody_under_18_is_taken_in(client: Client, tenant: Tenant) -> None:
    fill(client, {**ANSWERS, "person": {**ANSWERS["person"], "birth_date_year": "2009"}})
    for page in ("reach", "check"):
        told = client.get(f"{START}{page}/").content.decode()
        assert "under 18" in told
        assert "Childline" in told
    send(client)
    assert asked(tenant).person.birth_date == date(2009, 3, 3)


def test_an_urgent_request_makes_an_open_referral_urgent(in_a_tenant: Tenant) -> None:
    by = ground.actor(Role.CLINICIAN)
    held = record.referral(priority="3")
    very = record.referral(priority="1")
    for referral in (held, very):
        requests.ask(by=by, asked=Asked(way=Way.GP, is_urgent=True), person=referral.person)
        requests.ask(by=by, asked=Asked(way=Way.GP), person=referral.person)
    rows = {each.pk: each for each in Referral.objects.all()}
    assert (rows[held.pk].priority, rows[held.pk].version) == ("2", 2)
    assert (rows[very.pk].priority, rows[very.pk].version) == ("1", 1)
