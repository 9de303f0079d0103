from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel, TenantModel
from referrals.models.person import VOID_FIELDS
from referrals.rules.ways import Way

__all__ = ["Attachment", "Needs", "Request", "RequestDraft", "Way"]


class Request(ClinicalModel):
    """Somebody asked for help, in their words. It never waits for a decision whether it counts.

    Each request has a referral from its first moment: a new one, the open one it adds to, or a return to the team
    that closed it. ``reference`` is what the asker is given: it leads to nothing by itself. ``form_key`` is the key
    of the form, so that a form sent twice asks once.
    """

    person = TenantForeignKey("referrals.Person", related_name="requests", indexed=False)
    referral = TenantForeignKey("referrals.Referral", related_name="requests")
    reference = models.CharField(max_length=20)
    form_key = models.UUIDField(default=uuid.uuid4, editable=False)
    way = models.TextField(choices=Way.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    asker_name = models.CharField(max_length=200, blank=True)
    asker_role = models.CharField(max_length=200, blank=True)
    asker_organisation = models.CharField(max_length=200, blank=True)
    asker_ods_code = models.CharField(max_length=8, blank=True)
    asker_phone = models.CharField(max_length=30, blank=True)
    asker_email = models.EmailField(blank=True)
    person_knows = models.BooleanField(default=True)
    story = models.TextField(blank=True)
    hopes = models.TextField(blank=True)
    safety = models.TextField(blank=True)
    already_helping = models.TextField(blank=True)
    is_urgent = models.BooleanField(default=False)
    # The partner's system that asked through the API, which alone may ask how the request stands.
    api_client = TenantForeignKey("hubs.ApiClient", null=True, related_name="+", indexed=False)

    class Privacy:
        identifying = (
            "person",
            "referral",
            "reference",
            "asker_name",
            "asker_role",
            "asker_phone",
            "asker_email",
        )
        clinical = ("story", "hopes", "safety", "already_helping", "is_urgent", "person_knows")
        operational = (
            *VOID_FIELDS,
            "form_key",
            "way",
            "asked_at",
            "asker_organisation",
            "asker_ods_code",
            "api_client",
        )

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "reference"], name="referrals_request_reference_uniq"),
            models.UniqueConstraint(fields=["tenant", "form_key"], name="referrals_request_form_key_uniq"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="referrals_request_way_known"),
            # Somebody else may ask only when the person knows of it, unless a public service must.
            models.CheckConstraint(
                condition=~Q(way="carer") | Q(person_knows=True), name="referrals_request_carer_with_person"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "person", "asked_at"], name="referrals_request_person_ix")]

    def __str__(self) -> str:
        return self.reference


class Attachment(ClinicalModel):
    """A file that came with a request; ``content_type`` is what its content says, not its name."""

    request = TenantForeignKey("referrals.Request", related_name="attachments")
    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Privacy:
        identifying = ("request", "name")
        clinical = ("content",)
        operational = (*VOID_FIELDS, "public_id", "content_type", "size", "sha256")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="referrals_attachment_public_id_uniq"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RequestDraft(TenantModel):
    """A form on its way, of somebody without a login. ``secret_hash`` is of the secret in their session cookie:
    nobody else can read it. It goes when it is sent, or after 7 days.
    """

    key = models.UUIDField(default=uuid.uuid4)
    secret_hash = models.CharField(max_length=64)
    content = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Privacy:
        clinical = ("content",)
        operational = ("tenant", "key", "secret_hash", "updated_at")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="referrals_requestdraft_key_uniq")
        ]

    def __str__(self) -> str:
        return str(self.key)


@track
class Needs(ClinicalModel):
    """What a person needs so that they can be reached and understood (Accessible Information Standard, DCB1605)."""

    person = TenantForeignKey("referrals.Person", related_name="needs", indexed=False)
    communication = models.TextField(blank=True)
    adjustments = models.TextField(blank=True)
    interpreter_language = models.CharField(max_length=60, blank=True)
    reach_by = models.CharField(max_length=10, blank=True)
    digital_suits = models.BooleanField(null=True, blank=True)
    may_leave_message = models.BooleanField(null=True, blank=True)
    may_text = models.BooleanField(default=False)
    may_email = models.BooleanField(default=False)

    class Privacy:
        identifying = ("person",)
        clinical = ("communication", "adjustments", "interpreter_language", "digital_suits")
        operational = (*VOID_FIELDS, "reach_by", "may_leave_message", "may_text", "may_email")

    class Meta(ClinicalModel.Meta):
        verbose_name_plural = "needs"
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "person"],
                condition=Q(voided_at__isnull=True),
                name="referrals_needs_one_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"Needs of {self.person_id}"
