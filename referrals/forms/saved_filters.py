from __future__ import annotations

from typing import ClassVar

from django import forms

from hubs.forms.nhs import NHSFormMixin, Presentation


class SavedFilterForm(NHSFormMixin, forms.Form):
    """The name of a choice of filters; ``query`` is what stands in the address of the list."""

    name = forms.CharField(label="Name of these filters", max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    presentation: ClassVar[dict[str, Presentation]] = {"name": {"width": 20}}


class RenameForm(NHSFormMixin, forms.Form):
    name = forms.CharField(label="Name", max_length=60)

    presentation: ClassVar[dict[str, Presentation]] = {"name": {"width": 20}}
