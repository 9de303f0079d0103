from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


class PathwayKind(models.TextChoices):
    CORE = "core", "Core community"
    CEN = "cen", "Complex emotional needs"
    EATING_DISORDER = "eating_disorder", "Eating disorders"
    REHABILITATION = "rehabilitation", "Rehabilitation"
    EARLY_INTERVENTION = "early_intervention", "Early intervention in psychosis"
    OLDER_ADULT = "older_adult", "Older adults"
    YOUNG_ADULT = "young_adult", "Young adults, 18 to 25"


class CenHelp(models.TextChoices):
    """The four kinds of help of the complex emotional needs pathway."""

    ASSESSMENT = "assessment", "Assessment and care planning"
    PSYCHOEDUCATION = "psychoeducation", "Psychoeducation and community engagement"
    LOW_INTENSITY = "low_intensity", "Low intensity interventions"
    HIGH_INTENSITY = "high_intensity", "High intensity interventions"


@track
class PathwayEpisode(ClinicalModel):
    """A referral is on a pathway between two days: by need, with no threshold of weight, age or diagnosis.

    ``illness_began_on`` and ``treated_before`` decide whether FREED applies (referrals.rules.pathways).
    ``placement_*`` is a rehabilitation placement out of the area, with the day it is looked at next. ``coming_from``
    and ``transfer_on`` are of a transition from children's services.
    """

    kept_by = "referral__person"

    public_id = public_id()
    referral = TenantForeignKey("referrals.Referral", related_name="pathways", indexed=False)
    kind = models.TextField(choices=PathwayKind.choices)
    cen_help = models.TextField(choices=CenHelp.choices, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    illness_began_on = models.DateField(null=True, blank=True)
    treated_before = models.BooleanField(null=True, blank=True)
    placement_provider = models.CharField(max_length=200, blank=True)
    placement_place = models.CharField(max_length=200, blank=True)
    placement_began_on = models.DateField(null=True, blank=True)
    placement_review_on = models.DateField(null=True, blank=True)
    placement_ended_on = models.DateField(null=True, blank=True)
    coming_from = models.CharField(max_length=200, blank=True)
    transfer_on = models.DateField(null=True, blank=True)

    class Privacy:
        identifying = ("referral",)
        clinical = (
            "kind",
            "cen_help",
            "end_reason",
            "illness_began_on",
            "treated_before",
            "placement_provider",
            "placement_place",
            "coming_from",
        )
        operational = (
            *VOID_FIELDS,
            "public_id",
            "started_on",
            "ended_on",
            "placement_began_on",
            "placement_review_on",
            "placement_ended_on",
            "transfer_on",
        )

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="referrals_pathway_public_id_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "referral", "kind"],
                condition=Q(ended_on__isnull=True, voided_at__isnull=True),
                name="referrals_pathway_once_open",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PathwayKind.values), name="referrals_pathway_kind_known"
            ),
            models.CheckConstraint(
                condition=(Q(kind="cen") & Q(cen_help__in=CenHelp.values))
                | (~Q(kind="cen") & Q(cen_help="")),
                name="referrals_pathway_cen_help",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__isnull=False, ended_on__gte=F("started_on")) & ~Q(end_reason="")),
                name="referrals_pathway_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(placement_began_on__isnull=True, placement_review_on__isnull=True)
                | (
                    Q(kind="rehabilitation", placement_review_on__isnull=False)
                    & Q(placement_began_on__isnull=False)
                    & ~Q(placement_provider="")
                ),
                name="referrals_pathway_placement_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(placement_ended_on__isnull=True)
                | Q(placement_began_on__isnull=False, placement_ended_on__gte=F("placement_began_on")),
                name="referrals_pathway_placement_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "referral", "started_on"], name="referrals_pathway_referral_ix")
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.started_on}"


@track
class ShortSupport(ClinicalModel):
    """Short-term support: up to six weeks, its end agreed when it begins."""

    kept_by = "referral__person"

    public_id = public_id()
    referral = TenantForeignKey("referrals.Referral", related_name="short_support")
    what = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)

    class Privacy:
        identifying = ("referral",)
        clinical = ("what", "result")
        operational = (*VOID_FIELDS, "public_id", "starts_on", "ends_on", "ended_on")

    class Meta(ClinicalModel.Meta):
        verbose_name_plural = "short support"
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="referrals_shortsupport_public_id_uniq"
            ),
            models.CheckConstraint(
                # Six weeks are 42 days, the first and the last counted.
                condition=Q(ends_on__gte=F("starts_on"), ends_on__lte=F("starts_on") + 41),
                name="referrals_shortsupport_six_weeks",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, result="")
                | (Q(ended_on__isnull=False, ended_on__gte=F("starts_on")) & ~Q(result="")),
                name="referrals_shortsupport_ended_with_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


@track
class Involvement(ClinicalModel):
    """A worker of any partner takes part in a person's care, and in what way, between two days."""

    public_id = public_id()
    referral = TenantForeignKey("referrals.Referral", related_name="involved", indexed=False)
    staff = TenantForeignKey("hubs.StaffMember", related_name="involvements")
    what = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Privacy:
        identifying = ("referral",)
        clinical = ("what",)
        operational = (*VOID_FIELDS, "public_id", "staff", "starts_on", "ends_on")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="referrals_involvement_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "referral", "staff"],
                condition=Q(ends_on__isnull=True, voided_at__isnull=True),
                name="referrals_involvement_once_open",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="referrals_involvement_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} for {self.referral_id}"
