"""The recall list: who on the register lacks a check, has one that ran out, or has a result that waits.

Who is in remission is not counted, as nationally. Each list is three queries, whoever is on it: how a check stands is
the one rule of outcomes.rules.health_states, asked for everybody.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import DateField, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from hubs.models import Hub, Team
from hubs.rules.roles import Actor, Permission
from outcomes.models import HealthCheck, OutreachAttempt, SmiRegister
from outcomes.rules import health_states
from outcomes.rules.health import CheckKind, CheckState, OutreachOutcome, OutreachWay
from outcomes.rules.health_states import Recorded, Stand, Standing
from referrals.models import Person, PersonHub
from referrals.selectors.people import viewable_hubs


class Show(StrEnum):
    """Which of those on the register are listed."""

    OUTSTANDING = ""
    SOON = "soon"
    FOLLOW_UP = "follow-up"
    DECLINED = "declined"
    ALL = "all"


TOLD = (Stand.OVERDUE, Stand.MISSING, Stand.DUE_SOON, Stand.DECLINED, Stand.UNSUITABLE)


@dataclass(frozen=True)
class Tried:
    """The newest attempt to reach somebody."""

    on: dt.date
    way: str
    outcome: str


@dataclass(frozen=True)
class Recall:
    """Somebody on the register. ``follow_up_on`` is the first day by which a result that waits has to be followed
    up.
    """

    entry: SmiRegister
    standings: Sequence[Standing]
    follow_up_on: dt.date | None
    tried: Tried | None

    @property
    def person(self) -> Person:
        person: Person = self.entry.person
        return person

    @property
    def outstanding(self) -> list[Standing]:
        return health_states.outstanding(self.standings)

    @property
    def since(self) -> dt.date | None:
        """Since when something has been outstanding."""
        wanted = self.outstanding
        return wanted[0].wanted_since if wanted else None

    def in_state(self, state: Stand) -> list[Standing]:
        return [each for each in self.standings if each.state == state]

    @property
    def told(self) -> list[tuple[Stand, list[Standing]]]:
        """What is not simply done, the most pressing first."""
        return [(state, found) for state in TOLD if (found := self.in_state(state))]


def on_register(by: Actor, today: dt.date | None = None) -> QuerySet[SmiRegister]:
    """Those whom the hubs of ``by`` hold: on the register, alive, not in remission."""
    today = today or timezone.localdate()
    rows = SmiRegister.objects.filter(
        Q(remission_on=None) | Q(remission_on__gt=today),
        starts_on__lte=today,
        ends_on=None,
        person__merged_into=None,
        person__voided_at=None,
        person__death_date=None,
    )
    hubs = viewable_hubs(by, Permission.CASELOAD_VIEW)
    if hubs is None:
        return rows
    return rows.filter(Exists(PersonHub.objects.filter(person=OuterRef("person"), hub__in=hubs)))


def listed(
    entries: QuerySet[SmiRegister],
    *,
    show: Show = Show.OUTSTANDING,
    kind: str = "",
    today: dt.date | None = None,
) -> list[Recall]:
    """Those of ``entries`` that ``show`` asks for, the longest outstanding first. Two queries.

    ``kind`` keeps those with that check outstanding.
    """
    today = today or timezone.localdate()
    recorded = _recorded(entries)
    rows = [
        Recall(
            entry,
            health_states.standings(recorded[entry.person_id], since=entry.starts_on, today=today),
            entry.follow_up_on,
            _tried(entry.tried),
        )
        for entry in _with_people(entries)
    ]
    kept = [row for row in rows if _shown(row, show, today) and (not kind or _lacks(row, kind))]
    return sorted(kept, key=lambda row: (row.since or row.follow_up_on or dt.date.max, row.person.name_key))


def _recorded(entries: QuerySet[SmiRegister]) -> Mapping[int, list[Recorded]]:
    """The newest of each check in each state: older ones decide nothing."""
    rows = (
        HealthCheck.objects.filter(person__in=entries.order_by().values("person"))
        .order_by()
        .values_list("person_id", "kind", "state")
        .annotate(on=Max("checked_on"))
    )
    found: dict[int, list[Recorded]] = defaultdict(list)
    for person_id, kind, state, on in rows:
        found[person_id].append(Recorded(CheckKind(kind), CheckState(state), on))
    return found


def _with_people(entries: QuerySet[SmiRegister]) -> QuerySet[Any]:
    waiting = HealthCheck.objects.filter(
        person=OuterRef("person"), follow_up_due_on__isnull=False, follow_up_done_on=None
    )
    first = waiting.order_by().values("person").annotate(day=Min("follow_up_due_on")).values("day")
    tries = OutreachAttempt.objects.filter(person=OuterRef("person")).order_by("-tried_on", "-pk")
    newest = tries.values(held=JSONObject(on="tried_on", way="way", outcome="outcome"))[:1]
    return entries.select_related("person", "next_team").annotate(
        follow_up_on=Subquery(first, output_field=DateField()), tried=Subquery(newest)
    )


def _tried(row: Mapping[str, str] | None) -> Tried | None:
    if row is None:
        return None
    way, outcome = OutreachWay(row["way"]).label, OutreachOutcome(row["outcome"]).label
    return Tried(dt.date.fromisoformat(row["on"]), way, outcome)


def _shown(row: Recall, show: Show, today: dt.date) -> bool:
    late = row.follow_up_on is not None and row.follow_up_on < today
    return {
        Show.OUTSTANDING: bool(row.outstanding) or late,
        Show.SOON: bool(row.in_state(Stand.DUE_SOON)),
        Show.FOLLOW_UP: row.follow_up_on is not None,
        Show.DECLINED: bool(row.in_state(Stand.DECLINED)),
        Show.ALL: True,
    }[show]


def _lacks(row: Recall, kind: str) -> bool:
    return any(each.kind == kind for each in row.outstanding)


def hubs_of(by: Actor) -> QuerySet[Hub]:
    """The hubs that may be chosen from."""
    hubs = viewable_hubs(by, Permission.CASELOAD_VIEW)
    found: QuerySet[Hub] = Hub.objects.order_by("name")
    return found if hubs is None else found.filter(pk__in=hubs)


def teams_of(by: Actor) -> QuerySet[Team]:
    """The teams that do somebody's next check, in the hubs of ``by``."""
    entries = on_register(by).filter(next_team=OuterRef("pk"))
    return Team.objects.filter(Exists(entries)).order_by("name")
