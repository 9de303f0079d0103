"""The words of letters, as a tenant has them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from hubs.views.setup.pages import done, setup_page
from referrals.actions import letters as actions
from referrals.forms.letters import WordsForm
from referrals.models.message import LetterKind
from referrals.rules import letters as rules
from referrals.selectors import letters


@setup_page
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "referrals/letters/templates.jinja", {"words": letters.all_words()})


@setup_page
def edit(request: StaffRequest, kind: str) -> HttpResponse:
    """The words of a kind of letter with the names it knows, and how it reads for somebody who does not exist."""
    if kind not in LetterKind.values:
        raise Http404
    words = letters.words(kind)
    form = WordsForm(request.POST or None, words=words)
    wants_preview = "preview" in request.POST
    if not wants_preview and saved(form, lambda: _edit(request, kind, form.cleaned_data)):
        return done(
            request, f"“{words.label}” is saved. Letters that were written stay as they are.", "setup-letters"
        )
    context = {
        "form": form,
        "words": words,
        "names": {name: rules.NAMES[name] for name in rules.NAMES_OF[kind]},
        "to_gp": rules.is_to_gp(kind),
        **_preview(form, kind),
    }
    return render(request, "referrals/letters/template.jinja", context)


def _edit(request: StaffRequest, kind: str, given: dict[str, Any]) -> None:
    actions.edit_words(by=request.actor, kind=kind, **given)


def _preview(form: WordsForm, kind: str) -> dict[str, Any]:
    """The words as they stand in the form, filled in with examples."""
    values = rules.example(kind)
    subject, body = (form[name].value() or "" for name in ("subject", "body"))
    return {
        "example_subject": rules.fill(subject, values),
        "example": rules.as_html(rules.fill(body, values)),
    }
