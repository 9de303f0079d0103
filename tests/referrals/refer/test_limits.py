"""How often somebody may send the public form, and who is the caller."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from hubs.models import Tenant
from referrals.views.limits import NOBODY, caller
from tests.referrals.refer.form import CRISIS, START


def test_who_sends_too_often_is_told_what_to_do(client: Client, settings: Settings, tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(public_phone="01253 000 000")
    settings.PUBLIC_FORM_LIMITS = {**settings.PUBLIC_FORM_LIMITS, "save": {"address": "2/h"}}
    client.post(START)
    for _ in range(2):
        assert client.post(f"{START}who/", {"who": "self"}).status_code == 302
    response = client.post(f"{START}who/", {"who": "carer"})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    told = response.content.decode()
    assert "Please wait a little" in told
    assert "01253 000 000" in told
    assert all(number in told for number in CRISIS)
    assert client.get(f"{START}who/").status_code == 200


def test_limits_are_by_browser_as_well(client: Client, settings: Settings) -> None:
    settings.PUBLIC_FORM_LIMITS = {**settings.PUBLIC_FORM_LIMITS, "start": {"browser": "1/h"}}
    browsers = [Client(enforce_csrf_checks=False) for _ in range(2)]
    statuses = []
    for browser in browsers:
        browser.get(START)
        statuses.append([browser.post(START).status_code for _ in range(2)])
    assert statuses == [[302, 429], [302, 429]]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.7", "203.0.113.9"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        (2, "1.2.3.4, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "10.0.0.1", "203.0.113.9"),
        (1, "nonsense", NOBODY),
    ],
)
def test_the_caller_behind_our_proxies(
    rf: Any, settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = rf.post("/refer/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="203.0.113.9")
    assert caller(request) == expected
