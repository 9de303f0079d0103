"""What a worker began and has not finished: drafts of contacts, and DIALOG+ sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Value

from careplans.selectors import sessions
from hubs.rules.roles import Actor
from referrals.models import Person
from referrals.selectors import drafts

MOST = 40
DRAFT, SESSION = "draft", "session"
_PERSON = ("reference", "family_name", "given_name")


@dataclass(frozen=True)
class Begun:
    """``key`` names it in its address. ``at`` is when a draft was last typed in, and when a session was begun."""

    kind: str
    key: UUID
    at: dt.datetime
    person: Person


@dataclass(frozen=True)
class Unfinished:
    """The newest first."""

    begun: Sequence[Begun]

    @property
    def drafts(self) -> list[Begun]:
        return [one for one in self.begun if one.kind == DRAFT]

    @property
    def sessions(self) -> list[Begun]:
        return [one for one in self.begun if one.kind == SESSION]


def of(by: Actor) -> Unfinished:
    """The newest of both together. One query."""
    typed = drafts.own(by).order_by().annotate(kind=Value(DRAFT))
    paused = sessions.paused(by).annotate(kind=Value(SESSION))
    rows = (
        typed.values_list("kind", "key", "updated_at", *(f"referral__person__{name}" for name in _PERSON))
        .union(
            paused.values_list("kind", "public_id", "started_at", *(f"person__{name}" for name in _PERSON)),
            all=True,
        )
        .order_by("-updated_at")[:MOST]
    )
    return Unfinished([_begun(*row) for row in rows])


def _begun(kind: str, key: UUID, at: dt.datetime, reference: str, family: str, given: str) -> Begun:
    return Begun(kind, key, at, Person(reference=reference, family_name=family, given_name=given))
