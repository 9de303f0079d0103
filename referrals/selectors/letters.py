"""Words of letters, letters that were written, and what a letter says by itself about a person and a referral."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from config import formats
from hubs.models import GpPractice
from hubs.rules.roles import Actor
from hubs.selectors.tenants import current_tenant
from referrals.models import Appointment, Letter, LetterTemplate, Needs, Person, Referral
from referrals.models.message import LetterKind
from referrals.rules import letters
from referrals.rules.letters import gap
from referrals.rules.reminders import BY_TELEPHONE, BY_VIDEO
from referrals.rules.ways import COMES_BACK_WITHIN_DAYS
from referrals.selectors import about

OURS = Path(__file__).resolve().parent.parent / "data" / "letters"
MOST_SHOWN = 100


@dataclass(frozen=True)
class Words:
    """The words of a kind of letter; version 0 are ours, which stand until a tenant writes its own."""

    kind: str
    subject: str
    body: str
    version: int = 0
    edited_at: dt.datetime | None = None
    edited_by: str = ""

    @property
    def label(self) -> str:
        return LetterKind(self.kind).label


@dataclass(frozen=True)
class Receiver:
    """Whom a letter goes to; empty where it is not known."""

    name: str
    address: str


class Damaged(Exception):
    """A stored letter is not what was stored."""


def words(kind: str) -> Words:
    """The newest words of a kind."""
    own = LetterTemplate.objects.filter(kind=kind).select_related("edited_by").order_by("-version").first()
    return _own(own) if own else _ours(kind)


def all_words() -> Sequence[Words]:
    """The newest of each kind, in the order of the kinds. One query."""
    rows = LetterTemplate.objects.select_related("edited_by").order_by("kind", "-version").distinct("kind")
    own = {row.kind: _own(row) for row in rows}
    return [own.get(kind) or _ours(kind) for kind in LetterKind.values]


def _own(row: LetterTemplate) -> Words:
    editor = row.edited_by.name if row.edited_by else ""
    return Words(row.kind, row.subject, row.body, row.version, row.edited_at, editor)


@cache
def _ours(kind: str) -> Words:
    """The first line is the subject, the rest after an empty line the body."""
    subject, _, body = (OURS / f"{kind}.txt").read_text(encoding="utf-8").partition("\n")
    return Words(kind, subject.strip(), body.strip())


def of_person(person: Person) -> Sequence[Letter]:
    """The letters about a person, the newest first, without their content; at most a hundred. One query."""
    rows: QuerySet[Letter] = Letter.objects.filter(person=person).select_related(
        "created_by", "referral__team"
    )
    return list(rows.defer("pdf", "body").order_by("-written_at", "-pk")[:MOST_SHOWN])


def find(public_id: UUID, *, person_id: int) -> Letter | None:
    """A letter about this person. Raises Damaged when its PDF is not the one that was stored."""
    letter: Letter | None = Letter.objects.filter(public_id=public_id, person=person_id).first()
    if letter and hashlib.sha256(bytes(letter.pdf)).hexdigest() != letter.sha256:
        raise Damaged(f"The letter {public_id} is not what was stored.")
    return letter


def receiver(person: Person, kind: str) -> Receiver:
    """The person at their address; for a letter to the GP the practice that they are registered with today."""
    if not letters.is_to_gp(kind):
        return Receiver(_full_name(person), _lines(person.address, person.postcode))
    code = about.of_person(person).practice_code
    practice = GpPractice.objects.filter(code=code).first() if code else None
    return Receiver(f"{practice.name}", practice.postcode) if practice else Receiver("", "")


def values(*, by: Actor, referral: Referral, kind: str) -> Mapping[str, str]:
    """What each name of this kind of letter stands for; a gap to fill in where it is not known."""
    known = {**_of_person(referral.person, kind), **_of_referral(referral), "writer_name": by.name}
    if "appointment_date" in letters.NAMES_OF[kind]:
        known |= _of_appointment(referral)
    return {name: known[name] for name in letters.NAMES_OF[kind]}


def _of_person(person: Person, kind: str) -> dict[str, str]:
    """To the person as they like to be called; to the practice as it knows them."""
    called = "" if letters.is_to_gp(kind) else person.preferred_name
    return {
        "person_name": called or _full_name(person) or gap("name"),
        "birth_date": formats.date(person.birth_date) or gap("date of birth"),
        "nhs_number": _nhs_number(person.nhs_number) or gap("number"),
    }


def _of_referral(referral: Referral) -> dict[str, str]:
    tenant, closed_on = current_tenant(), referral.discharged_on
    back = closed_on + dt.timedelta(days=COMES_BACK_WITHIN_DAYS) if closed_on else None
    return {
        "team_name": referral.team.name if referral.team else gap("team"),
        "worker_name": referral.named_worker.name if referral.named_worker else gap("named worker"),
        "phone": tenant.public_phone or gap("phone number"),
        "system_name": tenant.name,
        "reference": referral.reference,
        "received_on": formats.date(referral.received_on),
        "closed_on": formats.date(closed_on) or gap("closing date"),
        "back_until": formats.date(back) or gap("last day of the way back"),
    }


def _of_appointment(referral: Referral) -> dict[str, str]:
    """Of the next appointment that stands."""
    ahead = Appointment.objects.filter(referral=referral, cancelled_at=None, starts_at__gt=timezone.now())
    slot = ahead.select_related("staff").order_by("starts_at").first()
    if slot is None:
        wanted = ("date", "time", "length", "where", "with")
        return {f"appointment_{what}": gap(f"appointment {what}") for what in wanted}
    day = formats.london_date(slot.starts_at)
    return {
        "appointment_date": f"{day:%A} {formats.date(day)}",
        "appointment_time": formats.time(slot.starts_at),
        "appointment_length": formats.plural(slot.duration_minutes, "minute"),
        "appointment_where": _where(slot),
        "appointment_with": slot.staff.name,
    }


def _where(slot: Appointment) -> str:
    distant = {BY_TELEPHONE: "by telephone", BY_VIDEO: "by video"}
    return distant.get(slot.mechanism) or slot.place or gap("place")


def _full_name(person: Person) -> str:
    return f"{person.given_name} {person.family_name}".strip()


def _nhs_number(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""


def _lines(address: str, postcode: str) -> str:
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    missing = postcode and not any(
        postcode.replace(" ", "") in line.replace(" ", "").upper() for line in lines
    )
    return "\n".join([*lines, *([postcode] if missing else [])])


def reads_large_print(person: Person) -> bool:
    """Whether the person asked for large print, in the words of their needs."""
    return Needs.objects.filter(person=person, communication__icontains="large print").exists()
