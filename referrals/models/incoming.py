from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel
from referrals.models.exchange import WAITING, State


class IncomingHandover(TenantModel):
    """Another system passes a person on to this one, by a message: no record crosses, only what was written.

    ``key`` is of the sender's handover, so that a message that comes twice arrives once. Confirmed, it has become a
    referral of this system.
    """

    app_may = "SELECT, INSERT, UPDATE"

    key = models.UUIDField()
    from_tenant_slug = models.SlugField(max_length=40)
    from_name = models.CharField(max_length=200)
    to_team = TenantForeignKey("hubs.Team", related_name="+", indexed=False)
    arrived_at = models.DateTimeField(default=timezone.now)
    # From the day that it was sent, wherever it was on its way: the person waits for both.
    rings_on = models.DateField()
    escalates_on = models.DateField()
    rung_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    person = models.JSONField()
    reason = models.TextField()
    shared = models.TextField()
    person_said = models.TextField()
    state = models.TextField(choices=State.choices, default=State.WAITING)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_name = models.CharField(max_length=200, blank=True)
    referral = TenantForeignKey("referrals.Referral", null=True, related_name="+", indexed=False)

    class Privacy:
        identifying = ("person", "referral")
        clinical = ("reason", "shared", "person_said")
        operational = (
            "tenant",
            "key",
            "from_tenant_slug",
            "from_name",
            "to_team",
            "arrived_at",
            "rings_on",
            "escalates_on",
            "rung_at",
            "escalated_at",
            "state",
            "confirmed_at",
            "confirmed_name",
        )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="referrals_incoming_key_uniq"),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="referrals_incominghandover_state_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="confirmed", confirmed_at__isnull=False, referral__isnull=False)
                    & ~Q(confirmed_name="")
                )
                | (
                    ~Q(state="confirmed")
                    & Q(confirmed_at__isnull=True, confirmed_name="", referral__isnull=True)
                ),
                name="referrals_incoming_confirmed_is_held",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "to_team"],
                condition=Q(state__in=WAITING),
                name="referrals_incoming_waiting_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"From {self.from_name} at {self.arrived_at}"
