"""Files of words and of areas, as an administrator uploads them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from config import formats
from hubs.forms.nhs import NHSFormMixin, Presentation

LARGEST = 1_000_000


class FileForm(NHSFormMixin, forms.Form):
    """One CSV file, small enough to be read at once."""

    file = forms.FileField(
        label="CSV file", widget=forms.FileInput, error_messages={"required": "Choose a CSV file"}
    )

    presentation: ClassVar[dict[str, Presentation]] = {"file": {"size": "s"}}

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            most = formats.number(LARGEST // 1000)
            raise forms.ValidationError(f"The file is larger than {most} kB: part it into smaller ones")
        return file

    @property
    def content(self) -> bytes:
        return bytes(self.cleaned_data["file"].read())
