"""Correcting and voiding a contact in the browser."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.actions import scored_contacts
from outcomes.actions.scored_contacts import Taken
from outcomes.models import CodedScore
from referrals.actions.contacts import Done
from referrals.models import CareActivity, Contact
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World
from tests.referrals.form_data import filled
from tests.referrals.test_contact_page import errors


@pytest.fixture
def contact(world: World) -> Contact:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        return scored_contacts.log(
            by=world.by,
            referral=world.referral,
            occurred_on=TODAY,
            duration_minutes=45,
            activities=[Done("386053000", 30), Done("1082621000000104")],
            taken=Taken("1037651000000100", "4"),
            location_type="E01",
            note="Spoke about hosing.",
        ).contact


def correct(world: World, contact: Contact) -> str:
    return world.page("contacts", contact.local_id, "correct")


def corrected(world: World, **changes: object) -> dict[str, object]:
    same = {
        "activities": "2",
        "activity-0-minutes": "30",
        "activity-1-procedure": "1082621000000104",
        "occurred_time": "",
        "tool": "1037651000000100",
        "score": "4",
        "reason": "A slip",
        "seen": "0",
    }
    return filled(world, **{**same, **changes})


def test_the_form_holds_what_was_logged(client: Client, world: World, contact: Contact) -> None:
    page = client.get(correct(world, contact)).content.decode()
    for held in (
        "Spoke about hosing.",
        'name="duration_minutes" type="text" value="45"',
        '<option value="386053000" selected>',
        'name="activity-0-minutes" type="text" value="30"',
        '<option value="1082621000000104" selected>',
        '<option value="1037651000000100" selected>',
        'name="score" type="text" value="4"',
        'name="seen" value="0"',
    ):
        assert held in page


def test_a_correction(client: Client, world: World, contact: Contact) -> None:
    response = client.post(correct(world, contact), corrected(world))
    assert response.headers["Location"] == f"{world.page()}#{contact.local_id}"
    with in_tenant(world.tenant.pk):
        held = Contact.objects.get()
        assert held.note == "Spoke about housing."
        assert CareActivity.objects.count() == CareActivity.with_voided.count() == 2
        assert CodedScore.with_voided.count() == 1
    page = client.get(world.page()).content.decode()
    assert "Corrected by Priya Nair" in page
    assert "A slip" in page


def test_a_correction_needs_a_reason_and_keeps_what_was_typed(
    client: Client, world: World, contact: Contact
) -> None:
    page = client.post(correct(world, contact), corrected(world, reason="", score="9")).content.decode()
    assert errors(page) == ["Enter reason", "Score must be between 1 and 7 for this tool"]
    assert "Spoke about housing." in page
    with in_tenant(world.tenant.pk):
        assert Contact.objects.get().note == "Spoke about hosing."


def test_the_correction_of_somebody_else_is_not_overwritten(
    client: Client, world: World, contact: Contact
) -> None:
    client.post(correct(world, contact), corrected(world, note="By one"))
    page = client.post(correct(world, contact), corrected(world, note="By another")).content.decode()
    assert errors(page) == [
        "Somebody has corrected this contact since you opened it. Open it again to see what it says now"
    ]
    with in_tenant(world.tenant.pk):
        assert Contact.objects.get().note == "By one"


def test_what_was_refused_stays_so_in_the_form(client: Client, world: World, contact: Contact) -> None:
    refused = {"activity-1-refused": "on"}
    client.post(correct(world, contact), corrected(world, **refused))
    page = client.get(correct(world, contact)).content.decode()
    assert '<option value="1082621000000104" selected>' in page
    assert re.search(r'name="activity-1-refused" type="checkbox" value="on" checked', page)
    assert not re.search(r'name="activity-0-refused" type="checkbox" value="on" checked', page)


def test_another_activity_while_correcting(client: Client, world: World, contact: Contact) -> None:
    page = client.post(correct(world, contact), corrected(world, save=None, add="1")).content.decode()
    assert 'name="activity-2-procedure"' in page
    assert "A slip" in page


def test_corrected_to_a_missed_contact(client: Client, world: World, contact: Contact) -> None:
    data = corrected(
        world,
        attendance="3",
        activities="1",
        tool="",
        score="",
        **{"activity-0-procedure": "", "activity-0-minutes": ""},
    )
    assert client.post(correct(world, contact), data).status_code == 302
    with in_tenant(world.tenant.pk):
        assert (Contact.objects.get().attendance, Contact.objects.get().duration_minutes) == ("3", None)
        assert not CareActivity.objects.exists()
        assert not CodedScore.objects.exists()


def test_voiding(client: Client, world: World, contact: Contact) -> None:
    address = world.page("contacts", contact.local_id, "void")
    assert "18 June 2025" in client.get(address).content.decode()
    assert errors(client.post(address, {"reason": ""}).content.decode()) == ["Enter reason"]
    response = client.post(address, {"reason": "Wrong person"})
    assert response.headers["Location"] == f"{world.page()}#{contact.local_id}"
    with in_tenant(world.tenant.pk):
        assert not Contact.objects.exists()
    page = client.get(world.page()).content.decode()
    assert "Voided by Priya Nair" in page
    assert "Wrong person" in page
    assert address not in page


@pytest.mark.parametrize("what", ["correct", "void"])
def test_what_can_no_longer_be_changed_is_not_found(
    client: Client, world: World, contact: Contact, what: str
) -> None:
    address = world.page("contacts", contact.local_id, what)
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        sent = record.contact(referral=world.referral, source_month=date(2025, 6, 1))
        others = record.contact()
        scored_contacts.void(by=world.by, contact=contact, reason="Wrong")
    assert client.get(address).status_code == 404
    for local_id in (sent.local_id, others.local_id, "C0000000000"):
        assert client.get(world.page("contacts", local_id, what)).status_code == 404


def test_an_identifier_that_a_provider_used_too_leads_to_the_contact_recorded_here(
    client: Client, world: World, contact: Contact
) -> None:
    with in_tenant(world.tenant.pk):
        for month in (5, 6):
            record.contact(
                referral=world.referral,
                local_id=contact.local_id,
                source_month=date(2025, month, 1),
                note="Sent.",
            )
    assert client.get(world.page()).content.decode().count(f'id="{contact.local_id}"') == 1
    assert "Spoke about hosing." in client.get(correct(world, contact)).content.decode()
    client.post(world.page("contacts", contact.local_id, "void"), {"reason": "Wrong person"})
    with in_tenant(world.tenant.pk):
        assert [held.note for held in Contact.objects.all()] == ["Sent.", "Sent."]


@pytest.mark.parametrize("what", ["correct", "void"])
def test_two_providers_contacts_of_one_identifier_are_not_guessed(
    client: Client, world: World, contact: Contact, what: str
) -> None:
    with in_tenant(world.tenant.pk):
        other = record.referral(person=world.person, team=ground.team(hub=world.hub))
        record.contact(referral=other, local_id=contact.local_id)
    assert client.post(world.page("contacts", contact.local_id, what), corrected(world)).status_code == 404
    with in_tenant(world.tenant.pk):
        assert Contact.objects.count() == 2


@pytest.mark.parametrize("what", ["correct", "void"])
def test_another_hub_is_refused(world: World, contact: Contact, client_as: ClientAs, what: str) -> None:
    with in_tenant(world.tenant.pk):
        hub = ground.hub()
    other = client_as(Role.CLINICIAN, hub=hub)
    assert other.post(world.page("contacts", contact.local_id, what), corrected(world)).status_code == 403
    with in_tenant(world.tenant.pk):
        assert Contact.objects.get().note == "Spoke about hosing."
