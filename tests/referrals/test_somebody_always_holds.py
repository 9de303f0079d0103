"""Whatever people do, in whatever order and role: whoever asked is held by one team, and nothing is lost.

Random sequences of actions by random roles (hypothesis). After each of them: the database's own rules hold, each open
person is held by exactly one team without a gap, the clock that a page shows is the clock of the night, no row of
anybody's record is gone, and what changed is in the audit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from careplans.actions import care_plans
from hubs.models import AuditEvent, Tenant
from hubs.rules.roles import Actor, Permission, Role, has_permission
from hubs.selectors.staff import member
from hubs.tenancy import in_tenant
from hubs.tenancy.models import ClinicalModel
from outcomes.actions import scores
from referrals.actions import (
    advice,
    appointments,
    assessments,
    contacts,
    coordinators,
    handovers,
    involvements,
    meetings,
    merges,
    next_steps,
    pathways,
    referrals,
    requests,
    short_support,
)
from referrals.actions.appointments import Slot
from referrals.actions.contacts import Done
from referrals.actions.meetings import Decision
from referrals.actions.requests import Asked
from referrals.models import Appointment, Handover, Holding, Merge, NextStep, Person, Referral
from referrals.models.referral import ClosedWith, Level
from referrals.models.request import Way
from reporting.selectors import clock
from tests.factories import ground
from tests.reporting.clock_world import A_THERAPY, AN_ASSESSMENT, DIALOG, reference_data

CLINICAL = [model for model in apps.get_models() if issubclass(model, ClinicalModel)]
# Every role tries; those who work with people do so most of the time.
ROLES = st.sampled_from([*[Role.CLINICIAN] * 8, *[Role.PARTNER] * 4, *Role])
SOMEBODY = st.integers(0, 30)
AGO = st.integers(0, 20)
TEAM = st.integers(0, 2)
LOOKED_AFTER = ["pathway", "support", "involve", "coordinate", "assess", "book", "need", "advise"]


class Hub(RuleBasedStateMachine):
    """Two hubs of a tenant with three teams, a person for each role, and whoever asks."""

    tenant: Tenant

    @initialize()
    def open_the_hub(self) -> None:
        self.left = ExitStack()
        self.left.enter_context(in_tenant(self.tenant.pk))
        reference_data()
        hub, other = ground.hub(), ground.hub()
        trust, charity = ground.organisation(), ground.organisation(kind="vcse")
        self.teams = [
            ground.team(hub=hub, organisation=trust, takes_new=True, team_type="A05"),
            ground.team(hub=hub, organisation=trust, team_type="A06"),
            ground.team(hub=other, organisation=charity, takes_new=True, team_type="A13"),
        ]
        self.hub = hub
        self.actors = {
            (role, number): ground.actor(role, hub=team.hub, team=team)
            for role in Role
            for number, team in enumerate(self.teams)
        }
        for given in ("Ann", "Bea"):
            asked = Asked(
                way=Way.SELF, story="I cannot sleep", asked_on=timezone.localdate() - timedelta(days=9)
            )
            requests.ask(by=self.actors[Role.CLINICIAN, 0], asked=asked, known={"given_name": given})
        self.rows = self.count()

    def teardown(self) -> None:
        if hasattr(self, "left"):
            transaction.set_rollback(True)
            self.left.close()

    # What people do

    @rule(role=ROLES, who=SOMEBODY, way=st.sampled_from(list(Way)), urgent=st.booleans(), ago=AGO)
    def ask(self, role: Role, who: int, way: Way, urgent: bool, ago: int) -> None:
        people = list(Person.objects.order_by("pk"))
        known = people[who] if who < len(people) else None
        asked = Asked(
            way=way,
            story="I cannot sleep",
            is_urgent=urgent,
            asked_on=timezone.localdate() - timedelta(days=ago),
        )
        details = {"family_name": f"Fylde{len(people)}", "given_name": "Ann", "postcode": "FY1 1AA"}
        self.attempt(
            role,
            Permission.REFERRAL_RECEIVE,
            lambda by: requests.ask(by=by, asked=asked, person=known, known=details),
        )

    @rule(role=ROLES, which=SOMEBODY, team=st.integers(0, 2), level=st.sampled_from(["", *Level.values]))
    def move(self, role: Role, which: int, team: int, level: str) -> None:
        self.to_referral(
            role,
            which,
            lambda by, referral: referrals.move(
                by=by, referral=referral, team=self.teams[team], because="Stepped", level=level
            ),
        )

    @rule(role=ROLES, which=SOMEBODY)
    def assign(self, role: Role, which: int) -> None:
        worker = ground.staff_member(team=self.teams[0])
        self.to_referral(
            role, which, lambda by, referral: referrals.assign(by=by, referral=referral, worker=worker)
        )

    @rule(role=ROLES, which=SOMEBODY, level=st.sampled_from(Level.values))
    def step(self, role: Role, which: int, level: str) -> None:
        self.to_referral(
            role, which, lambda by, referral: referrals.set_level(by=by, referral=referral, level=level)
        )

    @rule(
        role=ROLES,
        which=SOMEBODY,
        closed_with=st.sampled_from(["", *ClosedWith.values]),
        reason=st.sampled_from(["", "02", "04"]),
        ago=AGO,
    )
    def close(self, role: Role, which: int, closed_with: str, reason: str, ago: int) -> None:
        on = timezone.localdate() - timedelta(days=ago)
        self.to_referral(
            role,
            which,
            lambda by, referral: referrals.close(
                by=by, referral=referral, on=on, reason=reason, closed_with=closed_with
            ),
        )

    @rule(
        role=ROLES,
        which=SOMEBODY,
        attendance=st.sampled_from(["5", "3"]),
        concept=st.sampled_from([AN_ASSESSMENT, A_THERAPY]),
    )
    def meet(self, role: Role, which: int, attendance: str, concept: str) -> None:
        self.to_referral(
            role,
            which,
            lambda by, referral: contacts.log(
                by=by,
                referral=referral,
                occurred_on=timezone.localdate(),
                attendance=attendance,
                activities=[Done(concept)],
            ),
            Permission.CONTACT_LOG,
        )

    @rule(role=ROLES, which=SOMEBODY)
    def rate(self, role: Role, which: int) -> None:
        self.to_referral(
            role,
            which,
            lambda by, referral: scores.record(
                by=by, referral=referral, tool_code=DIALOG, score="4", completed_at=timezone.now()
            ),
            Permission.CONTACT_LOG,
        )

    @rule(role=ROLES, which=SOMEBODY)
    def agree(self, role: Role, which: int) -> None:
        today = timezone.localdate()

        def planned(by: Actor, referral: Referral) -> object:
            plan = care_plans.create(
                by=by, person=referral.person, provider=referral.provider, created_on=today
            )
            return care_plans.agree(by=by, plan=plan, agreed_on=today)

        self.to_referral(role, which, planned, Permission.CONTACT_LOG)

    @rule(role=ROLES, which=SOMEBODY, team=TEAM, level=st.sampled_from(["", *Level.values]))
    def hand_over(self, role: Role, which: int, team: int, level: str) -> None:
        self.to_referral(
            role,
            which,
            lambda by, referral: handovers.send(
                by=by,
                referral=referral,
                team=self.teams[team],
                reason="Needs therapy",
                shared="The assessment and the plan",
                person_said="Yes, please",
                level=level,
            ),
        )

    @rule(
        role=ROLES,
        which=SOMEBODY,
        team=TEAM,
        say=st.sampled_from(["confirm", "confirm", "question", "answer", "withdraw"]),
    )
    def answer(self, role: Role, which: int, team: int, say: str) -> None:
        sent = list(Handover.objects.order_by("pk"))
        if not sent:
            return
        handover = sent[which % len(sent)]
        acts: dict[str, Callable[[Actor], object]] = {
            "confirm": lambda by: handovers.confirm(by=by, handover=handover),
            "question": lambda by: handovers.question(by=by, handover=handover, text="Since when?"),
            "answer": lambda by: handovers.answer(by=by, handover=handover, text="Since spring"),
            "withdraw": lambda by: handovers.withdraw(by=by, handover=handover, why="Feels better now"),
        }
        self.attempt(role, Permission.REFERRAL_MANAGE, acts[say], team=team)

    @rule(role=ROLES, which=SOMEBODY, team=TEAM, outcome=st.sampled_from(["taken", "helped", "find_out"]))
    def discuss(self, role: Role, which: int, team: int, outcome: str) -> None:
        worker = member(self.actors[Role.CLINICIAN, team])
        decision = Decision(
            outcome=outcome,
            team=self.teams[team],
            worker=worker,
            what="Rang about the benefits form",
            staff=worker,
            due_on=timezone.localdate() + timedelta(days=3),
        )

        def decided(by: Actor, referral: Referral) -> object:
            meeting = meetings.start(by=by, hub=self.hub)
            discussion = meetings.discuss(by=by, meeting=meeting, referral=referral)
            meetings.decide(by=by, discussion=discussion, decision=decision)
            return meetings.end(by=by, meeting=meeting)

        self.to_referral(role, which, decided, Permission.MEETING_RUN)

    @rule(role=ROLES, which=SOMEBODY)
    def finish_step(self, role: Role, which: int) -> None:
        steps = list(NextStep.objects.filter(done_at=None).order_by("pk"))
        if steps:
            step = steps[which % len(steps)]
            self.attempt(
                role,
                Permission.REFERRAL_MANAGE,
                lambda by: next_steps.done(by=by, step=step, result="She is better and wants to stop"),
            )

    @rule(role=ROLES, one=SOMEBODY, other=SOMEBODY)
    def join(self, role: Role, one: int, other: int) -> None:
        people = list(Person.objects.order_by("pk"))
        if len(people) > 1:
            kept, merged = people[one % len(people)], people[other % len(people)]
            self.attempt(
                role,
                Permission.PEOPLE_MERGE,
                lambda by: merges.merge(
                    by=by, kept=kept, merged=merged, reason="Same birth date and address"
                ),
            )

    @rule(role=ROLES, which=SOMEBODY)
    def part(self, role: Role, which: int) -> None:
        joined = list(Merge.objects.filter(undone_at=None).order_by("pk"))
        if joined:
            made = joined[which % len(joined)]
            self.attempt(
                role,
                Permission.PEOPLE_MERGE,
                lambda by: merges.undo(by=by, merge=made, reason="They are sisters, not one person"),
            )

    @rule(role=ROLES, which=SOMEBODY, what=st.sampled_from(LOOKED_AFTER))
    def look_after(self, role: Role, which: int, what: str) -> None:
        """What is done for somebody while they are held: none of it may change who holds them."""
        today, worker = timezone.localdate(), member(self.actors[Role.PARTNER, 2])
        soon = timezone.now() + timedelta(days=1 + Appointment.objects.count())
        acts: dict[str, Callable[[Actor, Referral], object]] = {
            "pathway": lambda by, to: pathways.start(
                by=by, referral=to, kind="older_adult", started_on=today
            ),
            "support": lambda by, to: short_support.start(
                by=by, referral=to, what="Debt", starts_on=today, ends_on=today + timedelta(days=41)
            ),
            "involve": lambda by, to: involvements.start(
                by=by, referral=to, staff=worker, what="Peer support", starts_on=today
            ),
            "coordinate": lambda by, to: coordinators.name(by=by, referral=to, staff=worker, on=today),
            "assess": lambda by, to: assessments.add(
                by=by, assessment=assessments.start(by=by, referral=to), section="safety", text="Safe at home"
            ),
            "book": lambda by, to: appointments.book(
                by=by, referral=to, staff=worker, team=self.teams[2], slot=Slot(soon, "01")
            ),
            "need": lambda by, to: requests.set_needs(by=by, person=to.person, communication="Large print"),
            "advise": lambda by, to: advice.ask_for(
                by=by,
                question="Which dose?",
                from_team=self.teams[0],
                to_team=self.teams[1],
                person=to.person,
            ),
        }
        held = list(Holding.objects.filter(until=None).order_by("pk").values_list("pk", "team"))
        self.to_referral(role, which, acts[what])
        assert list(Holding.objects.filter(until=None).order_by("pk").values_list("pk", "team")) == held

    # How it is done

    def to_referral(
        self,
        role: Role,
        which: int,
        act: Callable[[Actor, Referral], object],
        permission: Permission = Permission.REFERRAL_MANAGE,
    ) -> None:
        known = list(Referral.objects.order_by("pk"))
        if known:
            referral = known[which % len(known)]
            self.attempt(role, permission, lambda by: act(by, referral))

    def attempt(
        self, role: Role, permission: Permission, act: Callable[[Actor], object], *, team: int = 0
    ) -> None:
        """As a view does it: asked for permission first, all or nothing, and told in words when it cannot be."""
        by = self.actors[role, team]
        if not has_permission(by, permission):
            return
        before, told = self.versions(), AuditEvent.objects.count()
        try:
            with transaction.atomic():
                act(by)
                self.check_now()
        except PermissionDenied:
            assert self.versions() == before, "what is refused changes nothing"
        except ValidationError as refused:
            self.refused(refused.messages, before)
        else:
            assert AuditEvent.objects.count() > told, "a change is told by the audit"

    def refused(self, messages: list[str], before: list[tuple[Any, ...]]) -> None:
        assert all(len(message) > 20 for message in messages), "words that help"
        assert self.versions() == before, "what is refused changes nothing"

    def versions(self) -> list[tuple[Any, ...]]:
        return list(Referral.objects.order_by("pk").values_list("pk", "version", "team", "discharged_on"))

    def count(self) -> dict[str, int]:
        return {model._meta.label: model.with_voided.count() for model in CLINICAL}

    def check_now(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")

    # What holds after each step

    @invariant()
    def one_team_holds_each_open_person(self) -> None:
        if not hasattr(self, "teams"):
            return
        self.check_now()
        opened = Referral.objects.filter(discharged_on=None, source_month=None)
        waiting = {referral.person_id: referral for referral in opened.order_by("-pk")}
        holding = Holding.objects.filter(until=None)
        assert sorted(waiting) == sorted(held.person_id for held in holding)
        for held in holding.select_related("referral"):
            assert held.team_id == held.referral.team_id
            assert held.referral.is_open

    @invariant()
    def from_hand_to_hand_without_a_gap(self) -> None:
        if not hasattr(self, "teams"):
            return
        last: dict[int, Holding] = {}
        # Two histories that became one overlap.
        joined = [person for made in Merge.objects.all() for person in (made.kept_id, made.merged_id)]
        for held in Holding.objects.exclude(person__in=joined).order_by("person_id", "since", "pk"):
            before = last.get(held.person_id)
            if before is not None and before.until != held.since:
                # Only a person whose every referral was closed was without a holder.
                assert before.referral.discharged_on is not None
                assert held.referral.returns_to_id is not None
            last[held.person_id] = held

    @invariant()
    def the_page_and_the_night_have_one_clock(self) -> None:
        if not hasattr(self, "teams"):
            return
        ids = list(Person.objects.values_list("pk", flat=True))
        today = timezone.localdate()
        shown = [row for each in clock.for_people(ids, today).values() for row in each]
        with connection.cursor() as cursor:
            cursor.execute(f"select {', '.join(clock.COLUMNS)} from reporting_clock(%s::date)", [today])
            night = cursor.fetchall()
        assert sorted(tuple(getattr(row, name) for name in clock.COLUMNS) for row in shown) == sorted(night)

    @invariant()
    def no_row_is_lost(self) -> None:
        if not hasattr(self, "teams"):
            return
        now = self.count()
        assert all(now[label] >= count for label, count in self.rows.items())
        self.rows = now


@pytest.mark.django_db
def test_whatever_people_do(tenant: Tenant) -> None:
    class OfThisTenant(Hub):
        pass

    OfThisTenant.tenant = tenant
    run_state_machine_as_test(
        OfThisTenant,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
