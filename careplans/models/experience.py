from __future__ import annotations

from django.db import models
from django.db.models import Q

from careplans.rules.experiences import Recommend
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


class Experience(ClinicalModel):
    """What a person said of their care, and what was done about it. ``hub`` is the one that held them then."""

    public_id = public_id()
    form_key = models.UUIDField(editable=False)
    person = TenantForeignKey("referrals.Person", related_name="experiences")
    hub = TenantForeignKey("hubs.Hub", null=True, related_name="experiences", indexed=False)
    said_at = models.DateTimeField()
    recommend = models.TextField(choices=Recommend.choices)
    good = models.TextField(blank=True)
    change = models.TextField(blank=True)
    wants_answer = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_name = models.CharField(max_length=200, blank=True)

    class Privacy:
        identifying = ("person",)
        clinical = ("recommend", "good", "change", "answer")
        operational = (
            *VOID_FIELDS,
            "public_id",
            "form_key",
            "hub",
            "said_at",
            "wants_answer",
            "answered_at",
            "answered_name",
        )

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="careplans_experience_public_id_uniq"
            ),
            models.UniqueConstraint(fields=["tenant", "form_key"], name="careplans_experience_form_key_uniq"),
            models.CheckConstraint(
                condition=Q(recommend__in=Recommend.values), name="careplans_experience_recommend_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", answered_name="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_name="")),
                name="careplans_experience_answered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "hub", "-said_at"], name="careplans_experience_hub_ix"),
            models.Index(fields=["tenant", "-said_at"], name="careplans_experience_when_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.said_at}"
