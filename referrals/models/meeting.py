from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


class Meeting(ClinicalModel):
    """A hub's multidisciplinary team met to talk about its referrals."""

    public_id = public_id()
    hub = TenantForeignKey("hubs.Hub", related_name="meetings", indexed=False)
    chair = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        operational = (*VOID_FIELDS, "public_id", "hub", "chair", "started_at", "ended_at")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="referrals_meeting_public_id_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "hub"],
                condition=Q(ended_at__isnull=True, voided_at__isnull=True),
                name="referrals_meeting_one_a_hub",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="referrals_meeting_dates",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "hub", "started_at"], name="referrals_meeting_hub_ix")]

    def __str__(self) -> str:
        return f"{self.hub_id} at {self.started_at}"


class MeetingAttendee(ClinicalModel):
    """Who was there and for which organisation; a guest without a login has a name alone. Voided when put down
    by mistake.
    """

    meeting = TenantForeignKey("referrals.Meeting", related_name="attendees")
    staff = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)

    class Privacy:
        identifying = ("name",)
        operational = (*VOID_FIELDS, "meeting", "staff", "organisation")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "meeting", "staff"],
                condition=Q(staff__isnull=False, voided_at__isnull=True),
                name="referrals_attendee_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    """What a discussion ended with: somebody holds the person after each of them."""

    TAKEN = "taken", "A team takes it, with a named worker"
    HELPED = "helped", "Helped at once, with a date to check back"
    PASSED_ON = "passed_on", "Passed on by warm handover"
    FIND_OUT = "find_out", "More to find out first"


@track
class Discussion(ClinicalModel):
    """One referral, talked about in one meeting: minutes as they were written, and what came of it."""

    public_id = public_id()
    meeting = TenantForeignKey("referrals.Meeting", related_name="discussions", indexed=False)
    referral = TenantForeignKey("referrals.Referral", related_name="discussions")
    position = models.PositiveIntegerField()
    minutes = models.TextField(blank=True)
    outcome = models.TextField(choices=Outcome.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    team = TenantForeignKey("hubs.Team", null=True, related_name="+", indexed=False)
    worker = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    next_step = TenantForeignKey("referrals.NextStep", null=True, related_name="+", indexed=False)
    handover = TenantForeignKey("referrals.Handover", null=True, related_name="+", indexed=False)
    version = models.PositiveIntegerField(default=1)

    class Privacy:
        identifying = ("referral",)
        clinical = ("minutes", "outcome")
        operational = (
            *VOID_FIELDS,
            "public_id",
            "meeting",
            "position",
            "decided_at",
            "team",
            "worker",
            "next_step",
            "handover",
            "version",
        )

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="referrals_discussion_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "meeting", "referral"], name="referrals_discussion_once_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | (Q(outcome__in=Outcome.values) & Q(decided_at__isnull=False)),
                name="referrals_discussion_outcome_decided",
            ),
            # Whatever came of it, the row says who holds on: no outcome without the next hand.
            models.CheckConstraint(
                condition=Q(outcome="")
                | Q(outcome="taken", team__isnull=False, worker__isnull=False)
                | Q(outcome__in=["helped", "find_out"], next_step__isnull=False)
                | Q(outcome="passed_on", handover__isnull=False),
                name="referrals_discussion_somebody_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} in {self.meeting_id}"
