"""Who may do what. Roles are code, so that what a role may do is reviewed like code; who holds one is
data.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models

from hubs.rules.local_waits import Promise


class Permission(StrEnum):
    PERSON_VIEW = "person.view"
    PERSON_SEARCH = "person.search"
    PERSON_OVERRIDE = "person.override"
    CASELOAD_VIEW = "caseload.view"
    QUEUE_VIEW = "queue.view"
    CONTACT_LOG = "contact.log"
    REFERRAL_RECEIVE = "referral.receive"
    REFERRAL_MANAGE = "referral.manage"
    HANDOVER_VIEW = "handover.view"
    MEETING_RUN = "meeting.run"
    GROUP_RUN = "group.run"
    PLAN_WRITE = "plan.write"
    EXPERIENCE_READ = "experience.read"
    PEOPLE_MERGE = "people.merge"
    DASHBOARD_VIEW = "dashboard.view"
    DASHBOARD_LISTS = "dashboard.lists"
    RETURN_VIEW = "return.view"
    RETURN_SIGN = "return.sign"
    RECORDS_IMPORT = "records.import"
    SETUP_MANAGE = "setup.manage"
    ACCESS_REVIEW = "access.review"
    RUNS_VIEW = "runs.view"


# What is about the whole system, so that a role held in one hub does not allow it: who sets up staff could make
# themselves anything anywhere, and a return is signed for everybody.
WHOLE_SYSTEM = frozenset(
    {
        Permission.SETUP_MANAGE,
        Permission.RECORDS_IMPORT,
        Permission.RUNS_VIEW,
        Permission.ACCESS_REVIEW,
        Permission.RETURN_SIGN,
    }
)


class Role(models.TextChoices):
    CLINICIAN = "clinician", "Clinician"
    MANAGER = "manager", "Manager"
    COMMISSIONER = "commissioner", "Commissioner"
    PARTNER = "partner", "Partner worker"
    ADMINISTRATOR = "administrator", "Administrator"
    PRIVACY = "privacy", "Privacy officer"


ROLE_DESCRIPTIONS: dict[Role, str] = {
    Role.CLINICIAN: "Sees and looks after the people of the hub, and may open another record with a reason.",
    Role.MANAGER: (
        "Reads the dashboards with the lists behind them and what people said, and signs the quarterly return."
    ),
    Role.COMMISSIONER: "Reads suppressed figures and downloads signed returns. Sees nobody's record.",
    Role.PARTNER: "A VCSE or council worker: sees and looks after the people of the hub.",
    Role.ADMINISTRATOR: (
        "Sets up organisations, hubs, teams, staff and roles, and reads record sets in. Sees nobody's record."
    ),
    Role.PRIVACY: "Reviews who looked at which record and why.",
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CLINICIAN: frozenset(
        {
            Permission.PERSON_VIEW,
            Permission.PERSON_SEARCH,
            Permission.PERSON_OVERRIDE,
            Permission.CASELOAD_VIEW,
            Permission.QUEUE_VIEW,
            Permission.CONTACT_LOG,
            Permission.REFERRAL_RECEIVE,
            Permission.REFERRAL_MANAGE,
            Permission.HANDOVER_VIEW,
            Permission.MEETING_RUN,
            Permission.GROUP_RUN,
            Permission.PLAN_WRITE,
            Permission.PEOPLE_MERGE,
            Permission.DASHBOARD_VIEW,
            Permission.DASHBOARD_LISTS,
        }
    ),
    Role.MANAGER: frozenset(
        {
            Permission.QUEUE_VIEW,
            Permission.HANDOVER_VIEW,
            Permission.DASHBOARD_VIEW,
            Permission.DASHBOARD_LISTS,
            Permission.RETURN_VIEW,
            Permission.RETURN_SIGN,
            Permission.EXPERIENCE_READ,
        }
    ),
    Role.COMMISSIONER: frozenset({Permission.DASHBOARD_VIEW, Permission.RETURN_VIEW}),
    Role.PARTNER: frozenset(
        {
            Permission.PERSON_VIEW,
            Permission.PERSON_SEARCH,
            Permission.CASELOAD_VIEW,
            Permission.CONTACT_LOG,
            Permission.REFERRAL_RECEIVE,
            Permission.REFERRAL_MANAGE,
            Permission.HANDOVER_VIEW,
            Permission.MEETING_RUN,
            Permission.GROUP_RUN,
            Permission.PLAN_WRITE,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {Permission.SETUP_MANAGE, Permission.RECORDS_IMPORT, Permission.DASHBOARD_VIEW, Permission.RUNS_VIEW}
    ),
    Role.PRIVACY: frozenset({Permission.ACCESS_REVIEW}),
}


# What shows somebody's record, a list of people, or what was opened with a reason.
OF_RECORDS = frozenset(
    {
        Permission.PERSON_VIEW,
        Permission.QUEUE_VIEW,
        Permission.DASHBOARD_LISTS,
        Permission.ACCESS_REVIEW,
    }
)
# Roles that come to see records: those of the hub that they are held in, or everybody's.
SEES_RECORDS = frozenset(role for role, may in ROLE_PERMISSIONS.items() if may & OF_RECORDS)

# Roles that are held in the whole system or not at all.
NEVER_OF_ONE_HUB = frozenset({Role.ADMINISTRATOR, Role.PRIVACY})


@dataclass(frozen=True)
class Actor:
    """The staff member a request or a command acts for, with what they hold. ``by`` in every action.

    ``assignments`` are (role, hub id or None for the whole tenant); ``team_ids`` the teams they are in today;
    ``promise`` is the wait that their tenant promises.
    """

    staff_id: int | None
    name: str
    tenant_id: int
    tenant_name: str = ""
    assignments: tuple[tuple[Role, int | None], ...] = ()
    team_ids: tuple[int, ...] = ()
    promise: Promise = field(default_factory=Promise)

    @property
    def hub_ids(self) -> frozenset[int]:
        """The hubs that a role is held in; empty for somebody whose roles are all tenant-wide."""
        return frozenset(hub for _, hub in self.assignments if hub is not None)


def has_permission(by: Actor, permission: Permission, *, hub_ids: Collection[int] | None = None) -> bool:
    """Whether ``by`` may do this.

    ``hub_ids`` names the hubs that the record belongs to: a role held in one of them, or in the whole
    tenant, is needed. Without it the question is about no record in particular, and a role held anywhere
    will do, but for what is about the whole system.
    """
    return any(
        permission in ROLE_PERMISSIONS[role] and (hub is None or _enough(hub, permission, hub_ids))
        for role, hub in by.assignments
    )


def _enough(hub: int, permission: Permission, hub_ids: Collection[int] | None) -> bool:
    """Whether a role that is held in one hub alone will do."""
    return permission not in WHOLE_SYSTEM and (hub_ids is None or hub in hub_ids)
