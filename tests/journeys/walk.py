"""What journeys through several organisations share: a hub and its partners, pages that are looked at, and days that
pass.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import DateField, F
from django.db.models.base import Model
from playwright.sync_api import Locator, Page, expect

from hubs.models import GpPractice, Hub, Organisation, StaffMember, Team, Tenant
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import actor_of
from hubs.tenancy import in_tenant
from referrals.models import Holding, Person, Referral
from reporting.management.commands.demo import load_published_files
from tests.factories import ground
from tests.journeys.conftest import accessible

# A folder that pictures of the pages are put into, for whoever wants to look at them.
PICTURES = os.environ.get("JOURNEY_PICTURES", "")
_numbers = count(1)
# What happened to somebody is moved back in time; who they are, and the months of record sets, are not.
NOT_MOVED = frozenset({"birth_date", "source_month", "latest_month"})


@dataclass
class System:
    """A tenant with a hub of a trust, and whoever works with it."""

    tenant: Tenant
    hub: Hub
    trust: Organisation
    workers: dict[str, StaffMember] = field(default_factory=dict)

    def partner(self, name: str, **given: Any) -> Organisation:
        with in_tenant(self.tenant.pk):
            return ground.organisation(name=name, **{"kind": "vcse", **given})

    def team(self, name: str, **given: Any) -> Team:
        with in_tenant(self.tenant.pk):
            return ground.team(name=name, **{"hub": self.hub, "organisation": self.trust, **given})

    def worker(self, name: str, team: Team, role: Role = Role.CLINICIAN) -> StaffMember:
        with in_tenant(self.tenant.pk):
            return ground.staff_member(
                name=name, team=team, role=role, hub=team.hub, organisation=team.organisation
            )


def make_system() -> System:
    load_published_files()
    tenant = ground.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1", public_phone="01632 960 100")
    GpPractice.objects.update_or_create(
        code="P81001", defaults={"name": "STONEBRIDGE SURGERY", "postcode": "PR1 8AH"}
    )
    with in_tenant(tenant.pk):
        trust = ground.organisation(name="Fylde Trust", ods_code="RXA")
        return System(tenant, ground.hub(code="coast", name="Coast hub"), trust)


def look(page: Page, name: str) -> None:
    """The page is accessible; and a picture of it is kept, when somebody wants one."""
    accessible(page)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{next(_numbers):03d}-{name}.png", full_page=True)


def days_pass(system: System, days: int) -> None:
    """All that was recorded happened so many days earlier than it did."""
    with in_tenant(system.tenant.pk):
        for label in ("referrals", "outcomes", "careplans"):
            for model in apps.get_app_config(label).get_models():
                # Histories, and versions of plans, may be read and appended to, and never changed.
                frozen = "UPDATE" not in getattr(model, "app_may", "")
                if not frozen and (moved := _moved(model, days)):
                    model._base_manager.update(**moved)


def _moved(model: type[Model], days: int) -> dict[str, Any]:
    dated = [each for each in model._meta.concrete_fields if isinstance(each, DateField)]
    return {
        each.name: F(each.name) - timedelta(days=days)
        for each in dated
        if each.name not in NOT_MOVED and not each.generated
    }


def press_to(page: Page, target: Locator, *, most: int = 60) -> None:
    """Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reached {target}")


def press(page: Page, target: Locator, *, leads_to: str) -> None:
    """Press a link or a button without a mouse, and wait for the heading of the page it leads to."""
    press_to(page, target)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=leads_to, level=1)).to_be_visible()


def reading(staff: StaffMember) -> Actor:
    assert staff.user is not None
    found = actor_of(staff.user)
    assert found is not None
    return found


def the_person(system: System) -> Person:
    with in_tenant(system.tenant.pk):
        return Person.objects.get(merged_into=None)


def the_referral(system: System) -> Referral:
    """The open one."""
    with in_tenant(system.tenant.pk):
        return Referral.objects.select_related("person", "team", "named_worker").get(discharged_on=None)


def holds(system: System, team: Team) -> None:
    """This team, and no other, holds the one person there is."""
    with in_tenant(system.tenant.pk):
        assert [held.team_id for held in Holding.objects.filter(until=None)] == [team.pk]


def way_through(system: System) -> str:
    referral = the_referral(system)
    return f"/people/{referral.person.reference}/referrals/{referral.reference}/"


def log_a_contact(page: Page, note: str, *, name: str = "") -> None:
    """From a page that leads to the form, or on the form; ``name`` is of its picture."""
    link = page.get_by_role("link", name="Log a contact").or_(
        page.get_by_role("button", name="Log a contact")
    )
    if link.count():
        link.first.click()
    expect(page.get_by_role("heading", name="Log a contact")).to_be_visible()
    page.get_by_label("Duration").fill("50")
    page.get_by_label("Note").fill(note)
    if name:
        look(page, name)
    page.locator(".app-save").get_by_role("button", name="Save contact").click()
    expect(page.get_by_text("The contact is saved.")).to_be_visible()


def hand_over(page: Page, reason: str, shared: str, said: str) -> None:
    """The words of a handover, in the form that is open."""
    page.get_by_label("Why is the person handed over?").fill(reason)
    page.get_by_label("What does the receiver need to know?").fill(shared)
    page.get_by_label("What did the person say to it?").fill(said)


def involve(page: Page, system: System, worker: str, what: str) -> None:
    page.goto(way_through(system))
    page.get_by_role("link", name="Involve a worker").click()
    page.get_by_label("Worker", exact=True).select_option(worker)
    page.get_by_label("What do they do for the person?").fill(what)
    look(page, "involve")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The worker is involved.")).to_be_visible()
