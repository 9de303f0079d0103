from __future__ import annotations

from typing import ClassVar

from django import forms

from hubs.forms.nhs import NHSFormMixin, Presentation


class OverrideForm(NHSFormMixin, forms.Form):
    """Why somebody needs a record that no hub of theirs holds."""

    reason = forms.CharField(
        label="Why do you need this record?",
        max_length=500,
        widget=forms.Textarea,
        help_text="For example, the person is at your door and their own team cannot be reached."
        " Do not write clinical details here.",
        error_messages={"required": "Say why you need this record"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"reason": {"size": "s", "rows": 3}}
