"""Views about a person's plan: what the worker sees of it is asked once, and what is kept from them is not opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.actions import plans as actions
from careplans.forms.plan_sharing import PlanReasonForm
from careplans.models import Plan
from careplans.selectors import plans, sharing
from careplans.selectors.sharing import Chosen, Sight
from hubs.rules.roles import Actor, Permission
from hubs.views.access import StaffRequest, View
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking
from referrals.views.records import about_person


@dataclass(frozen=True)
class Opened:
    """A person's plan as ``by`` sees it; ``plan`` is None as long as nobody has begun it. ``beside`` are those of
    records that were joined with the person's.
    """

    found: Found
    plan: Plan | None
    beside: Sequence[Plan]
    by: Actor

    @cached_property
    def chosen(self) -> Chosen:
        """What the person lets whom see."""
        return sharing.of_person(self.found.person, self.by)

    @cached_property
    def sight(self) -> Sight:
        return sharing.sight(self.plan, self.by, self.chosen) if self.plan else Sight()

    @property
    def held(self) -> Plan:
        """The plan; 404 where there is none."""
        if self.plan is None:
            raise Http404
        return self.plan

    @property
    def address(self) -> str:
        return reverse("plan", args=[self.found.person.reference])

    def write(self, request: StaffRequest, act: Callable[[Plan], Any]) -> None:
        """``act`` on the plan, which is begun when this is the first that is written; not when ``act`` refuses."""
        with transaction.atomic():
            act(self.plan or actions.open(by=request.actor, person=self.found.person))


def about_plan(
    what: str, *parts: str, permission: Permission = Permission.PLAN_WRITE
) -> Callable[[View], View]:
    """``about_person`` for a view that is called with the request and an ``Opened``.

    Where the person keeps one of these parts, or the ``part`` of the address, from the worker's organisation: 403,
    with the way to open it with a reason.
    """

    def decorate(view: View) -> View:
        @about_person(what, permission)
        @wraps(view)
        def opened(request: StaffRequest, found: Found, **kwargs: Any) -> HttpResponse:
            plan, beside = plans.all_of(found.person)
            it = Opened(found, plan, beside, request.actor)
            asked = [*parts, kwargs["part"]] if "part" in kwargs else parts
            if not all(it.sight.sees(part) for part in asked):
                return kept_from(request, it, PlanReasonForm(), status=403)
            return view(request, it, **kwargs)

        return opened

    return decorate


def kept_from(request: StaffRequest, it: Opened, form: PlanReasonForm, *, status: int) -> HttpResponse:
    """The page that says what the person keeps from the worker's organisation, and how it is opened all the same."""
    context = {
        "found": it.found,
        "banner": panels.banner(it.found.person),
        "form": form,
        "kept": it.sight.hidden_labels,
        "may_override": it.found.may(request.actor, Permission.PERSON_OVERRIDE),
    }
    return render(request, "careplans/plan/kept.jinja", context, status=status)


def ask(request: StaffRequest, it: Opened, form: forms.Form, asking: Asking, **more: Any) -> HttpResponse:
    """The page with the form, as it was sent or new."""
    context = {
        "found": it.found,
        "banner": panels.banner(it.found.person),
        "form": form,
        "asking": asking,
        "back": it.address,
        "back_words": "Back to the plan",
        **more,
    }
    return render(request, asking.template, context)


def done(request: StaffRequest, it: Opened, words: str, anchor: str = "") -> HttpResponse:
    """Back to the plan, with what was done in words."""
    messages.success(request, words)
    return redirect(it.address + (f"#{anchor}" if anchor else ""))
