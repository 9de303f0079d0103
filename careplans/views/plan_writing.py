"""What a plan says is written: its parts in words, its goals and its actions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from careplans.actions import goals, plan_actions, plan_texts
from careplans.forms.plan import ActionForm, GoalEndForm, GoalForm, PartForm, SettleForm
from careplans.models import Plan, PlanAction, PlanGoal, PlanText
from careplans.rules.parts import ACTIONS, GOALS, PlanPart
from careplans.selectors import documents, plans
from careplans.views.plan_records import Opened, about_plan, ask, done
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from referrals.forms.contact import ReasonForm
from referrals.views.episodes import Asking

FORM = "careplans/plan/form.jinja"


@about_plan("Form of a part of a plan")
def part(request: StaffRequest, it: Opened, part: str) -> HttpResponse:
    """Whoever saves over what somebody else wrote meanwhile is shown both, and saves again what they bring together."""
    if part not in PlanPart.values:
        raise Http404
    held = plans.text(it.plan, part)
    initial = {"text": _with_carried(request, it, part, held), "version": held.version if held else 0}
    form = PartForm(request.POST or None, part=part, initial=initial)

    def write(plan: Plan) -> None:
        plan_texts.write(by=request.actor, plan=plan, part=part, **form.cleaned_data)

    if saved(form, lambda: it.write(request, write)):
        return done(request, it, f"“{PlanPart(part).label}” is saved.", part)
    meanwhile = _text_by_now(it, form, part)
    return _ask(request, it, form, Asking(PlanPart(part).label, "Save"), meanwhile=meanwhile, part=part)


def _text_by_now(it: Opened, form: PartForm, part: str) -> PlanText | None:
    """What somebody else wrote while this was written; None when nobody did."""
    if not form.has_error("text", "changed"):
        return None
    held = plans.text(it.plan or plans.of_person(it.found.person), part)
    form.shown_with(held.version if held else 0)
    return held


def _with_carried(request: StaffRequest, it: Opened, part: str, held: PlanText | None) -> str:
    """What the part says, and under it what the plan of a joined record says, when that is to be carried over."""
    own = held.text if held else ""
    try:
        other = plans.find_beside(it.found.person, UUID(request.GET.get("from", "")))
    except ValueError:
        other = None
    theirs = plans.text(other, part)
    return "\n\n".join(text for text in (own, theirs.text if theirs else "") if text)


@about_plan("Form of a new goal", GOALS)
def goal_new(request: StaffRequest, it: Opened) -> HttpResponse:
    form = GoalForm(request.POST or None, initial=_carried_goal(request, it))

    def add(plan: Plan) -> None:
        said = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        goals.add(by=request.actor, plan=plan, **said)

    if saved(form, lambda: it.write(request, add)):
        return done(request, it, "The goal is added.", GOALS)
    return _ask(request, it, form, Asking("A new goal", "Add the goal"))


@about_plan("Form of a goal", GOALS)
def goal(request: StaffRequest, it: Opened, public_id: UUID) -> HttpResponse:
    held = _goal(it, public_id)
    form = GoalForm(request.POST or None, initial=_as_it_is(held))
    if saved(form, lambda: goals.change(by=request.actor, goal=held, **form.cleaned_data)):
        return done(request, it, "The goal is changed.", GOALS)
    meanwhile = None
    if form.has_error("words", "changed"):
        meanwhile = _goal(it, public_id)
        form.shown_with(meanwhile.version)
    return _ask(request, it, form, Asking("Change the goal", "Save"), meanwhile_goal=meanwhile)


@about_plan("End of a goal", GOALS)
def goal_end(request: StaffRequest, it: Opened, public_id: UUID) -> HttpResponse:
    held = _goal(it, public_id)
    form = GoalEndForm(request.POST or None)
    if saved(form, lambda: goals.end(by=request.actor, goal=held, **form.cleaned_data)):
        return done(request, it, "The goal is over. It stays in the plan.", GOALS)
    return ask(
        request, it, form, Asking("A goal is reached, or no longer wanted", "Save", held.words, template=FORM)
    )


@about_plan("Form of a new action", ACTIONS)
def action_new(request: StaffRequest, it: Opened) -> HttpResponse:
    form = _action_form(request, it, {"goal": request.GET.get("goal", "")})

    def add(plan: Plan) -> None:
        said = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        plan_actions.add(by=request.actor, plan=plan, **said)

    if saved(form, lambda: it.write(request, add)):
        return done(request, it, "The action is added.", ACTIONS)
    return _ask(request, it, form, Asking("A new action", "Add the action"))


@about_plan("Form of an action", ACTIONS)
def action(request: StaffRequest, it: Opened, public_id: UUID) -> HttpResponse:
    """Put differently: whoever saves over what somebody else changed meanwhile is shown it first."""
    held = _action(it, public_id)
    form = _action_form(request, it, _action_as_it_is(held), held)

    def change() -> None:
        # Who does not see the goals leaves the action with the one that it serves.
        plan_actions.change(by=request.actor, action=held, **{"goal": held.goal, **form.cleaned_data})

    if saved(form, change):
        return done(request, it, "The action is changed.", ACTIONS)
    meanwhile = None
    if form.has_error("what", "changed"):
        meanwhile = _action(it, public_id)
        form.shown_with(meanwhile.version)
    shown = {
        "meanwhile_action": meanwhile,
        "who_does": documents.who_does,
        "sees_goals": it.sight.sees(GOALS),
    }
    return _ask(request, it, form, Asking("Change the action", "Save"), **shown)


def _action_form(
    request: StaffRequest, it: Opened, initial: dict[str, Any], held: PlanAction | None = None
) -> ActionForm:
    return ActionForm(
        request.POST or None,
        workers=plans.workers(it.found, request.actor, held),
        organisations=plans.organisations(held),
        goals=plans.goals(it.plan if it.sight.sees(GOALS) else None, held),
        initial=initial,
    )


@about_plan("Settling an action", ACTIONS)
def action_settle(request: StaffRequest, it: Opened, public_id: UUID) -> HttpResponse:
    held = _action(it, public_id)
    before = {"words": held.settled_words} if held.settled_on else {}
    form = SettleForm(request.POST or None, initial=before)
    if saved(form, lambda: plan_actions.settle(by=request.actor, action=held, **form.cleaned_data)):
        return done(request, it, "What came of it is saved.", ACTIONS)
    asking = Asking("What came of the action?", "Save", _in_words(held))
    return _ask(request, it, form, asking, held=held)


@about_plan("Taking an action out", ACTIONS)
def action_take_back(request: StaffRequest, it: Opened, public_id: UUID) -> HttpResponse:
    held = _action(it, public_id)
    form = ReasonForm(request.POST or None)
    if saved(form, lambda: plan_actions.take_back(by=request.actor, action=held, **form.cleaned_data)):
        return done(request, it, "The action is taken out. Its history keeps it, with your reason.", ACTIONS)
    asking = Asking("Take the action out", "Take it out", _in_words(held), warning=True, template=FORM)
    return ask(request, it, form, asking)


def _ask(request: StaffRequest, it: Opened, form: Any, asking: Asking, **more: Any) -> HttpResponse:
    asking = Asking(asking.title, asking.button, asking.lede, template=FORM)
    return ask(request, it, form, asking, **more)


def _goal(it: Opened, public_id: UUID) -> PlanGoal:
    held = plans.goal(it.held, public_id)
    if held is None:
        raise Http404
    return held


def _action(it: Opened, public_id: UUID) -> PlanAction:
    held = plans.action(it.held, public_id)
    if held is None:
        raise Http404
    return held


def _in_words(action: PlanAction) -> str:
    who = documents.who_does(action) or action.get_doer_display()
    return f"{action.what}\n{who}"


def _as_it_is(goal: PlanGoal) -> dict[str, Any]:
    return {name: getattr(goal, name) for name in ("words", "how_known", "target_on", "version")}


def _action_as_it_is(action: PlanAction) -> dict[str, Any]:
    said = {name: getattr(action, name) for name in ("what", "doer", "who", "due_on", "how_known", "version")}
    rows = {name: getattr(action, name) for name in ("staff", "organisation", "goal")}
    return {**said, **{name: row.public_id if row else "" for name, row in rows.items()}}


def _carried_goal(request: StaffRequest, it: Opened) -> dict[str, Any]:
    """A goal of the plan of a joined record that is to be carried over."""
    try:
        other = plans.goal_beside(it.found.person, UUID(request.GET.get("from", "")))
    except ValueError:
        other = None
    return {name: getattr(other, name) for name in ("words", "how_known", "target_on")} if other else {}
