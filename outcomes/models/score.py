from __future__ import annotations

from django.db import models
from django.db.models import Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import SourcedModel
from outcomes.rules.taking import HowTaken
from referrals.models.person import SOURCED_FIELDS


@track
class CodedScore(SourcedModel):
    """A score of a nationally coded assessment, taken in a referral (MHS606) or in one activity of it
    (MHS607).

    ``score`` is what was recorded; ``value`` is the number it counts as, null when it lies outside the tool's
    range: such a score is kept and never counted, nor is an 8 of DIALOG, which the national intake takes.
    ``taken_on`` is the local day of ``completed_at``, or of the activity's contact. ``how_taken`` is empty where
    nobody said.
    """

    referral = TenantForeignKey("referrals.Referral", related_name="scores", indexed=False)
    activity = TenantForeignKey("referrals.CareActivity", null=True, related_name="scores", indexed=False)
    staff = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    tool_code = models.CharField(max_length=18)
    score = models.CharField(max_length=5)
    value = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    completed_at = models.DateTimeField(null=True)
    how_taken = models.TextField(choices=HowTaken.choices, blank=True, default="", db_default="")
    taken_on = models.DateField()

    class Privacy:
        identifying = ("referral", "activity")
        clinical = ("tool_code", "score", "value")
        operational = (*SOURCED_FIELDS, "staff", "completed_at", "how_taken", "taken_on")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(activity__isnull=False) | Q(completed_at__isnull=False),
                name="outcomes_codedscore_has_time",
            ),
            models.CheckConstraint(
                condition=Q(how_taken__in=["", *HowTaken.values]), name="outcomes_codedscore_how_known"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "referral", "taken_on"], name="outcomes_score_referral_ix"),
            models.Index(
                fields=["tenant", "activity"],
                condition=Q(activity__isnull=False),
                name="outcomes_score_activity_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool_code} = {self.score}"
