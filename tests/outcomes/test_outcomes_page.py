"""Outcomes of a caseload, a team and a hub: how many there are behind each mean, and who."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from hubs.models import AccessLog
from hubs.models.access import AccessKind
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.rules import dialog
from outcomes.rules.shown_means import Showing
from referrals.models import Referral
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World, client, now, world

__all__ = ["client", "now", "world"]


def rows_of(client: Client, address: str) -> dict[str, list[str]]:
    """The cells of the table by the words of its first column, each without its heading."""
    page = client.get(address).content.decode()
    found = {}
    for row in page.split("<tbody")[1].split("<tr")[1:]:
        cells = re.findall(r"</span><span>(.*?)</span>\s*</t[hd]>", row, re.DOTALL)
        texts = [re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", "", cell))).strip() for cell in cells]
        found[texts[0].removesuffix(": the people behind it")] = texts[1:]
    return found


def filled(world: World, referral: Referral, *values: int) -> None:
    """A scale a week with one rating in every area, the last one yesterday."""
    with in_tenant(world.tenant.pk):
        for number, value in enumerate(reversed(values)):
            for item in dialog.ITEMS.values():
                on = TODAY - timedelta(days=1 + 7 * number)
                record.score(
                    referral=referral,
                    tool_code=item.code_on(TODAY),
                    score=str(value),
                    value=value,
                    taken_on=on,
                )


def others(world: World, count: int) -> list[Referral]:
    with in_tenant(world.tenant.pk):
        received = TODAY - timedelta(days=60)
        return [record.referral(team=world.team, received_on=received) for _ in range(count)]


def test_a_worker_sees_the_means_of_their_own_caseload_however_few(world: World, client: Client) -> None:
    filled(world, world.referral, 3, 5)
    rows = rows_of(client, "/caseload/outcomes/")
    assert rows["Job situation"] == ["1", "3.00", "1", "3.00", "5.00", "Up by 2.00"]
    assert rows["Quality of life, mean of 8 areas"] == ["1", "3.00", "1", "3.00", "5.00", "Up by 2.00"]
    assert len(rows) == 13


def test_whoever_is_not_on_the_caseload_does_not_count(world: World, client: Client) -> None:
    with in_tenant(world.tenant.pk):
        elsewhere = record.referral()
        closed = record.referral(team=world.team, received_on=TODAY - timedelta(days=60))
    filled(world, elsewhere, 3, 5)
    filled(world, closed, 3, 5)
    with in_tenant(world.tenant.pk):
        record.end(closed, TODAY)
    assert rows_of(client, "/caseload/outcomes/")["Job situation"][0] == "0"


@pytest.mark.parametrize("of", ["hub", "team"])
def test_of_a_hub_or_a_team_no_mean_is_shown_of_fewer_than_five(
    world: World, client: Client, of: str
) -> None:
    code = world.hub.code if of == "hub" else str(world.team.public_id)
    address = f"/outcomes/{of}/{code}/"
    people = [world.referral, *others(world, 4)]
    for referral in people[:4]:
        filled(world, referral, 3, 5)
    few = "Fewer than 5 people"
    assert rows_of(client, address)["Job situation"] == ["4", few, "4", few, few, ""]
    filled(world, people[4], 4)
    assert rows_of(client, address)["Job situation"] == ["5", "3.20", "4", few, few, ""]


def test_who_reads_suppressed_figures_is_told_no_small_numbers(world: World, client_as: ClientAs) -> None:
    for referral in others(world, 6):
        filled(world, referral, 3)
    filled(world, world.referral, 5, 3)
    commissioner = client_as(Role.COMMISSIONER)
    page = rows_of(commissioner, f"/outcomes/hub/{world.hub.code}/")
    assert page["Job situation"][:3] == ["5", "3.29", "*"]
    assert commissioner.get(f"/outcomes/hub/{world.hub.code}/job/").status_code == 403


def test_the_way_in_shows_the_workers_hub_and_leads_to_what_is_chosen(world: World, client: Client) -> None:
    page = client.get("/outcomes/").content.decode()
    assert "Northbrook hub" in page
    team = f"team/{world.team.public_id}"
    assert client.get("/outcomes/", {"unit": team}).headers["Location"] == f"/outcomes/{team}/"
    for wrong in ("team/1", "hub/nowhere", "place/x", "x"):
        assert client.get("/outcomes/", {"unit": wrong}).status_code == 404


def test_without_a_hub_the_page_says_so(client_as: ClientAs) -> None:
    assert "There are no hubs yet" in client_as(Role.ADMINISTRATOR).get("/outcomes/").content.decode()


def test_a_mean_leads_to_the_people_behind_it(world: World, client: Client) -> None:
    other = others(world, 1)[0]
    filled(world, world.referral, 3, 5)
    filled(world, other, 4)
    for address in (f"/outcomes/hub/{world.hub.code}/", "/caseload/outcomes/"):
        assert f"{address}job/" in client.get(address).content.decode()
        rows = rows_of(client, f"{address}job/")
        assert list(rows.values()) == [
            ["3.00", "10 Jun 2025", "5.00", "17 Jun 2025"],
            ["4.00", "17 Jun 2025", "None yet", ""],
        ]
        assert next(iter(rows)) == world.person.display_name
    with in_tenant(world.tenant.pk):
        looked = AccessLog.objects.filter(kind=AccessKind.LISTED).values_list("what", flat=True)
        assert set(looked) == {
            "DIALOG: Job situation, Northbrook hub",
            "DIALOG: Job situation, Your caseload",
        }


def test_names_are_for_those_who_may_open_the_records(world: World, client_as: ClientAs) -> None:
    filled(world, world.referral, 3, 5)
    manager = client_as(Role.MANAGER, hub=world.hub)
    rows = rows_of(manager, f"/outcomes/hub/{world.hub.code}/job/")
    assert list(rows) == [world.person.reference]


def test_people_of_another_hub_are_not_listed(world: World, client_as: ClientAs) -> None:
    with in_tenant(world.tenant.pk):
        elsewhere = ground.hub()
    manager = client_as(Role.MANAGER, hub=elsewhere)
    assert manager.get(f"/outcomes/hub/{world.hub.code}/").status_code == 200
    assert manager.get(f"/outcomes/hub/{world.hub.code}/job/").status_code == 403


def test_an_area_that_is_none_has_no_list(world: World, client: Client) -> None:
    assert client.get(f"/outcomes/hub/{world.hub.code}/weather/").status_code == 404
    assert client.get("/caseload/outcomes/weather/").status_code == 404


@pytest.mark.parametrize(
    ("value", "of", "mean", "change"),
    [
        (None, 0, "Nobody yet", ""),
        ("0.004", 9, "0.00", "None"),
        ("-0.5", 9, "-0.50", "Down by 0.50"),
        ("1.25", 5, "1.25", "Up by 1.25"),
        ("1.25", 4, "Fewer than 5 people", ""),
    ],
)
def test_how_a_mean_is_shown(value: str | None, of: int, mean: str, change: str) -> None:
    number = None if value is None else Decimal(value)
    assert Showing(5).mean(number, of) == mean
    assert Showing(5).change(number, of) == change


def test_the_definition_and_the_day_stand_on_the_page(world: World, client: Client) -> None:
    page = client.get("/caseload/outcomes/").content.decode()
    assert "as at 18 June 2025" in page
    assert "What these figures count" in page
