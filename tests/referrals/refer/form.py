"""The public form as somebody fills it in and sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.test import Client

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from referrals.models import Request

START = "/refer/fylde/"
CRISIS = ("999", "111", "option 2", "116 123", "85258")
ANSWERS: dict[str, dict[str, Any]] = {
    "who": {"who": "self"},
    "person": {
        "given_name": "Amara",
        "family_name": "Okafor",
        "birth_date_day": "3",
        "birth_date_month": "3",
        "birth_date_year": "1988",
    },
    "reach": {"phone": "07700 900 982", "reach_by": "text", "may": ["message"], "postcode": "pr11ah"},
    "practice": {"practice": "unknown"},
    "story": {"story": "I do not sleep.", "hopes": "To sleep"},
    "urgency": {"urgency": "wait", "safety": ""},
    "needs": {"digital": "no", "communication": "Large print", "interpreter_language": "Igbo"},
}
FOR_HER: dict[str, dict[str, Any]] = {
    **ANSWERS,
    "who": {"who": "carer"},
    "knows": {"knows": "yes"},
    "asker": {"asker_name": "Chidi", "asker_role": "Her brother", "asker_email": "chidi@example.org"},
    "reach": {"reach_by": "asker"},
}


def fill(client: Client, answers: Mapping[str, dict[str, Any]] = ANSWERS, start: str = START) -> Any:
    """Begin and answer every page; where the last one leads."""
    response = client.post(start)
    for page, given in answers.items():
        response = client.post(f"{start}{page}/", given)
        assert response.status_code == 302, (page, response.content.decode())
    return response


def send(client: Client, start: str = START) -> str:
    """Send it; the page that confirms it."""
    response = client.post(f"{start}check/", follow=True)
    assert response.request["PATH_INFO"] == f"{start}sent/"
    return response.content.decode()


def asked(tenant: Tenant) -> Request:
    with in_tenant(tenant.pk):
        return Request.objects.select_related("person", "referral__team").get()
