"""What the person keeps from an organisation is not seen by it; a reason opens it for a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from careplans.actions import goals, plan_actions, plan_texts, plans, sharing
from careplans.models import Plan, SharingChoice
from careplans.rules import sharing as rules
from careplans.rules.document import PlanDocument
from careplans.rules.parts import CRISIS_PARTS, SHARED_PARTS, WHOLE
from careplans.rules.sharing import Choice
from careplans.selectors import sharing as selectors
from hubs.models import AccessLog, Organisation, TeamMembership
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import actor_of, system_actor
from hubs.selectors.staff import member as staff_of
from referrals.actions import duplicates, referrals
from tests.careplans.made_up import DOCUMENTS
from tests.factories import ground, record
from tests.referrals.conftest import NOW, World

T0, T1, T2 = (datetime(2025, 6, day, tzinfo=UTC) for day in (1, 2, 3))


def choice(part: str, may_see: bool, at: datetime = T0, joined: datetime | None = None) -> Choice:
    return Choice(part, may_see, at, joined)


EVERYTHING = frozenset({*SHARED_PARTS, WHOLE})
CRISIS = frozenset(CRISIS_PARTS)


@pytest.mark.parametrize(
    ("choices", "holds", "hidden"),
    [
        ([], False, set()),
        ([choice("people", False)], False, {"people"}),
        ([choice("people", True)], False, set()),
        ([choice(WHOLE, False)], False, EVERYTHING),
        ([choice(WHOLE, False)], True, EVERYTHING - CRISIS),
        ([choice("crisis", False)], True, set()),
        ([choice("crisis", False)], False, {"crisis"}),
        ([choice(WHOLE, False), choice("goals", True)], False, EVERYTHING - {"goals"}),
        ([choice(WHOLE, True), choice("goals", False)], False, {"goals"}),
        # Both records had chosen, and then they were joined: the refusal stands.
        ([choice("goals", True), choice("goals", False, T0, T1)], False, {"goals"}),
        ([choice("goals", False), choice("goals", True, T0, T1)], False, {"goals"}),
        ([choice("goals", True), choice("goals", True, T0, T1)], False, set()),
        # Chosen again since: the newest word of the person stands.
        ([choice("goals", True, T2), choice("goals", False, T0, T1)], False, set()),
        ([choice("goals", False, T2), choice("goals", True, T0, T1)], False, {"goals"}),
    ],
)
def test_what_is_hidden(choices: list[Choice], holds: bool, hidden: set[str]) -> None:
    assert rules.hidden(choices, holds=holds) == hidden
    assert rules.hidden(choices[::-1], holds=holds) == hidden


@given(DOCUMENTS, st.frozensets(st.sampled_from(sorted(EVERYTHING))))
def test_nothing_hidden_is_in_the_document(document: PlanDocument, hidden: frozenset[str]) -> None:
    seen = rules.seen(document, hidden)
    assert {text.part for text in seen.texts}.isdisjoint(hidden)
    assert [text for text in document.texts if text.part not in hidden] == list(seen.texts)
    assert not (seen.goals and "goals" in hidden)
    assert not (seen.actions and "actions" in hidden)
    assert not (seen.sessions and "sessions" in hidden)
    assert not (seen.progress and "sessions" in hidden)
    assert not (seen.participants and WHOLE in hidden)
    if "goals" in hidden:
        assert not any(action.goal or action.area for action in seen.actions)
    assert (seen.agreements, seen.review_on) == (document.agreements, document.review_on)


@pytest.fixture
def charity(inside: World) -> Organisation:
    return ground.organisation(name="Moorside Minds", kind="vcse")


@pytest.fixture
def worker(inside: World, charity: Organisation) -> Actor:
    """Somebody of the charity, who works in the hub and in no team that holds the person."""
    member = ground.staff_member(role=Role.PARTNER, hub=inside.hub, organisation=charity)
    assert member.user is not None
    found = actor_of(member.user)
    assert found is not None
    return found


@pytest.fixture
def written(inside: World, plan: Plan) -> Plan:
    for part in ("matters", "people", "crisis"):
        plan_texts.write(by=inside.by, plan=plan, part=part, text=f"About {part}")
    goals.add(by=inside.by, plan=plan, words="Sleep")
    plan_actions.add(by=inside.by, plan=plan, what="Ring", doer="person")
    return plan


def parts(plan: Plan, by: Actor) -> list[str]:
    return [text.part for text in selectors.visible_to(plan, by).texts]


def test_nothing_chosen_is_all_seen(written: Plan, worker: Actor) -> None:
    assert parts(written, worker) == ["matters", "people", "crisis"]


def test_what_is_kept_from_one_is_seen_by_others(
    inside: World, written: Plan, worker: Actor, charity: Organisation
) -> None:
    sharing.choose(by=inside.by, person=inside.person, organisation=charity, part="people", may_see=False)
    sharing.choose(by=inside.by, person=inside.person, organisation=charity, part="goals", may_see=False)
    assert parts(written, worker) == ["matters", "crisis"]
    seen = selectors.visible_to(written, worker)
    assert (seen.goals, len(seen.actions)) == ((), 1)
    assert parts(written, inside.by) == ["matters", "people", "crisis"]
    assert parts(written, system_actor(inside.tenant.pk)) == ["matters", "people", "crisis"]
    assert selectors.of_organisation(written, charity).hidden == {"people", "goals"}


def test_who_holds_the_person_sees_what_to_do_in_a_crisis(inside: World, written: Plan) -> None:
    provider = inside.referral.provider
    sharing.choose(by=inside.by, person=inside.person, organisation=provider, may_see=False)
    colleague = ground.staff_member(role=Role.CLINICIAN, hub=inside.hub, organisation=provider)
    assert colleague.user is not None
    theirs = actor_of(colleague.user)
    assert theirs is not None
    assert parts(written, theirs) == ["crisis"]
    assert selectors.of_organisation(written, provider).sees("crisis")


def test_who_held_the_person_before_sees_it_no_more(
    inside: World, written: Plan, worker: Actor, charity: Organisation
) -> None:
    member = staff_of(worker)
    team = ground.team(organisation=charity, hub=inside.hub)
    TeamMembership.objects.create(staff=member, team=team, starts_on=NOW.date())
    sharing.choose(by=inside.by, person=inside.person, organisation=charity, may_see=False)
    referrals.move(by=inside.by, referral=inside.referral, team=team, because="Help with debts")
    assert member.user is not None
    theirs = actor_of(member.user)
    assert theirs is not None
    assert parts(written, theirs) == ["crisis"]
    assert selectors.of_organisation(written, charity).sees("crisis")
    inside.referral.refresh_from_db()
    referrals.move(by=inside.by, referral=inside.referral, team=inside.team, because="Back to us")
    assert parts(written, theirs) == []
    assert not selectors.of_organisation(written, charity).sees("crisis")


def test_who_does_not_hold_them_sees_no_crisis_part_that_is_kept_from_them(
    inside: World, written: Plan, worker: Actor, charity: Organisation
) -> None:
    sharing.choose(by=inside.by, person=inside.person, organisation=charity, may_see=False)
    assert parts(written, worker) == []


def test_the_newest_word_of_the_person_stands(
    inside: World, written: Plan, worker: Actor, charity: Organisation
) -> None:
    for may_see in (False, True):
        sharing.choose(
            by=inside.by, person=inside.person, organisation=charity, part="people", may_see=may_see
        )
    assert "people" in parts(written, worker)
    assert SharingChoice.with_voided.count() == 2
    assert selectors.of_person(inside.person, inside.by).table == [(charity, frozenset())]


def test_whoever_opens_more_to_their_own_organisation_stands_in_the_access_log(
    inside: World, worker: Actor, charity: Organisation
) -> None:
    steps: list[tuple[Actor, list[str]]] = [
        (inside.by, ["people", "goals"]),
        (inside.by, ["people"]),
        (worker, ["people", "actions"]),
        (worker, ["people"]),
        (worker, [WHOLE]),
    ]
    for by, kept in steps:
        sharing.keep_from(by=by, person=inside.person, organisation=charity, parts=kept)
    assert [entry.staff_name for entry in AccessLog.objects.filter(kind="override")] == [worker.name]
    sharing.choose(by=worker, person=inside.person, organisation=charity, may_see=True)
    assert AccessLog.objects.filter(kind="override").count() == 2


def test_exactly_what_is_named_is_kept(
    inside: World, written: Plan, worker: Actor, charity: Organisation
) -> None:
    for kept in (["people"], ["goals", "matters"], [WHOLE], []):
        sharing.keep_from(by=inside.by, person=inside.person, organisation=charity, parts=kept)
        hidden = selectors.of_one(inside.person, charity)
        assert hidden == (EVERYTHING if WHOLE in kept else frozenset(kept))


def test_an_unknown_part_or_a_day_to_come_is_refused(inside: World, charity: Organisation) -> None:
    with pytest.raises(ValidationError, match="Choose a part"):
        sharing.choose(by=inside.by, person=inside.person, organisation=charity, part="x", may_see=False)
    with pytest.raises(ValidationError, match="today or earlier"):
        sharing.choose(
            by=inside.by,
            person=inside.person,
            organisation=charity,
            may_see=False,
            chosen_on=NOW.date() + timedelta(days=1),
        )


def test_a_reason_opens_all_of_it_for_eight_hours(
    inside: World, written: Plan, worker: Actor, charity: Organisation
) -> None:
    sharing.choose(by=inside.by, person=inside.person, organisation=charity, may_see=False)
    with pytest.raises(ValidationError, match="Say why"):
        sharing.open_with_reason(by=worker, plan=written, reason=" need ")
    sharing.open_with_reason(by=worker, plan=written, reason="She is at our door")
    assert parts(written, worker) == ["matters", "people", "crisis"]
    logged = AccessLog.objects.get(kind="override")
    assert (logged.staff_name, logged.reason, logged.person_reference) == (
        worker.name,
        "She is at our door",
        inside.person.reference,
    )
    with time_machine.travel(NOW + timedelta(hours=8, minutes=1), tick=False):
        assert parts(written, worker) == []


def test_the_reason_of_one_opens_one_plan_for_nobody_else(
    inside: World, written: Plan, worker: Actor, charity: Organisation
) -> None:
    colleague = ground.staff_member(role=Role.PARTNER, hub=inside.hub, organisation=charity)
    assert colleague.user is not None
    other = actor_of(colleague.user)
    assert other is not None
    second = plans.open(by=inside.by, person=record.person())
    plan_texts.write(by=inside.by, plan=second, part="matters", text="My cat")
    for person in (inside.person, second.person):
        sharing.choose(by=inside.by, person=person, organisation=charity, may_see=False)
    sharing.open_with_reason(by=worker, plan=written, reason="She is at our door")
    assert parts(written, worker) == ["matters", "people", "crisis"]
    assert parts(written, other) == []
    assert parts(second, worker) == []


def test_an_override_is_reviewed_once_and_by_somebody_else(
    inside: World, written: Plan, worker: Actor
) -> None:
    opened = sharing.open_with_reason(by=worker, plan=written, reason="She is at our door")
    assert list(selectors.to_review()) == [opened]
    with pytest.raises(ValidationError, match="another privacy officer"):
        sharing.review(by=worker, override=opened)
    reviewed = sharing.review(by=inside.by, override=opened)
    assert reviewed.reviewed_by_id == inside.by.staff_id
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert sharing.review(by=inside.by, override=opened).reviewed_at == reviewed.reviewed_at
    assert not selectors.to_review()


class TestJoinedRecords:
    """Two records of one person had chosen differently for the same organisation."""

    @pytest.mark.parametrize(("ours", "theirs"), [(True, False), (False, True)])
    def test_the_refusal_stands_until_the_person_chooses_again(
        self, inside: World, written: Plan, worker: Actor, charity: Organisation, ours: bool, theirs: bool
    ) -> None:
        other = record.person()
        for person, may_see in ((inside.person, ours), (other, theirs)):
            sharing.choose(by=inside.by, person=person, organisation=charity, part="people", may_see=may_see)
        with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
            merge = duplicates.merge(
                by=inside.by, kept=inside.person, merged=other, reason="Both have the same passport"
            )
        assert "people" not in parts(written, worker)
        assert selectors.people_who_keep("people", worker) == {inside.person.pk}
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            if ours:
                duplicates.undo(by=inside.by, merge=merge, reason="They are two people after all")
                assert "people" in parts(written, worker)
                assert selectors.people_who_keep("people", worker) == {other.pk}
            else:
                sharing.choose(
                    by=inside.by, person=inside.person, organisation=charity, part="people", may_see=True
                )
                assert "people" in parts(written, worker)

    def test_a_refusal_of_the_record_that_ends_goes_with_it(
        self, inside: World, written: Plan, worker: Actor, charity: Organisation
    ) -> None:
        other = record.person()
        sharing.choose(by=inside.by, person=other, organisation=charity, part="people", may_see=False)
        duplicates.merge(by=inside.by, kept=inside.person, merged=other, reason="Both have the same passport")
        assert "people" not in parts(written, worker)

    def test_both_plans_stay_in_sight(self, inside: World, written: Plan) -> None:
        other = record.person()
        second = plans.open(by=inside.by, person=other)
        plan_texts.write(by=inside.by, plan=second, part="matters", text="My cat")
        duplicates.merge(by=inside.by, kept=inside.person, merged=other, reason="Both have the same passport")
        beside = Plan.objects.get(pk=second.pk)
        assert beside.person_id == inside.person.pk
        assert beside.beside_reason == f"Joined from the record {other.reference}"
        assert plans.open(by=inside.by, person=inside.person) == written


def test_whose_actions_are_kept_from_a_worker(
    inside: World, written: Plan, worker: Actor, charity: Organisation
) -> None:
    assert selectors.people_who_keep("actions", worker) == set()
    sharing.choose(by=inside.by, person=inside.person, organisation=charity, may_see=False)
    assert selectors.people_who_keep("actions", worker) == {inside.person.pk}
    sharing.choose(by=inside.by, person=inside.person, organisation=charity, part="actions", may_see=True)
    assert selectors.people_who_keep("actions", worker) == set()
    assert timezone.now() == NOW
