from __future__ import annotations

from pathlib import PurePath
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet

from hubs.forms.nhs import NHSFilesField, NHSFormMixin, Presentation
from reporting.models import Finding
from reporting.models.record_set import Severity

KINDS = (".zip", ".csv")


class UploadForm(NHSFormMixin, forms.Form):
    """One provider's month: a zip file of its folder, or its CSV files."""

    record_set = NHSFilesField(
        label="Record set",
        help_text="A zip file of one provider's month, or all its CSV files at once. One CSV a table, named as the"
        " table is, such as MHS101Referral.csv.",
        error_messages={"required": "Choose a zip file, or the CSV files of one month"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"record_set": {"size": "m"}}

    def clean_record_set(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["record_set"]
        kinds = {PurePath(file.name).suffix.lower() for file in files}
        if not kinds <= set(KINDS):
            raise forms.ValidationError("Choose a zip file or CSV files: other files cannot be read")
        if ".zip" in kinds and len(files) > 1:
            raise forms.ValidationError("Choose one zip file alone, or only CSV files")
        return files


class FindingsFilterForm(NHSFormMixin, forms.Form):
    mark_optional = False


class FindingsFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What the list of findings is narrowed to, kept in the address."""

    table = django_filters.ChoiceFilter(label="Table", empty_label="All tables")
    severity = django_filters.ChoiceFilter(
        label="What became of the row", choices=Severity.choices, empty_label="All"
    )

    class Meta:
        model = Finding
        fields: ClassVar[list[str]] = ["table", "severity"]
        form = FindingsFilterForm

    def __init__(self, data: Any, queryset: QuerySet[Finding], *, tables: list[str]) -> None:
        super().__init__(data, queryset)
        self.filters["table"].extra["choices"] = [(table, table) for table in tables]
