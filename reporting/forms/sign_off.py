from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hubs.forms.nhs import NHSFormMixin, Presentation


class SignOffForm(NHSFormMixin, forms.Form):
    """Signing a quarter's return; a correction says what changed."""

    what_changed = forms.CharField(
        label="What changed since the version before?",
        max_length=500,
        widget=forms.Textarea,
        help_text="Printed on the first page of the corrected return. For example: June of Mersey Vale NHS"
        " Trust was read again. Do not name anybody.",
        error_messages={"required": "Say what changed since the version before"},
    )
    checked = forms.BooleanField(
        label="I have read the figures and the state of the data, and sign them off for my organisation",
        error_messages={"required": "Tick the box to say that you have read the figures and sign them off"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"what_changed": {"size": "s", "rows": 3}}

    def __init__(self, *args: Any, correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not correction:
            del self.fields["what_changed"]
