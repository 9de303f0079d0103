"""What a person finds behind their own sign-in."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from careplans.actions import experiences
from careplans.forms.mine import ExperienceForm
from careplans.selectors import experiences as said
from careplans.selectors import lookers
from careplans.views.mine import Mine, mine
from hubs.views.saving import saved


@mine("Own pages: how the care was")
def experience(request: HttpRequest, own: Mine) -> HttpResponse:
    """Would you recommend us, and what should change."""
    form = ExperienceForm(request.POST or None)
    key = _key(request.POST.get("form_key", ""))
    if request.method == "POST" and saved(
        form,
        lambda: experiences.say(by=own.by, person=own.person, form_key=key, **form.cleaned_data),
    ):
        messages.success(request, "Thank you. What you said has reached us.")
        return redirect("mine-experience", own.tenant.slug)
    return shown(request, own, "experience", form=form, key=key, said=said.of_person(own.person))


@mine("Own pages: who looked")
def looked(request: HttpRequest, own: Mine) -> HttpResponse:
    number = request.GET.get("page", "1")
    page = lookers.of_person(own.person, int(number) if number.isdecimal() and len(number) < 6 else 1)
    return shown(request, own, "looked", page=page)


def shown(request: HttpRequest, own: Mine, template: str, **context: Any) -> HttpResponse:
    known = {"service": own.tenant, "own": own, **context}
    return render(request, f"careplans/mine/{template}.jinja", known)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
