"""One referral after another on a shared screen: who it is, what is said, and what comes of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from config import formats
from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
from referrals.actions import meetings
from referrals.actions.changing import ChangedMeanwhile
from referrals.forms.meetings import MinutesForm, OutcomeForm
from referrals.models import Discussion, Meeting, Referral
from referrals.models.meeting import Outcome
from referrals.selectors import discussions
from referrals.selectors import meetings as found
from referrals.views import meeting_page
from referrals.views.meetings import of_meeting

KEYS_OFF = "meeting_keys_off"


@of_meeting
def discussion(request: StaffRequest, held: Meeting, referral: str) -> HttpResponse:
    """The page of a referral in the meeting; its one form saves the minutes, and the outcome with them."""
    about = _referral(held, referral)
    if request.method == "POST":
        return _sent(request, held, about)
    access.log(
        by=request.actor,
        kind=AccessKind.OPENED,
        what=f"Meeting of {held.hub.name}",
        person_reference=about.person.reference,
    )
    return _page(request, held, about)


def _sent(request: StaffRequest, held: Meeting, about: Referral) -> HttpResponse:
    minutes, theirs = _write(request, held, about)
    deciding = "decide" in request.POST
    form = _outcome_form(held, about, request.POST if deciding else None)
    if not minutes.is_valid() or minutes.errors:
        form.is_valid()
        return _page(request, held, about, minutes=minutes, theirs=theirs, form=form)
    if deciding and not saved(form, lambda: _decide(request, held, about, form)):
        return _not_decided(request, held, about, form)
    if not deciding:
        messages.success(request, "The minutes are saved.")
        return redirect("meeting-discussion", held.public_id, about.reference)
    messages.success(request, f"{_called(about)}: {Outcome(form.cleaned_data['outcome']).label}.")
    following = found.first_left(held)
    if following:
        return redirect("meeting-discussion", held.public_id, following)
    return redirect("meeting", held.public_id)


@of_meeting
@require_POST
def minutes(request: StaffRequest, held: Meeting, referral: str) -> HttpResponse:
    """What the page sends while one writes. Answers with ``state``: saved (with the new ``version``), changed (with
    ``theirs``, what somebody else wrote) or refused (with ``words``).
    """
    about = _referral(held, referral)
    form, theirs = _write(request, held, about)
    if form.is_valid() and not form.errors:
        talked = discussions.of_referral(held, about)
        now = formats.time(timezone.now())
        return JsonResponse({"state": "saved", "version": talked.version if talked else 1, "at": now})
    said = " ".join(str(text) for errors in form.errors.values() for text in errors)
    if theirs is None:
        return JsonResponse({"state": "refused", "words": said}, status=400)
    answer = {"state": "changed", "words": said, "theirs": theirs.minutes, "version": theirs.version}
    return JsonResponse(answer, status=409)


@requires(Permission.MEETING_RUN)
@never_cache
@require_POST
def keys(request: StaffRequest) -> HttpResponse:
    """Turn the keys of the meeting off, or on again, for this session."""
    request.session[KEYS_OFF] = not request.session.get(KEYS_OFF, False)
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if safe else "meetings")


def _referral(held: Meeting, reference: str) -> Referral:
    about = found.referral_of(held, reference)
    if about is None:
        raise Http404
    return about


def _write(request: StaffRequest, held: Meeting, about: Referral) -> tuple[MinutesForm, Discussion | None]:
    """Keep the minutes that were sent. The form holds what is wrong; with it, the discussion in which somebody else
    wrote meanwhile, whose version the form then has.
    """
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return form, None
    text, version = form.cleaned_data["minutes"].replace("\r\n", "\n"), form.cleaned_data["minutes_version"]
    if not text and discussions.of_referral(held, about) is None:
        # Nothing was said yet.
        return form, None
    try:
        talked = meetings.discuss(by=request.actor, meeting=held, referral=about)
        meetings.write_minutes(by=request.actor, discussion=talked, text=text, version=version)
    except ChangedMeanwhile as error:
        theirs = discussions.of_referral(held, about)
        assert theirs is not None
        form = MinutesForm({"minutes": text, "minutes_version": theirs.version})
        form.add_error("minutes", error)
        return form, theirs
    except ValidationError as error:
        form.add_error(None, error)
    return form, None


def _decide(request: StaffRequest, held: Meeting, about: Referral, form: OutcomeForm) -> Discussion:
    return meetings.decide(
        by=request.actor,
        discussion=meetings.discuss(by=request.actor, meeting=held, referral=about),
        decision=form.decision,
        version=form.cleaned_data["version"],
    )


def _not_decided(request: StaffRequest, held: Meeting, about: Referral, form: OutcomeForm) -> HttpResponse:
    """The page as it is now, with what was sent; sent again, it is meant for what the page now shows."""
    now = _referral(held, about.reference)
    sent = request.POST.copy()
    sent["version"] = str(now.version)
    form.data = sent
    return _page(request, held, now, form=form)


def _page(
    request: StaffRequest, held: Meeting, about: Referral, *, form: OutcomeForm | None = None, **more: Any
) -> HttpResponse:
    talked = discussions.of_referral(held, about)
    written = {"minutes": talked.minutes, "minutes_version": talked.version} if talked else None
    context = {
        **meeting_page.context(held, about, talked),
        "minutes": MinutesForm(initial=written),
        "theirs": None,
        "form": form or _outcome_form(held, about),
        "keys": not request.session.get(KEYS_OFF, False),
        "here": request.path,
        **more,
    }
    return render(request, "referrals/meetings/discussion.jinja", context)


def _outcome_form(held: Meeting, about: Referral, sent: Any = None) -> OutcomeForm:
    return OutcomeForm(sent, referral=about, members=found.members(held.hub_id))


def _called(about: Referral) -> str:
    return str(about.person.preferred_name or about.person.display_name)
