"""Choices of rows, known in forms and addresses by their public name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone

from hubs.forms.fields import NHSDateField


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of a queryset, named by ``to_field_name``; the queryset is given when the form is made."""

    def __init__(self, *, name: str = "public_id", **kwargs: Any) -> None:
        super().__init__(queryset=None, to_field_name=name, **kwargs)

    def of(self, rows: QuerySet[Any]) -> None:
        self.queryset = rows

    def label_from_instance(self, obj: Model) -> str:
        return str(getattr(obj, "name", obj))


def row_field(form: forms.Form, field: str) -> RowField:
    """The form's own copy of a RowField."""
    found = form.fields[field]
    assert isinstance(found, RowField)
    return found


class PastDateField(NHSDateField):
    """A day that is today or earlier."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(latest=timezone.localdate, **kwargs)
