"""Deciding whether two records are of one person, joining them and parting them again."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from config import formats
from hubs.forms.nhs import NHSFormMixin, Presentation
from referrals.models import Person, PossibleDuplicate

DIFFERENT = "different"


class DecisionForm(NHSFormMixin, forms.Form):
    """Two people, or one: then which record goes on, and why somebody is sure."""

    decision = forms.ChoiceField(
        label="Are these records of one person?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether these records are of one person"},
    )
    reason = forms.CharField(
        label="What makes you sure that they are one person?",
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text="Needed to join them. For example, both were checked with the person on the telephone."
        " Do not write clinical details here.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    presentation: ClassVar[dict[str, Presentation]] = {
        "decision": {"size": "m"},
        "reason": {"size": "s", "rows": 3, "optional": False},
    }

    def __init__(self, *args: Any, pair: PossibleDuplicate, **kwargs: Any) -> None:
        self.pair = pair
        seen = pair.decided_at.isoformat() if pair.decided_at else ""
        super().__init__(*args, initial={"seen": seen}, **kwargs)
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)
        decision.choices = [
            (DIFFERENT, "No, they are different people"),
            *((person.reference, _goes_on(person)) for person in (pair.first, pair.second)),
        ]

    @property
    def kept(self) -> Person | None:
        """The record that is to go on; None where they are different people."""
        chosen = self.cleaned_data["decision"]
        people = (self.pair.first, self.pair.second)
        return next((person for person in people if person.reference == chosen), None)


class PairForm(NHSFormMixin, forms.Form):
    """Two records that a worker thinks are of one person."""

    one = forms.CharField(
        label="Reference of one record",
        max_length=20,
        help_text="It begins with P and stands at the top of the record",
    )
    other = forms.CharField(label="Reference of the other record", max_length=20)

    presentation: ClassVar[dict[str, Presentation]] = {"one": {"width": 20}, "other": {"width": 20}}


class PartForm(NHSFormMixin, forms.Form):
    """Why two records that were joined are of two people after all."""

    reason = forms.CharField(
        label="How do you know that these are two people?",
        max_length=1000,
        widget=forms.Textarea,
        help_text="Do not write clinical details here.",
        error_messages={"required": "Say how you know that these are two people"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"reason": {"size": "s", "rows": 3}}


def _goes_on(person: Person) -> str:
    recorded = formats.short_date(person.created_at)
    return f"Yes. Go on with {person.reference}: {person.display_name}, recorded {recorded}"
