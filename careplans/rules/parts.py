"""What a plan is made of, in labels of our own: its parts in words, and how goals and actions stand."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models


class PlanPart(models.TextChoices):
    """The parts of a plan that are written in words, built to the headings of the Personalised Care and Support Plan
    (DAPB4022, version 2.0), in labels of our own. Goals, actions and who was involved have tables of their own.
    """

    MATTERS = "matters", "What matters most to me"
    PEOPLE = "people", "People who are important to me"
    COMMUNICATE = "communicate", "How I communicate"
    WELLNESS = "wellness", "What being well looks like"
    PLEASE = "please", "Please do, and please do not"
    SUPPORT = "support", "How and when to support me"
    ALSO = "also", "Also worth knowing about me"
    STRENGTHS = "strengths", "My strengths"
    NEEDS = "needs", "What I need, and what worries me"
    FORMULATION = "formulation", "How we make sense of it together"
    EARLY_SIGNS = "early_signs", "Signs that things are getting harder"
    WHAT_HELPS = "what_helps", "What I can do, and what helps"
    CRISIS = "crisis", "What to do in a crisis, and who to call"


# A plan whose crisis part says something is a crisis plan as well (MENTAL HEALTH CARE PLAN TYPE 12).
CRISIS_PARTS = (PlanPart.EARLY_SIGNS, PlanPart.WHAT_HELPS, PlanPart.CRISIS)

GOALS, ACTIONS, SESSIONS = "goals", "actions", "sessions"
# The whole plan, where a comment or a choice is of no one part.
WHOLE = ""
# What a person may keep from an organisation, one by one.
SHARED_PARTS: Mapping[str, str] = {
    **dict(PlanPart.choices),
    GOALS: "Goals",
    ACTIONS: "Actions",
    SESSIONS: "How satisfied I am (DIALOG)",
}


class GoalState(models.TextChoices):
    ACTIVE = "active", "Working on it"
    REACHED = "reached", "Reached"
    CHANGED = "changed", "No longer what I want"


class Doer(models.TextChoices):
    """Who does an action."""

    PERSON = "person", "The person"
    WORKER = "worker", "A worker of the hub"
    PARTNER = "partner", "A partner organisation"
    CARER = "carer", "A carer, relative or friend"


class ActionState(models.TextChoices):
    OPEN = "open", "To do"
    DONE = "done", "Done"
    PARTLY = "partly", "Partly done"
    NOT_DONE = "not_done", "Not done"
    DROPPED = "dropped", "No longer wanted"


class SessionWay(models.TextChoices):
    """How worker and person are together while they rate."""

    TOGETHER = "together", "Together, at one screen"
    VIDEO = "video", "By video"
    TELEPHONE = "telephone", "By telephone"
