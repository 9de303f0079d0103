from __future__ import annotations

from django.db import models
from django.db.models import Q

from careplans.rules.parts import ActionState, Doer, GoalState
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


@track
class PlanGoal(ClinicalModel):
    """Something that the person hopes for, in their words. ``area`` is the talk of a session that it came from.

    ``version`` counts the changes: whoever saves over an older one is told, and loses nothing.
    """

    kept_by = "plan"

    public_id = public_id()
    plan = TenantForeignKey("careplans.Plan", related_name="goals")
    area = TenantForeignKey("careplans.DialogArea", null=True, related_name="goals", indexed=False)
    words = models.TextField()
    how_known = models.TextField(blank=True)
    target_on = models.DateField(null=True, blank=True)
    state = models.TextField(choices=GoalState.choices, default=GoalState.ACTIVE)
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Privacy:
        clinical = ("area", "words", "how_known", "state")
        operational = (*VOID_FIELDS, "public_id", "plan", "target_on", "ended_on", "version")

    class Meta(ClinicalModel.Meta):
        ordering = ["created_at", "pk"]
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="careplans_plangoal_public_id_uniq"),
            models.CheckConstraint(
                condition=Q(state="active", ended_on__isnull=True)
                | (Q(state__in=("reached", "changed")) & Q(ended_on__isnull=False)),
                name="careplans_plangoal_ended_when_over",
            ),
        ]

    def __str__(self) -> str:
        return f"goal of {self.plan_id}"


@track
class PlanAction(ClinicalModel):
    """What was agreed: who does what by when, and how we will know; and what came of it.

    ``area`` is the talk of a session in which it was agreed, ``goal`` what it serves; ``settled_in`` the session that
    opened with it. ``staff`` and ``organisation`` say who is meant where they work in the system; ``who`` says it in
    words. ``version`` counts how often it was put differently: whoever saves over an older one is told, and loses
    nothing.
    """

    kept_by = "plan"

    public_id = public_id()
    plan = TenantForeignKey("careplans.Plan", related_name="actions")
    area = TenantForeignKey("careplans.DialogArea", null=True, related_name="actions")
    goal = TenantForeignKey("careplans.PlanGoal", null=True, related_name="actions")
    what = models.TextField()
    doer = models.TextField(choices=Doer.choices)
    who = models.CharField(max_length=200, blank=True)
    staff = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    organisation = TenantForeignKey("hubs.Organisation", null=True, related_name="+", indexed=False)
    due_on = models.DateField(null=True, blank=True)
    how_known = models.TextField(blank=True)
    state = models.TextField(choices=ActionState.choices, default=ActionState.OPEN)
    settled_on = models.DateField(null=True, blank=True)
    settled_words = models.TextField(blank=True)
    settled_in = TenantForeignKey(
        "careplans.DialogSession", null=True, related_name="settled_actions", indexed=False
    )
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Privacy:
        identifying = ("who",)
        clinical = ("area", "goal", "what", "doer", "how_known", "state", "settled_words")
        operational = (
            *VOID_FIELDS,
            "public_id",
            "plan",
            "staff",
            "organisation",
            "due_on",
            "settled_on",
            "settled_in",
            "version",
        )

    class Meta(ClinicalModel.Meta):
        ordering = ["created_at", "pk"]
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="careplans_planaction_public_id_uniq"
            ),
            models.CheckConstraint(condition=Q(doer__in=Doer.values), name="careplans_planaction_doer_known"),
            models.CheckConstraint(
                condition=Q(state="open", settled_on__isnull=True)
                | (Q(state__in=("done", "partly", "not_done", "dropped")) & Q(settled_on__isnull=False)),
                name="careplans_planaction_settled_when_over",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "staff", "due_on"],
                condition=Q(state="open", voided_at__isnull=True),
                name="careplans_planaction_due_ix",
            )
        ]

    def __str__(self) -> str:
        return f"action of {self.plan_id}"
