"""Forms of the assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField
from referrals.actions.assessments import Answer
from referrals.models import CareActNeed
from referrals.models.assessment import CareActOutcome, Section

LONGEST = 50_000


class StartAssessmentForm(NHSFormMixin, forms.Form):
    """``again`` when the person has been assessed before: then a reason is asked for."""

    started_on = PastDateField(label="When does it begin?", initial=timezone.localdate)
    repeat_reason = forms.CharField(
        label="Why does the person have to tell it all again?",
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": "Say why a second assessment is needed, or add to the one there is"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "started_on": {"size": "s"},
        "repeat_reason": {"size": "s", "rows": 3},
    }

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["repeat_reason"]


class EntryForm(NHSFormMixin, forms.Form):
    section = forms.ChoiceField(
        label="Part of the assessment",
        choices=[("", "Choose the part"), *Section.choices],
        error_messages={"required": "Choose the part of the assessment"},
    )
    text = forms.CharField(
        label="What you add",
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text="It is added after what others wrote, with your name and team. Nothing is written over.",
        error_messages={"required": "Write something to add"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "section": {"size": "s"},
        "text": {"size": "s", "rows": 8},
    }


class CompleteForm(NHSFormMixin, forms.Form):
    on = PastDateField(label="On which day was the assessment completed?", initial=timezone.localdate)

    presentation: ClassVar[dict[str, Presentation]] = {"on": {"size": "s"}}


CAN, CANNOT = "can", "cannot"


class NeedsOfCareActForm(NHSFormMixin, forms.Form):
    """The ten outcomes, each with an answer and a note."""

    mark_optional = False
    presentation: ClassVar[dict[str, Presentation]] = {
        outcome.value: {"size": "s", "small": True} for outcome in CareActOutcome
    }

    def __init__(self, *args: Any, before: Mapping[str, CareActNeed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for outcome in CareActOutcome:
            answered = before.get(outcome)
            self.fields[outcome.value] = forms.ChoiceField(
                label=outcome.label,
                choices=[
                    ("", "Not looked at"),
                    (CAN, "Can, without help"),
                    (CANNOT, "Cannot without help, or only with pain, distress, danger or much more time"),
                ],
                required=False,
                widget=forms.RadioSelect,
                initial=_chosen(answered),
            )
            self.fields[_note(outcome)] = forms.CharField(
                label=f"Note on: {outcome.label[:1].lower()}{outcome.label[1:]}",
                max_length=LONGEST,
                required=False,
                initial=answered.note if answered else "",
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for outcome in CareActOutcome:
            if given.get(_note(outcome)) and not given.get(outcome.value):
                self.add_error(outcome.value, f"Answer “{outcome.label}”, or take the note away")
        return given

    @property
    def answers(self) -> dict[str, Answer]:
        """By outcome, as the action takes them."""
        given = self.cleaned_data
        return {
            outcome.value: Answer(
                None if not given[outcome.value] else given[outcome.value] == CAN, given[_note(outcome)]
            )
            for outcome in CareActOutcome
        }


def _chosen(answered: CareActNeed | None) -> str:
    if answered is None:
        return ""
    return CAN if answered.can_achieve else CANNOT


def _note(outcome: CareActOutcome) -> str:
    return f"{outcome.value}_note"
