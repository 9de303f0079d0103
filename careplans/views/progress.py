"""How somebody has come on, on a page to be looked at together."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from careplans.rules.parts import SESSIONS
from careplans.rules.progress import RULE_NAME, Progress
from careplans.selectors import progress as sessions
from careplans.views.plan_records import Opened, about_plan
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest
from outcomes.rules.change import Change
from referrals.models import Person
from referrals.views import panels
from reporting.rules import progress_pictures


@about_plan("Progress", SESSIONS, permission=Permission.PERSON_VIEW)
def progress(request: StaffRequest, it: Opened) -> HttpResponse:
    """Every session at a glance, what changed in words, and what was worked on when."""
    context = {
        "found": it.found,
        "banner": panels.banner(it.found.person),
        "called": called(it.found.person),
        **pictures(sessions.of_person(it.found.person)),
    }
    return render(request, "careplans/progress.jinja", context)


def called(person: Person) -> str:
    return person.preferred_name or person.given_name or "the person"


def pictures(held: Progress) -> dict[str, Any]:
    """What the template of the pictures shows."""
    return {
        "progress": held,
        "areas": progress_pictures.areas(held),
        "means": progress_pictures.means(held),
        "rule": RULE_NAME,
        "changes": Change,
    }
