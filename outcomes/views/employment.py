"""Employment support of a referral, and the jobs that came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from hubs.rules.roles import Permission
from hubs.selectors import codes
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
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
    form = AskForm(request.POST or None)
    if saved(form, lambda: actions.ask(by=request.actor, referral=held, **form.cleaned_data)):
        return asking.done(request, "Employment support is asked for.", _address(found, held))
    lede = "Everybody who wants to work can have it, whatever their diagnosis or history of work."
    return _ask(request, found, held, form, Asking("Ask for employment support", "Ask for it", lede))


@about_referral("Employment specialist")
def start(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    support = _support(held, public_id)
    form = SpecialistForm(request.POST or None, support=support, referral=held, by=request.actor)
    if saved(form, lambda: actions.start(by=request.actor, support=support, **form.cleaned_data)):
        return asking.done(request, "The employment specialist is named.", _address(found, held))
    return _ask(request, found, held, form, Asking("Name the employment specialist", "Save"))


@about_referral("Vocational profile")
def profile(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    support = _support(held, public_id)
    form = ProfileForm(request.POST or None, support=support)
    if saved(form, lambda: actions.write_profile(by=request.actor, support=support, **form.cleaned_data)):
        return asking.done(request, "The profile is saved.", _address(found, held))
    lede = "Write it together, in the person’s words. Nothing has to be answered."
    return _ask(request, found, held, form, Asking("Vocational profile", "Save profile", lede))


@about_referral("End of employment support")
def end(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    support = _support(held, public_id)
    form = EndForm(request.POST or None)
    if saved(form, lambda: actions.end(by=request.actor, support=support, **form.cleaned_data)):
        return asking.done(request, "Employment support has ended.", _address(found, held))
    lede = "The referral goes on. Employment support can be asked for again at any time."
    return _ask(request, found, held, form, Asking("End employment support", "End support", lede))


@about_referral("Form of a job")
def job_start(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    support = _support(held, public_id)
    form = JobForm(request.POST or None)
    if saved(form, lambda: jobs.start(by=request.actor, support=support, **form.cleaned_data)):
        return asking.done(request, "The job is recorded.", _address(found, held))
    return _ask(request, found, held, form, Asking("Record a job that started", "Save job"))


@about_referral("Job still held")
def job_held(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    job = _job(held, public_id)
    form = StillInWorkForm(request.POST or None)
    if saved(form, lambda: jobs.still_in_work(by=request.actor, job=job, **form.cleaned_data)):
        return asking.done(request, "It is recorded that they are in work still.", _address(found, held))
    return _ask(request, found, held, form, Asking(f"Still in work: {job.title}", "Save"))


@about_referral("End of a job")
def job_end(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    job = _job(held, public_id)
    form = EndForm(request.POST or None)
    if saved(form, lambda: jobs.end(by=request.actor, job=job, **form.cleaned_data)):
        return asking.done(request, "The end of the job is recorded.", _address(found, held))
    return _ask(request, found, held, form, Asking(f"The job ended: {job.title}", "Save"))


@about_referral("Taking a job out")
def job_void(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    job = _job(held, public_id)
    form = WhyForm(request.POST or None)
    if saved(form, lambda: jobs.void(by=request.actor, job=job, **form.cleaned_data)):
        return asking.done(request, "The job is taken out.", _address(found, held))
    lede = "Only for a job that was recorded by mistake. It stays in the record with your reason."
    return _ask(request, found, held, form, Asking(f"Take out: {job.title}", "Take out", lede, warning=True))


def _ask(
    request: StaffRequest, found: Found, held: Referral, form: forms.Form, page: Asking, **more: Any
) -> HttpResponse:
    back = _address(found, held)
    return asking.ask(request, found, form, page, back=back, back_words=BACK_WORDS, **more)


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
