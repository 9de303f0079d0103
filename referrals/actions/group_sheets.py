"""What somebody writes down of a session: judged as a whole, beside what is written down already, then written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from config import formats
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from referrals.actions import contacts_at_once
from referrals.models import Group, GroupAttendance, GroupSession, Referral
from referrals.models.group import GroupKind
from referrals.rules import attendance as attendances
from referrals.rules import contact_dates
from referrals.rules import groups as rules
from referrals.selectors import groups as found

# What of a session every contact of it says, by the contact's name for it.
OF_CONTACTS = {
    "occurred_on": "held_on",
    "occurred_time": "starts_at",
    "duration_minutes": "duration_minutes",
    "mechanism": "mechanism",
    "staff_id": "staff_id",
}
VOIDED_ELSEWHERE = "The contact was voided on the person's page"


@dataclass(frozen=True)
class Details:
    """When and how a group meets; ``staff`` is who runs the session. Times are local."""

    held_on: dt.date
    duration_minutes: int
    starts_at: dt.time | None = None
    mechanism: str = "01"
    session_type: str = rules.THERAPEUTIC
    topic: str = ""
    staff: StaffMember | None = None

    def of(self, group: Group) -> dict[str, Any]:
        """The columns of a session. ValidationError, by field, when the group cannot meet so."""
        wrong = rules.faults_of_session(
            held_on=self.held_on,
            duration_minutes=self.duration_minutes,
            mechanism=self.mechanism,
            starts_on=group.starts_on,
            ends_on=group.ends_on,
        )
        if wrong:
            raise ValidationError(wrong)
        return {
            "held_on": self.held_on,
            "duration_minutes": self.duration_minutes,
            "starts_at": self.starts_at,
            "mechanism": self.mechanism,
            "session_type": self.session_type,
            "topic": self.topic.strip(),
            "staff_id": self.staff.pk if self.staff else None,
        }


class Sheet:
    """What a sheet asks for, beside what is written down. Judged as a whole before anything is written."""

    def __init__(
        self, session: GroupSession, details: Details, marks: Mapping[Referral, str], unnamed: int
    ) -> None:
        self.session = session
        self.columns = {**details.of(session.group), "unnamed": unnamed}
        self.before = self._of_contacts({name: getattr(session, name) for name in self.columns})
        self.after = self._of_contacts(self.columns)
        rows = found.attendance(session)
        self.orphans = [row for row in rows if row.contact.voided_at]
        self.there = {row.referral_id: row for row in rows if not row.contact.voided_at}
        marked = {referral.pk: (referral, mark) for referral, mark in marks.items()}
        self.new = [entry for pk, entry in sorted(marked.items()) if pk not in self.there and entry[1]]
        self.gone = [row for pk, row in self.there.items() if pk in marked and not marked[pk][1]]
        self.changed = self._changes({pk: mark for pk, (_, mark) in marked.items()})
        self._refuse(marks)

    def _of_contacts(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        said = {name: columns[column] for name, column in OF_CONTACTS.items()}
        return {**said, "team_id": self.session.group.team_id}

    def _changes(self, marks: Mapping[int, str]) -> dict[int, dict[str, Any]]:
        found_changes = {}
        for pk, row in self.there.items():
            if row in self.gone:
                continue
            now = {name: getattr(row.contact, name) for name in (*self.after, "attendance")}
            mark = marks.get(pk, now["attendance"])
            change = rules.correction(session=self.after, before=self.before, now=now, mark=mark)
            if change:
                found_changes[row.contact_id] = change
        return found_changes

    def _refuse(self, marks: Mapping[Referral, str]) -> None:
        wrong: dict[str, str] = {}
        held_on = self.columns["held_on"]
        for fault in contact_dates.faults(
            occurred_on=held_on,
            occurred_time=self.columns["starts_at"],
            received_on=held_on,
            now=timezone.localtime(),
        ):
            field = {"occurred_on": "held_on", "occurred_time": "starts_at"}[fault.part]
            wrong[field] = fault.words.replace("contact", "session")
        if self.columns["unnamed"] and self.session.group.kind != GroupKind.OPEN:
            wrong["unnamed"] = "People without a name can only come to an open-access group"
        for referral, mark in marks.items():
            if mark and mark not in attendances.IN_WORDS:
                wrong[referral.reference] = f"{referral.person.display_name}: select whether they came"
        wrong |= self._refuse_new() | self._refuse_twice(marks)
        if wrong:
            raise ValidationError(wrong)

    def _refuse_new(self) -> dict[str, str]:
        """Who cannot be written down, by reference: a course has members, and a referral is ours and open that day."""
        held_on = self.columns["held_on"]
        is_course = self.session.group.kind == GroupKind.COURSE
        members = found.member_ids(self.session.group) if is_course and self.new else frozenset()
        wrong = {}
        for referral, _ in self.new:
            name = referral.person.display_name
            if referral.source_month is not None:
                wrong[referral.reference] = f"{name}: this referral is kept by its own provider"
            elif (ended := referral.discharged_on) and ended < held_on:
                words = f"{name}: the referral was closed on {formats.date(ended)}, before this session"
                wrong[referral.reference] = words
            elif is_course and referral.pk not in members:
                wrong[referral.reference] = f"{name} has no place in this course. Add them to it first"
        return wrong

    def _refuse_twice(self, marks: Mapping[Referral, str]) -> dict[str, str]:
        """One person may be on the sheet through two referrals after records were joined, but came once."""
        named: dict[int, list[Referral]] = {}
        for referral, mark in marks.items():
            if mark:
                named.setdefault(referral.person_id, []).append(referral)
        for row in self.there.values():
            if row.referral not in marks:
                named.setdefault(row.referral.person_id, []).append(row.referral)
        return {
            rows[-1].reference: f"{rows[-1].person.display_name} is marked twice. Leave one of them out"
            for rows in named.values()
            if len(rows) > 1
        }

    @property
    def corrects(self) -> bool:
        return bool(self.gone or self.changed)

    @property
    def says_nothing_new(self) -> bool:
        same = all(getattr(self.session, name) == value for name, value in self.columns.items())
        return bool(self.session.recorded_at) and same and not (self.new or self.corrects)

    @property
    def counts(self) -> dict[str, int]:
        """How many contacts are new, corrected and voided, for the audit."""
        return {"new": len(self.new), "corrected": len(self.changed), "voided": len(self.gone)}

    def write(self, by: Actor, reason: str) -> None:
        if self.gone:
            contacts_at_once.void(by=by, ids=[row.contact_id for row in self.gone], reason=reason)
            self._void_rows(by, self.gone, reason)
        if self.orphans:
            self._void_rows(by, self.orphans, VOIDED_ELSEWHERE)
        if self.changed:
            contacts_at_once.amend(by=by, changes=self.changed, reason=reason)
        self._add(by)
        for name, value in self.columns.items():
            setattr(self.session, name, value)
        self.session.recorded_at = self.session.recorded_at or timezone.now()
        self.session.version += 1
        self.session.save(update_fields=[*self.columns, "recorded_at", "version"])

    def _add(self, by: Actor) -> None:
        said = [(referral, rules.contact_of(self.after, mark)) for referral, mark in self.new]
        entries = [(referral, {**details, "therapy_mode": rules.THERAPY_MODE}) for referral, details in said]
        made = contacts_at_once.log(by=by, entries=entries) if entries else []
        GroupAttendance.objects.bulk_create(
            GroupAttendance(
                session=self.session, referral=contact.referral, contact=contact, created_by_id=by.staff_id
            )
            for contact in made
        )

    @staticmethod
    def _void_rows(by: Actor, rows: Sequence[GroupAttendance], reason: str) -> None:
        GroupAttendance.objects.filter(pk__in=[row.pk for row in rows]).update(
            voided_at=timezone.now(), voided_by=by.staff_id, void_reason=reason
        )
