"""Tenants, places, organisations, hubs, teams and staff."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from hubs.models import (
    Hub,
    HubCoverage,
    Organisation,
    Place,
    RoleAssignment,
    StaffMember,
    Team,
    TeamMembership,
    Tenant,
    User,
)
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import actor_of
from hubs.tenancy import current_tenant_id

_numbers = count(1)


def tenant(**given: Any) -> Tenant:
    number = next(_numbers)
    return Tenant.objects.create(
        **{"slug": f"tenant-{number}", "name": f"Tenant {number}", "ods_code": f"Q{number:03d}", **given}
    )


def place(**given: Any) -> Place:
    number = next(_numbers)
    return Place.objects.create(**{"code": f"place-{number}", "name": f"Place {number}", **given})


def organisation(**given: Any) -> Organisation:
    number = next(_numbers)
    return Organisation.objects.create(
        **{"kind": "nhs_trust", "name": f"Trust {number}", "ods_code": f"R{number:02d}"[:8], **given}
    )


def pcn(**given: Any) -> Organisation:
    number = next(_numbers)
    return organisation(**{"kind": "pcn", "name": f"PCN {number}", "ods_code": f"U{number:05d}", **given})


def hub(**given: Any) -> Hub:
    number = next(_numbers)
    return Hub.objects.create(
        **{
            "code": f"hub-{number}",
            "name": f"Hub {number}",
            "place": given.pop("place", None) or place(),
            **given,
        }
    )


def coverage(**given: Any) -> HubCoverage:
    return HubCoverage.objects.create(
        **{
            "hub": given.pop("hub", None) or hub(),
            "pcn": given.pop("pcn", None) or pcn(),
            "starts_on": date(2020, 1, 1),
            "population": 40_000,
            **given,
        }
    )


def team(**given: Any) -> Team:
    number = next(_numbers)
    return Team.objects.create(
        **{
            "name": f"Team {number}",
            "organisation": given.pop("organisation", None) or organisation(),
            "team_type": "A06",
            "local_id": f"T{number:04d}",
            **given,
        }
    )


def staff_member(
    *, role: Role | None = None, hub: Hub | None = None, team: Team | None = None, **given: Any
) -> StaffMember:
    """A staff member with a login and, when named, a role and a team."""
    number = next(_numbers)
    user = User.objects.create_user(
        f"staff{number}@example.org", "correct horse battery", tenant_id=current_tenant_id()
    )
    member = StaffMember.objects.create(
        **{
            "user": user,
            "name": f"Staff {number}",
            "organisation": given.pop("organisation", None) or organisation(),
            "local_id": f"S{number:04d}",
            **given,
        }
    )
    if role:
        RoleAssignment.objects.create(staff=member, role=role, hub=hub)
    if team:
        TeamMembership.objects.create(staff=member, team=team, starts_on=date(2020, 1, 1))
    return member


def actor(role: Role, *, hub: Hub | None = None, team: Team | None = None) -> Actor:
    member = staff_member(role=role, hub=hub, team=team)
    assert member.user is not None
    found = actor_of(member.user)
    assert found is not None
    return found
