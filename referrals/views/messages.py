"""Emails and text messages as administrators see them: whether they go out, and never what they say."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hubs.forms.filters import FilterForm
from hubs.views.access import StaffRequest
from hubs.views.saving import tell
from hubs.views.setup.pages import listed, setup_page
from referrals.actions import messages
from referrals.models.message import SendState
from referrals.selectors import messages as sent


class StateFilter(FilterForm):
    """Which messages are listed."""

    state = forms.ChoiceField(
        label="How they stand", choices=[("", "All, failed first"), *SendState.choices], required=False
    )


@setup_page
def index(request: StaffRequest) -> HttpResponse:
    filters = StateFilter(request.GET or None)
    state = filters.cleaned_data.get("state", "") if filters.is_valid() else ""
    context = {
        "filters": filters,
        "page": listed(request, sent.of_state(state)),
        "counts": sent.counts(),
        "words": sent.words,
    }
    return render(request, "referrals/messages/index.jinja", context)


@setup_page
@require_POST
def retry(request: StaffRequest, public_id: UUID) -> HttpResponse:
    message = sent.find(public_id)
    if message is None:
        raise Http404
    words = "The message is sent again within a few minutes."
    tell(request, lambda: messages.retry(by=request.actor, message=message), words)
    return redirect("messages")
