"""Whatever is marked and corrected on the sheets of a group, in whatever order: nationally as many contacts count as
are marked attended, each person's once (hypothesis).
"""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hubs.models import Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import contacts, group_sessions
from referrals.actions.group_sheets import Details
from referrals.models import Contact, GroupAttendance, GroupSession
from referrals.models.contact import COUNTS
from tests.factories import ground, record

PEOPLE = 2
MARK = st.sampled_from(["5", "", "3", "6"])
WHO = st.integers(0, PEOPLE - 1)
WHICH = st.integers(0, 1)
SHEET = st.dictionaries(WHO, MARK, min_size=1)


class Group(RuleBasedStateMachine):
    """An open-access group with two sessions; ``marked`` is what was said last of each person at each of them."""

    tenant: Tenant

    @initialize()
    def begin(self) -> None:
        self.left = ExitStack()
        self.left.enter_context(in_tenant(self.tenant.pk))
        team = ground.team()
        self.by = ground.actor(Role.CLINICIAN, team=team)
        self.today = timezone.localdate()
        self.group = record.group(team=team, kind="open")
        day = self.today - dt.timedelta(days=9)
        self.people = [record.referral(team=team, received_on=day) for _ in range(PEOPLE)]
        self.sessions = [self.session() for _ in range(2)]
        self.marked: list[dict[int, str]] = [{}, {}]
        self.unnamed = [0, 0]

    def teardown(self) -> None:
        if hasattr(self, "left"):
            transaction.set_rollback(True)
            self.left.close()

    @rule(
        which=WHICH,
        sheet=SHEET,
        ago=st.integers(0, 9),
        minutes=st.integers(1, 600),
        mechanism=st.sampled_from(["01", "11"]),
        unnamed=st.integers(0, 9),
        reason=st.sampled_from(["Corrected", "Counted again", ""]),
        twice=st.booleans(),
    )
    def save(
        self,
        which: int,
        sheet: dict[int, str],
        ago: int,
        minutes: int,
        mechanism: str,
        unnamed: int,
        reason: str,
        twice: bool,
    ) -> None:
        details = Details(self.today - dt.timedelta(days=ago), minutes, mechanism=mechanism)
        marks = {self.people[who]: mark for who, mark in sheet.items()}
        given: dict[str, Any] = {"details": details, "marks": marks, "unnamed": unnamed, "reason": reason}
        for _ in range(2 if twice else 1):
            try:
                with transaction.atomic():
                    group_sessions.record(by=self.by, session=self.sessions[which], **given)
            except ValidationError as error:
                print('REFUSED', error)
                # It would change what was saved and says no reason: then nothing of it is written.
                continue
            self.marked[which] |= sheet
            self.unnamed[which] = unnamed
            print('SAVED', which, sheet, reason, self.marked)

    @rule(which=WHICH, who=WHO)
    def void_on_the_persons_page(self, which: int, who: int) -> None:
        if contact := self.contact(which, who):
            contacts.void(by=self.by, contact=contact, reason="Somebody else")
            self.marked[which].pop(who)

    @rule(which=WHICH, who=WHO, mark=st.sampled_from(["6", "3", "2"]))
    def correct_on_the_persons_page(self, which: int, who: int, mark: str) -> None:
        if contact := self.contact(which, who):
            minutes = contact.duration_minutes if mark == "6" else None
            changes: dict[str, Any] = {"attendance": mark, "duration_minutes": minutes}
            contacts.amend(by=self.by, contact=contact, reason="Came late", **changes)
            self.marked[which][who] = mark

    @rule(which=WHICH)
    def remove(self, which: int) -> None:
        group_sessions.void(by=self.by, session=self.sessions[which], reason="Another group")
        self.sessions[which] = self.session()
        self.marked[which], self.unnamed[which] = {}, 0

    def session(self) -> GroupSession:
        return record.group_session(group=self.group, held_on=self.today)

    def contact(self, which: int, who: int) -> Contact | None:
        found = GroupAttendance.objects.filter(session=self.sessions[which], referral=self.people[who])
        row = found.filter(contact__voided_at=None).select_related("contact").first()
        return row.contact if row else None

    @invariant()
    def as_many_count_as_are_marked(self) -> None:
        if not hasattr(self, "people"):
            return
        marks = [mark for session in self.marked for mark in session.values() if mark]
        assert Contact.objects.filter(COUNTS).count() == sum(mark in {"5", "6"} for mark in marks)
        assert Contact.objects.count() == len(marks)
        unnamed = GroupSession.objects.values_list("unnamed", flat=True)
        assert sum(unnamed) == sum(self.unnamed)

    @invariant()
    def each_says_what_was_marked_last(self) -> None:
        if not hasattr(self, "people"):
            return
        rows = GroupAttendance.objects.filter(contact__voided_at=None)
        written = sorted(rows.values_list("session_id", "referral_id", "contact__attendance"))
        said = [
            (self.sessions[which].pk, self.people[who].pk, mark)
            for which, session in enumerate(self.marked)
            for who, mark in session.items()
            if mark
        ]
        assert written == sorted(said)


@pytest.mark.django_db
def test_as_many_contacts_count_as_are_marked_attended(tenant: Tenant) -> None:
    machine = type("GroupOfTenant", (Group,), {"tenant": tenant})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=4,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
