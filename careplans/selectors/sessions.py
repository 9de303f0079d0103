"""DIALOG+ sessions: the open one of a person, and all that is on the sheet of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from careplans.models import DialogArea, DialogRating, DialogSession, PlanAction
from careplans.models.session import MOST_AREAS
from careplans.rules import rating
from careplans.rules.parts import ActionState
from careplans.rules.rating import Rated, State
from careplans.rules.talk import came_of_it
from careplans.selectors import dialog_items
from careplans.selectors.dialog_items import Asked
from hubs.rules.roles import Actor
from outcomes.models import CodedScore
from outcomes.rules import dialog
from referrals.models import Person

# More than these beside an area are a chart, which the progress of the person shows.
EARLIER_SHOWN = 5


@dataclass(frozen=True)
class Earlier:
    """A rating of the same area on an earlier day."""

    day: dt.date
    rating: int


@dataclass(frozen=True)
class Line:
    """One area on the sheet. ``row`` is None until something was said, ``area`` unless it was chosen; ``earlier``
    the oldest first.
    """

    asked: Asked
    row: DialogRating | None = None
    area: DialogArea | None = None
    earlier: Sequence[Earlier] = ()

    @property
    def said(self) -> Rated | None:
        return rated(self.row) if self.row else None

    @property
    def in_words(self) -> str:
        return self.said.in_words if self.said else "Not yet"


@dataclass(frozen=True)
class Sheet:
    """A session with everything that was said in it."""

    session: DialogSession
    lines: Mapping[str, Line]
    last_time: Sequence[PlanAction] = ()
    agreed: Mapping[int, Sequence[PlanAction]] = field(default_factory=dict)

    @cached_property
    def chosen(self) -> list[Line]:
        """The areas to be talked through, in their order."""
        found = [line for line in self.lines.values() if line.area]
        return sorted(found, key=lambda line: line.area.rank if line.area else 0)

    @property
    def answered(self) -> int:
        return sum(1 for line in self.lines.values() if line.row)

    @property
    def first_left(self) -> str:
        """The key of the first area about which nothing was said; empty when there is none."""
        return next((key for key, line in self.lines.items() if not line.row), "")

    @property
    def suggested(self) -> list[str]:
        return rating.suggested({key: line.said for key, line in self.lines.items() if line.said}, MOST_AREAS)

    @property
    def left_open(self) -> int:
        """How many of last time's actions are still to do."""
        return sum(1 for action in self.last_time if action.state == ActionState.OPEN)


def rated(row: DialogRating) -> Rated:
    return Rated(row.rating, row.more_help, row.comment)


def said_of(action: PlanAction, session: DialogSession) -> State:
    """What was said of an action in this session: nothing, until something is; of one that is still to do, the words
    that were said last.
    """
    if action.settled_in_id == session.pk:
        return came_of_it(action.state, action.settled_words)
    return came_of_it("", action.settled_words if action.state == ActionState.OPEN else "")


def open_of(person: Person) -> DialogSession | None:
    """The session that is open, the oldest of several (two records of the person were joined)."""
    found: DialogSession | None = _sessions().filter(person=person, completed_at=None).order_by("pk").first()
    return found


@dataclass(frozen=True)
class Begun:
    """An open session as the person's page tells it; ``key`` is its public id."""

    key: UUID
    started_at: dt.datetime
    worker: str


def begun(person: Person) -> Begun | None:
    """As ``open_of``, with what leads to it. One query."""
    held = DialogSession.objects.filter(person=person, completed_at=None).order_by("pk")
    row = held.values_list("public_id", "started_at", "worker__name").first()
    return Begun(*row) if row else None


def paused(by: Actor) -> QuerySet[DialogSession]:
    """Theirs that were begun, also by the person themselves, and not completed."""
    rows: QuerySet[DialogSession] = DialogSession.objects.filter(worker=by.staff_id, completed_at=None)
    return rows


def find(person: Person, public_id: UUID) -> DialogSession | None:
    """The person's session with this name, open or completed."""
    return _sessions().filter(person=person, public_id=public_id).first()


def _sessions() -> QuerySet[DialogSession]:
    rows: QuerySet[DialogSession] = DialogSession.objects.select_related("referral", "worker")
    return rows


def sheet(session: DialogSession, *, with_actions: bool = True) -> Sheet:
    """All that was said, with the earlier ratings beside it. At most seven queries, however much there is."""
    rows = list(DialogRating.objects.filter(session=session))
    areas = {area.rating_id: area for area in DialogArea.objects.filter(session=session)}
    own = {row.local_item_id for row in rows if row.local_item_id}
    asked = dialog_items.asked_on(timezone.localdate(session.started_at), also=own)
    by_key = _by_key(rows, asked)
    before = _earlier(session, asked)
    lines = {
        key: Line(each, row, areas.get(row.pk) if row else None, before.get(key, ()))
        for key, each in asked.items()
        for row in [by_key.get(key)]
    }
    if not with_actions:
        return Sheet(session, lines)
    actions = list(_actions(session))
    agreed: dict[int, list[PlanAction]] = {area.pk: [] for area in areas.values()}
    for action in actions:
        if action.area_id in agreed:
            agreed[action.area_id].append(action)
    last_time = [action for action in actions if action.area_id not in agreed]
    return Sheet(session, lines, last_time, agreed)


def _by_key(rows: Iterable[DialogRating], asked: Mapping[str, Asked]) -> dict[str, DialogRating]:
    own = {each.local_item_id: key for key, each in asked.items() if each.local_item_id}
    return {
        own[row.local_item_id] if row.local_item_id else dialog_items.key_of_code(row.item_code): row
        for row in rows
    }


def _actions(session: DialogSession) -> QuerySet[PlanAction]:
    """Those agreed in the session, those that it opened with, and those that were open when it was completed."""
    about = Q(state=ActionState.OPEN) if session.is_open else Q(pk__in=[])
    return (
        PlanAction.objects.filter(plan__person=session.person_id)
        .filter(about | Q(settled_in=session) | Q(area__session=session))
        .select_related("staff", "organisation")
        .order_by("created_at", "pk")
    )


def _earlier(session: DialogSession, asked: Mapping[str, Asked]) -> dict[str, Sequence[Earlier]]:
    """The last ratings of each area before this session, the oldest first: of the eleven whatever was scored, also
    with a contact or in another system.
    """
    found: dict[str, list[Earlier]] = {}
    for code, day, value in _scored(session):
        found.setdefault(dialog_items.key_of_code(code), []).append(Earlier(day, int(value or 0)))
    if any(each.local_item_id for each in asked.values()):
        own = {each.local_item_id: key for key, each in asked.items() if each.local_item_id}
        for item, at, rated_as in _own_before(session):
            if item in own and rated_as:
                found.setdefault(own[item], []).append(Earlier(timezone.localdate(at), rated_as))
    return {key: tuple(earlier[-EARLIER_SHOWN:]) for key, earlier in found.items()}


def _scored(session: DialogSession) -> Iterable[tuple[str, dt.date, Decimal | None]]:
    rows = CodedScore.objects.filter(
        referral__person=session.person_id,
        referral__voided_at=None,
        tool_code__in=list(dialog.BY_CODE),
        value__range=(dialog.LOWEST, dialog.HIGHEST),
        taken_on__lte=timezone.localdate(session.started_at),
    )
    if session.completed_at:
        rows = rows.exclude(completed_at=session.completed_at)
    return rows.order_by("taken_on", "pk").values_list("tool_code", "taken_on", "value")


def _own_before(session: DialogSession) -> Iterable[tuple[int | None, dt.datetime | None, int | None]]:
    rows = DialogRating.objects.filter(
        session__person=session.person_id,
        session__completed_at__lt=session.started_at,
        session__voided_at=None,
        local_item__isnull=False,
        rating__isnull=False,
    )
    return rows.order_by("session__completed_at").values_list("local_item", "session__completed_at", "rating")
