from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import ClinicalModel, TenantModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


class Channel(models.TextChoices):
    EMAIL = "email", "Email"
    TEXT = "text", "Text message"


class SendState(models.TextChoices):
    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"
    CANCELLED = "cancelled", "No longer needed"


class OutgoingMessage(TenantModel):
    """An email or a text message that goes out once. ``key`` says what it is for, so that nothing is sent twice.

    Who sends it writes SENDING and ``claimed_at`` first (referrals.actions.sending), so that a worker that dies on the
    way leaves a trace of what it was at. ``public_id`` is what the provider is told as our reference. To staff it says
    that something waits and leads to it, never whose record it is. To a person it says what they agreed to be told.
    """

    app_may = "SELECT, INSERT, UPDATE"

    public_id = public_id()
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    channel = models.TextField(choices=Channel.choices)
    staff = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    person = TenantForeignKey("referrals.Person", null=True, related_name="messages")
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    due_at = models.DateTimeField(default=timezone.now)
    state = models.TextField(choices=SendState.choices, default=SendState.WAITING)
    tries = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    problem = models.TextField(blank=True)

    class Privacy:
        identifying = ("person", "address")
        clinical = ("subject", "body")
        operational = (
            "tenant",
            "public_id",
            "key",
            "kind",
            "channel",
            "staff",
            "due_at",
            "state",
            "tries",
            "claimed_at",
            "sent_at",
            "provider_id",
            "problem",
        )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="referrals_outgoing_key_uniq"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="referrals_outgoing_public_id_uniq"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="referrals_outgoing_sent_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
                name="referrals_outgoing_claimed_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SendState.values), name="referrals_outgoing_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="referrals_outgoing_channel_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "due_at"], condition=Q(state="waiting"), name="referrals_outgoing_due_ix"
            ),
            models.Index(
                fields=["tenant", "claimed_at"],
                condition=Q(state="sending"),
                name="referrals_outgoing_sending_ix",
            ),
            models.Index(fields=["tenant", "state", "due_at"], name="referrals_outgoing_state_ix"),
        ]

    def __str__(self) -> str:
        return self.key


class LetterKind(models.TextChoices):
    RECEIVED = "received", "We have your request"
    APPOINTMENT = "appointment", "Your appointment"
    HANDED_OVER = "handed_over", "Who looks after you now"
    CLOSED = "closed", "We have finished, and the way back"
    GP_RECEIVED = "gp_received", "To the GP: we have a request"
    GP_TAKEN = "gp_taken", "To the GP: who looks after your patient"
    GP_CLOSED = "gp_closed", "To the GP: we have finished"


class LetterTemplate(TenantModel):
    """A tenant's own words for a letter. ``body`` is plain text with names in double curly brackets; only names
    that the letter knows are taken (referrals.rules.letters). Editing makes a new version.
    """

    app_may = "SELECT, INSERT, UPDATE"

    kind = models.TextField(choices=LetterKind.choices)
    version = models.PositiveIntegerField(default=1)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    edited_at = models.DateTimeField(auto_now_add=True)
    edited_by = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)

    class Privacy:
        operational = ("tenant", "kind", "version", "subject", "body", "edited_at", "edited_by")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "version"], name="referrals_lettertemplate_version_uniq"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LetterKind.values), name="referrals_lettertemplate_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, version {self.version}"


class Letter(ClinicalModel):
    """A letter as it was written: its words and its PDF stay as they are, whatever happens to the template.

    ``form_key`` is the key of the form, so that a form sent twice makes one letter.
    """

    kept_by = "person"

    public_id = public_id()
    form_key = models.UUIDField(default=uuid.uuid4, editable=False)
    person = TenantForeignKey("referrals.Person", related_name="letters", indexed=False)
    referral = TenantForeignKey("referrals.Referral", null=True, related_name="letters")
    kind = models.TextField(choices=LetterKind.choices)
    to_name = models.CharField(max_length=200)
    to_address = models.TextField(blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    large_print = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=timezone.now)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Privacy:
        identifying = ("person", "referral", "to_name", "to_address")
        clinical = ("subject", "body", "pdf", "large_print")
        operational = (*VOID_FIELDS, "public_id", "form_key", "kind", "written_at", "sha256")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="referrals_letter_public_id_uniq"),
            models.UniqueConstraint(fields=["tenant", "form_key"], name="referrals_letter_form_key_uniq"),
            models.CheckConstraint(
                condition=Q(kind__in=LetterKind.values), name="referrals_letter_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "person", "written_at"], name="referrals_letter_person_ix")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.written_at}"
