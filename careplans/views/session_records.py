"""Views about one DIALOG+ session of a person: found, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from careplans.actions import session_drafts
from careplans.forms import session_pages
from careplans.forms.session_pages import Page
from careplans.models import DialogSession
from careplans.selectors import session_drafts as kept_drafts
from careplans.selectors import sessions
from careplans.selectors.sessions import Sheet
from config import formats
from hubs.rules.roles import Actor, Permission
from hubs.views.access import StaffRequest, View
from referrals.forms.ownership import Owner
from referrals.selectors import people
from referrals.selectors.people import Found
from referrals.views.keeping import KeptForm
from referrals.views.records import about_person

WHAT = "DIALOG+ session"
LONGEST_NAME = 60


def about_session(view: View) -> View:
    """``about_person`` for a view that is called with the request, a ``Found`` and a ``DialogSession``; 404 when the
    person has no such session.
    """

    @about_person(WHAT, Permission.PLAN_WRITE)
    @wraps(view)
    def opened(request: StaffRequest, found: Found, public_id: UUID, **kwargs: Any) -> HttpResponse:
        held = sessions.find(found.person, public_id)
        if held is None:
            raise Http404
        return view(request, found, held, **kwargs)

    return opened


def found_quietly(request: StaffRequest, reference: str, public_id: UUID) -> tuple[Found, DialogSession]:
    """For what a page that is open asks by itself. Not found, and not of a hub of theirs, are 404 alike."""
    found = people.find(reference, by=request.actor)
    may = found is not None and found.may(request.actor, Permission.PLAN_WRITE)
    held = sessions.find(found.person, public_id) if found and may else None
    if found is None or held is None:
        raise Http404
    return found, held


def while_open(view: View) -> View:
    """A page on which something is said: once the session is completed, the way back to it."""

    @wraps(view)
    def opened(request: StaffRequest, found: Found, held: DialogSession, **kwargs: Any) -> HttpResponse:
        if not held.is_open:
            return redirect(address(found, held))
        return view(request, found, held, **kwargs)

    return opened


def address(found: Found, session: DialogSession, route: str = "dialog", *more: Any) -> str:
    return reverse(route, args=[found.person.reference, session.public_id, *more])


def page_address(reference: str, public_id: UUID, name: str) -> str:
    """Where the page with this name is."""
    kind, _, what = name.partition(":")
    more = {session_pages.RATE: [what], session_pages.TALK: [what]}.get(kind, [])
    return reverse(f"dialog-{kind}", args=[reference, public_id, *more])


def banner(found: Found) -> tuple[str, list[tuple[str, str]]]:
    """Whose session it is, on a screen that the person looks at as well."""
    born = formats.date(found.person.birth_date) or "Not known"
    return found.person.display_name, [
        ("Born", born),
        ("NHS number", formats.nhs_number(found.person.nhs_number)),
    ]


def context(found: Found, sheet: Sheet, step: str) -> dict[str, Any]:
    """What every page of a session shows; ``step`` is the one that it belongs to."""
    return {"found": found, "session": sheet.session, "sheet": sheet, "banner": banner(found), "step": step}


def filled(
    request: StaffRequest,
    found: Found,
    page: Page,
    onward: Callable[[QueryDict], str],
    template: str,
    **more: Any,
) -> HttpResponse:
    """A page on which something is typed: saved and left for what comes next, or shown with what is wrong, or with what
    was typed before and not taken.
    """
    session, by = page.sheet.session, request.actor
    if page.sent is not None and page.save():
        session_drafts.save(by=by, session=session, page=page.name, content=page.left_over)
        return redirect(onward(page.sent))
    draft = None
    if page.sent is None and (draft := kept_drafts.find(by, session, page.name)):
        page.put_back(draft.content)
    shown = {
        **context(found, page.sheet, page.name.partition(":")[0]),
        "page": page,
        "form": page.forms[0],
        "draft": draft,
        "owner": DIALOG.seal(
            Owner(by.tenant_id, by.staff_id or 0, found.person.reference, session.public_id)
        ),
        "here": page_address(found.person.reference, session.public_id, page.name),
        **more,
    }
    return render(request, template, shown)


def left_typed(by: Actor, found: Found, sheet: Sheet) -> list[tuple[str, str]]:
    """The pages on which they typed something that the session has not taken: what each is called, and where it is."""
    drafts = kept_drafts.own(by, sheet.session)
    pages = [page for draft in drafts if (page := session_pages.page_of(draft.page, sheet, by))]
    where = [page_address(found.person.reference, sheet.session.public_id, page.name) for page in pages]
    return [(page.label, address) for page, address in zip(pages, where, strict=True)]


def _keep(by: Actor, found: Found, owner: Owner, sent: QueryDict) -> bool:
    """What was typed, among the drafts of whoever opened the page; False when the session is over."""
    session = sessions.find(found.person, owner.key)
    name = sent.get("page", "")[:LONGEST_NAME]
    if session is None or not session.is_open or not name:
        return False
    session_drafts.save(by=by, session=session, page=name, content=session_pages.content(sent))
    return True


def _page(owner: Owner, sent: QueryDict) -> str:
    kinds = (session_pages.LAST_TIME, session_pages.RATE, session_pages.CHOOSE, session_pages.TALK)
    name = sent.get("page", "")
    if name.partition(":")[0] in kinds:
        try:
            return page_address(owner.person, owner.key, name)
        except NoReverseMatch:
            pass
    return reverse("dialog", args=[owner.person, owner.key])


DIALOG = KeptForm("careplans.dialog-session", Permission.PLAN_WRITE, _keep, _page)
