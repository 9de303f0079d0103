from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hubs.rules.roles import Role
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel
from hubs.tenancy.public_id import public_id


class StaffMember(TenantModel):
    """A person who works in the system (MHS901), with or without a login of ours."""

    public_id = public_id()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="staff_member"
    )
    name = models.CharField(max_length=200)
    organisation = TenantForeignKey("hubs.Organisation", related_name="staff")
    local_id = models.CharField(max_length=20)
    staff_group = models.CharField(max_length=2, blank=True)
    is_active = models.BooleanField(default=True, db_default=True)

    class Privacy:
        identifying = ("name", "local_id")
        operational = ("tenant", "public_id", "user", "organisation", "staff_group", "is_active")

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="hubs_staffmember_public_id_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "organisation", "local_id"], name="hubs_staffmember_local_id_uniq"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoleAssignment(TenantModel):
    """What a staff member may do, in one hub or (without a hub) in the whole tenant."""

    staff = TenantForeignKey("hubs.StaffMember", related_name="role_assignments")
    role = models.TextField(choices=Role.choices)
    hub = TenantForeignKey("hubs.Hub", null=True, blank=True, related_name="role_assignments")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Privacy:
        operational = ("tenant", "staff", "role", "hub", "granted_at")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "staff", "role", "hub"],
                nulls_distinct=False,
                name="hubs_roleassignment_uniq",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="hubs_roleassignment_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.get_role_display()}"


class TeamMembership(TenantModel):
    """A staff member works in a team between two days."""

    staff = TenantForeignKey("hubs.StaffMember", related_name="memberships")
    team = TenantForeignKey("hubs.Team", related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Privacy:
        operational = ("tenant", "staff", "team", "starts_on", "ends_on")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "staff", "team", "starts_on"], name="hubs_teammembership_start_uniq"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="hubs_teammembership_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.team_id}"
