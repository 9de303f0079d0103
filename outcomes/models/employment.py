from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from outcomes.rules.employment import (
    HIGHEST_FIDELITY,
    LOWEST_FIDELITY,
    FidelityBand,
    TellEmployer,
)
from referrals.models.person import VOID_FIELDS


@track
class EmploymentSupport(ClinicalModel):
    """Support to find and keep work (IPS), beside a referral: asked for, begun with a specialist, ended with a reason.

    The texts are the vocational profile, in the person's words; ``profile_on`` is the day it was last gone through.
    ``version`` counts the changes: whoever saves over an older one is told.
    """

    kept_by = "referral__person"

    public_id = public_id()
    referral = TenantForeignKey("referrals.Referral", related_name="employment_support", indexed=False)
    asked_on = models.DateField()
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    specialist = TenantForeignKey("hubs.StaffMember", null=True, blank=True, related_name="+", indexed=False)
    wants = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    helps = models.TextField(blank=True)
    worries = models.TextField(blank=True)
    benefits_advice = models.TextField(blank=True)
    tell_employer = models.TextField(choices=TellEmployer.choices, blank=True)
    profile_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Privacy:
        identifying = ("referral",)
        clinical = (
            "end_reason",
            "wants",
            "strengths",
            "helps",
            "worries",
            "benefits_advice",
            "tell_employer",
        )
        operational = (
            *VOID_FIELDS,
            "public_id",
            "asked_on",
            "started_on",
            "ended_on",
            "specialist",
            "profile_on",
            "version",
        )

    class Meta(ClinicalModel.Meta):
        verbose_name_plural = "employment support"
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="outcomes_employmentsupport_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "referral"],
                condition=Q(ended_on__isnull=True, voided_at__isnull=True),
                name="outcomes_employmentsupport_once_open",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | (Q(started_on__gte=F("asked_on")) & Q(specialist__isnull=False)),
                name="outcomes_employmentsupport_started_with_specialist",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (
                    Q(ended_on__isnull=False, ended_on__gte=F("asked_on"))
                    & (Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")))
                    & ~Q(end_reason="")
                ),
                name="outcomes_employmentsupport_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"asked on {self.asked_on}"


@track
class JobStart(ClinicalModel):
    """A job that began while somebody was supported. ``hours`` is a code of the national list WEEKLY HOURS WORKED.

    ``in_work_on`` is the last day on which the person was known to be in it still; whether it was sustained is worked
    out (outcomes.rules.employment.sustained), never typed.
    """

    kept_by = "support"

    public_id = public_id()
    support = TenantForeignKey("outcomes.EmploymentSupport", related_name="jobs")
    title = models.CharField(max_length=200)
    employer = models.CharField(max_length=200)
    is_paid = models.BooleanField()
    hours = models.CharField(max_length=2)
    started_on = models.DateField()
    in_work_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Privacy:
        identifying = ("employer",)
        clinical = ("title", "is_paid", "hours", "end_reason")
        operational = (*VOID_FIELDS, "public_id", "support", "started_on", "in_work_on", "ended_on")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="outcomes_jobstart_public_id_uniq"),
            models.CheckConstraint(
                condition=Q(in_work_on__isnull=True) | Q(in_work_on__gte=F("started_on")),
                name="outcomes_jobstart_in_work_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (
                    Q(ended_on__isnull=False, ended_on__gte=F("started_on"))
                    & (Q(in_work_on__isnull=True) | Q(ended_on__gte=F("in_work_on")))
                    & ~Q(end_reason="")
                ),
                name="outcomes_jobstart_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} from {self.started_on}"


@track
class FidelityReview(ClinicalModel):
    """How closely a team was found to keep to the IPS model (the IPS-25 scale), and what it will do about it.

    ``band`` is the one that the reviewer gave.
    """

    public_id = public_id()
    team = TenantForeignKey("hubs.Team", related_name="fidelity_reviews", indexed=False)
    reviewed_on = models.DateField()
    reviewer = models.CharField(max_length=200)
    score = models.PositiveSmallIntegerField()
    band = models.TextField(choices=FidelityBand.choices)
    actions = models.TextField(blank=True)

    class Privacy:
        operational = (
            *VOID_FIELDS,
            "public_id",
            "team",
            "reviewed_on",
            "reviewer",
            "score",
            "band",
            "actions",
        )

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="outcomes_fidelityreview_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "team", "reviewed_on"],
                condition=Q(voided_at__isnull=True),
                name="outcomes_fidelityreview_one_a_day",
            ),
            models.CheckConstraint(
                condition=Q(score__range=(LOWEST_FIDELITY, HIGHEST_FIDELITY)),
                name="outcomes_fidelityreview_score_in_range",
            ),
            models.CheckConstraint(
                condition=Q(band__in=FidelityBand.values), name="outcomes_fidelityreview_band_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score} on {self.reviewed_on}"
