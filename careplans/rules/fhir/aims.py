"""The goals of a plan, and the plan itself with what was agreed to be done."""

from __future__ import annotations

from careplans.rules.document import Action, Goal, PlanDocument
from careplans.rules.fhir.words import (
    TERMINOLOGY,
    Resource,
    coded,
    day,
    identity,
    instant,
    named,
    present,
    refer,
    resource,
    said,
    worded,
)
from careplans.rules.parts import ActionState, Doer, GoalState
from config import formats

TITLE = "Personalised care and support plan"
LIFECYCLE = {GoalState.ACTIVE: "active", GoalState.REACHED: "completed", GoalState.CHANGED: "cancelled"}
ACHIEVEMENT = {GoalState.ACTIVE: "in-progress", GoalState.REACHED: "achieved"}
# What was done in part has ended before it was complete; what was not done, or is not wanted, is withdrawn.
ACTIVITY = {
    ActionState.OPEN: "not-started",
    ActionState.DONE: "completed",
    ActionState.PARTLY: "stopped",
    ActionState.NOT_DONE: "cancelled",
    ActionState.DROPPED: "cancelled",
}
NOT_WRITTEN = "Not written down"


def goal_url(goal: Goal) -> str:
    return f"urn:uuid:{identity('Goal', goal.key)}"


def goal(each: Goal, person: str) -> Resource:
    known = said(each.how_known)
    achieved = ACHIEVEMENT.get(each.state)
    due = {"dueDate": day(each.target_on)} if each.target_on else {}
    area = named(each.area)
    return resource(
        "Goal",
        goal_url(each).removeprefix("urn:uuid:"),
        identifier=[{"value": said(each.key)}] if said(each.key) else [],
        lifecycleStatus=LIFECYCLE[each.state],
        achievementStatus=coded(f"{TERMINOLOGY}/goal-achievement", achieved, each.state.label)
        if achieved
        else {},
        description={"text": said(each.words) or NOT_WRITTEN},
        subject={"reference": person},
        target=[due] if due else [],
        statusReason=each.state.label if each.state is GoalState.CHANGED else "",
        expressedBy={"reference": person},
        addresses=[area] if area else [],
        note=[{"text": f"How we will know: {known}"}] if known else [],
    )


def plan_url(plan: PlanDocument) -> str:
    return f"urn:uuid:{identity('CarePlan', plan.reference)}"


def care_plan(plan: PlanDocument, person: str, keeper: str) -> Resource:
    """The plan; one that nobody agreed to yet is a draft."""
    goals = {each.key: goal_url(each) for each in plan.goals}
    helpers = [named(helper) for helper in helped(plan)]
    return resource(
        "CarePlan",
        plan.reference,
        identifier=[{"value": plan.reference, "assigner": {"reference": keeper}}],
        status="draft" if plan.number is None else "active",
        intent="plan",
        category=[{"text": TITLE}],
        title=TITLE,
        subject={"reference": person},
        period={"start": day(plan.started_on)},
        created=day(plan.started_on),
        author={"reference": keeper},
        contributor=[{"reference": person}, *filter(None, [named(plan.worker, "Practitioner"), *helpers])],
        goal=[refer(url) for url in goals.values()],
        activity=[{**_came_of(each), "detail": _detail(each, goals, person)} for each in plan.actions],
        note=_review(plan),
    )


def _detail(action: Action, goals: dict[str, str], person: str) -> Resource:
    known = said(action.how_known)
    what = said(action.what) or NOT_WRITTEN
    over = action.state is not ActionState.OPEN
    return present(
        reasonCode=[worded(action.area)] if said(action.area) else [],
        goal=[refer(goals[action.goal])] if action.goal in goals else [],
        status=ACTIVITY[action.state],
        statusReason=worded(action.state.label) if over else {},
        scheduledPeriod={"end": day(action.due_on)} if action.due_on else {},
        performer=[_performer(action, person)],
        description=f"{what}\nHow we will know: {known}" if known else what,
    )


def _performer(action: Action, person: str) -> Resource:
    if action.doer is Doer.PERSON:
        return refer(person, action.who)
    return named(action.who) or named(action.doer.label)


def _came_of(action: Action) -> Resource:
    words = said(action.settled_words)
    return {"progress": [present(time=day(action.settled_on), text=words)]} if words else {}


def helped(plan: PlanDocument) -> list[str]:
    """Who helped to write it, beside the person: name, part and organisation."""
    told = [(each.name, each.part, each.organisation) for each in plan.participants]
    return [", ".join(filter(None, map(said, each))) for each in told]


def review_words(plan: PlanDocument) -> str:
    """By when the plan is looked at again, and who chose that day; empty when nobody did."""
    if plan.review_on is None:
        return ""
    chosen = "The person chose this day." if plan.review_chosen_by_person else ""
    return f"To be looked at again by {formats.date(plan.review_on)}. {chosen}".strip()


def _review(plan: PlanDocument) -> list[Resource]:
    words = review_words(plan)
    return [{"time": instant(plan.written_at), "text": words}] if words else []
