"""Records that may be of one person: the list, a pair side by side, and joined records to part again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
from referrals.actions import duplicates
from referrals.forms.duplicates import DecisionForm, PairForm, PartForm
from referrals.models import Person, PossibleDuplicate
from referrals.rules import comparing
from referrals.selectors import duplicates as found_duplicates
from referrals.selectors import people, side_by_side
from referrals.views.records import refused

PER_PAGE = 50
JOINED_SHOWN = 50


@requires(Permission.PEOPLE_MERGE)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    """What is to be decided, and what was joined and may be parted again."""
    by = request.actor
    page = Paginator(found_duplicates.to_decide(by), PER_PAGE).get_page(request.GET.get("page"))
    joined = list(found_duplicates.joined(by)[:JOINED_SHOWN])
    shown = [person for pair in page for person in (pair.first, pair.second)]
    shown += [person for merge in joined for person in (merge.kept, merge.merged)]
    mine = people.of_ids({person.pk for person in shown}, by=by)
    may = {pk for pk, found in mine.items() if found.may(by, Permission.PEOPLE_MERGE)}
    access.log(by=by, kind=AccessKind.LISTED, what="Possible duplicates")
    return render(request, "referrals/duplicates/index.jinja", {"page": page, "joined": joined, "may": may})


@requires(Permission.PEOPLE_MERGE)
@never_cache
def ask_about(request: StaffRequest) -> HttpResponse:
    """Two references that a worker thinks are of one person."""
    form = PairForm(request.POST or None)
    if form.is_valid():
        found = {name: people.find(text, by=request.actor) for name, text in form.cleaned_data.items()}
        for name in [name for name, person in found.items() if person is None]:
            form.add_error(name, "There is no record with this reference. Check it and enter it again")
        one, other = found["one"], found["other"]
        asked: list[PossibleDuplicate] = []

        def ask() -> None:
            if one and other:
                asked.append(duplicates.ask_about(by=request.actor, one=one.person, other=other.person))

        if saved(form, ask):
            return redirect("duplicate", asked[0].public_id)
    return render(request, "referrals/duplicates/new.jinja", {"form": form})


@requires(Permission.PEOPLE_MERGE)
@never_cache
def pair(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Both records side by side, and the decision. Both must be of hubs of the reader."""
    held = found_duplicates.find(public_id)
    if held is None:
        raise Http404
    if answer := _refused(request, [held.first, held.second], "Possible duplicate"):
        return answer
    form = DecisionForm(request.POST or None, pair=held)
    if saved(form, lambda: _decide(request, form)):
        kept = form.kept
        words = (
            f"The records are joined. {kept.reference} goes on" if kept else "Kept as two different people"
        )
        messages.success(request, words)
        return redirect("duplicates")
    first, second = (side_by_side.facts(person) for person in (held.first, held.second))
    context = {
        "pair": held,
        "form": form,
        "rows": comparing.rows(first, second),
        "sides": [side_by_side.history(person) for person in (held.first, held.second)],
        "joining": found_duplicates.joining_of(held),
        "returning": found_duplicates.returning(held) if held.decided_at is None else None,
    }
    return render(request, "referrals/duplicates/pair.jinja", context)


@requires(Permission.PEOPLE_MERGE)
@never_cache
@require_POST
def take_back(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One click: the records are joined, and whoever asked again goes straight back to their team."""
    held = found_duplicates.find(public_id)
    if held is None:
        raise Http404
    if answer := _refused(request, [held.first, held.second], "Possible duplicate"):
        return answer
    try:
        back = duplicates.join_and_return(by=request.actor, pair=held, seen=request.POST.get("seen", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("duplicate", public_id)
    team = back.team.name if back.team else "Their team"
    messages.success(request, f"The records are joined. {team} holds the person again.")
    return redirect("referral", back.person.reference, back.reference)


@requires(Permission.PEOPLE_MERGE)
@never_cache
def part(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Two records that were joined, and parting them again."""
    merge = found_duplicates.find_joined(public_id)
    if merge is None:
        raise Http404
    if answer := _refused(request, [merge.kept], "Joined records"):
        return answer
    form = PartForm(request.POST or None)
    if saved(
        form, lambda: duplicates.undo(by=request.actor, merge=merge, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, f"{merge.merged.reference} is a record of its own again")
        return redirect(reverse("person", args=[merge.merged.reference]))
    return render(request, "referrals/duplicates/joined.jinja", {"merge": merge, "form": form})


def _decide(request: StaffRequest, form: DecisionForm) -> None:
    given = form.cleaned_data
    duplicates.decide(
        by=request.actor, pair=form.pair, kept=form.kept, reason=given["reason"], seen=given["seen"]
    )


def _refused(request: StaffRequest, about: list[Person], what: str) -> HttpResponse | None:
    """The page for the first record that the reader may not open; else each is written down as looked at."""
    by = request.actor
    # Whose record goes on in another's place is seen by those who see that one.
    going_on = {(person.merged_into or person).pk for person in about}
    found = people.of_ids(going_on, by=by)
    if len(found) < len(going_on):
        raise Http404
    for each in found.values():
        if not each.may(by, Permission.PEOPLE_MERGE):
            return refused(request, each, what)
    if request.method != "POST":
        for person in about:
            access.log(by=by, kind=AccessKind.OPENED, what=what, person_reference=person.reference)
    return None
