"""What is typed into the public form until it is sent: whose it is, and when it goes."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from referrals.actions import request_drafts
from referrals.models import RequestDraft
from referrals.views import strangers
from tests.factories import ground
from tests.referrals.conftest import NOW
from tests.referrals.refer.form import START, fill


def test_a_draft_is_its_owner_s_alone(client: Client, tenant: Tenant) -> None:
    fill(client)
    with in_tenant(tenant.pk):
        assert "Okafor" in str(RequestDraft.objects.get().content)
    cookie = client.cookies["request-self"]
    assert cookie["httponly"]
    assert cookie["path"] == "/refer/"
    assert cookie["max-age"] == 7 * 24 * 3600
    stranger = Client()
    assert stranger.get(f"{START}person/").headers["Location"].startswith(START)
    stranger.cookies["request-self"] = cookie.value[:-2] + "xx"
    assert "Okafor" not in stranger.get(f"{START}person/", follow=True).content.decode()


def test_a_cookie_of_one_tenant_opens_nothing_at_another(
    client: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    with in_tenant(other_tenant.pk):
        ground.team(takes_new=True)
    fill(client)
    assert client.get("/refer/wirral/person/").headers["Location"] == "/refer/wirral/?gone=1"


def test_nothing_is_stored_by_the_browser(client: Client) -> None:
    fill(client)
    for page in ("person/", "check/", "later/", ""):
        assert "no-store" in client.get(f"{START}{page}").headers["Cache-Control"]


def test_deleting_the_answers(client: Client, tenant: Tenant) -> None:
    fill(client)
    response = client.post(f"{START}delete/")
    assert client.cookies["request-self"].value == ""
    assert "Okafor" not in client.get(response.headers["Location"]).content.decode()
    with in_tenant(tenant.pk):
        assert not RequestDraft.objects.exists()
    assert client.get(f"{START}delete/").status_code == 405


def test_starting_again_leaves_nothing_of_the_first(client: Client, tenant: Tenant) -> None:
    fill(client)
    client.post(START)
    with in_tenant(tenant.pk):
        assert RequestDraft.objects.get().content == {"pages": {}}


def test_saving_for_later_keeps_what_is_not_in_order(client: Client, tenant: Tenant) -> None:
    client.post(START)
    response = client.post(f"{START}person/", {"given_name": "Amara", "later": "1"}, follow=True)
    told = response.content.decode()
    assert "Nothing has been sent yet" in told
    assert "25 June 2025" in told
    assert 'value="Amara"' in client.get(f"{START}person/").content.decode()


def test_after_a_pause_the_date_of_birth_is_asked(client: Client, tenant: Tenant) -> None:
    fill(client)
    with time_machine.travel(NOW + timedelta(hours=8), tick=False):
        for page in ("person", "check"):
            assert client.get(f"{START}{page}/").headers["Location"] == f"{START}resume/"
        asks = client.get(f"{START}resume/").content.decode()
        assert "Okafor" not in asks
        # What was typed before the pause, on a page left open, is not lost.
        sent = client.post(f"{START}story/", {"story": "Typed overnight"})
        assert sent.headers["Location"] == f"{START}resume/"
        right = {"birth_date_day": "3", "birth_date_month": "3", "birth_date_year": "1988"}
        response = client.post(f"{START}resume/", right)
        assert response.headers["Location"] == f"{START}check/"
        assert "Typed overnight" in client.get(f"{START}check/").content.decode()


def test_somebody_who_guesses_the_date_of_birth_loses_the_draft(client: Client, tenant: Tenant) -> None:
    fill(client)
    with time_machine.travel(NOW + timedelta(hours=8), tick=False):
        for day in range(10, 14):
            guess = {"birth_date_day": str(day), "birth_date_month": "3", "birth_date_year": "1988"}
            assert "is not the date of birth" in client.post(f"{START}resume/", guess).content.decode()
        # A slip of the keyboard is no guess.
        client.post(f"{START}resume/", {"birth_date_day": "x"})
        last = {"birth_date_day": "14", "birth_date_month": "3", "birth_date_year": "1988"}
        assert client.post(f"{START}resume/", last).headers["Location"] == f"{START}?gone=1"
    with in_tenant(tenant.pk):
        assert not RequestDraft.objects.exists()


def test_a_draft_goes_after_seven_days(client: Client, tenant: Tenant) -> None:
    fill(client)
    with time_machine.travel(NOW + timedelta(days=7, minutes=1), tick=False):
        assert client.get(f"{START}resume/").headers["Location"] == f"{START}?gone=1"
        with in_tenant(tenant.pk):
            assert request_drafts.clear(by=strangers.actor(tenant), now=timezone.now()) == 1
            assert not RequestDraft.objects.exists()
