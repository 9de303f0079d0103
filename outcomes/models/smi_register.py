from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from outcomes.rules.health import CheckedBy, RegisterSource
from referrals.models.person import VOID_FIELDS


@track
class SmiRegister(ClinicalModel):
    """The person is on the register of people with severe mental illness from one day until another, which is the
    first that they are no longer on it.

    Who is in remission (``remission_on``, the day from which) stays on the register and is not counted: nationally
    the cluster MHREM_COD takes them out of the denominator. ``next_by`` says who does the next health check, as a
    worker set it; ``next_team`` which team of ours, or no team when it is the GP practice. ``secondary_since`` and
    ``unstable`` are what the rule proposes from (outcomes.rules.health_next). ``version`` counts the changes.
    """

    public_id = public_id()
    person = TenantForeignKey("referrals.Person", related_name="smi_register", indexed=False)
    source = models.TextField(choices=RegisterSource.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    remission_on = models.DateField(null=True, blank=True)
    secondary_since = models.DateField(null=True, blank=True)
    unstable = models.BooleanField(default=False, db_default=False)
    next_by = models.TextField(choices=CheckedBy.choices)
    next_team = TenantForeignKey("hubs.Team", null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Privacy:
        identifying = ("person",)
        clinical = ("source", "end_reason", "remission_on", "unstable")
        operational = (
            *VOID_FIELDS,
            "public_id",
            "starts_on",
            "ends_on",
            "secondary_since",
            "next_by",
            "next_team",
            "version",
        )

    class Meta(ClinicalModel.Meta):
        verbose_name = "SMI register entry"
        verbose_name_plural = "SMI register entries"
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="outcomes_smiregister_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "person"],
                condition=Q(ends_on__isnull=True, voided_at__isnull=True),
                name="outcomes_smiregister_once_open",
            ),
            models.CheckConstraint(
                condition=Q(source__in=RegisterSource.values), name="outcomes_smiregister_source_known"
            ),
            models.CheckConstraint(
                condition=Q(next_by=CheckedBy.SECONDARY) | Q(next_by=CheckedBy.GP, next_team__isnull=True),
                name="outcomes_smiregister_next_by",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_reason="")
                | (Q(ends_on__isnull=False, ends_on__gte=F("starts_on")) & ~Q(end_reason="")),
                name="outcomes_smiregister_ended_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "person", "starts_on"], name="outcomes_smiregister_person_ix")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.starts_on}"
