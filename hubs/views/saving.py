"""How a view hands a form to an action, and shows what the action found wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest


def saved(form: forms.Form, act: Callable[[], Any], *others: forms.Form) -> bool:
    """Whether what was sent is in order and ``act`` took it; else the forms hold what is wrong.

    ``others`` are shown on the same page and sent with it. All of them are looked at, so that nobody corrects one
    only to learn of the next.
    """
    shown = (form, *others)
    if [each for each in shown if not each.is_valid()]:
        return False
    try:
        act()
    except ValidationError as error:
        place(error, *shown)
    return all(each.is_valid() for each in shown)


def tell(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Do what a button without a form asks for; the next page says that it is done, or why it is not."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)


def place(error: ValidationError, *shown: forms.Form) -> None:
    """Put each part of an error beside the field it is about, in whichever of the forms has it.

    An action names the field as Django does, by a dict, or by the error's code; what is about no field of these
    stands above the first form.
    """
    for name, part in _parts(error):
        holder = next((form for form in shown if name in form.fields), None)
        (holder or shown[0]).add_error(name if holder else None, part)


def _parts(error: ValidationError) -> Iterator[tuple[str, ValidationError]]:
    if hasattr(error, "error_dict"):
        yield from ((name, part) for name, parts in error.error_dict.items() for part in parts)
    else:
        yield from ((part.code or "", part) for part in error.error_list)
