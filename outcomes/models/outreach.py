from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from outcomes.rules.health import OutreachOutcome, OutreachWay
from referrals.models.person import VOID_FIELDS


@track
class OutreachAttempt(ClinicalModel):
    """Somebody tried to reach the person about their physical health check, and what came of it.

    ``staff`` tried where they work in the system, else ``tried_by`` says who. ``booked_for`` is the day that was
    agreed.
    """

    kept_by = "person"

    public_id = public_id()
    person = TenantForeignKey("referrals.Person", related_name="outreach_attempts", indexed=False)
    way = models.TextField(choices=OutreachWay.choices)
    tried_on = models.DateField()
    staff = TenantForeignKey("hubs.StaffMember", null=True, blank=True, related_name="+", indexed=False)
    tried_by = models.CharField(max_length=200, blank=True)
    outcome = models.TextField(choices=OutreachOutcome.choices)
    booked_for = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    form_key = models.UUIDField(null=True, editable=False)

    class Privacy:
        identifying = ("person", "tried_by")
        clinical = ("outcome", "words")
        operational = (*VOID_FIELDS, "public_id", "way", "tried_on", "staff", "booked_for", "form_key")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="outcomes_outreachattempt_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "form_key"],
                condition=Q(form_key__isnull=False),
                name="outcomes_outreachattempt_form_key_uniq",
            ),
            models.CheckConstraint(
                condition=Q(way__in=OutreachWay.values), name="outcomes_outreachattempt_way_known"
            ),
            models.CheckConstraint(
                condition=Q(staff__isnull=False) | ~Q(tried_by=""),
                name="outcomes_outreachattempt_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(outcome=OutreachOutcome.BOOKED) & Q(booked_for__gte=F("tried_on")))
                | Q(outcome__in=OutreachOutcome.values, booked_for__isnull=True),
                name="outcomes_outreachattempt_booked_for",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "person", "tried_on"], name="outcomes_outreach_person_ix")]

    def __str__(self) -> str:
        return f"{self.way} to {self.person_id} on {self.tried_on}"
