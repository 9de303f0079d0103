from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS

WAITING = ("waiting", "questioned")


class State(models.TextChoices):
    """There is no refusal: who cannot take it asks, and the sender holds on."""

    WAITING = "waiting", "Waiting for an answer"
    QUESTIONED = "questioned", "A question came back"
    CONFIRMED = "confirmed", "Confirmed"
    WITHDRAWN = "withdrawn", "Withdrawn by the sender"


class Exchange(ClinicalModel):
    """Something asked of others that they must confirm. It rings after 2 working days and escalates after 5."""

    public_id = public_id()
    from_team = TenantForeignKey("hubs.Team", related_name="+")
    to_team = TenantForeignKey("hubs.Team", null=True, related_name="+", indexed=False)
    # A receiver without a team here: a practice, an organisation, another system, by name and address.
    to_name = models.CharField(max_length=200, blank=True)
    to_email = models.EmailField(blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    rings_on = models.DateField()
    escalates_on = models.DateField()
    rung_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    state = models.TextField(choices=State.choices, default=State.WAITING)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    # Who confirmed, in words: of the receiver's staff, or as a receiver outside signed.
    confirmed_name = models.CharField(max_length=200, blank=True)

    EXCHANGE_FIELDS = (
        *VOID_FIELDS,
        "public_id",
        "from_team",
        "to_team",
        "to_name",
        "to_email",
        "sent_at",
        "rings_on",
        "escalates_on",
        "rung_at",
        "escalated_at",
        "state",
        "confirmed_at",
        "confirmed_by",
        "confirmed_name",
    )

    class Meta(ClinicalModel.Meta):
        abstract = True
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="%(app_label)s_%(class)s_public_id_uniq"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="%(app_label)s_%(class)s_state_known"
            ),
            models.CheckConstraint(
                condition=(Q(state="confirmed", confirmed_at__isnull=False) & ~Q(confirmed_name=""))
                | (~Q(state="confirmed") & Q(confirmed_at__isnull=True, confirmed_name="")),
                name="%(app_label)s_%(class)s_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(to_team__isnull=False) | ~Q(to_name=""),
                name="%(app_label)s_%(class)s_has_receiver",
            ),
            models.CheckConstraint(
                condition=Q(escalates_on__gte=F("rings_on")), name="%(app_label)s_%(class)s_dates"
            ),
        ]


class Receiver(models.TextChoices):
    TEAM = "team", "A team"
    HUB = "hub", "A hub"
    ORGANISATION = "organisation", "A partner organisation"
    PRACTICE = "practice", "A GP practice"
    TENANT = "tenant", "Another system"


class Handover(Exchange):
    """A person is passed on, warmly. Until the receiver confirms, ``from_team`` still holds the person.

    ``shared`` is what the receiver is told, ``person_said`` what the person said to it. ``level`` is the level of
    complexity that the person steps to, when it changes. ``answer_hash`` is of the secret in the link with which a
    receiver without a login answers.
    """

    referral = TenantForeignKey("referrals.Referral", related_name="handovers", indexed=False)
    receiver = models.TextField(choices=Receiver.choices)
    to_hub = TenantForeignKey("hubs.Hub", null=True, related_name="+", indexed=False)
    to_organisation = TenantForeignKey("hubs.Organisation", null=True, related_name="+", indexed=False)
    to_tenant_slug = models.SlugField(max_length=40, blank=True)
    reason = models.TextField()
    shared = models.TextField()
    person_said = models.TextField()
    level = models.TextField(blank=True)
    answer_hash = models.CharField(max_length=64, blank=True)

    class Privacy:
        identifying = ("referral",)
        clinical = ("reason", "shared", "person_said", "level")
        operational = (
            *Exchange.EXCHANGE_FIELDS,
            "receiver",
            "to_hub",
            "to_organisation",
            "to_tenant_slug",
            "answer_hash",
        )

    class Meta(Exchange.Meta):
        constraints = [
            *Exchange.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "referral"],
                condition=Q(state__in=WAITING, voided_at__isnull=True),
                name="referrals_handover_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(shared="") & ~Q(person_said=""),
                name="referrals_handover_is_warm",
            ),
            models.CheckConstraint(
                condition=Q(receiver__in=["team", "hub"], to_team__isnull=False)
                | Q(receiver="organisation", to_organisation__isnull=False)
                | Q(receiver="practice")
                | (Q(receiver="tenant") & ~Q(to_tenant_slug="")),
                name="referrals_handover_receiver_named",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "referral", "sent_at"], name="referrals_handover_referral_ix"),
            models.Index(
                fields=["tenant", "to_team"],
                condition=Q(state__in=WAITING, voided_at__isnull=True),
                name="referrals_handover_waiting_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} handed over at {self.sent_at}"


class AdviceKind(models.TextChoices):
    ADVICE = "advice", "Advice and guidance"
    CONSULTATION = "consultation", "Consultation"
    TRAINING = "training", "Training"
    SUPERVISION = "supervision", "Supervision"


class Advice(Exchange):
    """Advice and guidance that a practice or a team asks of a specialist, or a session given to another team.

    For advice ``from_team`` is the team that is asked to write the question down for a practice, or asks itself;
    ``answer`` comes with the confirmation. A session (consultation, training, supervision) has a day, minutes and
    how many took part, and is confirmed by the team that received it.
    """

    kind = models.TextField(choices=AdviceKind.choices)
    person = TenantForeignKey("referrals.Person", null=True, related_name="advice")
    asked_by_practice = models.CharField(max_length=8, blank=True)
    asker_name = models.CharField(max_length=200, blank=True)
    asked_of = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    question = models.TextField()
    answer = models.TextField(blank=True)
    held_on = models.DateField(null=True, blank=True)
    duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    took_part = models.PositiveIntegerField(null=True, blank=True)

    class Privacy:
        identifying = ("person", "asker_name")
        clinical = ("question", "answer")
        operational = (
            *Exchange.EXCHANGE_FIELDS,
            "kind",
            "asked_by_practice",
            "asked_of",
            "held_on",
            "duration_minutes",
            "took_part",
        )

    class Meta(Exchange.Meta):
        verbose_name_plural = "advice"
        constraints = [
            *Exchange.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=AdviceKind.values) & ~Q(question=""), name="referrals_advice_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="advice", state="confirmed") | ~Q(answer=""),
                name="referrals_advice_confirmed_by_answer",
            ),
            models.CheckConstraint(
                condition=Q(kind="advice")
                | Q(held_on__isnull=False, duration_minutes__isnull=False, took_part__isnull=False),
                name="referrals_advice_session_held",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "to_team"],
                condition=Q(state__in=WAITING, voided_at__isnull=True),
                name="referrals_advice_waiting_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} asked at {self.sent_at}"


class ExchangeMessage(ClinicalModel):
    """A question or an answer in an exchange; ``is_receiver`` says from which side."""

    handover = TenantForeignKey("referrals.Handover", null=True, related_name="messages")
    advice = TenantForeignKey("referrals.Advice", null=True, related_name="messages")
    incoming = TenantForeignKey("referrals.IncomingHandover", null=True, related_name="messages")
    is_receiver = models.BooleanField()
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    writer_name = models.CharField(max_length=200)

    class Privacy:
        identifying = ("writer_name",)
        clinical = ("text",)
        operational = (*VOID_FIELDS, "handover", "advice", "incoming", "is_receiver", "written_at")

    class Meta(ClinicalModel.Meta):
        ordering = ["written_at", "pk"]
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(handover__isnull=False, advice__isnull=True, incoming__isnull=True)
                | Q(handover__isnull=True, advice__isnull=False, incoming__isnull=True)
                | Q(handover__isnull=True, advice__isnull=True, incoming__isnull=False),
                name="referrals_exchangemessage_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.writer_name} at {self.written_at}"
