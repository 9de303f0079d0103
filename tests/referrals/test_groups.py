"""What a sheet makes of everybody's contacts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hubs.models import AuditEvent
from referrals.actions import contacts, group_sessions
from referrals.actions.changing import ChangedMeanwhile
from referrals.actions.group_sheets import Details
from referrals.models import Contact, Group, GroupAttendance, GroupSession
from referrals.selectors import groups as found
from tests.factories import record
from tests.referrals.conftest import TODAY, World, now, world
from tests.referrals.group_ground import (
    NINETY,
    WEEK_AGO,
    counted,
    course,
    here,
    save,
    session_of,
    somebody,
    wrong,
)

__all__ = ["course", "here", "now", "world"]


# Six queries for what is there already, one for each kind of row that is written, and the transaction's own.
MOST_QUERIES = 20


def test_who_came_has_a_contact_that_counts_and_who_did_not_has_one_that_does_not(
    here: World, course: Group
) -> None:
    came, late, missed, cancelled = (somebody(here) for _ in range(4))
    session = session_of(course, came, late, missed, cancelled)
    details = Details(WEEK_AGO, 90, dt.time(14), "11", "03", "Breathing", here.staff)
    save(here, session, {came: "5", late: "6", missed: "3", cancelled: "2"}, details=details)
    contact = Contact.objects.get(referral=came)
    assert (contact.mechanism, contact.attendance, contact.therapy_mode) == ("11", "5", "3")
    assert (contact.occurred_on, contact.occurred_time, contact.duration_minutes) == (
        WEEK_AGO,
        dt.time(14),
        90,
    )
    assert (contact.team_id, contact.staff_id, contact.provider_id) == (
        course.team_id,
        here.staff.pk,
        came.provider_id,
    )
    assert Contact.objects.get(referral=missed).duration_minutes is None
    assert counted(came, late, missed, cancelled) == 2
    came.refresh_from_db()
    missed.refresh_from_db()
    assert (came.seen, missed.seen) == (1, 0)


def test_the_same_sheet_sent_again_changes_nothing(here: World, course: Group) -> None:
    one = somebody(here)
    session = session_of(course, one)
    first = save(here, session, {one: "5"}, version=session.version)
    events = AuditEvent.objects.count()
    again = save(here, session, {one: "5"}, version=session.version)
    assert again.version == first.version
    assert (Contact.objects.count(), GroupAttendance.objects.count()) == (1, 1)
    assert AuditEvent.objects.count() == events


def test_a_correction_changes_the_contact_with_a_reason(here: World, course: Group) -> None:
    one = somebody(here)
    session = session_of(course, one)
    save(here, session, {one: "5"})
    contact = Contact.objects.get()
    with pytest.raises(ValidationError) as refused:
        save(here, session, {one: "3"})
    assert "reason" in wrong(refused)
    save(here, session, {one: "3"}, reason="Read the wrong line")
    held = Contact.objects.get()
    assert (held.pk, held.attendance, held.duration_minutes) == (contact.pk, "3", None)
    before = held.history.get()  # type: ignore[attr-defined]
    assert (before.attendance, before.pgh_context["reason"]) == ("5", "Read the wrong line")


def test_who_is_left_out_later_has_their_contact_voided_and_may_be_marked_again(
    here: World, course: Group
) -> None:
    one = somebody(here)
    session = session_of(course, one)
    save(here, session, {one: "5"})
    save(here, session, {one: ""}, reason="Another Ann")
    assert (Contact.objects.count(), Contact.with_voided.count()) == (0, 1)
    assert Contact.with_voided.get().void_reason == "Another Ann"
    save(here, session, {one: "5"})
    assert (counted(one), GroupAttendance.objects.count()) == (1, 1)


def test_a_contact_voided_on_the_persons_page_can_be_marked_anew(here: World, course: Group) -> None:
    one = somebody(here)
    session = session_of(course, one)
    save(here, session, {one: "5"})
    contacts.void(by=here.by, contact=Contact.objects.get(), reason="Not her")
    assert found.sheet(session, held_on=WEEK_AGO)[0].mark == ""
    save(here, session, {one: "5"})
    assert counted(one) == 1


def test_another_day_and_length_reach_every_contact_but_not_what_was_said_of_one(
    here: World, course: Group
) -> None:
    one, other = somebody(here), somebody(here)
    session = session_of(course, one, other)
    save(here, session, {one: "5", other: "5"})
    contacts.amend(by=here.by, contact=Contact.objects.get(referral=one), reason="By video", mechanism="11")
    moved = Details(WEEK_AGO + dt.timedelta(1), 60, dt.time(14))
    save(here, session, {}, details=moved, reason="It was Thursday")
    rows = Contact.objects.order_by("referral_id").values_list("occurred_on", "duration_minutes", "mechanism")
    assert list(rows) == [(moved.held_on, 60, "11"), (moved.held_on, 60, "01")]


def test_nobody_without_a_name_becomes_a_contact(here: World, course: Group) -> None:
    drop_in = record.group(team=here.team, kind="open")
    session = session_of(drop_in)
    kept = save(here, session, {}, unnamed=7)
    assert (kept.unnamed, Contact.objects.count()) == (7, 0)
    with pytest.raises(ValidationError) as refused:
        save(here, session_of(course), {}, unnamed=1)
    assert "unnamed" in wrong(refused)


def test_people_drop_in_on_an_open_group_without_a_place_but_not_on_a_course(
    here: World, course: Group
) -> None:
    one = somebody(here)
    drop_in = record.group(team=here.team, kind="open")
    save(here, session_of(drop_in), {one: "5"})
    assert counted(one) == 1
    assert [row.referral for row in found.sheet(session_of(drop_in), held_on=TODAY)] == [one]
    with pytest.raises(ValidationError) as refused:
        save(here, session_of(course), {one: "5"})
    assert "has no place in this course" in wrong(refused)[one.reference][0]


def test_nothing_is_written_when_one_of_them_cannot_be(here: World, course: Group) -> None:
    fine, late = somebody(here), record.referral(team=here.team, received_on=TODAY - dt.timedelta(days=2))
    theirs = somebody(here, source_month=dt.date(2025, 5, 1))
    session = session_of(course, fine, late, theirs)
    with pytest.raises(ValidationError) as refused:
        save(here, session, {fine: "5", late: "5"})
    assert late.person.display_name in wrong(refused)[late.reference][0]
    with pytest.raises(ValidationError) as refused:
        save(here, session, {fine: "5", theirs: "5"})
    assert list(wrong(refused)) == [theirs.reference]
    with pytest.raises(ValidationError) as refused:
        save(here, session, {fine: "9"})
    assert list(wrong(refused)) == [fine.reference]
    assert Contact.objects.count() == GroupAttendance.objects.count() == 0


def test_one_person_comes_once_even_through_two_referrals(here: World, course: Group) -> None:
    one = somebody(here)
    other = record.referral(person=one.person, team=here.team, received_on=one.received_on)
    session = session_of(course, one, other)
    with pytest.raises(ValidationError) as refused:
        save(here, session, {one: "5", other: "5"})
    assert "marked twice" in str(wrong(refused))
    save(here, session, {one: "5", other: ""})
    with pytest.raises(ValidationError):
        save(here, session, {other: "5"})


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(TODAY + dt.timedelta(1), 90), "held_on"),
        (Details(dt.date(2025, 3, 31), 90), "held_on"),
        (Details(TODAY, 90, dt.time(23)), "starts_at"),
        (Details(WEEK_AGO, 601), "duration_minutes"),
        (Details(WEEK_AGO, 90, mechanism="05"), "mechanism"),
    ],
)
def test_a_session_that_cannot_have_been(here: World, course: Group, details: Details, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        save(here, session_of(course), {}, details=details)
    assert list(wrong(refused)) == [field]


def test_two_at_one_sheet_are_told_of_each_other(here: World, course: Group) -> None:
    one = somebody(here)
    session = session_of(course, one)
    save(here, session, {one: "5"}, version=1)
    with pytest.raises(ChangedMeanwhile) as refused:
        save(here, session, {one: "3"}, version=1, reason="She was not there")
    assert "Priya Nair saved this sheet at 2:35pm" in refused.value.messages[0]
    assert counted(one) == 1


def test_a_session_removed_takes_its_contacts_with_it(here: World, course: Group) -> None:
    one, other = somebody(here), somebody(here)
    session = session_of(course, one, other)
    save(here, session, {one: "5", other: "3"})
    group_sessions.void(by=here.by, session=session, reason="It was the other group")
    assert (Contact.objects.count(), GroupSession.objects.count(), GroupAttendance.objects.count()) == (
        0,
        0,
        0,
    )
    with pytest.raises(ValidationError):
        save(here, session, {one: "5"})


def queries_of(world: World, people: int) -> list[int]:
    """What recording a session, moving it to another day, and leaving everybody out cost."""
    course = record.group(team=world.team, places=people)
    rows = [somebody(world) for _ in range(people)]
    session = session_of(course, *rows)
    counts = []
    moved = Details(WEEK_AGO + dt.timedelta(1), 60)
    for mark, details in (("5", NINETY), ("5", moved), ("", moved)):
        with CaptureQueriesContext(connection) as captured:
            save(world, session, dict.fromkeys(rows, mark), details=details, reason="It was another day")
        counts.append(len(captured))
    assert counted(*rows) == 0
    return counts


def test_thirty_people_cost_what_two_do(here: World) -> None:
    two, thirty = queries_of(here, 2), queries_of(here, 30)
    assert two == thirty
    assert max(thirty) <= MOST_QUERIES
