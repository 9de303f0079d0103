"""Physical health checks, outreach, and employment support."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hubs.models import StaffMember
from outcomes.models import (
    EmploymentSupport,
    FidelityReview,
    HealthCheck,
    JobStart,
    OutreachAttempt,
    SmiRegister,
)
from referrals.models import Person, Referral
from tests.factories import ground, record


def on_register(**given: Any) -> SmiRegister:
    person = given.pop("person", None) or record.person()
    values = {"source": "gp", "starts_on": date(2024, 4, 1), "next_by": "gp", **given}
    return SmiRegister.objects.create(person=person, **values)


def check(**given: Any) -> HealthCheck:
    """A blood pressure that was taken, unless said otherwise."""
    person = given.pop("person", None) or record.person()
    values: dict[str, Any] = {
        "kind": "blood_pressure",
        "state": "done",
        "checked_on": date(2025, 4, 1),
        **given,
    }
    if values["state"] == "done":
        values = {"measure": "blood_pressure", "typed": "128/82", "done_by": "A health coach", **values}
    return HealthCheck.objects.create(person=person, **values)


def to_follow_up(**given: Any) -> HealthCheck:
    """A result that the GP practice has to look at."""
    asked = {
        "follow_up": "Take it again",
        "follow_up_who": "GP practice",
        "follow_up_due_on": date(2025, 5, 1),
    }
    return check(**{**asked, **given})


def attempt(**given: Any) -> OutreachAttempt:
    person = given.pop("person", None) or record.person()
    values = {
        "way": "call",
        "tried_on": date(2025, 4, 2),
        "outcome": "not_reached",
        "tried_by": "Link worker",
        **given,
    }
    return OutreachAttempt.objects.create(person=person, **values)


def support(**given: Any) -> EmploymentSupport:
    """Begun, with a specialist."""
    referral = given.pop("referral", None) or record.referral()
    specialist = given.pop("specialist", None) or ground.staff_member()
    days = {"asked_on": referral.received_on, "started_on": referral.received_on}
    return EmploymentSupport.objects.create(referral=referral, specialist=specialist, **{**days, **given})


def job(**given: Any) -> JobStart:
    held = given.pop("support", None) or support()
    values = {
        "title": "Kitchen assistant",
        "employer": "The Mill café",
        "is_paid": True,
        "hours": "02",
        "started_on": held.started_on,
        **given,
    }
    return JobStart.objects.create(support=held, **values)


def review(**given: Any) -> FidelityReview:
    team = given.pop("team", None) or ground.team()
    values = {
        "reviewed_on": date(2025, 4, 1),
        "reviewer": "An IPS reviewer",
        "score": 104,
        "band": "good",
        **given,
    }
    return FidelityReview.objects.create(team=team, **values)


@dataclass(frozen=True)
class OneOfEach:
    """What the pages of one person are about."""

    entry: SmiRegister
    check: HealthCheck
    attempt: OutreachAttempt
    support: EmploymentSupport
    job: JobStart
    review: FidelityReview


def one_of_each(referral: Referral, staff: StaffMember) -> OneOfEach:
    person: Person = referral.person
    held = support(referral=referral, specialist=staff, wants="A kitchen", profile_on=referral.received_on)
    return OneOfEach(
        entry=on_register(person=person),
        check=to_follow_up(person=person),
        attempt=attempt(person=person),
        support=held,
        job=job(support=held),
        review=review(team=referral.team),
    )
