"""What every page needs to know: who is signed in, where, and what they may go to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from hubs.rules.roles import Actor, Permission, has_permission

NAVIGATION: list[tuple[str, str, Permission]] = [
    ("Caseload", "caseload", Permission.CASELOAD_VIEW),
    ("Due", "due", Permission.CASELOAD_VIEW),
    ("Queue", "queue", Permission.QUEUE_VIEW),
    ("Meetings", "meetings", Permission.MEETING_RUN),
    ("Groups", "groups", Permission.GROUP_RUN),
    ("Health checks", "recall", Permission.CASELOAD_VIEW),
    ("New referral", "new-referral", Permission.REFERRAL_RECEIVE),
    ("Handovers", "handovers", Permission.HANDOVER_VIEW),
    ("Find a person", "person-search", Permission.PERSON_SEARCH),
    ("Duplicates", "duplicates", Permission.PEOPLE_MERGE),
    ("Dashboard", "dashboard", Permission.DASHBOARD_VIEW),
    ("What people said", "experiences", Permission.EXPERIENCE_READ),
    ("Outcomes", "outcomes", Permission.DASHBOARD_VIEW),
    ("Assurance return", "returns", Permission.RETURN_VIEW),
    ("Record sets", "record-sets", Permission.RECORDS_IMPORT),
    ("Set up", "setup", Permission.SETUP_MANAGE),
    ("Nightly runs", "runs", Permission.RUNS_VIEW),
    ("Who looked", "access-review", Permission.ACCESS_REVIEW),
]


def page(request: HttpRequest) -> dict[str, Any]:
    """``staff`` (the actor or None), ``tenant`` (its name), ``can(permission)`` and ``nav`` for templates;
    for somebody who is signed in also ``session_seconds``, how long a session lasts that is left alone.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"staff": None, "tenant": None, "can": lambda name: False, "nav": []}
    return {
        "session_seconds": settings.SESSION_COOKIE_AGE,
        "staff": actor,
        "tenant": actor.tenant_name,
        "can": lambda name: has_permission(actor, Permission(name)),
        "nav": [
            {"href": reverse(name), "text": text, "current": request.path.startswith(reverse(name))}
            for text, name, permission in NAVIGATION
            if has_permission(actor, permission)
        ],
    }
