"""What the journeys through a DIALOG+ session touch and wait for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from careplans.models import DialogRating, DialogSession
from hubs.tenancy import in_tenant
from tests.careplans import session_ground
from tests.factories import ground
from tests.journeys.conftest import Site
from tests.referrals.conftest import World, make_world

TABLET = {"width": 810, "height": 1080}
NewContext = Callable[..., BrowserContext]


@pytest.fixture
def world(live_site: Site) -> World:
    tenant = ground.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1")
    made = make_world(tenant, today=timezone.localdate())
    with in_tenant(tenant.pk, staff_id=made.by.staff_id):
        for ago, score in ((200, "2"), (90, "3")):
            at = timezone.now() - timedelta(days=ago)
            session_ground.scored_before(made, "1037651000000100", score, at)
        session_ground.left_to_do(made, "Ring the GP about sleep", how_known="An appointment is made")
    return made


def rating(page: Page, words: str) -> None:
    page.locator(".app-scale__choice", has_text=words).tap()


def go_on(page: Page) -> None:
    page.locator(".app-save").get_by_role("button", name=re.compile("^Save and go on")).tap()


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def kept(page: Page) -> None:
    expect(page.locator("#draft-status")).to_contain_text("Kept at")


def started(world: World) -> DialogSession:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        return session_ground.start(world)


def at(world: World, session: DialogSession, *parts: str) -> str:
    return world.page("dialog", str(session.public_id), *parts)


def ratings(world: World) -> list[int | None]:
    with in_tenant(world.tenant.pk):
        return list(DialogRating.objects.order_by("pk").values_list("rating", flat=True))
