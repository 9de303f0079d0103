"""A person's plan as one document: what a version freezes, what paper, the person's page and FHIR show.

Plain data without ids of rows, so that a frozen version reads the same for ever. ``careplans.selectors.documents``
makes it of the plan as it stands, or of a frozen version.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from careplans.rules.parts import ActionState, Doer, GoalState


@dataclass(frozen=True)
class Text:
    """A part that is written in words; ``part`` is a careplans.rules.parts.PlanPart."""

    part: str
    title: str
    text: str
    writer: str
    changed_on: dt.date


@dataclass(frozen=True)
class Goal:
    """``key`` is the public id of the goal; ``area`` the label of the area of life that it came from, or empty."""

    key: str
    words: str
    how_known: str
    area: str
    target_on: dt.date | None
    state: GoalState


@dataclass(frozen=True)
class Action:
    """``goal`` is the key of the goal that it serves, or empty."""

    key: str
    what: str
    doer: Doer
    who: str
    due_on: dt.date | None
    how_known: str
    goal: str
    area: str
    state: ActionState
    settled_on: dt.date | None
    settled_words: str


@dataclass(frozen=True)
class Rating:
    """One rating of a session: ``code`` is empty for an item of the tenant's own, ``rating`` None for one left out."""

    code: str
    label: str
    rating: int | None
    more_help: bool | None


@dataclass(frozen=True)
class Session:
    """A completed DIALOG+ session. ``areas`` are the labels that were talked through, in the order chosen."""

    key: str
    on: dt.date
    worker: str
    ratings: Sequence[Rating]
    areas: Sequence[str]


@dataclass(frozen=True)
class Scored:
    """What was said of one area: ``score`` as it was recorded, ``rating`` on the scale or None.

    ``item`` is its key in outcomes.rules.dialog, empty for an item of the tenant's own; ``rank`` the place among the
    areas that were talked through, None for one that was not.
    """

    item: str
    label: str
    code: str
    score: str
    rating: int | None
    more_help: bool
    rank: int | None


@dataclass(frozen=True)
class Day:
    """A session, or the scores of a day that were taken without one, as careplans.rules.progress reads it.

    ``referral`` is 1 for the first referral in which anything was rated, 2 for the next.
    """

    on: dt.date
    at: dt.datetime | None
    worker: str
    referral: int
    scored: Sequence[Scored]


@dataclass(frozen=True)
class Participant:
    """``key`` is the public id, empty in versions that were frozen without it; the same name is the same person."""

    name: str
    part: str
    organisation: str
    key: str = field(default="", compare=False)


@dataclass(frozen=True)
class Agreement:
    """``agreed_by`` is CARE PLAN CONTENT AGREED BY, with its label."""

    agreed_by: str
    label: str
    on: dt.date


@dataclass(frozen=True)
class Who:
    """Whose plan it is, as far as the document names them."""

    reference: str
    name: str
    birth_date: dt.date | None
    nhs_number: str
    nhs_number_status: str
    gender: str


@dataclass(frozen=True)
class PlanDocument:
    """``number`` is the version, None for a plan that is being written. ``sessions`` are the newest first.

    ``progress`` is every rating there was, the oldest first; empty in versions that were frozen without it.

    ``organisation`` and ``organisation_code`` name the provider that keeps the plan; ``holder`` the team that holds the
    person, ``phone`` whom they ring.
    """

    reference: str
    who: Who
    number: int | None
    started_on: dt.date
    written_at: dt.datetime
    organisation: str
    organisation_code: str
    holder: str
    phone: str
    worker: str
    texts: Sequence[Text] = ()
    goals: Sequence[Goal] = ()
    actions: Sequence[Action] = ()
    participants: Sequence[Participant] = ()
    agreements: Sequence[Agreement] = ()
    review_on: dt.date | None = None
    review_chosen_by_person: bool = False
    sessions: Sequence[Session] = field(default=())
    progress: Sequence[Day] = ()

    def is_review_past(self, today: dt.date) -> bool:
        """Whether the day by which it was to be looked at again has gone by."""
        return self.review_on is not None and self.review_on < today
