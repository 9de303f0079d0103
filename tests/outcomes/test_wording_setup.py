"""An administrator loads licensed wording, other languages and areas of the system's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hubs.models import AuditEvent, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.models import ItemWording, LocalItem
from outcomes.selectors import wording
from tests.conftest import ClientAs

pytestmark = pytest.mark.usefixtures("ours")

TODAY = date(2025, 6, 18)
WORDS = "item,language,words,source\n"


@pytest.fixture
def administrator(client_as: ClientAs) -> Client:
    return client_as(Role.ADMINISTRATOR)


@pytest.fixture
def ours(tenant: Tenant, administrator: Client) -> Iterator[Tenant]:
    """The tenant, in force after each request of the administrator."""
    with in_tenant(tenant.pk):
        yield tenant


def load(client: Client, what: str, text: str) -> str:
    file = SimpleUploadedFile("file.csv", text.encode(), "text/csv")
    return unescape(
        client.post(reverse(f"setup-wording-{what}"), {"file": file}, follow=True).content.decode()
    )


def said(language: str = "en") -> dict[str, str]:
    return {item.key: item.words for item in wording.items(language, on=TODAY)}


def test_words_are_loaded_and_loading_again_replaces_them(administrator: Client) -> None:
    page = load(administrator, "words", WORDS + "job,en,Your job,ELFT 12\njob,pl,Praca,ELFT 12\n")
    assert "2 lines of the file loaded." in page
    assert "Praca" in page
    load(administrator, "words", WORDS + "job,en,Your work,ELFT 13\n")
    assert (said()["job"], said("pl")["job"]) == ("Your work", "Praca")
    assert ItemWording.objects.count() == 2
    assert AuditEvent.objects.filter(action="wording.loaded").count() == 2


def test_a_file_with_a_fault_is_told_by_line_and_changes_nothing(administrator: Client) -> None:
    page = load(administrator, "words", WORDS + "job,en,Your job,ELFT\nwork,en,Your work,ELFT\n")
    assert "There is a problem" in page
    assert "Line 3: item “work” is none of the eleven" in page
    assert not ItemWording.objects.exists()


def test_without_a_file_one_is_asked_for(administrator: Client) -> None:
    page = administrator.post(reverse("setup-wording-words"), {}).content.decode()
    assert "Choose a CSV file" in page


def test_a_large_file_is_refused(administrator: Client) -> None:
    assert "larger than 1,000 kB" in load(administrator, "words", "x" * 1_000_001)


def test_areas_follow_the_eleven_in_the_order_of_the_file(administrator: Client) -> None:
    load(administrator, "areas", "key,label\nmoney,Money\npets,Pets\n")
    load(administrator, "areas", "key,label\nalcohol,Alcohol\nmoney,Money and debts\n")
    assert [item.label for item in wording.items(on=TODAY)[11:]] == ["Alcohol", "Money and debts", "Pets"]


def test_words_of_an_own_area_need_the_area(administrator: Client) -> None:
    text = WORDS + "money,pl,Pieniądze,Ours\n"
    assert "no area of your own" in load(administrator, "words", text)
    load(administrator, "areas", "key,label\nmoney,Money\n")
    assert "1 line of the file loaded." in load(administrator, "words", text)
    assert said("pl")["money"] == "Pieniądze"


def test_an_area_is_taken_out_of_use_and_into_use_again(administrator: Client) -> None:
    load(administrator, "areas", "key,label\nmoney,Money\n")
    address = reverse("setup-wording-use", args=["money"])
    administrator.post(address, {"use": "no"})
    assert "money" not in said()
    assert "Out of use" in administrator.get(reverse("setup-wording")).content.decode()
    administrator.post(address, {"use": "yes"})
    administrator.post(address, {"use": "yes"})
    assert "money" in said()
    assert [event.action for event in AuditEvent.objects.order_by("pk") if "area_" in event.action] == [
        "wording.area_out_of_use",
        "wording.area_in_use",
    ]


def test_the_words_of_a_language_are_taken_out_and_labels_stand_again(administrator: Client) -> None:
    load(administrator, "words", WORDS + "job,en,Your job,ELFT\njob,pl,Praca,ELFT\n")
    address = reverse("setup-wording-remove", args=["en"])
    assert administrator.post(address).status_code == 302
    assert (said()["job"], said("pl")["job"]) == ("Job situation", "Praca")
    assert administrator.post(address).status_code == 404


def test_an_area_that_is_not_there_is_not_found(administrator: Client) -> None:
    assert administrator.post(reverse("setup-wording-use", args=["money"])).status_code == 404
    assert not LocalItem.objects.exists()


def test_only_administrators_set_it_up(client_as: ClientAs) -> None:
    assert client_as(Role.CLINICIAN).get(reverse("setup-wording")).status_code == 403
