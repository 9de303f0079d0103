from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import ClinicalModel
from referrals.models.person import VOID_FIELDS


class Holding(ClinicalModel):
    """A team answers for a person, from one moment to the next: who somebody turns to when nobody else knows.

    A person has one open holding while a referral of ours is open, and never two. The database sees to both:
    a unique constraint here, and ``referrals_somebody_holds`` at the end of each transaction
    (referrals/sql/somebody_holds.sql). Only ``referrals.actions.holdings`` writes it.
    """

    person = TenantForeignKey("referrals.Person", related_name="holdings", indexed=False)
    referral = TenantForeignKey("referrals.Referral", related_name="holdings")
    team = TenantForeignKey("hubs.Team", related_name="holdings", indexed=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    because = models.TextField()

    class Privacy:
        identifying = ("person", "referral")
        operational = (*VOID_FIELDS, "team", "since", "until", "because")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "person"],
                condition=Q(until__isnull=True, voided_at__isnull=True),
                name="referrals_holding_one_holds",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="referrals_holding_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "person", "since"], name="referrals_holding_person_ix"),
            models.Index(
                fields=["tenant", "team"],
                condition=Q(until__isnull=True, voided_at__isnull=True),
                name="referrals_holding_team_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} holds {self.person_id}"
