from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


@track
class SharingChoice(ClinicalModel):
    """Whether the person lets an organisation see a part of their plan, or all of it (an empty ``part``).

    Nothing chosen means that the organisations that work with them see it; the crisis part is always seen by those
    who hold them, because a person may come to harm without it.
    """

    person = TenantForeignKey("referrals.Person", related_name="sharing_choices", indexed=False)
    organisation = TenantForeignKey("hubs.Organisation", related_name="+", indexed=False)
    part = models.TextField(blank=True)
    may_see = models.BooleanField()
    chosen_on = models.DateField()

    class Privacy:
        identifying = ("person",)
        clinical = ("part", "may_see")
        operational = (*VOID_FIELDS, "organisation", "chosen_on")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "person", "organisation", "part"],
                condition=Q(voided_at__isnull=True),
                name="careplans_sharingchoice_uniq",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} and {self.part or 'the plan'} of {self.person_id}"


class SharingOverride(ClinicalModel):
    """A worker looked at what the person had chosen not to share with their organisation, with a reason, until a time.

    A privacy officer looks at each, as at the opening of another hub's record.
    """

    public_id = public_id()
    plan = TenantForeignKey("careplans.Plan", related_name="sharing_overrides")
    staff = TenantForeignKey("hubs.StaffMember", related_name="+", indexed=False)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)

    class Privacy:
        identifying = ("staff", "reason", "reviewed_by")
        operational = (*VOID_FIELDS, "public_id", "plan", "opened_at", "expires_at", "reviewed_at")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="careplans_sharingoverride_public_id_uniq"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & Q(expires_at__gt=F("opened_at")),
                name="careplans_sharingoverride_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="careplans_sharingoverride_both_reviewed_set",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "staff", "plan", "expires_at"], name="careplans_override_staff_ix")
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} opened {self.plan_id}"
