"""A row of the queue: the person, who holds them, and what happened and will happen to their referral."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from referrals.models import Appointment, Contact, Discussion, Handover, NextStep, Person, Referral, Request
from referrals.models.contact import COUNTS
from referrals.models.exchange import WAITING, State
from referrals.models.meeting import Outcome
from referrals.models.next_step import StepKind
from referrals.models.referral import OPEN
from referrals.models.request import Way
from referrals.rules import attendance, urgent
from referrals.rules.urgent import Urgent

HAPPENED = Q(attendance__in=attendance.TOOK_PLACE)


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
    person: Person
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


def values(referrals: QuerySet[Referral]) -> QuerySet[Referral, Any]:
    """One JSON object a referral, as ``read`` takes it."""
    return referrals.values(
        held=JSONObject(
            **{name: name for name in _PLAIN},
            **{f"person_{name}": f"person__{name}" for name in _OF_PERSON},
            hub="hub__name",
            team="team__name",
            worker="named_worker__name",
            source_month="source_month",
            way=Subquery(_way()),
            first_contact_on=Subquery(_contacts(COUNTS).order_by("occurred_on")[:1]),
            last_contact_on=Subquery(_contacts(HAPPENED).order_by("-occurred_on")[:1]),
            discussed=Subquery(_discussed()),
            passing=Subquery(_passing()),
            beside=Subquery(_beside()),
            step=Subquery(_step()),
            appointment=Subquery(_appointment()),
        )
    )


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
_OF_PERSON = ("reference", "family_name", "given_name", "birth_date", "nhs_number")


def read(row: Mapping[str, Any]) -> Waiting:
    """The row as an object."""
    about = {name: row[f"person_{name}"] for name in _OF_PERSON}
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
        person=Person(pk=row["person_id"], **about),
        discussed=_read_discussed(row["discussed"]),
        passing=_read_passing(row["passing"]),
        beside=_read_beside(row["beside"]),
        due=min(_read_due(row), key=lambda due: due.on, default=None),
    )


def _way() -> QuerySet[Request, Any]:
    return Request.objects.filter(referral=OuterRef("pk")).order_by("-asked_at", "-pk").values("way")[:1]


def _contacts(which: Q) -> QuerySet[Contact, Any]:
    kept = Contact.objects.filter(which, referral=OuterRef("pk"), occurred_on__lte=timezone.localdate())
    return kept.values("occurred_on")


def _discussed() -> QuerySet[Discussion, Any]:
    decided = Discussion.objects.filter(referral=OuterRef("pk"), decided_at__isnull=False)
    return decided.order_by("-decided_at").values(held=JSONObject(at="decided_at", outcome="outcome"))[:1]


def _passing() -> QuerySet[Handover, Any]:
    waits = Handover.objects.filter(referral=OuterRef("pk"), state__in=WAITING)
    return waits.values(held=JSONObject(to=Coalesce(F("to_team__name"), F("to_name")), state="state"))[:1]


def _beside() -> QuerySet[Referral, Any]:
    others = Referral.objects.filter(OPEN, person=OuterRef("person"), source_month=None).exclude(
        pk=OuterRef("pk")
    )
    held = JSONObject(reference="reference", team="team__name", received_on="received_on")
    return others.order_by("received_on", "pk").values(held=held)[:1]


def _step() -> QuerySet[NextStep, Any]:
    open_steps = NextStep.objects.filter(referral=OuterRef("pk"), done_at=None).order_by("due_on", "pk")
    return open_steps.values(held=JSONObject(on="due_on", kind="kind", who="staff__name"))[:1]


def _appointment() -> QuerySet[Appointment, Any]:
    coming = Appointment.objects.filter(
        referral=OuterRef("pk"), cancelled_at=None, starts_at__gte=timezone.now()
    )
    return coming.order_by("starts_at").values(held=JSONObject(at="starts_at", who="staff__name"))[:1]


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
