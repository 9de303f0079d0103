"""A DIALOG+ session: started, looked at as a whole, completed, voided."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from careplans.actions import sessions
from careplans.forms.sessions import LinkForm, StartForm, VoidForm
from careplans.models import DialogSession
from careplans.selectors import device_links
from careplans.selectors import sessions as selectors
from careplans.selectors.sessions import Sheet
from careplans.views.session_records import (
    WHAT,
    about_session,
    address,
    banner,
    context,
    found_quietly,
    left_typed,
    while_open,
)
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
from referrals.selectors.people import Found
from referrals.views.records import about_person

GOES_ON = "This session was open already. You go on with it."
COMPLETED = "The session is completed. Its scores are in the record."


@about_person(WHAT, Permission.PLAN_WRITE)
def start(request: StaffRequest, found: Found) -> HttpResponse:
    """For which referral and how; straight on with the session that is open."""
    if held := selectors.open_of(found.person):
        return redirect(address(found, held))
    form = StartForm(request.POST or None, referrals=found.open_referrals())
    started: list[sessions.Started] = []

    def act() -> None:
        given = {"referral": form.referral_row, "way": form.cleaned_data["way"]}
        started.append(sessions.start(by=request.actor, person=found.person, **given))

    if request.method == "POST" and saved(form, act):
        if not started[0].is_new:
            messages.info(request, GOES_ON)
        return redirect(_first_step(found, started[0].session))
    shown = {"found": found, "banner": banner(found), "form": form}
    return render(request, "careplans/session/start.jinja", shown)


def _first_step(found: Found, session: DialogSession) -> str:
    """Last time's actions come first; without any, rating does."""
    sheet = selectors.sheet(session)
    if sheet.left_open:
        return address(found, session, "dialog-last-time")
    return address(found, session, "dialog-rate", sheet.first_left or next(iter(sheet.lines)))


@about_session
def session(request: StaffRequest, found: Found, held: DialogSession) -> HttpResponse:
    """The whole session: how far it has come and where to go on; once completed, what was said and agreed."""
    sheet = selectors.sheet(held)
    if not held.is_open:
        return render(
            request,
            "careplans/session/completed.jinja",
            {**context(found, sheet, ""), "plan": reverse("plan", args=[found.person.reference])},
        )
    shown = {
        **context(found, sheet, "overview"),
        "link": device_links.working(held),
        "link_form": LinkForm(ways=device_links.ways_to_send(found.person)),
    }
    return render(request, "careplans/session/session.jinja", shown)


@requires(Permission.PLAN_WRITE)
@never_cache
def progress(request: StaffRequest, reference: str, public_id: UUID) -> HttpResponse:
    """The ratings as they come from the person's own device: a part of the session's page, which asks for it every few
    seconds. That the page was opened is written down; that it asks is not.
    """
    found, held = found_quietly(request, reference, public_id)
    shown = {**context(found, selectors.sheet(held), "overview"), "link": device_links.working(held)}
    return render(request, "careplans/session/_ratings.jinja", shown)


@about_session
@while_open
def complete(request: StaffRequest, found: Found, held: DialogSession) -> HttpResponse:
    """The summary, and the end of the session."""
    sheet = selectors.sheet(held)
    if request.method == "POST":
        try:
            sessions.complete(by=request.actor, session=held, version=_version(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
        messages.success(request, COMPLETED)
        return redirect(address(found, held))
    shown = {**context(found, sheet, "complete"), "typed": left_typed(request.actor, found, sheet)}
    return render(request, "careplans/session/complete.jinja", shown)


def _version(request: StaffRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@about_session
def void(request: StaffRequest, found: Found, held: DialogSession) -> HttpResponse:
    """Asks why."""
    form = VoidForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        sessions.void(by=request.actor, session=held, reason=form.cleaned_data["reason"])

    if request.method == "POST" and saved(form, act):
        messages.success(request, "The session is voided.")
        return redirect("person", found.person.reference)
    shown = {**context(found, Sheet(held, {}), ""), "form": form}
    return render(request, "careplans/session/void.jinja", shown)
