"""The physical health of one person: how the six checks stand, what waits for a follow-up, who was tried to be
reached.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from hubs.models import Organisation, Team
from hubs.rules.roles import Actor
from outcomes.models import HealthCheck, OutreachAttempt, SmiRegister
from outcomes.rules import health_next, health_states
from outcomes.rules.health import CheckKind, CheckState
from outcomes.rules.health_next import Proposal
from outcomes.rules.health_states import Recorded, Standing
from referrals.models import HospitalSpell, Person
from referrals.selectors import about
from referrals.selectors.people import Found


@dataclass(frozen=True)
class OneCheck:
    """One of the six: how it stands, and what was recorded of it, the newest first."""

    standing: Standing
    recorded: Sequence[HealthCheck]

    @property
    def label(self) -> str:
        return self.standing.kind.label

    @property
    def newest_result(self) -> HealthCheck | None:
        return next((row for row in self.recorded if row.state == CheckState.DONE), None)


@dataclass(frozen=True)
class Health:
    """``entry`` is None for somebody who is not on the register."""

    entry: SmiRegister | None
    checks: Sequence[OneCheck]
    proposal: Proposal
    outreach: Sequence[OutreachAttempt]

    @property
    def all_done(self) -> bool:
        return health_states.all_done([check.standing for check in self.checks])

    @property
    def recorded(self) -> list[HealthCheck]:
        """Everything that was recorded, the newest first."""
        rows = [row for check in self.checks for row in check.recorded]
        return sorted(rows, key=lambda row: (row.checked_on, row.pk), reverse=True)

    @property
    def to_follow_up(self) -> list[HealthCheck]:
        """Results that wait for their follow-up, the first due first."""
        waiting = [row for row in self.recorded if row.follow_up and not row.follow_up_done_on]
        return sorted(waiting, key=lambda row: (row.follow_up_due_on or dt.date.max, row.pk))


def of_person(person: Person, today: dt.date | None = None) -> Health:
    """As it stands on a day, today when not said. Four queries."""
    today = today or timezone.localdate()
    entry = current(person)
    rows = list(
        HealthCheck.objects.filter(person=person)
        .select_related("staff", "organisation", "follow_up_staff")
        .order_by("-checked_on", "-pk")
    )
    known = [Recorded(CheckKind(row.kind), CheckState(row.state), row.checked_on) for row in rows]
    found = health_states.standings(known, since=entry.starts_on if entry else today, today=today)
    return Health(
        entry,
        [OneCheck(each, [row for row in rows if row.kind == each.kind]) for each in found],
        proposal(person, entry, today),
        list(outreach_of(person)),
    )


def current(person: Person) -> SmiRegister | None:
    """Their entry of the register that goes on."""
    rows = SmiRegister.objects.filter(person=person, ends_on=None).select_related("next_team")
    return rows.first()


def proposal(person: Person, entry: SmiRegister | None, today: dt.date) -> Proposal:
    """Who should do the next check, by what is known of them. One query."""
    stays = HospitalSpell.objects.filter(referral__person=person, starts_on__lte=today, ends_on=None)
    return health_next.propose(
        secondary_since=entry.secondary_since if entry else None,
        unstable=entry.unstable if entry else False,
        in_hospital=stays.exists(),
        today=today,
    )


def outreach_of(person: Person) -> Sequence[OutreachAttempt]:
    """Every attempt to reach them, the newest first. One query."""
    rows = OutreachAttempt.objects.filter(person=person).select_related("staff")
    return list(rows.order_by("-tried_on", "-pk"))


def practice(person: Person, today: dt.date | None = None) -> tuple[Organisation | None, str]:
    """Their GP practice: the partner it is here, and its name or what else it is called."""
    known = about.of_person(person, today)
    found = Organisation.objects.filter(ods_code=known.practice_code).first() if known.practice_code else None
    return found, known.practice or "GP practice"


def teams(found: Found, by: Actor) -> QuerySet[Team]:
    """The teams that may do the next check: of the hubs that hold the person, and those of ``by``."""
    near = Q(hub__in=found.hub_ids) | Q(pk__in=by.team_ids)
    return Team.objects.filter(near, closed_on=None).order_by("name")


def find_check(person: Person, public_id: UUID) -> HealthCheck | None:
    return HealthCheck.objects.filter(person=person, public_id=public_id).first()


def find_attempt(person: Person, public_id: UUID) -> OutreachAttempt | None:
    return OutreachAttempt.objects.filter(person=person, public_id=public_id).first()
