"""The link for the person's own device: made by their worker, opened by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from careplans.actions import device_links
from careplans.forms.sessions import LinkForm, rating_form
from careplans.models import DeviceLink, DialogSession
from careplans.rules.rating import SCALE
from careplans.selectors import device_links as selectors
from careplans.selectors import sessions
from careplans.selectors.sessions import Line, Sheet
from careplans.views.session_records import about_session, address, banner, while_open
from hubs.tenancy import in_tenant
from hubs.views.access import StaffRequest, public
from hubs.views.saving import saved
from referrals.rules import answer_links
from referrals.selectors.incoming import system
from referrals.selectors.people import Found
from referrals.views.limits import limited
from referrals.views.strangers import outside

WHY = "The person rates their session on their own device by the secret in its link."
SENT = {"text": "The link is on its way by text message.", "email": "The link is on its way by email."}


@about_session
@while_open
@require_POST
def link(request: StaffRequest, found: Found, held: DialogSession) -> HttpResponse:
    """Makes a link, and shows it this once: only its hash is kept. Or ends the one that works."""
    if "end" in request.POST:
        device_links.withdraw(by=request.actor, session=held)
        messages.success(request, "The link works no longer.")
        return redirect(address(found, held))
    form = LinkForm(request.POST, ways=selectors.ways_to_send(found.person))
    made: list[str] = []

    def act() -> None:
        way = form.cleaned_data["send_by"]
        made.append(device_links.make(by=request.actor, session=held, send_by=way))

    if not saved(form, act):
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect(address(found, held))
    shown = {
        "found": found,
        "session": held,
        "banner": banner(found),
        "made": made[0],
        "sent": SENT.get(form.cleaned_data["send_by"], ""),
        "link": selectors.working(held),
    }
    return render(request, "careplans/session/link.jinja", shown)


@public(WHY)
@limited("rate", reads=True)
def start(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, before the first question; and after the last, the end."""

    def answered(held: DeviceLink, secret: str) -> HttpResponse:
        sheet = sessions.sheet(held.session, with_actions=False)
        if request.method == "POST":
            device_links.finish(secret=secret)
            return render(request, "careplans/outside/thanks.jinja")
        own = [line for line in sheet.lines.values() if line.row and line.row.by_person]
        left = [line for line in sheet.lines.values() if line not in own]
        shown = {"token": token, "lines": list(sheet.lines.values()), "own": own, "left": left, "link": held}
        return render(request, "careplans/outside/start.jinja", shown)

    return _with_link(request, token, answered)


@public(WHY)
@limited("rate", reads=True)
def item(request: HttpRequest, token: str, item: str) -> HttpResponse:
    """One area."""

    def answered(held: DeviceLink, secret: str) -> HttpResponse:
        sheet = sessions.sheet(held.session, with_actions=False)
        return _rated(request, token, secret, sheet, item)

    return _with_link(request, token, answered)


def _rated(request: HttpRequest, token: str, secret: str, sheet: Sheet, key: str) -> HttpResponse:
    if key not in sheet.lines:
        return redirect("dialog-outside", token)
    line, keys = _own_words(sheet.lines[key]), list(sheet.lines)
    place = keys.index(key)
    form = rating_form(request.POST if request.method == "POST" else None, line)

    def act() -> None:
        device_links.rate(secret=secret, asked=line.asked, said=form.said)

    if request.method == "POST" and saved(form, act):
        after = keys[place + 1 : place + 2]
        return redirect("dialog-outside-item", token, *after) if after else redirect(_end(token))
    shown = {
        "token": token,
        "form": form,
        "line": line,
        "scale": SCALE,
        "number": place + 1,
        "count": len(keys),
        "before": keys[place - 1] if place else "",
    }
    return render(request, "careplans/outside/item.jinja", shown)


def _own_words(line: Line) -> Line:
    """The area with what the person said on their device, and nothing that their worker wrote."""
    return line if line.row and line.row.by_person else replace(line, row=None, earlier=())


def _end(token: str) -> str:
    return f"{reverse('dialog-outside', args=[token])}?end"


def _with_link(
    request: HttpRequest, token: str, answered: Callable[[DeviceLink, str], HttpResponse]
) -> HttpResponse:
    """Answer for a link that works; for any other, say so, and nothing else. No search engine finds any of it."""
    read = answer_links.read(token)
    tenant = system(read[0]) if read else None

    def finish() -> HttpResponse:
        response = None
        if read is not None and tenant is not None:
            with in_tenant(tenant.pk):
                response = _answer(request, read[1], answered)
        response = response or render(request, "careplans/outside/gone.jinja", status=404)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return outside(request, finish)


def _answer(
    request: HttpRequest, secret: str, answered: Callable[[DeviceLink, str], HttpResponse]
) -> HttpResponse | None:
    held = selectors.any_by_secret(secret)
    if held is not None and held.used_at is not None:
        return render(request, "careplans/outside/used.jinja", status=404)
    if (held := selectors.by_secret(secret)) is None:
        return None
    try:
        return answered(held, secret)
    except ValidationError:
        return None
