"""Choosing a letter, writing one, and the words of a kind of letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django import forms

from config import formats
from hubs.forms.nhs import NHSFormMixin, Presentation
from referrals.models import Referral
from referrals.models.message import LetterKind
from referrals.rules.letters import MOST_CHARACTERS
from referrals.selectors.letters import Words

LISTS = "An empty line begins a new paragraph. Lines that begin with a hyphen become a list."


class ChooseLetterForm(NHSFormMixin, forms.Form):
    """Which letter, about which referral."""

    kind = forms.ChoiceField(
        label="Which letter?",
        choices=LetterKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which letter to write"},
    )
    referral = forms.ChoiceField(label="About which referral?")

    presentation: ClassVar[dict[str, Presentation]] = {"kind": {"small": True}}

    def __init__(self, *args: Any, referrals: Sequence[Referral], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["referral"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.reference, _called(row)) for row in referrals]


class LetterForm(NHSFormMixin, forms.Form):
    """The paper itself, filled in before it is shown. ``form_key`` lets a form that is sent twice make one letter."""

    kind = forms.ChoiceField(choices=LetterKind.choices, widget=forms.HiddenInput)
    referral = forms.CharField(widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    to_name = forms.CharField(
        label="To", max_length=200, error_messages={"required": "Enter whom the letter goes to"}
    )
    to_address = forms.CharField(
        label="Address",
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text="A line for each part, with the postcode last. It stands in the window of the envelope",
    )
    subject = forms.CharField(label="Subject", max_length=200)
    body = forms.CharField(label="Letter", max_length=MOST_CHARACTERS, widget=forms.Textarea, help_text=LISTS)
    large_print = forms.BooleanField(label="Large print (16 point)", required=False)

    presentation: ClassVar[dict[str, Presentation]] = {
        "to_address": {"rows": 4},
        "body": {"rows": 18},
    }


class WordsForm(NHSFormMixin, forms.Form):
    """The words of a kind of letter. ``version`` is the one that the editor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    subject = forms.CharField(label="Subject", max_length=200)
    body = forms.CharField(label="Words", widget=forms.Textarea, max_length=MOST_CHARACTERS, help_text=LISTS)

    presentation: ClassVar[dict[str, Presentation]] = {"body": {"rows": 18}}

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        initial = {"version": words.version, "subject": words.subject, "body": words.body}
        super().__init__(*args, initial=initial, **kwargs)


def _called(referral: Referral) -> str:
    team = referral.team.name if referral.team else "No team"
    ended = f", closed on {formats.short_date(referral.discharged_on)}" if referral.discharged_on else ""
    return f"{team}, received on {formats.short_date(referral.received_on)}{ended}"
