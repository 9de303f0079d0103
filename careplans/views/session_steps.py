"""The steps of a session: last time's actions, rating, choosing, and the talks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from careplans.actions import areas, session_drafts
from careplans.forms import session_pages
from careplans.forms.session_pages import Page, page_of
from careplans.models import DialogSession
from careplans.models.session import MOST_AREAS
from careplans.rules.rating import SCALE
from careplans.selectors import sessions as selectors
from careplans.selectors.sessions import Sheet
from careplans.views.session_records import DIALOG, about_session, address, filled, found_quietly, while_open
from config import formats
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, asks_for
from referrals.forms.ownership import Owner
from referrals.selectors.people import Found
from referrals.views import keeping
from referrals.views.keeping import keeps_typed


def _page(request: StaffRequest, sheet: Sheet, name: str) -> Page:
    sent = request.POST if request.method == "POST" else None
    page = page_of(name, sheet, request.actor, sent, by_button=True)
    if page is None:
        raise Http404
    return page


@keeps_typed(DIALOG)
@about_session
@while_open
def last_time(request: StaffRequest, found: Found, held: DialogSession) -> HttpResponse:
    """What came of each action that was agreed before."""
    sheet = selectors.sheet(held)
    page = _page(request, sheet, session_pages.LAST_TIME)
    first = sheet.first_left or next(iter(sheet.lines))
    onward = address(found, held, "dialog-rate", first)
    return filled(request, found, page, lambda _: onward, "careplans/session/last_time.jinja")


@keeps_typed(DIALOG)
@about_session
@while_open
def rate(request: StaffRequest, found: Found, held: DialogSession, item: str) -> HttpResponse:
    """One area."""
    sheet = selectors.sheet(held, with_actions=False)
    page = _page(request, sheet, f"{session_pages.RATE}:{item}")
    keys = list(sheet.lines)
    place = keys.index(item)
    after, before = keys[place + 1 : place + 2], keys[max(place - 1, 0) : place]
    onward = address(found, held, "dialog-rate", *after) if after else address(found, held, "dialog-choose")
    return filled(
        request,
        found,
        page,
        lambda _: onward,
        "careplans/session/rate.jinja",
        line=sheet.lines[item],
        number=place + 1,
        back=address(found, held, "dialog-rate", *before) if before else address(found, held),
        scale=SCALE,
    )


@keeps_typed(DIALOG)
@about_session
@while_open
def choose(request: StaffRequest, found: Found, held: DialogSession) -> HttpResponse:
    """All areas with the earlier sessions beside them, and which to talk about."""
    page = _page(request, selectors.sheet(held, with_actions=False), session_pages.CHOOSE)

    def onward(_: QueryDict) -> str:
        chosen = selectors.sheet(held, with_actions=False).chosen
        if chosen and chosen[0].area:
            return address(found, held, "dialog-talk", chosen[0].area.public_id)
        return address(found, held, "dialog-complete")

    return filled(request, found, page, onward, "careplans/session/choose.jinja", most=MOST_AREAS)


@keeps_typed(DIALOG)
@about_session
@while_open
def talk(request: StaffRequest, found: Found, held: DialogSession, area: UUID) -> HttpResponse:
    """The four steps of one chosen area."""
    sheet = selectors.sheet(held)
    page = _page(request, sheet, f"{session_pages.TALK}:{area}")
    assert isinstance(page, session_pages.TalkPage)
    place = [line.area.public_id for line in sheet.chosen if line.area].index(area)
    following = [line for line in sheet.chosen if line.area][place + 1 : place + 2]

    def onward(sent: QueryDict) -> str:
        if "agree" in sent:
            return f"{request.path}#agreed"
        if following and following[0].area:
            return address(found, held, "dialog-talk", following[0].area.public_id)
        return address(found, held, "dialog-complete")

    return filled(
        request,
        found,
        page,
        onward,
        "careplans/session/talk.jinja",
        line=page.line,
        action_form=page.action,
        agreed=sheet.agreed.get(page.area.pk, ()),
        following=following,
        number=place + 1,
    )


@about_session
@while_open
@require_POST
def take_back(
    request: StaffRequest, found: Found, held: DialogSession, area: UUID, action: UUID
) -> HttpResponse:
    """An action that was agreed in this session was a slip."""
    sheet = selectors.sheet(held)
    line = next((each for each in sheet.chosen if each.area and each.area.public_id == area), None)
    if line is None or line.area is None:
        raise Http404
    meant = next((each for each in sheet.agreed[line.area.pk] if each.public_id == action), None)
    if meant is None:
        raise Http404
    areas.take_back(by=request.actor, area=line.area, action=meant)
    messages.success(request, "The action is taken back.")
    return redirect(address(found, held, "dialog-talk", area))


@asks_for(Permission.PLAN_WRITE)
@never_cache
def keep(request: HttpRequest, reference: str, public_id: UUID) -> HttpResponse:
    """What a page sends while one types: JSON with ``owner`` and ``fields``, a list of names with values.

    Answers with ``state``: saved, changed (somebody else wrote meanwhile: ``words``, ``seen`` and ``theirs``),
    not-taken (``words`` say why), signed-out or not-yours (kept as a draft of whoever opened the page), or refused.
    The seal is what lets it in; without one it is a page like any other.
    """
    sent = keeping.fields(request)
    owner = DIALOG.opened(sent.get("owner", "")) if sent else None
    if sent is None or owner is None or (owner.key, owner.person) != (public_id, reference):
        return _unsealed(request, reference=reference, public_id=public_id)
    if keeping.is_theirs(request, owner):
        return _saved(request, owner, sent)  # type: ignore[arg-type]
    return keeping.outside(request, lambda: keeping.saved_for_owner(request, DIALOG, owner, sent))


@about_session
@require_POST
def _unsealed(request: StaffRequest, found: Found, held: DialogSession) -> HttpResponse:
    return JsonResponse({"state": "refused"}, status=400)


def _saved(request: StaffRequest, owner: Owner, sent: QueryDict) -> HttpResponse:
    try:
        _, held = found_quietly(request, owner.person, owner.key)
    except Http404:
        return JsonResponse({"state": "refused"}, status=403)
    page = page_of(sent.get("page", ""), selectors.sheet(held), request.actor, sent)
    if page is None:
        return JsonResponse({"state": "refused"}, status=403)
    if page.save():
        session_drafts.save(by=request.actor, session=held, page=page.name, content=page.left_over)
        return JsonResponse({"state": "saved", "at": formats.time(timezone.now())})
    if held.is_open:
        content = session_pages.content(sent)
        session_drafts.save(by=request.actor, session=held, page=page.name, content=content)
    state = "changed" if page.changed else "not-taken"
    told = {"words": page.errors, "seen": page.shown, "theirs": page.theirs}
    return JsonResponse({"state": state, **told}, status=409)
