"""Scores, plans, checks and employment support, in the words that the night's tests are told in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from careplans.models import CarePlan, Plan, PlanAction, PlanReview
from hubs.rules import references
from outcomes.models import EmploymentSupport, HealthCheck, JobStart, SmiRegister
from outcomes.rules.health import CheckKind
from referrals.models import PathwayEpisode, Person, Referral
from tests.factories import ground, record
from tests.outcomes.taken import MENTAL_HEALTH
from tests.reporting.clock_world import Story, day
from tests.reporting.night_world import number, value

IPS, IPS_OTHER, REFUSED = "1082621000000104", "772822000", "443390004"
CBT_FOR_PSYCHOSIS, ART_THERAPY = "718026005", "65153003"


def seen_twice(story: Story, received: str = "2024-09-01", until: str | None = None, **more: Any) -> Referral:
    """A referral with two contacts soon after it."""
    referral = story.referred(received, until, **more)
    for _ in range(2):
        story.seen(referral, received)
    return referral


def rated(referral: Referral, on: str, score: int | None, code: str = MENTAL_HEALTH, **more: Any) -> None:
    """A score; None is one that was out of the tool's range."""
    record.score(
        referral=referral,
        taken_on=day(on),
        tool_code=code,
        score="99" if score is None else str(score),
        value=None if score is None else Decimal(score),
        **more,
    )


def rated_twice(referral: Referral, first: int, latest: int, code: str = MENTAL_HEALTH) -> None:
    rated(referral, "2025-01-10", first, code)
    rated(referral, "2025-05-10", latest, code)


def fraction(indicator: str, **where: Any) -> tuple[int, int]:
    """Numerator and denominator."""
    found = value(indicator, **where)
    assert found is not None, f"no value of {indicator} for {where}"
    assert found.numerator is not None
    assert found.denominator is not None
    return int(found.numerator), int(found.denominator)


def left_out(indicator: str, **where: Any) -> tuple[int, int]:
    """How many the rule leaves out, and how many lack what it asks for."""
    found = value(indicator, **where)
    assert found is not None
    return found.excluded, found.incomplete


def share(indicator: str, **where: Any) -> Decimal | None:
    return number(indicator, **where)


def plan_of(person: Person, started: str = "2025-01-01") -> Plan:
    made: Plan = Plan.objects.create(person=person, reference=references.new("K"), started_on=day(started))
    return made


def reported(plan: Plan, on: str, **more: Any) -> CarePlan:
    """The plan as it is reported to the national data set, agreed by the person."""
    made: CarePlan = record.plan(person=plan.person, of_plan=plan, created_on=day(on), **more)
    return made


def review(plan: Plan, due: str, done: str | None = None) -> PlanReview:
    made: PlanReview = PlanReview.objects.create(
        plan=plan, due_on=day(due), reviewed_on=day(done), chosen_by_person=True
    )
    return made


def action(
    plan: Plan, due: str | None, state: str = "open", settled: str | None = None, doer: str = "person"
) -> PlanAction:
    made: PlanAction = PlanAction.objects.create(
        plan=plan, what="Ring the library", doer=doer, due_on=day(due), state=state, settled_on=day(settled)
    )
    return made


def registered(person: Person, since: str = "2024-01-01", **more: Any) -> SmiRegister:
    made: SmiRegister = SmiRegister.objects.create(
        person=person, source="gp", starts_on=day(since), next_by="gp", **more
    )
    return made


def checked(person: Person, kind: str, on: str, state: str = "done") -> HealthCheck:
    done = {"typed": "24", "measure": "bmi", "done_by": "Practice nurse"} if state == "done" else {}
    made: HealthCheck = HealthCheck.objects.create(
        person=person, kind=kind, state=state, checked_on=day(on), **done
    )
    return made


def checked_whole(person: Person, on: str = "2025-03-01", but: str = "") -> None:
    """All six checks, or all but one."""
    for kind in CheckKind.values:
        if kind != but:
            checked(person, kind, on)


def employed(referral: Referral, on: str, *, is_paid: bool = True) -> JobStart:
    support, _ = EmploymentSupport.objects.get_or_create(referral=referral, asked_on=referral.received_on)
    made: JobStart = JobStart.objects.create(
        support=support, title="Baker", employer="A bakery", is_paid=is_paid, hours="01", started_on=day(on)
    )
    return made


def on_pathway(referral: Referral, kind: str, on: str, until: str | None = None) -> PathwayEpisode:
    ended = {"ended_on": day(until), "end_reason": "Finished"} if until else {}
    help_given = {"cen_help": "assessment"} if kind == "cen" else {}
    return record.pathway(referral=referral, kind=kind, started_on=day(on), **help_given, **ended)


def at_hub(story: Story, received: date, code: str) -> Referral:
    """A referral of the person to a team of a hub."""
    team = ground.team(hub=ground.hub(code=code), team_type="A06")
    return record.referral(person=story.person, team=team, received_on=received)
