"""Planning a next step, and saying what came of it."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils import timezone

from hubs.forms.fields import NHSDateField
from hubs.forms.nhs import NHSFormMixin, Presentation
from referrals.forms.way import AboutReferral, WorkerField
from referrals.models.next_step import StepKind


class StepForm(AboutReferral):
    kind = forms.ChoiceField(
        label="What kind of step is it?",
        choices=StepKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of step it is"},
    )
    what = forms.CharField(
        label="What is to be done?",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say what is to be done"},
    )
    staff = WorkerField(
        label="Who will do it?",
        empty_label="Select a worker",
        error_messages={"required": "Select who will do it"},
    )
    due_on = NHSDateField(label="By which day?", earliest=timezone.localdate)

    presentation: ClassVar[dict[str, Presentation]] = {
        "kind": {"size": "s", "small": True},
        "what": {"size": "s", "rows": 3},
        "staff": {"size": "s"},
        "due_on": {"size": "s"},
    }


class DoneForm(NHSFormMixin, forms.Form):
    result = forms.CharField(
        label="What came of it?",
        max_length=5000,
        widget=forms.Textarea,
        error_messages={"required": "Say what came of it"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"result": {"size": "s", "rows": 5}}
