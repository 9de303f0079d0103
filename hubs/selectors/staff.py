"""Who acts: staff members with their roles and teams."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from hubs.models import RoleAssignment, StaffMember, TeamMembership, Tenant, User
from hubs.rules.local_waits import Promise, WaitEnd, WaitStart
from hubs.rules.roles import SEES_RECORDS, Actor, Role
from hubs.tenancy import reach


def actor_of(user: User) -> Actor | None:
    """The staff member behind a login, with roles and today's teams; None when they have left.

    One query: roles and teams are read together, as it is asked at every request.
    """
    staff = _with_roles(user).first() if user.is_active else None
    return as_actor(staff) if staff else None


def telling(user: User) -> QuerySet[Any]:
    """The staff member behind a login, if any, as ``as_actor`` takes it; to read it tells the database for whom it
    works and what they reach: with a role that sees records, the hubs of such roles and of today's teams, or every
    record.
    """
    told = reach.serving(F("pk"), sees=SEES_RECORDS, today=timezone.localdate())
    rows: QuerySet[Any] = _with_roles(user).annotate(told=told)
    return rows


def _with_roles(user: User) -> QuerySet[Any]:
    staff = StaffMember.objects.filter(user=user, is_active=True).select_related("tenant")
    return staff.annotate(roles=ArraySubquery(_roles()), teams=ArraySubquery(_teams()))


def as_actor(staff: Any) -> Actor:
    """Of a row of ``telling``."""
    return Actor(
        staff_id=staff.pk,
        name=staff.name,
        tenant_id=staff.tenant_id,
        tenant_name=staff.tenant.name,
        assignments=tuple((Role(held["role"]), held["hub"]) for held in staff.roles),
        team_ids=tuple(staff.teams),
        promise=_promise(staff.tenant),
    )


def actor(tenant_id: int, staff_id: int | None) -> Actor:
    """The staff member on whose behalf a task works, by name alone: what they may do was asked before it was sent."""
    staff = StaffMember.objects.filter(pk=staff_id).first() if staff_id else None
    return (
        Actor(staff_id=staff.pk, name=staff.name, tenant_id=tenant_id) if staff else system_actor(tenant_id)
    )


def member(by: Actor) -> StaffMember:
    """The staff member who acts. StaffMember.DoesNotExist for the system, which is nobody."""
    return StaffMember.objects.get(pk=by.staff_id or 0)


def system_actor(tenant_id: int, name: str = "System") -> Actor:
    """The system itself, for commands and the night: it holds no role and is named in the audit."""
    return Actor(staff_id=None, name=name, tenant_id=tenant_id)


def _promise(tenant: Tenant) -> Promise:
    return Promise(WaitStart(tenant.local_wait_from), WaitEnd(tenant.local_wait_until), tenant.within_days)


def _roles() -> QuerySet[RoleAssignment, Any]:
    held = RoleAssignment.objects.filter(staff=OuterRef("pk"))
    return held.values(held=JSONObject(role=F("role"), hub=F("hub_id")))


def _teams() -> QuerySet[TeamMembership, Any]:
    today = timezone.localdate()
    current = Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return TeamMembership.objects.filter(current, staff=OuterRef("pk")).values("team_id")
