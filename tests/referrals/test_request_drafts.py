"""A stranger's form on its way opens for whoever holds its secret, for seven days, and asks again after a pause."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from hubs.models import Tenant
from hubs.selectors.staff import system_actor
from referrals.actions import request_drafts as actions
from referrals.models import RequestDraft
from referrals.selectors import request_drafts

Begun = tuple[RequestDraft, str]


@pytest.fixture
def begun(in_a_tenant: Tenant) -> Begun:
    return actions.start(by=system_actor(in_a_tenant.pk), content={"flow": "self"})


def test_its_secret_opens_it_and_nothing_else(begun: Begun) -> None:
    draft, secret = begun
    other, another = actions.start(by=system_actor(draft.tenant_id), content={"flow": "self"})
    assert request_drafts.find(draft.key, secret) == draft
    assert request_drafts.find(draft.key, another) is None
    assert request_drafts.find(draft.key, "") is None
    assert request_drafts.find(other.key, secret) is None
    assert secret not in str(RequestDraft.objects.values().get(pk=draft.pk))


@pytest.mark.parametrize(("passed", "opens"), [(0, True), (1, False)])
def test_it_is_kept_for_seven_days(begun: Begun, passed: int, opens: bool) -> None:
    draft, secret = begun
    later = draft.updated_at + dt.timedelta(days=7, seconds=passed)
    with time_machine.travel(later, tick=False):
        assert (request_drafts.find(draft.key, secret) is not None) is opens


@pytest.mark.parametrize(("passed", "asks"), [(0, False), (1, True)])
def test_whoever_comes_back_after_half_an_hour_is_asked_who_they_are(
    begun: Begun, passed: int, asks: bool
) -> None:
    draft, _ = begun
    with time_machine.travel(draft.updated_at + dt.timedelta(minutes=30, seconds=passed), tick=False):
        assert request_drafts.is_paused(draft) is asks
        actions.go_on(by=system_actor(draft.tenant_id), draft=draft)
        draft.refresh_from_db()
        assert not request_drafts.is_paused(draft)
