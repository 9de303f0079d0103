"""Finding a person, and the page about one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from careplans.selectors import plans, sessions, timeline
from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.selectors import codes
from hubs.views.access import StaffRequest, requires
from outcomes.selectors import tools
from referrals.forms.search import SearchForm
from referrals.selectors import about, holdings, people, urgent, way
from referrals.selectors.people import Found, Search
from referrals.views import panels, searches, words
from referrals.views.records import about_person
from reporting.selectors import clock, own_waits


@requires(Permission.PERSON_SEARCH)
@never_cache
def search(request: StaffRequest) -> HttpResponse:
    """One box. What was typed travels in the body of a POST and is shown under a key that only its searcher
    can use: addresses end up in logs and histories, and names must not.
    """
    if request.method != "POST":
        asked = searches.kept(request.actor, request.GET.get("search", ""))
        return _results(request, asked, expired="search" in request.GET and asked is None)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "referrals/search.jinja", {"form": form, "results": None, "expired": False})
    if key := searches.keep(request.actor, form.asked):
        return redirect(f"{reverse('person-search')}?search={key}")
    return _results(request, form.asked)


def _results(request: StaffRequest, asked: Search | None, *, expired: bool = False) -> HttpResponse:
    results = None
    if asked:
        results = people.search(asked, by=request.actor)
        access.log(
            by=request.actor,
            kind=AccessKind.SEARCHED,
            what=searches.kind(asked),
            reason=searches.typed(asked),
        )
    form = SearchForm(initial={"text": asked.text, "birth_date": asked.birth_date} if asked else None)
    return render(request, "referrals/search.jinja", {"form": form, "results": results, "expired": expired})


@about_person("Person page")
def person(request: StaffRequest, found: Found) -> HttpResponse:
    """Who it is, how their four-week clock stands, who holds them, and what has happened, page by page."""
    page = timeline.of_person(found.person.pk, _page(request))
    entries: Any = page.object_list
    known = about.of_person(found.person)
    running = clock.running(clock.for_person(found.person.pk))
    holder = holdings.holder(found)
    context = {
        "found": found,
        "about": known,
        "waits": own_waits.of_person(found.open_referrals(), running, request.actor.promise),
        "holder": holder,
        "dialog": sessions.begun(found.person),
        "urgent": urgent.of_referral(holder.referral) if holder else None,
        "comes_back_to": way.comes_back_to(found, timezone.localdate()),
        "banner": panels.banner(found.person, known),
        "clock": running,
        "plan": plans.standing(found.person),
        "clock_parts": panels.parts(running) if running else [],
        "page": page,
        "tools": tools.names(sorted(timeline.tools_in(entries))),
        "words": words,
        "code": codes.label,
        "today": timezone.localdate(),
    }
    return render(request, "referrals/person.jinja", context)


def _page(request: StaffRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and 0 < int(text) < 10_000 else 1
