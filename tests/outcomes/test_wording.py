"""The areas in the words that they are shown in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from outcomes.models import ItemWording, LocalItem
from outcomes.rules import dialog
from outcomes.selectors import wording
from outcomes.selectors.wording import ShownItem
from tests.outcomes.taken import FAMILY, FAMILY_BEFORE, FRIENDSHIPS, FRIENDSHIPS_BEFORE

TODAY = date(2025, 6, 18)


@pytest.fixture(autouse=True)
def _inside(tenant: Tenant, other_tenant: Tenant) -> Iterator[None]:
    """Beside a tenant that has words and items of its own for everything."""
    with in_tenant(other_tenant.pk):
        LocalItem.objects.create(key="money", label="Theirs")
        for item in (*dialog.ITEMS, "money"):
            worded(item, "Theirs", "en")
            worded(item, "Ichnie", "cy")
    with in_tenant(tenant.pk):
        yield


def worded(item: str, words: str, language: str = "en") -> ItemWording:
    return ItemWording.objects.create(item=item, language=language, words=words, source="Licence 12, ELFT")


def by_key(language: str = "en", on: date = TODAY) -> dict[str, ShownItem]:
    return {item.key: item for item in wording.items(language, on=on)}


def test_without_wording_of_their_own_the_eleven_are_shown_in_the_national_order_by_our_labels() -> None:
    shown = wording.items(on=TODAY)
    assert [item.key for item in shown] == list(dialog.ITEMS)
    assert [item.words for item in shown] == [item.label for item in dialog.ITEMS.values()]
    assert {(item.is_scored, item.is_licensed, item.language) for item in shown} == {(True, False, "en")}


@pytest.mark.parametrize(
    ("on", "friendships", "family"),
    [
        (date(2024, 3, 31), FRIENDSHIPS_BEFORE, FAMILY_BEFORE),
        (date(2024, 4, 1), FRIENDSHIPS, FAMILY),
        (TODAY, FRIENDSHIPS, FAMILY),
    ],
)
def test_an_item_has_the_code_of_its_day(on: date, friendships: str, family: str) -> None:
    shown = by_key(on=on)
    assert (shown["friendships"].code, shown["family"].code) == (friendships, family)


def test_a_tenants_own_items_follow_and_are_never_scored() -> None:
    money = LocalItem.objects.create(key="money", label="Money", position=2)
    alcohol = LocalItem.objects.create(key="alcohol", label="Alcohol", position=1)
    LocalItem.objects.create(key="pets", label="Pets", is_active=False)
    own = wording.items(on=TODAY)[11:]
    assert [(item.key, item.code, item.local_item_id, item.is_scored) for item in own] == [
        ("alcohol", "", alcohol.pk, False),
        ("money", "", money.pk, False),
    ]


def test_what_is_out_of_use_can_be_asked_for_as_well() -> None:
    LocalItem.objects.create(key="pets", label="Pets", is_active=False)
    assert [item.key for item in wording.items(on=TODAY, retired=True)[11:]] == ["pets"]


def test_licensed_words_stand_in_place_of_the_label() -> None:
    worded("job", "How satisfied are you with your job?")
    shown = by_key()
    assert (shown["job"].words, shown["job"].label) == (
        "How satisfied are you with your job?",
        "Job situation",
    )
    assert (shown["job"].is_licensed, shown["safety"].is_licensed) == (True, False)


def test_another_language_falls_back_to_english_item_by_item() -> None:
    worded("job", "In English")
    worded("job", "Po polsku", "pl")
    worded("safety", "Safety in English")
    LocalItem.objects.create(key="money", label="Money")
    worded("money", "Pieniądze", "pl")
    shown = by_key("pl")
    assert {
        key: (shown[key].words, shown[key].language) for key in ("job", "safety", "leisure", "money")
    } == {
        "job": ("Po polsku", "pl"),
        "safety": ("Safety in English", "en"),
        "leisure": ("Leisure activities", "en"),
        "money": ("Pieniądze", "pl"),
    }
    assert by_key()["job"].words == "In English"


def test_the_languages_are_those_that_were_loaded() -> None:
    assert wording.languages() == ["en"]
    worded("job", "Nokri", "ur")
    worded("job", "Po polsku", "pl")
    assert wording.languages() == ["en", "pl", "ur"]


def test_it_costs_two_queries() -> None:
    for number in range(5):
        LocalItem.objects.create(key=f"own-{number}", label="Own")
        worded(f"own-{number}", "Words")
    with CaptureQueriesContext(connection) as captured:
        wording.items("pl", on=TODAY)
    assert len(captured) == 2
