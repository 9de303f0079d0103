"""Progress over twelve sessions: seen at a glance on a wide screen, and area by area at 400 % zoom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from hubs.models import StaffMember, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.rules.dialog import ITEMS
from referrals.models import Referral
from tests.careplans.sessions import session
from tests.factories import ground, record
from tests.journeys.conftest import NARROW, Site, accessible, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class World:
    referral: Referral
    worker: StaffMember

    @property
    def address(self) -> str:
        return f"/people/{self.referral.person.reference}/"


@pytest.fixture
def world(live_site: Site) -> World:
    tenant: Tenant = ground.tenant(slug="fylde", name="Fylde Coast")
    with in_tenant(tenant.pk):
        hub = ground.hub()
        made = record.referral(team=ground.team(hub=hub))
        keys = list(ITEMS)
        for place in range(12):
            day = dt.date(2024, 2, 5) + dt.timedelta(days=35 * place + (250 if place > 4 else 0))
            ratings: dict[str, int | None] = {
                key: min(7, max(1, 2 + (at + place) % 3 + place // 4)) for at, key in enumerate(keys)
            }
            if place % 5 == 3:
                ratings[keys[place % 11]] = None
            talked = [keys[place % 11], keys[(place + 4) % 11]]
            session(made, day, ratings, talked=talked, wanted=talked[:1], own={"Money": 3 + place // 4})
        return World(made, ground.staff_member(role=Role.CLINICIAN, hub=hub, team=made.team))


def test_twelve_sessions_at_a_glance(page: Page, world: World) -> None:
    sign_in(page, world.worker, next_page=world.address)
    page.get_by_role("link", name="Progress", exact=True).click()
    expect(page.get_by_role("heading", name="Progress", level=1)).to_be_visible()
    expect(page.get_by_role("img", name="Each area over all sessions")).to_be_visible()
    expect(page.get_by_role("img", name="Quality of life and treatment overall")).to_be_visible()
    accessible(page)
    for summary in page.get_by_text("The numbers in a table").all():
        summary.click()
    expect(page.get_by_role("row", name="Where I live 2 3 4 not rated")).to_be_visible()
    accessible(page)
    page.set_viewport_size(NARROW)
    expect(page.get_by_role("img", name="Each area over all sessions")).to_be_hidden()
    for item in ITEMS.values():
        drawing = page.get_by_role("img", name=item.label)
        expect(drawing).to_be_visible()
        box = drawing.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW["width"]


def test_each_layout_is_a_download(page: Page, world: World) -> None:
    sign_in(page, world.worker, next_page=f"{world.address}progress/")
    for layout in ("Standard", "Large print", "Easy read"):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"{layout} PDF of the progress").click()
        assert download.value.suggested_filename.startswith("progress-")
