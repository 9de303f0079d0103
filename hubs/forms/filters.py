"""What a list is filtered by, told in words with the way to take each filter away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField

from config import formats
from hubs.forms.fields import PARTS, NHSDateField
from hubs.forms.nhs import NHSFormMixin


class FilterForm(NHSFormMixin, forms.Form):
    """The form of a list's filters: any of them may be left as it is, so none says that it is optional."""

    mark_optional = False


@dataclass(frozen=True)
class ActiveFilter:
    """``without`` are the changes to the query that take away this filter and the page reached with it."""

    label: str
    value: str
    without: Mapping[str, Sequence[str] | None]


def active_filters(form: forms.BaseForm) -> list[ActiveFilter]:
    """One entry for each value in use; fields left empty or holding an error say nothing."""
    if not form.is_bound:
        return []
    return [active for bound in form if not bound.errors for active in _of_field(bound)]


def _of_field(bound: BoundField) -> Iterator[ActiveFilter]:
    label, held = str(bound.label), bound.data
    if isinstance(bound.field, NHSDateField):
        day = bound.field.to_python(held)
        if day:
            names = {bound.html_name, *(f"{bound.html_name}_{part}" for part in PARTS)}
            yield ActiveFilter(label, formats.date(day), {**dict.fromkeys(sorted(names)), "page": None})
        return
    values = [
        str(value)
        for value in (held if isinstance(held, list | tuple) else [held])
        if value not in (None, "")
    ]
    for value in values:
        others = [other for other in values if other != value]
        yield ActiveFilter(label, _in_words(bound, value), {bound.html_name: others or None, "page": None})


def _in_words(bound: BoundField, value: str) -> str:
    if isinstance(bound.field, forms.BooleanField):
        return "yes"
    for choice, words in getattr(bound.field, "choices", ()):
        if isinstance(words, list | tuple):
            found = [str(text) for inner, text in words if str(inner) == value]
            if found:
                return found[0]
        elif str(choice) == value:
            return str(words)
    return value
