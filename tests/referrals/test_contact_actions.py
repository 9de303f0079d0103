"""Contacts: logged once, corrected and voided with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hubs.models import AuditEvent
from hubs.rules.roles import Actor, Role
from hubs.tenancy import in_tenant
from referrals.actions import contacts, drafts
from referrals.actions.contacts import Done
from referrals.models import CareActivity, Contact, ContactDraft
from tests.factories import ground
from tests.referrals.conftest import TODAY, World


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def test_what_is_not_said_is_what_most_contacts_are(inside: World) -> None:
    logged = contacts.log(by=inside.by, referral=inside.referral, occurred_on=TODAY)
    held = Contact.objects.get(pk=logged.contact.pk)
    assert (held.attendance, held.mechanism, held.subject) == ("5", "01", "01")
    assert (held.team_id, held.staff_id) == (inside.team.pk, inside.by.staff_id)
    assert held.provider_id == inside.referral.provider_id
    assert held.created_by_id == inside.by.staff_id
    assert logged.is_new


def test_everything_is_written_and_the_draft_is_gone(inside: World) -> None:
    key = uuid4()
    drafts.save(by=inside.by, key=key, referral=inside.referral, content={"note": ["So far"]})
    logged = contacts.log(
        by=inside.by,
        referral=inside.referral,
        occurred_on=TODAY,
        occurred_time=time(9, 30),
        duration_minutes=45,
        form_key=key,
        activities=[Done("386053000", 30), Done("225338004")],
        note="Spoke about housing.",
    )
    rows = CareActivity.objects.filter(contact=logged.contact).order_by("pk")
    assert [(row.procedure, row.concept, row.duration_minutes) for row in rows] == [
        ("386053000", "386053000", 30),
        ("225338004", "225338004", None),
    ]
    assert not ContactDraft.objects.filter(key=key).exists()
    event = AuditEvent.objects.get(action="contact.logged")
    assert event.object_reference == logged.contact.local_id
    assert "housing" not in str(event.detail)


def test_the_same_form_sent_again_is_the_same_contact(inside: World) -> None:
    key = uuid4()
    first = contacts.log(by=inside.by, referral=inside.referral, occurred_on=TODAY, form_key=key)
    again = contacts.log(
        by=inside.by, referral=inside.referral, occurred_on=TODAY, form_key=key, note="Typed since"
    )
    assert (again.contact.pk, again.is_new) == (first.contact.pk, False)
    assert Contact.objects.get().note == ""


def test_a_form_of_somebody_else_is_refused(inside: World) -> None:
    key = uuid4()
    contacts.log(by=inside.by, referral=inside.referral, occurred_on=TODAY, form_key=key)
    other = ground.actor(Role.CLINICIAN)
    with pytest.raises(ValidationError, match="belongs to somebody else"):
        contacts.log(by=other, referral=inside.referral, occurred_on=TODAY, form_key=key)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"occurred_on": TODAY + timedelta(days=1)}, "occurred_on", "today or in the past"),
        ({"occurred_on": TODAY - timedelta(days=21)}, "occurred_on", "on or after 29 May 2025"),
        ({"duration_minutes": 900}, "duration_minutes", "between 1 and 600"),
        ({"attendance": "3", "duration_minutes": 60}, "attendance", "did not take place"),
        ({"attendance": "3", "activities": [Done("386053000")]}, "attendance", "did not take place"),
    ],
)
def test_what_cannot_have_been_is_refused_whole(
    inside: World, given: dict[str, object], field: str, words: str
) -> None:
    values: dict[str, object] = {"occurred_on": TODAY, **given}
    with pytest.raises(ValidationError) as refused:
        contacts.log(by=inside.by, referral=inside.referral, **values)  # type: ignore[arg-type]
    assert words in refused.value.message_dict[field][0]
    assert not Contact.objects.exists()
    assert not AuditEvent.objects.exists()


def logged(world: World, **given: object) -> Contact:
    values: dict[str, object] = {"occurred_on": TODAY, "activities": [Done("386053000")], **given}
    return contacts.log(by=world.by, referral=world.referral, **values).contact  # type: ignore[arg-type]


def test_a_correction_keeps_what_was_there_with_who_and_why(inside: World) -> None:
    contact = logged(inside, note="Spoke about hosing.")
    contacts.amend(by=inside.by, contact=contact, reason="A slip", note="Spoke about housing.")
    before = contact.history.get()  # type: ignore[attr-defined]
    assert before.note == "Spoke about hosing."
    assert before.pgh_context == {"staff": inside.by.staff_id, "reason": "A slip"}
    assert Contact.objects.get().note == "Spoke about housing."
    assert AuditEvent.objects.get(action="contact.corrected").detail == {"fields": ["note"]}


def test_activities_that_are_corrected_are_voided_not_lost(inside: World) -> None:
    contact = logged(inside)
    contacts.amend(by=inside.by, contact=contact, reason="Another one", activities=[Done("225338004")])
    assert [row.procedure for row in CareActivity.objects.all()] == ["225338004"]
    voided = CareActivity.with_voided.get(procedure="386053000")
    assert (voided.void_reason, voided.voided_by_id) == ("Another one", inside.by.staff_id)


def test_activities_that_stay_the_same_are_left_alone(inside: World) -> None:
    contact = logged(inside)
    row = CareActivity.objects.get()
    contacts.amend(by=inside.by, contact=contact, reason="The day", activities=[Done("386053000")], note="x")
    assert CareActivity.objects.get() == row


def test_a_correction_of_what_somebody_corrected_meanwhile_is_refused(inside: World) -> None:
    contact = logged(inside)
    contacts.amend(by=inside.by, contact=contact, reason="First", note="one", seen=0)
    with pytest.raises(ValidationError, match="Somebody has corrected this contact"):
        contacts.amend(by=inside.by, contact=contact, reason="Second", note="two", seen=0)
    contacts.amend(by=inside.by, contact=contact, reason="Second", note="two", seen=1)


def test_a_correction_obeys_the_same_rules(inside: World) -> None:
    contact = logged(inside)
    with pytest.raises(ValidationError, match="today or in the past"):
        contacts.amend(by=inside.by, contact=contact, reason="The day", occurred_on=TODAY + timedelta(days=1))
    with pytest.raises(ValidationError, match="did not take place"):
        contacts.amend(by=inside.by, contact=contact, reason="Missed", attendance="3")


def test_a_voided_contact_is_hidden_kept_and_final(inside: World) -> None:
    contact = logged(inside)
    contacts.void(by=inside.by, contact=contact, reason="Wrong person")
    assert not Contact.objects.exists()
    assert not CareActivity.objects.exists()
    held = Contact.with_voided.get()
    assert (held.void_reason, held.voided_by_id) == ("Wrong person", inside.by.staff_id)
    with pytest.raises(ValidationError, match="has been voided"):
        contacts.void(by=inside.by, contact=contact, reason="Again")
    with pytest.raises(ValidationError, match="has been voided"):
        contacts.amend(by=inside.by, contact=contact, reason="Again", note="x")


def test_a_contact_of_a_record_set_is_corrected_where_it_came_from(inside: World) -> None:
    contact = logged(inside)
    Contact.objects.update(source_month=date(2025, 6, 1))
    for change in (contacts.void, contacts.amend):
        with pytest.raises(ValidationError, match="came with a record set"):
            change(by=inside.by, contact=contact, reason="Wrong")


@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_changes_without_a_reason(inside: World, reason: str) -> None:
    contact = logged(inside)
    with pytest.raises(ValidationError, match="Say why"):
        contacts.void(by=inside.by, contact=contact, reason=reason)
    assert Contact.objects.exists()


def test_whose_contact_it_is_cannot_be_corrected(inside: World) -> None:
    contact = logged(inside)
    with pytest.raises(TypeError, match="referral_id"):
        contacts.amend(by=inside.by, contact=contact, reason="x", referral_id=1)


def test_the_reason_of_one_change_is_not_that_of_the_next(inside: World) -> None:
    contact = logged(inside)
    contacts.amend(by=inside.by, contact=contact, reason="First", note="one")
    Contact.objects.update(note="by other means")
    told = [event.pgh_context for event in contact.history.order_by("pgh_id")]  # type: ignore[attr-defined]
    assert told[1] == {"staff": inside.by.staff_id}


def test_the_system_can_log_too(inside: World) -> None:
    system = Actor(staff_id=None, name="System", tenant_id=inside.tenant.pk)
    assert contacts.log(by=system, referral=inside.referral, occurred_on=TODAY).contact.staff_id is None
