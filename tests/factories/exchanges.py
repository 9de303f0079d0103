"""Handovers, advice and what comes from other systems."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from hubs.models import Team
from referrals.models import Advice, Handover, IncomingHandover
from referrals.rules import answer_links
from referrals.rules.exchanges import rings_and_escalates
from tests.factories import ground, record

SECRET = "VGhlIHNlY3JldCBpcyBvdQ"
TOLD: dict[str, Any] = {
    "reason": "She asked for help with debt.",
    "shared": "Lives alone. Prefers text messages.",
    "person_said": "Yes please, that would help.",
}


def handover(**given: Any) -> Handover:
    """One that waits, to a team unless an email address is given."""
    referral = given.pop("referral", None) or record.referral()
    outside = bool(given.get("to_email"))
    values = {
        "referral": referral,
        "from_team": referral.team,
        "receiver": "practice" if outside else "team",
        "to_team": None if outside else given.pop("to_team", None) or ground.team(),
        "answer_hash": answer_links.digest(SECRET) if outside else "",
        **TOLD,
        **rings_and_escalates(timezone.localdate()),
        **given,
    }
    return Handover.objects.create(**values)


def advice(**given: Any) -> Advice:
    values = {
        "kind": "advice",
        "from_team": given.pop("from_team", None) or ground.team(),
        "to_team": given.pop("to_team", None) or ground.team(),
        "question": "May she drive with this medicine?",
        **rings_and_escalates(timezone.localdate()),
        **given,
    }
    return Advice.objects.create(**values)


def incoming(**given: Any) -> IncomingHandover:
    values = {
        "key": uuid.uuid4(),
        "from_tenant_slug": "wirral",
        "from_name": "Wallasey core team, Wirral",
        "to_team": given.pop("to_team", None) or ground.team(),
        "person": {
            "family_name": "Okafor",
            "given_name": "Amara",
            "birth_date": date(1988, 3, 3).isoformat(),
            "nhs_number": "9434765919",
            "first_requested_on": date(2025, 4, 1).isoformat(),
        },
        **TOLD,
        **rings_and_escalates(timezone.localdate()),
        **given,
    }
    return IncomingHandover.objects.create(**values)


@dataclass(frozen=True)
class Exchanges:
    """One of each that waits, between two teams of one hub."""

    handover: Handover
    outside: Handover
    advice: Advice
    incoming: IncomingHandover

    @property
    def token(self) -> str:
        return answer_links.token(self.outside.tenant.slug, SECRET)


def one_of_each(team: Team) -> Exchanges:
    beside = ground.team(hub=team.hub)
    return Exchanges(
        handover=handover(referral=record.referral(team=team), to_team=beside),
        outside=handover(
            referral=record.referral(team=team),
            to_name="Moorside Surgery",
            to_email="reception@moorside.example",
        ),
        advice=advice(from_team=team, to_team=beside),
        incoming=incoming(to_team=team),
    )
