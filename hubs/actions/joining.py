"""Somebody starts: details, role and login in one go, or nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from hubs.actions import logins, staff
from hubs.models import Hub, Organisation, StaffMember
from hubs.rules.roles import Actor


@dataclass(frozen=True)
class Joined:
    """Who started; the one-time password where a login was asked for."""

    staff: StaffMember
    password: str = ""


@transaction.atomic
def add(
    *,
    by: Actor,
    name: str,
    organisation: Organisation,
    staff_group: str = "",
    local_id: str = "",
    email: str = "",
    role: str = "",
    hub: Hub | None = None,
) -> Joined:
    """Add somebody; with an address they can sign in, with a role they may do something there.

    Without a hub the role is held in the whole tenant. Raises ValidationError by field.
    """
    member = staff.add(
        by=by, name=name, organisation=organisation, staff_group=staff_group, local_id=local_id
    )
    if role:
        staff.grant(by=by, staff=member, role=role, hub=hub)
    return Joined(member, logins.give(by=by, staff=member, email=email) if email else "")
