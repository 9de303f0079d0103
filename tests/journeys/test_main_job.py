"""The main job, end to end: record sets from files, a contact in the browser, the night by a real worker, the hub's
dashboard, and the quarterly return as a PDF."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.pdf import pdf_faults
from hubs.models import Hub, StaffMember, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Person
from reporting import tasks
from reporting.management.commands.demo import load_published_files
from reporting.models import AssuranceReturn, IndicatorValue
from tests.factories import ground, record
from tests.journeys.conftest import NewPage, Site, accessible, sign_in_by_form
from tests.plugins.worker import StartWorker

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAMPLES = settings.BASE_DIR / "reporting/data/samples/mhsds_v6"


@dataclass
class System:
    """A tenant with a hub, somebody who waits there, and those who work with it."""

    tenant: Tenant
    hub: Hub
    person: Person
    clinician: StaffMember
    manager: StaffMember
    commissioner: StaffMember


@pytest.fixture
def system(live_site: Site) -> System:
    load_published_files()
    tenant = ground.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1")
    with in_tenant(tenant.pk):
        trust = ground.organisation(ods_code="RXA", name="Fylde Trust")
        hub = ground.hub(code="fylde", name="Fylde Hub")
        for code in ("U10001", "U10006"):
            ground.coverage(hub=hub, pcn=ground.pcn(ods_code=code))
        team = ground.team(hub=hub, organisation=trust, name="Fylde Team")
        person = record.person(family_name="Marsden", given_name="Ruth")
        record.referral(person=person, team=team, received_on=timezone.localdate() - timedelta(days=9))
        return System(
            tenant=tenant,
            hub=hub,
            person=person,
            clinician=ground.staff_member(role=Role.CLINICIAN, hub=hub, team=team, organisation=trust),
            manager=ground.staff_member(role=Role.MANAGER, organisation=trust, name="Mona Manager"),
            commissioner=ground.staff_member(role=Role.COMMISSIONER, organisation=trust),
        )


def value(system: System, indicator: str, period_end: date, **where: str) -> int:
    place = {"level": "tenant", "level_code": "", "breakdown": "", "group": "", **where}
    with in_tenant(system.tenant.pk):
        found = IndicatorValue.objects.get(
            indicator=indicator, period_end=period_end, period_kind="month", **place
        )
    return int(found.value or 0)


def test_from_record_sets_and_a_contact_to_dashboard_and_return(
    system: System, new_page: NewPage, start_worker: StartWorker, tmp_path: Path
) -> None:
    for month in sorted(SAMPLES.iterdir()):
        call_command("import_mhsds", month, tenant=system.tenant.slug, verbosity=0)
    log_a_contact(new_page(), system)

    start_worker()
    today = timezone.localdate()
    assert tasks.nightly.send_to(system.tenant.pk, today.isoformat()).get(timeout=300) == "done"

    see_it_on_the_dashboard(new_page(), system, today)
    sign_the_quarter(new_page(), system)
    download_the_return(new_page(), system, tmp_path)


def log_a_contact(page: Page, system: System) -> None:
    sign_in_by_form(page, system.clinician)
    row = page.get_by_role("row").filter(has_text="MARSDEN, Ruth")
    row.get_by_role("button", name="Log contact").click()
    page.get_by_label("Note").fill("Met at the hub; agreed to meet again.")
    page.locator(".app-save").get_by_role("button", name="Save contact").click()
    expect(page.get_by_text("The contact is saved.")).to_be_visible()


def see_it_on_the_dashboard(page: Page, system: System, today: date) -> None:
    last_day = (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    waiting = value(system, "wait.mrs02", last_day, level="hub", level_code=system.hub.code)
    held = value(system, "access.caseload", last_day, level="hub", level_code=system.hub.code)
    assert waiting >= 1
    assert held >= 1, "the contact just logged puts Ruth on the caseload"
    sign_in_by_form(page, system.manager, next_page=f"/dashboard/hub/{system.hub.code}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fylde Hub")
    accessible(page)
    page.get_by_role("link", name="1 to 2 weeks").click()
    expect(page.get_by_role("row").filter(has_text=system.person.reference)).to_be_visible()
    accessible(page)
    page.goto(f"/dashboard/hub/{system.hub.code}/list/wait.mrs02/")
    expect(page.locator(".app-count").first).to_contain_text(f" {waiting:,} ")


def sign_the_quarter(page: Page, system: System) -> None:
    sign_in_by_form(page, system.manager, next_page="/returns/2025-Q1/")
    expect(page.get_by_text("Not signed off")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Sign off").click()
    page.get_by_label("I have read the figures").check()
    page.get_by_role("button", name="Sign version 1").click()
    expect(page.get_by_role("heading", name="Signed versions")).to_be_visible()


def download_the_return(page: Page, system: System, folder: Path) -> None:
    sign_in_by_form(page, system.commissioner, next_page="/returns/2025-Q1/")
    downloads = []
    for name in ("one.pdf", "two.pdf"):
        with page.expect_download() as started:
            page.get_by_role("link", name="Download version 1 (PDF)").click()
        started.value.save_as(folder / name)
        downloads.append((folder / name).read_bytes())
    with in_tenant(system.tenant.pk):
        signed = AssuranceReturn.objects.get()
    assert downloads[0] == downloads[1] == bytes(signed.document)
    fingerprint = hashlib.sha256(downloads[0]).hexdigest()
    assert signed.sha256 == fingerprint
    expect(page.get_by_text(fingerprint)).to_be_visible()
    assert pdf_faults(downloads[0]) == []
