"""Groups: the list, the page of one, and who has a place in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, about_one, requires
from hubs.views.saving import saved, tell
from referrals.actions import groups
from referrals.forms.groups import ChangeForm, EndForm, GroupForm, LeaveForm
from referrals.forms.search import SearchForm
from referrals.models import Group, GroupMember, GroupSession, Referral
from referrals.rules import groups as rules
from referrals.selectors import groups as found_groups
from referrals.selectors import people
from referrals.selectors.people import Search
from referrals.views import searches
from referrals.views.records import refused

PER_PAGE = 50
# As many as a table shows beside each other; the rest is on the pages of the list of sessions.
SHOWN = 10


of_group = about_one("group", Permission.GROUP_RUN, find=found_groups.find, may=found_groups.may)


@requires(Permission.GROUP_RUN)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    """The groups of the worker's hubs; with ``?for=`` a referral, to give somebody a place in one."""
    reference = request.GET.get("for", "")
    referral = found_groups.find_referral(reference) if reference else None
    if reference and referral is None:
        raise Http404
    if referral and (answer := _not_theirs(request, referral)):
        return answer
    over = "over" in request.GET
    rows = found_groups.of_hubs(request.actor, over=over)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "over": over, "referral": referral, "today": timezone.localdate()}
    return render(request, "referrals/groups/index.jinja", context)


def _not_theirs(request: StaffRequest, referral: Referral) -> HttpResponse | None:
    """The answer to somebody who may not do this for the person of a referral; None for who may."""
    found = people.find(referral.person.reference, by=request.actor)
    if found is None:
        raise Http404
    if found.may(request.actor, Permission.GROUP_RUN):
        return None
    return refused(request, found, "Place in a group")


@requires(Permission.GROUP_RUN)
@never_cache
def new(request: StaffRequest) -> HttpResponse:
    form = GroupForm(request.POST or None, by=request.actor)
    made: list[Group] = []
    if saved(form, lambda: made.append(groups.start(by=request.actor, **form.cleaned_data))):
        messages.success(request, f"{made[0].name} is set up.")
        return redirect("group", made[0].public_id)
    return render(request, "referrals/groups/new.jinja", {"form": form})


@of_group
def group(request: StaffRequest, held: Group) -> HttpResponse:
    """Who has a place, when it meets, and who came over time."""
    access.log(by=request.actor, kind=AccessKind.LISTED, what=f"Group {held.name}")
    members = found_groups.members(held)
    page = Paginator(found_groups.sessions(held), SHOWN).get_page(request.GET.get("page"))
    columns = sorted((each for each in page if each.recorded_at), key=_when)
    marks = found_groups.attendance_over(columns)
    context = {
        "group": held,
        "members": members,
        "places_left": None if held.places is None else max(held.places - len(members), 0),
        "page": page,
        "recorded": columns,
        "marks": marks,
        "rows": _rows(members, marks),
        "in_words": rules.in_words,
        "today": timezone.localdate(),
    }
    return render(request, "referrals/groups/group.jinja", context)


def _when(session: GroupSession) -> tuple[Any, ...]:
    return session.held_on, session.starts_at is not None, session.starts_at, session.pk


def _rows(members: Sequence[GroupMember], marks: dict[int, dict[int, str]]) -> list[Referral]:
    """Who stands in the table: who came to one of its sessions or was expected, and who has a place now."""
    marked = {referral for session in marks.values() for referral in session}
    return found_groups.referrals_of(marked | {member.referral_id for member in members}) if marks else []


@of_group
def change(request: StaffRequest, held: Group) -> HttpResponse:
    form = ChangeForm(request.POST or None, group=held, by=request.actor)
    if saved(form, lambda: groups.change(by=request.actor, group=held, **form.cleaned_data)):
        messages.success(request, "The group is changed.")
        return redirect("group", held.public_id)
    return render(request, "referrals/groups/change.jinja", {"group": held, "form": form})


@of_group
def end(request: StaffRequest, held: Group) -> HttpResponse:
    """Asks first: everybody's place ends with the group."""
    form = EndForm(request.POST or None)
    if saved(form, lambda: groups.end(by=request.actor, group=held, **form.cleaned_data)):
        messages.success(request, "The group ends on that day, and so do its places.")
        return redirect("group", held.public_id)
    context = {"group": held, "form": form, "members": found_groups.taken(held)}
    return render(request, "referrals/groups/end.jinja", context)


@of_group
def members(request: StaffRequest, held: Group) -> HttpResponse:
    """Find who gets a place. What was typed is kept out of the address, as everywhere people are searched for."""
    if request.method != "POST":
        asked = searches.kept(request.actor, request.GET.get("search", ""))
        return _results(request, held, asked, expired="search" in request.GET and asked is None)
    form = SearchForm(request.POST)
    if not form.is_valid():
        context = {"group": held, "form": form, "results": None, "referrals": [], "expired": False}
        return render(request, "referrals/groups/members.jinja", context)
    if key := searches.keep(request.actor, form.asked):
        return redirect(f"{reverse('group-members', args=[held.public_id])}?search={key}")
    return _results(request, held, form.asked)


def _results(
    request: StaffRequest, held: Group, asked: Search | None, *, expired: bool = False
) -> HttpResponse:
    results = searched(request, asked) if asked else None
    context = {
        "group": held,
        "form": SearchForm(initial={"text": asked.text, "birth_date": asked.birth_date} if asked else None),
        "results": results,
        "referrals": found_groups.through([person.pk for person in results.mine]) if results else [],
        "there": found_groups.member_people(held) if results else (),
        "expired": expired,
    }
    return render(request, "referrals/groups/members.jinja", context)


def searched(request: StaffRequest, asked: Search) -> people.Results:
    """Whom a search finds, written down as every search is."""
    what, typed = searches.kind(asked), searches.typed(asked)
    access.log(by=request.actor, kind=AccessKind.SEARCHED, what=what, reason=typed)
    return people.search(asked, by=request.actor)


@of_group
@require_POST
def member_add(request: StaffRequest, held: Group) -> HttpResponse:
    referral = found_groups.find_referral(request.POST.get("referral", ""))
    if referral is None:
        raise Http404
    if answer := _not_theirs(request, referral):
        return answer
    words = f"{referral.person.display_name} has a place in {held.name}."
    tell(request, lambda: groups.join(by=request.actor, group=held, referral=referral), words)
    return redirect("group", held.public_id)


@of_group
def member_end(request: StaffRequest, held: Group, referral: str) -> HttpResponse:
    member = found_groups.member(held, referral)
    if member is None:
        raise Http404
    form = LeaveForm(request.POST or None)
    if saved(form, lambda: groups.leave(by=request.actor, member=member, **form.cleaned_data)):
        messages.success(request, f"The place of {member.referral.person.display_name} has ended.")
        return redirect("group", held.public_id)
    return render(request, "referrals/groups/leave.jinja", {"group": held, "member": member, "form": form})
