"""A row of the queue: the person, who holds them, and what happened and will happen to their referral."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, JSONField, QuerySet, Value
from django.utils import timezone

from referrals.models import Referral
from referrals.models.exchange import State
from referrals.models.meeting import Outcome
from referrals.models.next_step import StepKind
from referrals.models.request import Way
from referrals.rules import urgent
from referrals.rules.urgent import Urgent
from referrals.selectors import listed
from referrals.selectors.listed import Named


@dataclass(frozen=True)
class Discussed:
    """When a meeting last decided something, and what."""

    on: dt.date
    outcome: str


@dataclass(frozen=True)
class Passing:
    """A handover that nobody has confirmed yet."""

    to: str
    asks: bool


@dataclass(frozen=True)
class Beside:
    """Another open referral of the same person, as after joining two records."""

    reference: str
    team: str
    received_on: dt.date


@dataclass(frozen=True)
class Due:
    """What somebody will do next, and by which day."""

    on: dt.date
    what: str
    who: str


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits. ``way`` is how they asked, None where a record set says it by a code alone (``source``)."""

    pk: int
    person_id: int
    provider_id: int
    reference: str
    received_on: dt.date
    first_requested_on: dt.date | None
    priority: str
    level: str
    source: str
    way: str
    is_ours: bool
    hub: str
    team: str
    worker: str
    person: Named
    first_contact_on: dt.date | None
    last_contact_on: dt.date | None
    discussed: Discussed | None
    passing: Passing | None
    beside: Beside | None
    due: Due | None

    @property
    def urgent(self) -> Urgent | None:
        return urgent.of_referral(
            priority=self.priority, received_on=self.received_on, seen_on=self.first_contact_on
        )


def of(referrals: QuerySet[Referral]) -> Func:
    """The rows of these referrals in their order, as ``read`` takes them: JSON objects, to be asked for in a query."""
    asked = ArraySubquery(referrals.values("pk"))
    until = (Value(timezone.localdate()), Value(timezone.now()))
    return Func(asked, *until, function="referrals_queue_rows", output_field=ArrayField(JSONField()))


_PLAIN = (
    "pk",
    "person_id",
    "provider_id",
    "reference",
    "received_on",
    "first_requested_on",
    "priority",
    "level",
    "source",
)
_DAYS = ("received_on", "first_requested_on", "first_contact_on", "last_contact_on")


def read(row: Mapping[str, Any]) -> Waiting:
    """The row as an object."""
    about = {name: row[f"person_{name}"] for name in listed.COLUMNS}
    about["birth_date"] = _day(about["birth_date"])
    plain: dict[str, Any] = {
        **{name: row[name] for name in _PLAIN},
        **{name: row[name] or "" for name in ("hub", "team", "worker")},
        **{name: _day(row[name]) for name in _DAYS},
    }
    return Waiting(
        **plain,
        way=Way(row["way"]).label if row["way"] else "",
        is_ours=row["source_month"] is None,
        person=Named(**about),
        discussed=_read_discussed(row["discussed"]),
        passing=_read_passing(row["passing"]),
        beside=_read_beside(row["beside"]),
        due=min(_read_due(row), key=lambda due: due.on, default=None),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _local_day(text: str) -> dt.date:
    return timezone.localdate(dt.datetime.fromisoformat(text))


def _read_discussed(row: Mapping[str, str] | None) -> Discussed | None:
    return Discussed(_local_day(row["at"]), Outcome(row["outcome"]).label) if row else None


def _read_passing(row: Mapping[str, str] | None) -> Passing | None:
    return Passing(row["to"], row["state"] == State.QUESTIONED) if row else None


def _read_beside(row: Mapping[str, Any] | None) -> Beside | None:
    return Beside(row["reference"], row["team"], dt.date.fromisoformat(row["received_on"])) if row else None


def _read_due(row: Mapping[str, Any]) -> list[Due]:
    found = []
    if step := row["step"]:
        found.append(Due(dt.date.fromisoformat(step["on"]), StepKind(step["kind"]).label, step["who"]))
    if appointment := row["appointment"]:
        found.append(Due(_local_day(appointment["at"]), "Appointment", appointment["who"]))
    return found
