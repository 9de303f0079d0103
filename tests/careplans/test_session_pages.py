"""The pages of a session without JavaScript."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from careplans.models import DialogArea, DialogRating, DialogSession, PlanAction
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from tests.careplans import session_ground as ground_of
from tests.careplans.session_ground import ELEVEN
from tests.referrals.conftest import World, client, now, world

__all__ = ["client", "now", "world"]


def test_a_whole_session_by_its_buttons(client: Client, world: World) -> None:
    page = client.get(world.page()).content.decode()
    assert "Start a DIALOG+ session" in page
    response = client.post(
        reverse("dialog-new", args=[world.person.reference]),
        {"referral": world.referral.reference, "way": "together"},
        follow=True,
    )
    assert "Mental health" in response.content.decode()
    for number, key in enumerate(ELEVEN):
        address = response.redirect_chain[-1][0]
        assert address.endswith(f"/rate/{key}/")
        response = client.post(address, {"rating": str(number % 7 + 1), "more_help": "yes", "save": "1"}, follow=True)
    assert response.redirect_chain[-1][0].endswith("/choose/")
    response = client.post(response.redirect_chain[-1][0], {"chosen": ["job", "safety"]}, follow=True)
    talk = response.redirect_chain[-1][0]
    response = client.post(
        talk,
        {"understanding": "No work since June.", "what": "Ring the job centre", "doer": "person", "agree": "1"},
        follow=True,
    )
    assert "Ring the job centre" in response.content.decode()
    response = client.post(talk, {"understanding": "No work since June.", "save": "1"}, follow=True)
    response = client.post(response.redirect_chain[-1][0], {"save": "1"}, follow=True)
    complete = response.redirect_chain[-1][0]
    assert complete.endswith("/complete/")
    page = response.content.decode()
    version = page.split('name="version" value="')[1].split('"')[0]
    response = client.post(complete, {"version": version}, follow=True)
    assert "The session is completed." in response.content.decode()
    with in_tenant(world.tenant.pk):
        assert CodedScore.objects.count() == 11
        assert PlanAction.objects.get().what == "Ring the job centre"
        assert DialogArea.objects.count() == 2
        assert DialogSession.objects.get().completed_at is not None
