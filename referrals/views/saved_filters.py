"""Filters of the queue that a worker keeps by name: saved, renamed, deleted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hubs.actions import saved_filters
from hubs.models import SavedFilter
from hubs.rules.roles import Permission
from hubs.selectors import saved_filters as filters
from hubs.views.access import StaffRequest, requires
from hubs.views.setup.pages import saved as done
from referrals.forms.saved_filters import RenameForm, SavedFilterForm
from referrals.selectors import queue
from referrals.views.queue import kept_query


@requires(Permission.QUEUE_VIEW)
@never_cache
@require_POST
def save(request: StaffRequest) -> HttpResponse:
    """Keep the filters that are in use, and go back to the list as they leave it."""
    form = SavedFilterForm(request.POST)
    query = kept_query(QueryDict(request.POST.get("query", "")[:1000]))

    def act(*, name: str, **sent: str) -> SavedFilter:
        return saved_filters.save(by=request.actor, page=queue.PAGE, name=name, query=query)

    if not done(form, act):
        return render(request, "referrals/queue_save.jinja", {"form": form, "query": query}, status=200)
    messages.success(request, f"Saved as “{form.cleaned_data['name']}”. You find it above the list.")
    return redirect(f"{reverse('queue')}?{query}")


@requires(Permission.QUEUE_VIEW)
@never_cache
def change(request: StaffRequest, saved: UUID) -> HttpResponse:
    """Rename a saved filter; beside it, the way to delete it."""
    held = _own(request, saved)
    form = RenameForm(request.POST or None, initial={"name": held.name})
    if done(form, lambda **sent: saved_filters.rename(by=request.actor, saved=held, **sent)):
        messages.success(request, "The new name is saved.")
        return redirect("queue")
    return render(request, "referrals/queue_filter.jinja", {"form": form, "saved": held})


@requires(Permission.QUEUE_VIEW)
@never_cache
@require_POST
def delete(request: StaffRequest, saved: UUID) -> HttpResponse:
    held = _own(request, saved)
    saved_filters.delete(by=request.actor, saved=held)
    messages.success(request, f"The filter “{held.name}” is deleted. Nothing else has changed.")
    return redirect("queue")


def _own(request: StaffRequest, public_id: UUID) -> SavedFilter:
    held = filters.own(request.actor, public_id)
    if held is None:
        raise Http404
    return held
