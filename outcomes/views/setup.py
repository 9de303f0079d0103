"""Set up: in whose words the areas of DIALOG are asked, and which areas a tenant adds."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from config import formats
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from hubs.views.setup.pages import SETUP, Asking, setup_page
from outcomes.actions import wording as actions
from outcomes.forms.wording import FileForm
from outcomes.models import LocalItem
from outcomes.rules import dialog
from outcomes.selectors import wording

HOME = "setup-wording"


@setup_page
def index(request: StaffRequest) -> HttpResponse:
    """What is loaded, by language and by item, and what is asked beside it."""
    context = {"items": dialog.ITEMS, "loaded": wording.by_language(), "own": wording.own()}
    return render(request, "outcomes/setup/index.jinja", context)


@setup_page
def words(request: StaffRequest) -> HttpResponse:
    asking = Asking("Load wording", "Load the wording", _trail())
    return _load(
        request, asking, "words", lambda content: actions.load_words(by=request.actor, content=content)
    )


@setup_page
def areas(request: StaffRequest) -> HttpResponse:
    asking = Asking("Load areas of your own", "Load the areas", _trail())
    return _load(
        request, asking, "areas", lambda content: actions.load_areas(by=request.actor, content=content)
    )


@setup_page
@require_POST
def in_use(request: StaffRequest, item: str) -> HttpResponse:
    """Take an area of the tenant's own out of use, or into use again."""
    held = wording.own_item(item)
    if held is None:
        raise Http404
    actions.set_in_use(by=request.actor, item=held, is_active=request.POST.get("use") == "yes")
    messages.success(request, _told(held, request.POST.get("use") == "yes"))
    return redirect(HOME)


@setup_page
@require_POST
def remove(request: StaffRequest, language: str) -> HttpResponse:
    """Take all words of a language out of use."""
    count = actions.remove_words(by=request.actor, language=language)
    if not count:
        raise Http404
    messages.success(
        request, f"The wording in {language} is taken out. Short neutral labels stand in its place."
    )
    return redirect(HOME)


def _load(request: StaffRequest, asking: Asking, kind: str, load: Callable[[bytes], int]) -> HttpResponse:
    """The page of an upload; what is wrong with the file is told line by line."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    counted: list[int] = []
    if saved(form, lambda: counted.append(load(form.content))):
        messages.success(request, f"{formats.plural(counted[0], 'line')} of the file loaded.")
        return redirect(HOME)
    context = {"form": form, "asking": asking, "kind": kind, "items": dialog.ITEMS}
    return render(request, "outcomes/setup/load.jinja", context)


def _told(item: LocalItem, is_active: bool) -> str:
    return (
        f"{item.label} is in use."
        if is_active
        else f"{item.label} is out of use. What was rated stays readable."
    )


def _trail() -> tuple[tuple[str, str], ...]:
    return (SETUP, ("Wording of DIALOG", reverse(HOME)))
