from __future__ import annotations

from django.db import models
from django.db.models import Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


class StepKind(models.TextChoices):
    CHECK_BACK = "check_back", "Check back with the person"
    FIND_OUT = "find_out", "Find out more"
    DO = "do", "Something to do"


class NextStep(ClinicalModel):
    """Something that a named worker will do by a day, and what came of it."""

    public_id = public_id()
    referral = TenantForeignKey("referrals.Referral", related_name="next_steps")
    kind = models.TextField(choices=StepKind.choices)
    what = models.TextField()
    staff = TenantForeignKey("hubs.StaffMember", related_name="next_steps", indexed=False)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    result = models.TextField(blank=True)

    class Privacy:
        identifying = ("referral",)
        clinical = ("what", "result")
        operational = (*VOID_FIELDS, "public_id", "kind", "staff", "due_on", "done_at", "done_by")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="referrals_nextstep_public_id_uniq"),
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values), name="referrals_nextstep_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, result="") | (Q(done_at__isnull=False) & ~Q(result="")),
                name="referrals_nextstep_done_with_result",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "staff", "due_on"],
                condition=Q(done_at__isnull=True, voided_at__isnull=True),
                name="referrals_nextstep_due_ix",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_on}"


@track
class Appointment(ClinicalModel):
    """A time that was agreed with the person; the contact that came of it is logged like any other. One that is moved
    keeps in its history when and with whom it was before, and why.
    """

    public_id = public_id()
    referral = TenantForeignKey("referrals.Referral", related_name="appointments")
    staff = TenantForeignKey("hubs.StaffMember", related_name="appointments", indexed=False)
    team = TenantForeignKey("hubs.Team", related_name="+", indexed=False)
    starts_at = models.DateTimeField()
    duration_minutes = models.PositiveIntegerField(default=60)
    mechanism = models.CharField(max_length=2)
    place = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    class Privacy:
        identifying = ("referral",)
        clinical = ("mechanism", "cancel_reason")
        operational = (
            *VOID_FIELDS,
            "public_id",
            "staff",
            "team",
            "starts_at",
            "duration_minutes",
            "place",
            "cancelled_at",
        )

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="referrals_appointment_public_id_uniq"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancel_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
                name="referrals_appointment_cancelled_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "staff", "starts_at"], name="referrals_appointment_staff_ix"),
            models.Index(fields=["tenant", "starts_at"], name="referrals_appointment_when_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} at {self.starts_at}"
