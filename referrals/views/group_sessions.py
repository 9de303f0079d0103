"""When a group meets: planned, written down with who came, and taken out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from hubs.actions import access
from hubs.forms import kept_words, typed
from hubs.models.access import AccessKind
from hubs.views.access import StaffRequest, View
from hubs.views.saving import saved
from referrals.actions import group_sessions
from referrals.actions.changing import ChangedMeanwhile
from referrals.forms.group_sessions import PlanForm, ReplanForm, SheetForm, VoidForm
from referrals.forms.search import SearchForm
from referrals.models import Group, GroupSession, Person
from referrals.models.group import GroupKind
from referrals.rules import contact_dates
from referrals.rules import groups as rules
from referrals.selectors import groups as found_groups
from referrals.views.groups import of_group, searched


def of_session(view: View) -> View:
    """``of_group`` for a view that is called with the request and a GroupSession; 404 for one of another group."""

    @of_group
    @wraps(view)
    def opened(request: StaffRequest, held: Group, session: UUID, **kwargs: Any) -> HttpResponse:
        found = found_groups.find_session(held, session)
        if found is None:
            raise Http404
        return view(request, found, **kwargs)

    return opened


@of_group
def plan(request: StaffRequest, held: Group) -> HttpResponse:
    """One session or several; who plans one for today or earlier writes down who came next."""
    form = PlanForm(request.POST or None, group=held, by=request.actor, like=found_groups.last_session(held))
    made: list[GroupSession] = []

    def act() -> None:
        made.extend(group_sessions.plan(by=request.actor, group=held, details=form.details, **form.once))

    if not saved(form, act):
        return render(request, "referrals/groups/plan.jinja", {"group": held, "form": form})
    if len(made) == 1 and made[0].held_on <= timezone.localdate():
        return redirect("group-session", held.public_id, made[0].public_id)
    messages.success(
        request, "The session is planned." if len(made) == 1 else f"{len(made)} sessions are planned."
    )
    return redirect("group", held.public_id)


@of_session
def change(request: StaffRequest, session: GroupSession) -> HttpResponse:
    """Another day, time or worker for a session that nobody has come to yet."""
    if session.recorded_at:
        return redirect("group-session", session.group.public_id, session.public_id)
    form = ReplanForm(request.POST or None, session=session, by=request.actor)
    if saved(form, lambda: group_sessions.replan(by=request.actor, session=session, details=form.details)):
        messages.success(request, "The session is changed.")
        return redirect("group", session.group.public_id)
    context = {"group": session.group, "session": session, "form": form}
    return render(request, "referrals/groups/replan.jinja", context)


@dataclass
class Looked:
    """Who was looked for on a sheet: ``form`` is what was typed, ``without`` who has no open referral here."""

    form: SearchForm
    without: list[Person]
    found: int = 0


@of_session
def sheet(request: StaffRequest, session: GroupSession) -> HttpResponse:
    """Who came, on one page; to find somebody who is not on it loses nothing of what is marked."""
    if session.recorded_at is None and session.held_on > timezone.localdate():
        return redirect("group-session-change", session.group.public_id, session.public_id)
    access.log(by=request.actor, kind=AccessKind.LISTED, what=f"Sheet of {session.group.name}")
    sent = request.POST.copy()
    looked = _look(request, session, sent)
    before = sent or kept_words.waiting(request) or sent
    extra = found_groups.by_references(before.getlist("extra"), request.actor)
    rows = found_groups.sheet(session, held_on=session.held_on, extra=extra)
    asking = looked.form.is_bound
    form = SheetForm(sent if sent and not asking else None, session=session, rows=rows, by=request.actor)
    if asking:
        typed.put_back(form, sent)
    elif saved(form, lambda: _record(request, session, form, sent)):
        return _done(request, session)
    return _shown(request, session, form, looked, [referral.reference for referral in extra])


def _look(request: StaffRequest, session: GroupSession, sent: QueryDict) -> Looked:
    """Look for somebody when that is asked, and put whom it finds on the sheet, not ticked."""
    if session.group.kind != GroupKind.OPEN or not ("find" in sent or sent.get("text", "").strip()):
        return Looked(SearchForm(), [])
    looked = Looked(SearchForm(sent), [])
    if looked.form.is_valid():
        people = searched(request, looked.form.asked).mine
        through = found_groups.through([person.pk for person in people])
        known = {referral.person_id for referral in through}
        looked.without = [person for person in people if person.pk not in known]
        looked.found = len(through)
        sent.setlist("extra", [*sent.getlist("extra"), *(referral.reference for referral in through)])
    return looked


def _record(request: StaffRequest, session: GroupSession, form: SheetForm, sent: QueryDict) -> GroupSession:
    try:
        return group_sessions.record(
            by=request.actor,
            session=session,
            details=form.details,
            marks=form.marks,
            unnamed=form.without_name,
            reason=form.because,
            version=form.cleaned_data["version"],
        )
    except ChangedMeanwhile:
        # What is saved now stands on the page beside what was marked, so the next save knows of it.
        sent["version"] = str(session.version)
        raise


def _done(request: StaffRequest, session: GroupSession) -> HttpResponse:
    kept: Any = found_groups.sessions(session.group).get(pk=session.pk)
    words = f"Saved: {kept.came} came, {kept.missed} did not"
    if kept.unnamed:
        words += f", and {kept.unnamed} came without giving a name"
    messages.success(request, f"{words}.")
    if contact_dates.month_is_closed(kept.held_on, today=timezone.localdate()):
        messages.warning(
            request,
            "That month has been reported nationally already. What is saved counts there when it is sent again.",
        )
    return redirect("group", session.group.public_id)


def _shown(
    request: StaffRequest, session: GroupSession, form: SheetForm, looked: Looked, extra: list[str]
) -> HttpResponse:
    context = {
        "group": session.group,
        "session": session,
        "form": form,
        "looked": looked,
        "extra": extra,
        "in_words": rules.in_words,
        "back": reverse("group", args=[session.group.public_id]),
        "today": timezone.localdate(),
    }
    return render(request, "referrals/groups/sheet.jinja", context)


@of_session
def void(request: StaffRequest, session: GroupSession) -> HttpResponse:
    """Asks first, with how many contacts go with it."""
    form = VoidForm(request.POST or None)
    if saved(form, lambda: group_sessions.void(by=request.actor, session=session, **form.cleaned_data)):
        messages.success(request, "The session is removed, with the contacts that came of it.")
        return redirect("group", session.group.public_id)
    kept = found_groups.sessions(session.group).get(pk=session.pk)
    context = {"group": session.group, "session": kept, "form": form}
    return render(request, "referrals/groups/void.jinja", context)
