"""What somebody typed into a form, right or wrong: kept in a draft, and put back as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

Content = dict[str, list[str]]

# Belongs to one showing of the form, not to what was typed.
NOT_TYPED = frozenset(
    {
        "csrfmiddlewaretoken",
        "form_key",
        "owner",
        "kept_for",
        "keep",
        "save",
        "add",
        "remove",
        "draft",
        "missed",
    }
)
LONGEST = 100_000


class TooMuch(Exception):
    """More than any form of ours holds."""


def content(pairs: Mapping[str, Sequence[str]]) -> Content:
    """What of a form's data was typed. TooMuch when it is longer than a hundred thousand characters."""
    kept = {name: [str(value) for value in values] for name, values in pairs.items() if name not in NOT_TYPED}
    if sum(len(name) + sum(map(len, values)) for name, values in kept.items()) > LONGEST:
        raise TooMuch
    return kept


def data(typed: Mapping[str, Sequence[str]]) -> QueryDict:
    """The same as a form's data."""
    query = QueryDict(mutable=True)
    for name, values in typed.items():
        query.setlist(name, [str(value) for value in values])
    return query


def put_back(form: forms.BaseForm, typed: QueryDict) -> None:
    """Show what was typed in a form that is not being sent, so that it is not judged yet."""
    for name, field in form.fields.items():
        prefixed = form.add_prefix(name)
        if not field.widget.value_omitted_from_data(typed, {}, prefixed) or _is_unticked(field, typed):
            # Both, since a field that was looked at before remembers its first value.
            form.initial[name] = form[name].initial = _held(field, typed, prefixed)


def _held(field: forms.Field, typed: QueryDict, name: str) -> Any:
    return field.widget.value_from_datadict(typed, {}, name)


def _is_unticked(field: forms.Field, typed: QueryDict) -> bool:
    # A box that was left empty sends nothing, which must not bring its first tick back.
    return bool(typed) and isinstance(field.widget, forms.CheckboxInput)
