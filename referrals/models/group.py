from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import ClinicalModel, TenantModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


class GroupKind(models.TextChoices):
    COURSE = "course", "Course"
    OPEN = "open", "Open-access group"


class Group(TenantModel):
    """A course with places, or a group that people drop in on."""

    public_id = public_id()
    team = TenantForeignKey("hubs.Team", related_name="groups")
    name = models.CharField(max_length=200)
    kind = models.TextField(choices=GroupKind.choices)
    about = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)

    class Privacy:
        operational = (
            "tenant",
            "public_id",
            "team",
            "name",
            "kind",
            "about",
            "place",
            "starts_on",
            "ends_on",
            "places",
        )

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="referrals_group_public_id_uniq"),
            models.CheckConstraint(condition=Q(kind__in=GroupKind.values), name="referrals_group_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="referrals_group_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(ClinicalModel):
    """Somebody has a place in a group, through their referral."""

    group = TenantForeignKey("referrals.Group", related_name="members", indexed=False)
    referral = TenantForeignKey("referrals.Referral", related_name="groups")
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Privacy:
        identifying = ("referral",)
        operational = (*VOID_FIELDS, "group", "joined_on", "left_on")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "group", "referral"],
                condition=Q(left_on__isnull=True, voided_at__isnull=True),
                name="referrals_groupmember_once",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="referrals_groupmember_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} in {self.group_id}"


class GroupSession(ClinicalModel):
    """A group meets, or met (MHS301). ``unnamed`` is how many dropped in without giving a name (MHS302).

    ``recorded_at`` is when it was first written down who came; until then the session is only planned.
    ``version`` counts what was written down, so that two who do it at once are told of each other.
    """

    public_id = public_id()
    group = TenantForeignKey("referrals.Group", related_name="sessions", indexed=False)
    staff = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    local_id = models.CharField(max_length=20)
    held_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    duration_minutes = models.PositiveIntegerField()
    session_type = models.CharField(max_length=2, blank=True)
    mechanism = models.CharField(max_length=2, default="01", db_default="01")
    recorded_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    unnamed = models.PositiveIntegerField(default=0)
    topic = models.CharField(max_length=200, blank=True)

    class Privacy:
        operational = (
            *VOID_FIELDS,
            "public_id",
            "group",
            "staff",
            "local_id",
            "held_on",
            "starts_at",
            "duration_minutes",
            "session_type",
            "mechanism",
            "recorded_at",
            "version",
            "unnamed",
            "topic",
        )

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="referrals_groupsession_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "local_id"], name="referrals_groupsession_local_id_uniq"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "group", "held_on"], name="referrals_session_group_ix")]

    def __str__(self) -> str:
        return self.local_id


class GroupAttendance(ClinicalModel):
    """Somebody known came to a session, or did not: the contact that says so nationally."""

    session = TenantForeignKey("referrals.GroupSession", related_name="attendance", indexed=False)
    referral = TenantForeignKey("referrals.Referral", related_name="+")
    contact = TenantForeignKey("referrals.Contact", related_name="+")

    class Privacy:
        identifying = ("referral", "contact")
        operational = (*VOID_FIELDS, "session")

    class Meta(ClinicalModel.Meta):
        verbose_name_plural = "group attendance"
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "session", "referral"],
                condition=Q(voided_at__isnull=True),
                name="referrals_groupattendance_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} at {self.session_id}"
