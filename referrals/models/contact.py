from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel, SourcedModel, TenantModel
from referrals.models.person import SOURCED_FIELDS, VOID_FIELDS

# National definition of a contact that counts: attended (5, 6), by one of the direct mechanisms.
# Before October 2021 any mechanism that was recorded, except email (05) and text message (06), counted.
# The same in SQL: sql/contact_counts.sql.
COUNTS = Q(attendance__in=["5", "6"]) & (
    Q(mechanism__in=["01", "02", "04", "11"])
    | (Q(occurred_on__lt="2021-10-01") & ~Q(mechanism__in=["", "05", "06"]))
)


@track
class Contact(SourcedModel):
    """A care contact, kept or missed (MHS201).

    ``occurred_on`` and ``occurred_time`` are local (Europe/London) as nationally; ``form_key`` is the key
    of the form it was logged with, so that a double click or a form sent again makes one contact.
    ``local_id`` is CARE CONTACT IDENTIFIER; a provider may use one again in another month.
    """

    kept_by = "referral__person"

    referral = TenantForeignKey("referrals.Referral", related_name="contacts", indexed=False)
    provider = TenantForeignKey("hubs.Organisation", related_name="+", indexed=False)
    team = TenantForeignKey("hubs.Team", null=True, related_name="+", indexed=False)
    staff = TenantForeignKey("hubs.StaffMember", null=True, related_name="contacts", indexed=False)
    local_id = models.CharField(max_length=20)
    form_key = models.UUIDField(null=True, editable=False)
    occurred_on = models.DateField()
    occurred_time = models.TimeField(null=True, blank=True)
    duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    mechanism = models.CharField(max_length=2, blank=True)
    attendance = models.CharField(max_length=1, blank=True)
    location_type = models.CharField(max_length=3, blank=True)
    subject = models.CharField(max_length=2, blank=True)
    consultation_type = models.CharField(max_length=2, blank=True)
    therapy_mode = models.CharField(max_length=1, blank=True)
    planned = models.CharField(max_length=1, blank=True)
    commissioner = models.CharField(max_length=5, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    cancellation_reason = models.CharField(max_length=2, blank=True)
    note = models.TextField(blank=True, default="", db_default="")

    class Privacy:
        identifying = ("referral", "local_id")
        clinical = (
            "mechanism",
            "attendance",
            "location_type",
            "subject",
            "consultation_type",
            "therapy_mode",
            "cancellation_reason",
            "note",
        )
        operational = (
            *SOURCED_FIELDS,
            "provider",
            "team",
            "staff",
            "form_key",
            "occurred_on",
            "occurred_time",
            "duration_minutes",
            "planned",
            "commissioner",
            "cancelled_on",
        )

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "provider", "source_month", "local_id"],
                nulls_distinct=False,
                name="referrals_contact_local_id_uniq",
            ),
            models.UniqueConstraint(
                fields=["tenant", "form_key"],
                condition=Q(form_key__isnull=False),
                name="referrals_contact_form_key_uniq",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "referral", "occurred_on"], name="referrals_contact_referral_ix"),
        ]

    def __str__(self) -> str:
        return self.local_id


class ContactStaff(ClinicalModel):
    """A further worker who took part in a contact, of any team or organisation: joint work is one contact, and counts
    once. Nationally each activity names all who did it (MHS206); here the contact does, for all that was done in it.
    """

    kept_by = "contact"

    contact = TenantForeignKey("referrals.Contact", related_name="others", indexed=False)
    staff = TenantForeignKey("hubs.StaffMember", related_name="+", indexed=False)
    team = TenantForeignKey("hubs.Team", related_name="+", indexed=False)

    class Privacy:
        identifying = ("contact",)
        clinical = ()
        operational = (*VOID_FIELDS, "staff", "team")

    class Meta(ClinicalModel.Meta):
        verbose_name_plural = "contact staff"
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "contact", "staff"],
                condition=Q(voided_at__isnull=True),
                name="referrals_contactstaff_once",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "staff"], name="referrals_contactstaff_by_ix")]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.contact_id}"


class CareActivity(SourcedModel):
    """What was done in a contact (MHS202).

    ``procedure`` is the SNOMED CT expression as recorded; ``concept`` is what stands before its first
    colon, which is all that national rules match.
    """

    kept_by = "contact"

    contact = TenantForeignKey("referrals.Contact", related_name="activities", indexed=False)
    local_id = models.CharField(max_length=20)
    duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    procedure = models.CharField(max_length=56, blank=True)
    concept = models.GeneratedField(
        expression=models.Func(
            models.F("procedure"), models.Value(":"), models.Value(1), function="split_part"
        ),
        output_field=models.CharField(max_length=56),
        db_persist=True,
    )
    finding = models.CharField(max_length=18, blank=True)

    class Privacy:
        identifying = ("contact", "local_id")
        clinical = ("procedure", "concept", "finding")
        operational = (*SOURCED_FIELDS, "duration_minutes")

    class Meta(SourcedModel.Meta):
        verbose_name_plural = "care activities"
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "contact", "local_id"], name="referrals_careactivity_local_id_uniq"
            ),
        ]

    def __str__(self) -> str:
        return self.local_id


class IndirectActivity(SourcedModel):
    """Something done for the person without them, such as a talk with another service (MHS204)."""

    kept_by = "referral__person"

    referral = TenantForeignKey("referrals.Referral", related_name="indirect_activities", indexed=False)
    team = TenantForeignKey("hubs.Team", null=True, related_name="+", indexed=False)
    staff = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    occurred_on = models.DateField()
    occurred_time = models.TimeField(null=True, blank=True)
    duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    person_consulted = models.CharField(max_length=2, blank=True)
    procedure = models.CharField(max_length=56, blank=True)
    concept = models.GeneratedField(
        expression=models.Func(
            models.F("procedure"), models.Value(":"), models.Value(1), function="split_part"
        ),
        output_field=models.CharField(max_length=56),
        db_persist=True,
    )

    class Privacy:
        identifying = ("referral",)
        clinical = ("person_consulted", "procedure", "concept")
        operational = (*SOURCED_FIELDS, "team", "staff", "occurred_on", "occurred_time", "duration_minutes")

    class Meta(SourcedModel.Meta):
        verbose_name_plural = "indirect activities"
        indexes = [
            models.Index(fields=["tenant", "referral", "occurred_on"], name="referrals_indirect_referral_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} on {self.occurred_on}"


class ContactDraft(TenantModel):
    """What a worker has typed and not yet saved. Theirs alone; gone when the contact is logged."""

    key = models.UUIDField(default=uuid.uuid4)
    staff = TenantForeignKey("hubs.StaffMember", related_name="contact_drafts")
    referral = TenantForeignKey("referrals.Referral", related_name="+")
    content = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Privacy:
        identifying = ("referral",)
        clinical = ("content",)
        operational = ("tenant", "key", "staff", "updated_at")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="referrals_contactdraft_key_uniq")
        ]

    def __str__(self) -> str:
        return str(self.key)
