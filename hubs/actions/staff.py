"""People who work in the system: their details, teams and roles. Logins are in ``hubs.actions.logins``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from hubs.actions import changes
from hubs.models import Hub, Organisation, RoleAssignment, StaffMember, Team, TeamMembership
from hubs.rules import references
from hubs.rules.roles import NEVER_OF_ONE_HUB, Actor, Role
from hubs.selectors import codes

LOCAL_ID_LENGTH = 20


@transaction.atomic
def add(
    *, by: Actor, name: str, organisation: Organisation, staff_group: str = "", local_id: str = ""
) -> StaffMember:
    """Somebody new, without a login. ``local_id`` is their identifier in record sets; one is made where there
    is none.

    Raises ValidationError by field.
    """
    values = _checked(name, staff_group)
    staff = StaffMember.objects.create(
        organisation=organisation, local_id=_free_local_id(organisation, local_id), **values
    )
    # Names are personal data: the audit tells the identifier, the row tells whose it is.
    changes.added(by=by, action="staff.added", row=staff, reference=staff.local_id)
    return staff


@transaction.atomic
def change(*, by: Actor, staff: StaffMember, name: str, staff_group: str = "") -> StaffMember:
    """Put somebody's details right; employer and identifier stay, as record sets already carry them."""
    values = _checked(name, staff_group)
    changes.apply(by=by, action="staff.changed", row=staff, reference=staff.local_id, values=values)
    return staff


@transaction.atomic
def leave(*, by: Actor, staff: StaffMember, on: dt.date) -> StaffMember:
    """Somebody leaves: their login stops at once, their teams and roles end; what they did stays theirs.

    Raises ValidationError for oneself and for the last administrator.
    """
    changes.not_in_future("on", on)
    if staff.pk == by.staff_id:
        raise ValidationError({"on": "You cannot record that you have left. Ask another administrator"})
    _keep_an_administrator(staff, field="on")
    staff.memberships.filter(ends_on__isnull=True).update(ends_on=Greatest(F("starts_on"), on))
    for held in staff.role_assignments.select_related("hub"):
        _take(by=by, held=held)
    if staff.user:
        staff.user.is_active = False
        staff.user.save(update_fields=["is_active"])
    changes.apply(
        by=by, action="staff.left", row=staff, reference=staff.local_id, values={"is_active": False}
    )
    return staff


@transaction.atomic
def come_back(*, by: Actor, staff: StaffMember) -> StaffMember:
    """Somebody who had left works here again; login, teams and roles have to be given anew."""
    values = {"is_active": True}
    changes.apply(by=by, action="staff.returned", row=staff, reference=staff.local_id, values=values)
    return staff


@transaction.atomic
def grant(*, by: Actor, staff: StaffMember, role: str, hub: Hub | None = None) -> RoleAssignment:
    """Give a role in one hub or, without a hub, in the whole tenant. Held already: nothing changes. ValidationError
    for a role that is not held in one hub.
    """
    if role not in Role.values:
        raise ValidationError({"role": "Select a role from the list"})
    if hub is not None and role in NEVER_OF_ONE_HUB:
        words = f"{Role(role).label} is a role in the whole system: it cannot be held in one hub"
        raise ValidationError({"role": words})
    if not staff.is_active:
        raise ValidationError({"role": f"{staff.name} has left. Record that they are back first"})
    held, new = RoleAssignment.objects.get_or_create(staff=staff, role=role, hub=hub)
    if new:
        changes.added(
            by=by, action="role.granted", row=held, reference=staff.local_id, role=role, hub=hub and hub.code
        )
    return held


@transaction.atomic
def revoke(*, by: Actor, staff: StaffMember, role: str, hub: Hub | None = None) -> None:
    """Take a role away. Raises ValidationError for the last administrator of the whole tenant."""
    held = (
        RoleAssignment.objects.filter(staff=staff, role=role, hub=hub).select_related("staff", "hub").first()
    )
    if held is None:
        return
    if role == Role.ADMINISTRATOR and hub is None:
        _keep_an_administrator(staff, field=None)
    _take(by=by, held=held)


@transaction.atomic
def join(*, by: Actor, staff: StaffMember, team: Team, starts_on: dt.date) -> TeamMembership:
    """Somebody works in a team from a day on. Raises ValidationError for a team that is closed or theirs
    already.
    """
    if team.closed_on:
        raise ValidationError({"team": f"{team.name} is closed. Choose another team"})
    if staff.memberships.filter(team=team, ends_on__isnull=True).exists():
        raise ValidationError({"team": f"{staff.name} is in {team.name} already. Choose another team"})
    if staff.memberships.filter(team=team, ends_on__gte=starts_on).exists():
        raise ValidationError(
            {"starts_on": f"{staff.name} was in {team.name} on that day. Enter a later date"}
        )
    made = TeamMembership.objects.create(staff=staff, team=team, starts_on=starts_on)
    changes.added(by=by, action="team.joined", row=made, reference=staff.local_id, team=team.local_id)
    return made


@transaction.atomic
def part(*, by: Actor, staff: StaffMember, team: Team, on: dt.date | None = None) -> None:
    """Somebody works in a team until a day, today when not said."""
    day = on or timezone.localdate()
    for held in staff.memberships.filter(team=team, ends_on__isnull=True):
        last = max(day, held.starts_on)
        changes.apply(by=by, action="team.left", row=held, reference=staff.local_id, values={"ends_on": last})


def _take(*, by: Actor, held: RoleAssignment) -> None:
    changes.added(
        by=by,
        action="role.revoked",
        row=held,
        reference=held.staff.local_id,
        role=held.role,
        hub=held.hub and held.hub.code,
    )
    held.delete()


def _keep_an_administrator(staff: StaffMember, *, field: str | None) -> None:
    others = RoleAssignment.objects.filter(
        role=Role.ADMINISTRATOR, hub__isnull=True, staff__is_active=True, staff__user__is_active=True
    )
    is_one = others.filter(staff=staff).exists()
    if is_one and not others.exclude(staff=staff).exists():
        words = f"{staff.name} is the only administrator. Make somebody else administrator first"
        raise ValidationError({field: words} if field else words)


def _checked(name: str, staff_group: str) -> dict[str, Any]:
    if staff_group and staff_group not in codes.valid_codes("care_professional_staff_group"):
        raise ValidationError({"staff_group": "Select a staff group from the list"})
    return {"name": changes.name_of("name", name), "staff_group": staff_group}


def _free_local_id(organisation: Organisation, text: str) -> str:
    local_id = text.strip()
    if not local_id:
        return references.new("S")
    if not local_id.isascii() or not local_id.isalnum() or len(local_id) > LOCAL_ID_LENGTH:
        raise ValidationError({"local_id": "Identifier must be 20 letters and digits or fewer"})
    used = StaffMember.objects.filter(organisation=organisation, local_id=local_id).first()
    if used:
        raise ValidationError({"local_id": f"{local_id} is the identifier of {used.name}. Enter another"})
    return local_id
