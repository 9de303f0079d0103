from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from outcomes.rules.goals import MOST_GOALS
from referrals.models.person import VOID_FIELDS


@track
class OutcomeGoal(ClinicalModel):
    """A goal of the person, in their words, whose progress is scored from 0 to 10 (Goal-Based Outcomes).

    ``number`` says by which of the three national codes it is scored in its referral. It is scored from ``set_on``
    to ``ended_on``; after that another goal may take its number.
    """

    kept_by = "referral__person"

    public_id = public_id()
    referral = TenantForeignKey("referrals.Referral", related_name="outcome_goals", indexed=False)
    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    set_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Privacy:
        identifying = ("referral",)
        clinical = ("words",)
        operational = (*VOID_FIELDS, "public_id", "number", "set_on", "ended_on", "version")

    class Meta(ClinicalModel.Meta):
        ordering = ["number", "set_on"]
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="outcomes_goal_public_id_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "referral", "number"],
                condition=Q(ended_on__isnull=True, voided_at__isnull=True),
                name="outcomes_goal_number_uniq",
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, MOST_GOALS)), name="outcomes_goal_at_most_three"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("set_on")), name="outcomes_goal_dates"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="outcomes_goal_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.words}"

    @property
    def is_open(self) -> bool:
        return self.ended_on is None
