"""The pages of the public form: what is wrong is told, and what was typed is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from referrals.models import RequestDraft
from tests.referrals.refer.form import ANSWERS, START, fill


@pytest.mark.parametrize(
    ("page", "given", "words"),
    [
        ("who", {}, "Choose who needs help"),
        ("person", {**ANSWERS["person"], "birth_date_year": "2030"}, "must be today or in the past"),
        ("person", {**ANSWERS["person"], "nhs_number": "9434765918"}, "You can also leave it out"),
        ("reach", {"reach_by": "phone"}, "Enter a phone number, or choose another way"),
        ("reach", {"reach_by": "phone", "phone": "12"}, "Enter a phone number, like"),
        ("reach", {"reach_by": "letter"}, "Enter the address for letters"),
        ("reach", {**ANSWERS["reach"], "postcode": "Preston"}, "Enter a full UK postcode"),
        ("practice", {}, "Search for the practice and choose it"),
        ("practice", {"practice": "P99999"}, "Search for the practice again"),
        ("story", {}, "Write in a few words what is happening"),
        ("urgency", {}, "Choose how soon help is needed"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    client: Client, page: str, given: dict[str, Any], words: str
) -> None:
    client.post(START)
    response = client.post(f"{START}{page}/", {**given, "unknown_field": "x"})
    assert response.status_code == 200
    told = response.content.decode()
    assert words in told
    assert "There is a problem" in told
    again = client.get(f"{START}{page}/").content.decode()
    assert "There is a problem" not in again
    # A practice that is not in the register cannot be shown among the answers.
    assert all(value in again for value in given.values() if isinstance(value, str) and value != "P99999")


def test_a_form_with_a_gap_leads_to_it(client: Client, tenant: Tenant) -> None:
    fill(client, {page: given for page, given in ANSWERS.items() if page != "story"})
    response = client.post(f"{START}check/")
    assert response.headers["Location"] == f"{START}story/?change=1"
    client.post(f"{START}story/?change=1", {"story": ""})
    assert client.get(f"{START}check/").headers["Location"] == f"{START}story/?change=1&judged=1"
    assert "Write in a few words" in client.get(f"{START}story/?change=1&judged=1").content.decode()
    response = client.post(f"{START}story/?change=1", ANSWERS["story"])
    assert response.headers["Location"] == f"{START}check/"


def test_characters_that_no_database_keeps(client: Client, tenant: Tenant) -> None:
    client.post(START)
    assert client.post(f"{START}story/", {"story": "a\0b"}).status_code == 200
    with in_tenant(tenant.pk):
        assert RequestDraft.objects.get().content["pages"]["story"]["story"] == ["ab"]


def test_only_fields_of_the_page_are_kept(client: Client, tenant: Tenant) -> None:
    client.post(START)
    client.post(f"{START}who/", {"who": "self", "junk": "x" * 1000, "csrfmiddlewaretoken": "y"})
    with in_tenant(tenant.pk):
        assert RequestDraft.objects.get().content["pages"]["who"] == {"who": ["self"]}


def test_a_page_that_does_not_belong_is_not_there(client: Client) -> None:
    client.post(START)
    client.post(f"{START}who/", {"who": "self"})
    assert client.get(f"{START}knows/").status_code == 404
    assert client.get(f"{START}nothing/").status_code == 404
    assert client.get("/refer/nowhere/").status_code == 404
