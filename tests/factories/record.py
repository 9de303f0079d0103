"""People, referrals, contacts, scores and plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from django.utils import timezone

from careplans.models import CarePlan, CarePlanAgreement, CarePlanUpdate
from hubs.models import StaffMember
from hubs.rules import references
from hubs.rules.names import name_key
from outcomes.models import CodedScore, OutcomeGoal
from referrals.models import (
    Appointment,
    Assessment,
    AssessmentEntry,
    Attachment,
    CareActivity,
    Contact,
    Group,
    GroupMember,
    GroupSession,
    Holding,
    HospitalSpell,
    IndirectActivity,
    Involvement,
    Letter,
    OutgoingMessage,
    PathwayEpisode,
    Person,
    PersonHub,
    Referral,
    Request,
    ShortSupport,
    WardStay,
)
from tests.factories import ground

_numbers = count(1)


def person(**given: Any) -> Person:
    number = next(_numbers)
    values = {
        "reference": references.new("P"),
        "family_name": f"Fylde{number}",
        "given_name": "Ann",
        "birth_date": date(1980, 5, 4),
        **given,
    }
    values.setdefault("name_key", name_key(values["family_name"], values["given_name"]))
    return Person.objects.create(**values)


def referral(**given: Any) -> Referral:
    """An open referral to a team; seen by the team's hub, when it has one."""
    team = given.pop("team", None) or ground.team()
    if given.get("discharged_on") and not given.get("source_month"):
        # Closed with somebody, as everything that is recorded here.
        given = {"closed_with": "person", "closure_reason": "02", **given}
    made = Referral.objects.create(
        **{
            "person": given.pop("person", None) or person(),
            "team": team,
            "provider": team.organisation,
            "hub": team.hub,
            "reference": references.new("R"),
            "received_on": date(2025, 4, 1),
            "source": "A1",
            "priority": "3",
            **given,
        }
    )
    held(made)
    if made.hub:
        PersonHub.objects.get_or_create(person=made.person, hub=made.hub, source="referral")
    return made


def held(made: Referral) -> None:
    """Somebody holds the person, as the database asks for each open referral of ours."""
    ours_and_open = made.source_month is None and made.discharged_on is None and made.voided_at is None
    if ours_and_open and not Holding.objects.filter(person=made.person, until=None).exists():
        Holding.objects.create(
            person=made.person, referral=made, team=made.team, since=timezone.now(), because="Asked for help"
        )


def end(referral: Referral, on: date) -> None:
    """Close a referral with the person; nobody holds them through it any longer."""
    referral.discharged_on, referral.closed_with, referral.closure_reason = on, "person", "02"
    referral.save()
    Holding.objects.filter(referral=referral, until=None).update(until=timezone.now())


def contact(**given: Any) -> Contact:
    held = given.pop("referral", None) or referral()
    return Contact.objects.create(
        **{
            "referral": held,
            "provider": held.provider,
            "local_id": references.new("C"),
            "occurred_on": date(2025, 4, 6),
            "mechanism": "01",
            "attendance": "5",
            **given,
        }
    )


def activity(**given: Any) -> CareActivity:
    return CareActivity.objects.create(
        **{
            "contact": given.pop("contact", None) or contact(),
            "local_id": references.new("A"),
            "procedure": "386053000",
            **given,
        }
    )


def indirect_activity(**given: Any) -> IndirectActivity:
    return IndirectActivity.objects.create(
        **{"referral": given.pop("referral", None) or referral(), "occurred_on": date(2025, 4, 6), **given}
    )


def score(**given: Any) -> CodedScore:
    taken_on = given.pop("taken_on", date(2025, 4, 6))
    return CodedScore.objects.create(
        **{
            "referral": given.pop("referral", None) or referral(),
            "tool_code": "1037651000000100",
            "score": "4",
            "value": 4,
            "taken_on": taken_on,
            "completed_at": datetime(taken_on.year, taken_on.month, taken_on.day, 10, tzinfo=UTC),
            **given,
        }
    )


def goal(**given: Any) -> OutcomeGoal:
    """A goal of the person's own, the first of its referral, set when that was received."""
    held = given.pop("referral", None) or referral()
    values = {"number": 1, "words": "Take the bus to town by myself", "set_on": held.received_on}
    return OutcomeGoal.objects.create(referral=held, **{**values, **given})


def plan(*, agreed: bool = True, updated: Sequence[date] | None = None, **given: Any) -> CarePlan:
    """A care plan, updated on the day it was made and agreed with the person unless said otherwise."""
    created_on = given.pop("created_on", date(2025, 4, 20))
    made = CarePlan.objects.create(
        **{
            "person": given.pop("person", None) or person(),
            "provider": given.pop("provider", None) or ground.organisation(),
            "local_id": references.new("K"),
            "plan_type": "10",
            "created_on": created_on,
            **given,
        }
    )
    for on in [created_on] if updated is None else updated:
        plan_update(plan=made, updated_on=on)
    if agreed:
        CarePlanAgreement.objects.create(plan=made, agreed_by="10", agreed_on=made.created_on)
    return made


def plan_update(*, plan: CarePlan, updated_on: date) -> CarePlanUpdate:
    return CarePlanUpdate.objects.create(plan=plan, created_on=plan.created_on, updated_on=updated_on)


def hospital_spell(**given: Any) -> HospitalSpell:
    held = given.pop("referral", None) or referral()
    return HospitalSpell.objects.create(
        **{
            "referral": held,
            "provider": held.provider,
            "local_id": references.new("H"),
            "starts_on": date(2025, 4, 20),
            "admission_source": "19",
            **given,
        }
    )


def ward_stay(**given: Any) -> WardStay:
    spell = given.pop("spell", None) or hospital_spell()
    return WardStay.objects.create(
        **{
            "spell": spell,
            "provider": spell.provider,
            "local_id": references.new("W"),
            "ward_code": "W1",
            "starts_on": spell.starts_on,
            "patient_class": "200",
            **given,
        }
    )


@dataclass(frozen=True)
class Way:
    """One of each of what is written down on somebody's way through."""

    involvement: Involvement
    pathway: PathwayEpisode
    support: ShortSupport
    entry: AssessmentEntry
    appointment: Appointment


def way(held: Referral, staff: StaffMember) -> Way:
    return Way(
        involvement=Involvement.objects.create(
            referral=held, staff=staff, what="Help with debts", starts_on=held.received_on
        ),
        pathway=pathway(referral=held),
        support=ShortSupport.objects.create(
            referral=held, what="Weekly calls", starts_on=held.received_on, ends_on=held.received_on
        ),
        entry=entry(referral=held),
        appointment=appointment(referral=held, staff=staff),
    )


def appointment(**given: Any) -> Appointment:
    """In a week, with a worker of the team that holds."""
    held = given.pop("referral", None) or referral()
    return Appointment.objects.create(
        **{
            "referral": held,
            "staff": given.pop("staff", None) or ground.staff_member(team=held.team),
            "team": held.team,
            "starts_at": timezone.now() + timedelta(days=7),
            "mechanism": "01",
            **given,
        }
    )


def pathway(**given: Any) -> PathwayEpisode:
    """On the pathway for complex emotional needs, unless another kind is said."""
    held = given.pop("referral", None) or referral()
    help_given = {} if "kind" in given else {"kind": "cen", "cen_help": "assessment"}
    return PathwayEpisode.objects.create(
        **{"referral": held, "started_on": held.received_on, **help_given, **given}
    )


def entry(**given: Any) -> AssessmentEntry:
    """Something written in a person's assessment, which is begun when there is none."""
    held = given.pop("referral", None) or referral()
    made = given.pop("assessment", None) or (
        Assessment.objects.filter(person=held.person).first()
        or Assessment.objects.create(person=held.person, referral=held, started_on=held.received_on)
    )
    return AssessmentEntry.objects.create(
        **{"assessment": made, "section": "what_matters", "text": "Her dog.", "writer_name": "Priya", **given}
    )


def attachment(referral: Referral, **given: Any) -> Attachment:
    """A file that came with a request of the person."""
    request = Request.objects.create(
        person=referral.person, referral=referral, reference=references.new("Q"), way="gp", story="Low"
    )
    content = b"Dear team"
    values = {"name": "letter.txt", "content_type": "text/plain", "size": len(content), "sha256": "0" * 64}
    return Attachment.objects.create(**{"request": request, "content": content, **values, **given})


def letter(referral: Referral, **given: Any) -> Letter:
    """A letter that was made; its PDF is none, which its sum does not mind."""
    pdf = given.pop("pdf", b"%PDF-1.7")
    values = {
        "kind": "received",
        "to_name": "Ann Fylde",
        "subject": "We have your request",
        "body": "Dear Ann",
    }
    return Letter.objects.create(
        person=referral.person,
        referral=referral,
        pdf=pdf,
        sha256=sha256(pdf).hexdigest(),
        **{**values, **given},
    )


def failed_message(**given: Any) -> OutgoingMessage:
    """A reminder that nobody could deliver."""
    values = {
        "key": f"appointment:{next(_numbers)}",
        "kind": "appointment",
        "channel": "email",
        "address": "ann@example.org",
        "body": "Reminder",
        "state": "failed",
        "tries": 5,
        "problem": "The mail server cannot be reached (ConnectionRefusedError)",
    }
    return OutgoingMessage.objects.create(**{**values, **given})


def group(**given: Any) -> Group:
    """A course with twelve places, unless another kind is said."""
    course = {} if given.get("kind") == "open" else {"kind": "course", "places": 12}
    return Group.objects.create(
        **{
            "team": given.pop("team", None) or ground.team(),
            "name": "Managing emotions",
            "starts_on": date(2025, 4, 1),
            **course,
            **given,
        }
    )


def member(group: Group, referral: Referral, **given: Any) -> GroupMember:
    return GroupMember.objects.create(
        **{"group": group, "referral": referral, "joined_on": referral.received_on, **given}
    )


def group_session(referral: Referral | None = None, **given: Any) -> GroupSession:
    """A planned session of an hour and a half; ``referral`` has a place in its group."""
    held = given.pop("group", None) or group(team=referral.team if referral else None)
    if referral:
        member(held, referral)
    return GroupSession.objects.create(
        **{
            "group": held,
            "local_id": references.new("G"),
            "held_on": date(2025, 4, 8),
            "duration_minutes": 90,
            "session_type": "03",
            **given,
        }
    )
