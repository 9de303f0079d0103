"""Who holds somebody now, who held them before without a gap, and how they stepped up, down and across."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hubs.models import StaffMember, Team
from referrals.models import Holding, Person, Referral
from referrals.rules import levels
from referrals.rules.levels import Direction
from referrals.selectors.people import Found


def now(person: Person) -> Holding | None:
    """The open holding with team and referral; None for somebody without an open referral of ours. One query."""
    held: Holding | None = _of(person).filter(until=None).first()
    return held


@dataclass(frozen=True)
class Holder:
    """As the person's page tells it: the team's name, and one of the referrals found."""

    team: str
    since: dt.datetime
    referral: Referral


def holder(found: Found) -> Holder | None:
    """The same for a page that has the referrals already, which knows nothing of one that came a moment later. One
    query.
    """
    known = {referral.pk: referral for referral in found.referrals}
    held = Holding.objects.filter(person=found.person, until=None, referral__in=known)
    row = held.values_list("team__name", "since", "referral_id").first()
    if row is None:
        return None
    team, since, referral_id = row
    return Holder(team, since, known[referral_id])


def chain(person: Person) -> list[Holding]:
    """All of them with team and referral, the newest first. One query."""
    return list(_of(person).order_by("-since", "-pk"))


def _of(person: Person) -> Any:
    return Holding.objects.filter(person=person).select_related("team__organisation", "referral")


@dataclass(frozen=True)
class Step:
    """A level or a team changed; ``reason`` as it was written, empty for what carried none."""

    at: dt.datetime
    by: str
    direction: Direction
    level: str
    team: str
    reason: str


@dataclass(frozen=True)
class _Change:
    before: Any
    after: Any

    @property
    def is_step(self) -> bool:
        return bool(self.before.level != self.after.level or self.before.team_id != self.after.team_id)


def steps(referral: Referral) -> list[Step]:
    """How the referral stepped, from its history, the newest first. Three queries at most."""
    events = list(referral.history.order_by("pgh_id"))  # type: ignore[attr-defined]
    changes = [_Change(*pair) for pair in pairwise([*events, referral])]
    found = [change for change in reversed(changes) if change.is_step]
    if not found:
        return []
    names = _names(Team, [change.after.team_id for change in found])
    who = _names(StaffMember, [_staff(change) for change in found])
    return [_step(change, names, who) for change in found]


def _step(change: _Change, teams: dict[int, str], who: dict[int, str]) -> Step:
    before, after = change.before, change.after
    return Step(
        at=before.pgh_created_at,
        by=who.get(_staff(change) or 0, "The system"),
        direction=levels.direction(before.level, after.level),
        level=after.level,
        team=teams.get(after.team_id, "") if before.team_id != after.team_id else "",
        reason=(before.pgh_context or {}).get("reason", ""),
    )


def _staff(change: _Change) -> int | None:
    staff: int | None = (change.before.pgh_context or {}).get("staff")
    return staff


def _names(model: type[Team] | type[StaffMember], ids: Sequence[int | None]) -> dict[int, str]:
    wanted = {pk for pk in ids if pk is not None}
    return dict(model.objects.filter(pk__in=wanted).values_list("pk", "name"))
