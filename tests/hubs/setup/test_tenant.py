"""What a tenant decides for itself: figures, the promised wait, the public pages."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from hubs.models import (
    AuditEvent,
    Tenant,
)
from tests.hubs.forms_on_pages import send


def test_the_policy_for_published_figures(administrator: Client, ours: Tenant) -> None:
    address = reverse("setup-policy")
    assert "Enter a number from 1 to 100" in send(
        administrator, address, suppress_below="5", round_to="0", within_days="28"
    )
    send(administrator, address, suppress_below="7", round_to="10", within_days="28")
    ours.refresh_from_db()
    assert (ours.suppress_below, ours.round_to) == (7, 10)
    assert AuditEvent.objects.get(action="tenant.policy_set").detail == {
        "suppress_below": [5, 7],
        "round_to": [5, 10],
    }


def test_the_wait_that_is_promised(administrator: Client, ours: Tenant) -> None:
    address = reverse("setup-wait")
    send(administrator, address, local_wait_from="received", local_wait_until="never", in_touch_within="5")
    ours.refresh_from_db()
    assert (ours.local_wait_from, ours.local_wait_until) == ("requested", "help")
    promised = {"local_wait_from": "received", "local_wait_until": "second_contact"}
    for wrong in ("0", "21", ""):
        assert "working days" in send(administrator, address, **promised, in_touch_within=wrong)
    send(administrator, address, **promised, in_touch_within="3")
    ours.refresh_from_db()
    assert (ours.local_wait_from, ours.local_wait_until) == ("received", "second_contact")
    assert ours.in_touch_within == 3
    assert "In touch within 3 working days" in administrator.get(reverse("setup")).content.decode()
    assert AuditEvent.objects.filter(action="tenant.local_wait_set").count() == 1


def test_the_public_pages(administrator: Client, ours: Tenant) -> None:
    address = reverse("setup-public")
    assert "Enter a telephone number" in send(
        administrator, address, public_phone="ring us", takes_requests="on"
    )
    assert "people can only ring" in send(administrator, address, public_phone="")
    assert "are saved" in send(administrator, address, public_phone=" 01632  960 100 ")
    ours.refresh_from_db()
    assert (ours.public_phone, ours.takes_requests) == ("01632 960 100", False)
    assert "Number to ring: 01632 960 100" in administrator.get(reverse("setup")).content.decode()
    assert "are saved" in send(administrator, address, public_phone="111", takes_requests="on")
