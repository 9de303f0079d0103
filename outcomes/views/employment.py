"""Employment support of a referral, and the jobs that came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from hubs.rules.roles import Permission
from hubs.selectors import codes
from hubs.views.access import StaffRequest
from outcomes.actions import employment as actions
from outcomes.actions import jobs
from outcomes.forms.employment import AskForm, EndForm, JobForm, ProfileForm, SpecialistForm, StillInWorkForm
from outcomes.forms.health import WhyForm
from outcomes.models import EmploymentSupport, JobStart
from outcomes.selectors import employment
from outcomes.views import asking
from referrals.models import Referral
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking, about_referral

BACK_WORDS = "Back to employment support"


@about_referral("Employment support", Permission.PERSON_VIEW)
def page(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    """What was asked for, the profile, and the jobs."""
    supported = employment.of_referral(held)
    may_manage = found.may(request.actor, Permission.REFERRAL_MANAGE)
    context = {
        "found": found,
        "referral": held,
        "banner": panels.banner(found.person),
        "supported": supported,
        "may_manage": may_manage,
        "may_ask": may_manage
        and held.is_open
        and held.source_month is None
        and not any(each.support.ended_on is None for each in supported),
        "code": codes.label,
        "today": timezone.localdate(),
    }
    return render(request, "outcomes/employment/page.jinja", context)


@about_referral("Form of employment support")
def ask(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    lede = "Everybody who wants to work can have it, whatever their diagnosis or history of work."
    page = Asking("Ask for employment support", "Ask for it", lede, done="Employment support is asked for.")
    return _fill_in(
        request, found, held, AskForm(request.POST or None), page, partial(actions.ask, referral=held)
    )


@about_referral("Employment specialist")
def start(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    support = _support(held, public_id)
    form = SpecialistForm(request.POST or None, support=support, referral=held, by=request.actor)
    page = Asking("Name the employment specialist", "Save", done="The employment specialist is named.")
    return _fill_in(request, found, held, form, page, partial(actions.start, support=support))


@about_referral("Vocational profile")
def profile(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    support = _support(held, public_id)
    form = ProfileForm(request.POST or None, support=support)
    lede = "Write it together, in the person’s words. Nothing has to be answered."
    page = Asking("Vocational profile", "Save profile", lede, done="The profile is saved.")
    return _fill_in(request, found, held, form, page, partial(actions.write_profile, support=support))


@about_referral("End of employment support")
def end(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    support = _support(held, public_id)
    form = EndForm(request.POST or None)
    lede = "The referral goes on. Employment support can be asked for again at any time."
    page = Asking("End employment support", "End support", lede, done="Employment support has ended.")
    return _fill_in(request, found, held, form, page, partial(actions.end, support=support))


@about_referral("Form of a job")
def job_start(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    support = _support(held, public_id)
    form = JobForm(request.POST or None)
    page = Asking("Record a job that started", "Save job", done="The job is recorded.")
    return _fill_in(request, found, held, form, page, partial(jobs.start, support=support))


@about_referral("Job still held")
def job_held(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    job = _job(held, public_id)
    form = StillInWorkForm(request.POST or None)
    page = Asking(f"Still in work: {job.title}", "Save", done="It is recorded that they are in work still.")
    return _fill_in(request, found, held, form, page, partial(jobs.still_in_work, job=job))


@about_referral("End of a job")
def job_end(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    job = _job(held, public_id)
    form = EndForm(request.POST or None)
    page = Asking(f"The job ended: {job.title}", "Save", done="The end of the job is recorded.")
    return _fill_in(request, found, held, form, page, partial(jobs.end, job=job))


@about_referral("Taking a job out")
def job_void(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    job = _job(held, public_id)
    form = WhyForm(request.POST or None)
    lede = "Only for a job that was recorded by mistake. It stays in the record with your reason."
    page = Asking(f"Take out: {job.title}", "Take out", lede, warning=True, done="The job is taken out.")
    return _fill_in(request, found, held, form, page, partial(jobs.void, job=job))


def _fill_in(
    request: StaffRequest,
    found: Found,
    held: Referral,
    form: forms.Form,
    page: Asking,
    act: Callable[..., object],
) -> HttpResponse:
    back = _address(found, held)
    return asking.fill_in(request, found, form, page, act, back=back, back_words=BACK_WORDS)


def _support(held: Referral, public_id: UUID) -> EmploymentSupport:
    support = employment.find(held, public_id)
    if support is None:
        raise Http404
    return support


def _job(held: Referral, public_id: UUID) -> JobStart:
    job = employment.find_job(held, public_id)
    if job is None:
        raise Http404
    return job


def _address(found: Found, held: Referral) -> str:
    return reverse("employment", args=[found.person.reference, held.reference])
