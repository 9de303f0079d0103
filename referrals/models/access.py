from __future__ import annotations

from django.db import models

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel
from hubs.tenancy.public_id import public_id


class PersonHub(TenantModel):
    """Why a hub may see a person: it holds, or held, a referral of theirs, or covers their PCN.

    Kept by the actions that record referrals and by the reading of record sets, so that the question "may
    this hub open this record" costs one look-up.
    """

    person = TenantForeignKey("referrals.Person", related_name="person_hubs", indexed=False)
    hub = TenantForeignKey("hubs.Hub", related_name="+")
    source = models.TextField()

    class Privacy:
        identifying = ("person",)
        operational = ("tenant", "hub", "source")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "hub", "source"], name="referrals_personhub_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hub_id} sees {self.person_id}: {self.source}"


class AccessOverride(TenantModel):
    """A worker opened a record that their hub does not hold, with a reason, until a time. A privacy
    officer looks at each.
    """

    app_may = "SELECT, INSERT, UPDATE"

    public_id = public_id()
    person = TenantForeignKey("referrals.Person", related_name="access_overrides")
    staff = TenantForeignKey("hubs.StaffMember", related_name="access_overrides", indexed=False)
    reason = models.TextField()
    opened_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)

    class Privacy:
        identifying = ("person", "staff", "reason", "reviewed_by")
        operational = ("tenant", "public_id", "opened_at", "expires_at", "reviewed_at")

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["tenant", "staff", "person", "expires_at"], name="referrals_override_staff_ix"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="referrals_override_public_id_uniq"),
            models.CheckConstraint(
                condition=models.Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | models.Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="referrals_override_both_reviewed_set",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} opened {self.person_id}"
