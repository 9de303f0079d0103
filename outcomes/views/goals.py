"""Goals of the person's own: set, said better, scored, ended, taken out."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from outcomes.actions import goals as actions
from outcomes.actions import scores
from outcomes.forms.measures import EndGoalForm, GoalForm, GoalScoresForm, RewordForm
from outcomes.models import OutcomeGoal
from outcomes.selectors import measures
from outcomes.views.pages import ask, done
from referrals.forms.contact import ReasonForm
from referrals.models import Referral
from referrals.selectors.people import Found
from referrals.views.episodes import Asking, about_referral
from referrals.views.records import about_person


@about_referral("Form of a goal", Permission.CONTACT_LOG)
def new(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    form = GoalForm(request.POST or None)
    if saved(form, lambda: actions.set_goal(by=request.actor, referral=held, **form.cleaned_data)):
        return done(request, found, "The goal is set.")
    lede = "Up to three goals can be open and scored at a time."
    return ask(request, found, form, Asking("Set a goal", "Set the goal", lede))


@about_referral("Scores of goals", Permission.CONTACT_LOG)
def score(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    """How far the person is with each open goal, from 0 to 10."""
    goals = [goal for goal in measures.open_goals(found.person) if goal.referral_id == held.pk]
    if not goals:
        raise Http404
    form = GoalScoresForm(request.POST or None, found=found, by=request.actor, goals=goals)
    if saved(form, lambda: scores.record_all(by=request.actor, scores=form.scores, **form.taken)):
        return done(request, found, "The scores are recorded.")
    asking = Asking("Score goals", "Record the scores", template="outcomes/measures/several.jinja")
    return ask(request, found, form, asking, about="0 is no progress and 10 is a goal that is reached.")


@about_person("Words of a goal", Permission.CONTACT_LOG)
def reword(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    goal = _goal(found, public_id)
    form = RewordForm(request.POST or None, initial={"words": goal.words, "version": goal.version})
    if saved(form, lambda: actions.reword(by=request.actor, goal=goal, **form.cleaned_data)):
        return done(request, found, "The goal is saved.")
    lede = "Only to say the same goal better. For another goal, end this one and set a new one."
    return ask(request, found, form, Asking("Change the words of a goal", "Save", lede))


@about_person("End of a goal", Permission.CONTACT_LOG)
def end(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    goal = _goal(found, public_id)
    form = EndGoalForm(request.POST or None)
    if saved(form, lambda: actions.end(by=request.actor, goal=goal, **form.cleaned_data)):
        return done(request, found, "The goal has ended. Its scores stay.")
    return ask(request, found, form, Asking("End a goal", "End the goal", goal.words))


@about_person("Removal of a goal", Permission.CONTACT_LOG)
def void(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    goal = _goal(found, public_id)
    form = ReasonForm(request.POST or None)
    if saved(form, lambda: actions.void(by=request.actor, goal=goal, **form.cleaned_data)):
        return done(request, found, "The goal is taken out. Scores by its number stay, without its words.")
    return ask(request, found, form, Asking("Take a goal out", "Take it out", goal.words, warning=True))


def _goal(found: Found, public_id: UUID) -> OutcomeGoal:
    goal = measures.find_goal(found.person, public_id)
    if goal is None:
        raise Http404
    return goal
