"""Partners' systems that may call the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import RowField, row_field
from hubs.rules.api_keys import SCOPE_LABELS
from hubs.selectors import ground


class ApiClientForm(NHSFormMixin, forms.Form):
    """A new one."""

    name = forms.CharField(
        label="Name of the system",
        max_length=200,
        help_text="For example, the record system of a charity, or a council’s front door",
        error_messages={"required": "Enter the name of the system"},
    )
    organisation = RowField(
        label="Whose system is it?",
        empty_label="Choose an organisation",
        error_messages={"required": "Select whose system it is"},
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        choices=[(scope.value, label) for scope, label in SCOPE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select what the system may do"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"scopes": {"small": True}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "organisation").of(ground.employers())


class RevokeForm(NHSFormMixin, forms.Form):
    """Nothing to fill in: the page says what will happen, and the button does it."""
