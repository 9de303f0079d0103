"""What is due in the next seven days, for a worker, a team and a hub."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from careplans.actions import plans
from careplans.models import Plan, PlanAction, PlanReview
from hubs.models import Tenant
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import member, system_actor
from referrals.models import Appointment, Handover, NextStep, PathwayEpisode, Referral, ShortSupport
from reporting.selectors import due
from reporting.selectors.due import Scope
from tests.conftest import ClientAs
from tests.factories import exchanges, ground, health, record

TODAY = timezone.localdate()
pytestmark = pytest.mark.usefixtures("in_a_tenant")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def by() -> Actor:
    hub = ground.hub()
    return ground.actor(Role.CLINICIAN, hub=hub, team=ground.team(hub=hub))


def held(by: Actor, days: int, **given: object) -> Referral:
    """A referral of the team of ``by``, received so many days ago, with ``by`` as its worker."""
    team = ground.Team.objects.get(pk=by.team_ids[0])
    return record.referral(
        **{"team": team, "received_on": ago(days), "named_worker_id": by.staff_id, **given}
    )


def kinds(by: Actor, scope: Scope = Scope.ME) -> list[tuple[str, int]]:
    return [(each.kind, (each.on - TODAY).days) for each in due.of(by, scope)]


@pytest.mark.parametrize(
    ("received", "left"), [(20, None), (21, 7), (28, 0), (29, -1), (56, -28), (57, None)]
)
def test_four_weeks_from_seven_days_before_they_end(by: Actor, received: int, left: int | None) -> None:
    held(by, received)
    assert kinds(by) == ([] if left is None else [("Four-week wait", left)])


def test_says_what_the_clock_lacks(by: Actor) -> None:
    referral = held(by, 25)
    record.contact(referral=referral, occurred_on=ago(3))
    (found,) = due.of(by, Scope.ME)
    assert found.what == "Four weeks end; still lacks baseline score, assessment and plan or intervention"


def test_urgent_people_are_seen_within_seven_days(by: Actor) -> None:
    held(by, 2, priority="2")
    seen = held(by, 2, priority="2")
    record.contact(referral=seen, occurred_on=ago(1))
    assert kinds(by) == [("Urgent", 5)]


def test_steps_handovers_appointments_and_reviews(by: Actor) -> None:
    referral = held(by, 3)
    worker = member(by)
    NextStep.objects.create(
        referral=referral, kind="check_back", what="Ring her", staff=worker, due_on=ago(-1)
    )
    Handover.objects.create(
        referral=referral,
        from_team=referral.team,
        to_team=ground.team(),
        receiver="team",
        reason="Therapy",
        shared="All",
        person_said="Yes",
        rings_on=ago(-2),
        escalates_on=ago(-5),
    )
    Appointment.objects.create(
        referral=referral,
        staff=worker,
        team=referral.team,
        starts_at=timezone.make_aware(datetime.combine(TODAY + timedelta(days=3), time(10))),
        mechanism="01",
    )
    ShortSupport.objects.create(referral=referral, what="Debt", starts_on=ago(30), ends_on=ago(-4))
    PathwayEpisode.objects.create(
        referral=referral,
        kind="rehabilitation",
        started_on=ago(90),
        placement_provider="Far House",
        placement_place="Leeds",
        placement_began_on=ago(90),
        placement_review_on=ago(-5),
    )
    assert kinds(by) == [
        ("Check back with the person", 1),
        ("Handover", 2),
        ("Appointment", 3),
        ("Short-term support", 4),
        ("Placement out of area", 5),
    ]


BOUNDS = [(-29, False), (-28, True), (7, True), (8, False)]


@pytest.mark.parametrize(("left", "shown"), BOUNDS)
def test_days_of_steps_support_placements_and_plans_from_four_weeks_back_to_seven_days_ahead(
    by: Actor, left: int, shown: bool
) -> None:
    referral, day = held(by, 3), ago(-left)
    NextStep.objects.create(
        referral=referral, kind="check_back", what="Ring her", staff=member(by), due_on=day
    )
    ShortSupport.objects.create(referral=referral, what="Debt", starts_on=ago(10 - left), ends_on=day)
    PathwayEpisode.objects.create(
        referral=referral,
        kind="rehabilitation",
        started_on=ago(90),
        placement_provider="Far House",
        placement_place="Leeds",
        placement_began_on=ago(90),
        placement_review_on=day,
    )
    PlanReview.objects.create(plan=plan_of(referral), due_on=day, chosen_by_person=False)
    health.to_follow_up(person=referral.person, checked_on=ago(60), follow_up_due_on=day)
    found = [kind for kind, on in kinds(by) if on == left]
    kept = [
        "Check back with the person",
        "Health check",
        "Placement out of area",
        "Plan",
        "Short-term support",
    ]
    assert sorted(found) == (kept if shown else [])


def test_a_step_is_due_for_whoever_does_it(by: Actor) -> None:
    colleague = ground.staff_member()
    theirs = record.referral(team=ground.team(), received_on=ago(1))
    for referral, staff in ((held(by, 3), colleague), (theirs, member(by))):
        NextStep.objects.create(referral=referral, kind="do", what="Ring her", staff=staff, due_on=TODAY)
    assert [each.person for each in due.of(by, Scope.ME)] == [theirs.person]
    assert [each.who for each in due.of(by, Scope.TEAMS)] == [colleague.name]


@pytest.mark.parametrize(("left", "shown"), [(-60, True), (7, True), (8, False)])
def test_a_handover_is_shown_until_somebody_answers_it(by: Actor, left: int, shown: bool) -> None:
    sent = exchanges.handover(referral=held(by, 3), rings_on=ago(-left), escalates_on=ago(-left))
    assert kinds(by) == ([("Handover", left)] if shown else [])
    Handover.objects.filter(pk=sent.pk).update(state="withdrawn")
    assert kinds(by) == []


@pytest.mark.parametrize(
    ("days", "at", "shown"),
    [
        (-1, time(23, 59), False),
        (0, time(0), True),
        (7, time(23, 59), True),
        (8, time(0), False),
    ],
)
def test_appointments_of_today_and_the_seven_days_after(by: Actor, days: int, at: time, shown: bool) -> None:
    starts_at = timezone.make_aware(datetime.combine(ago(-days), at))
    booked = record.appointment(referral=held(by, 3), staff=member(by), starts_at=starts_at)
    assert kinds(by) == ([("Appointment", days)] if shown else [])
    Appointment.objects.filter(pk=booked.pk).update(cancelled_at=timezone.now(), cancel_reason="She is ill")
    assert kinds(by) == []


def test_nothing_is_due_for_whom_nobody_holds_any_more(by: Actor) -> None:
    referral = held(by, 25, priority="2")
    health.to_follow_up(person=referral.person, checked_on=ago(3), follow_up_due_on=TODAY)
    assert sorted(kind for kind, _ in kinds(by)) == ["Four-week wait", "Health check", "Urgent"]
    record.end(referral, ago(1))
    assert kinds(by) == kinds(by, Scope.TEAMS) == kinds(by, Scope.HUBS) == []


def test_a_result_is_due_for_the_worker_who_was_named_for_it(by: Actor) -> None:
    theirs = record.referral(team=ground.team(), received_on=ago(1))
    given = {"person": theirs.person, "checked_on": ago(3), "follow_up_due_on": TODAY, "follow_up_who": ""}
    health.to_follow_up(**given, follow_up_staff=member(by))
    health.to_follow_up(**given, follow_up_staff=ground.staff_member())
    assert kinds(by) == [("Health check", 0)]
    assert kinds(by, Scope.TEAMS) == []


def test_what_is_over_is_not_due(by: Actor) -> None:
    referral = held(by, 3)
    NextStep.objects.create(
        referral=referral,
        kind="check_back",
        what="Ring her",
        staff=member(by),
        due_on=TODAY,
        done_at=timezone.now(),
        result="She is well",
    )
    ShortSupport.objects.create(
        referral=referral, what="Debt", starts_on=ago(30), ends_on=TODAY, ended_on=ago(1), result="Paid"
    )
    placed = {
        "referral": referral,
        "kind": "rehabilitation",
        "started_on": ago(90),
        "placement_provider": "Far House",
        "placement_place": "Leeds",
        "placement_began_on": ago(90),
        "placement_review_on": TODAY,
    }
    PathwayEpisode.objects.create(**placed, placement_ended_on=ago(1))
    PathwayEpisode.objects.create(**placed, ended_on=ago(1), end_reason="Finished")
    assert kinds(by) == []


def test_a_worker_a_team_and_a_hub(by: Actor) -> None:
    held(by, 25)
    held(by, 26, named_worker_id=None)
    team = ground.Team.objects.get(pk=by.team_ids[0])
    record.referral(team=ground.team(hub=team.hub), received_on=ago(27))
    record.referral(team=ground.team(hub=ground.hub()), received_on=ago(27))
    assert [len(kinds(by, scope)) for scope in Scope] == [1, 2, 3]


def test_costs_the_same_for_one_and_for_thirty(by: Actor) -> None:
    held(by, 25)
    with CaptureQueriesContext(connection) as one:
        due.of(by, Scope.TEAMS)
    for _ in range(29):
        held(by, 25, priority="2")
    with CaptureQueriesContext(connection) as thirty:
        due.of(by, Scope.TEAMS)
    assert len(thirty) == len(one) <= 13


def test_the_page(tenant: Tenant, client_as: ClientAs) -> None:
    client = client_as(Role.CLINICIAN)
    held_by_the_hub = record.referral(team=ground.team(hub=ground.hub()), received_on=ago(28))
    assert "Nothing is due" in client.get("/due/").content.decode()
    page = client.get("/due/?of=hubs").content.decode()
    assert held_by_the_hub.person.display_name.split(",")[0] in page
    assert "Today" in page


def plan_of(referral: Referral) -> Plan:
    return plans.open(by=system_actor(referral.tenant_id), person=referral.person)


@pytest.mark.parametrize(("left", "shown"), [(-29, False), (-28, True), (0, True), (7, True), (8, False)])
def test_what_a_worker_agreed_to_do_in_a_plan(by: Actor, left: int, shown: bool) -> None:
    referral = record.referral(team=ground.team(), received_on=ago(1))
    worker = member(by)
    PlanAction.objects.create(
        plan=plan_of(referral), what="Lend a lead", doer="worker", staff=worker, due_on=ago(-left)
    )
    assert kinds(by) == ([("Action of a plan", left)] if shown else [])


def test_a_settled_action_and_those_of_others_are_not_a_workers_own(by: Actor) -> None:
    plan = plan_of(held(by, 1))
    action = {"plan": plan, "what": "Ring", "doer": "worker", "due_on": TODAY}
    PlanAction.objects.create(**action, staff=member(by), state="done", settled_on=TODAY)
    PlanAction.objects.create(**action, staff=ground.staff_member())
    PlanAction.objects.create(**{**action, "doer": "person"})
    assert kinds(by) == []
    assert kinds(by, Scope.TEAMS) == [("Action of a plan", 0)]


def test_a_plan_to_be_looked_at_again(by: Actor) -> None:
    plan = plan_of(held(by, 1))
    PlanReview.objects.create(plan=plan, due_on=ago(2), chosen_by_person=True)
    (found,) = due.of(by, Scope.ME)
    assert (found.kind, found.on) == ("Plan", ago(2))
    assert found.what == "To be looked at again, a day that the person chose"
    PlanReview.objects.update(reviewed_on=TODAY)
    assert kinds(by) == []
