"""What a person fills in about their own plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from careplans.rules.experiences import Recommend
from hubs.forms.nhs import NHSDateField, NHSFormMixin, Presentation

LONGEST = 5_000


class WhoForm(NHSFormMixin, forms.Form):
    """Who asks for a code."""

    reference = forms.CharField(
        label="Your reference",
        max_length=20,
        help_text="It is in the message that your worker had sent to you, like P7K2M9QX4TB",
        error_messages={"required": "Enter your reference"},
    )
    birth_date = NHSDateField(label="Your date of birth", help_text="For example, 31 3 1980")

    presentation: ClassVar[dict[str, Presentation]] = {
        "reference": {"size": "s", "width": 20},
        "birth_date": {"size": "s"},
    }


class CodeForm(NHSFormMixin, forms.Form):
    code = forms.CharField(
        label="Your code",
        max_length=12,
        help_text="Six digits",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Enter the code that was sent to you"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"code": {"size": "s", "width": 5}}


class ExperienceForm(NHSFormMixin, forms.Form):
    """How the care was. Only the first question has to be answered."""

    recommend = forms.ChoiceField(
        label="How likely are you to recommend us to somebody who needs help like yours?",
        choices=Recommend.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how likely you are to recommend us"},
    )
    good = forms.CharField(label="What was good?", required=False, max_length=LONGEST, widget=forms.Textarea)
    change = forms.CharField(
        label="What should change?", required=False, max_length=LONGEST, widget=forms.Textarea
    )
    wants_answer = forms.BooleanField(label="I would like to know what you do about it", required=False)

    presentation: ClassVar[dict[str, Presentation]] = {
        "recommend": {"size": "s"},
        "good": {"size": "s", "rows": 4},
        "change": {"size": "s", "rows": 4},
    }


class AccessForm(NHSFormMixin, forms.Form):
    """Where a person's codes go."""

    channel = forms.ChoiceField(
        label="How should the person get their codes?",
        choices=[("text", "By text message"), ("email", "By email")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the person gets their codes"},
    )
    address = forms.CharField(
        label="Mobile number or email address",
        max_length=254,
        help_text="Check it with the person. Whoever reads messages there can read the plan",
        error_messages={"required": "Enter the mobile number or the email address"},
    )
    alone = forms.BooleanField(
        label="The person said that nobody else reads messages there",
        error_messages={"required": "Ask the person whether somebody else reads their messages there"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "channel": {"size": "s"},
        "address": {"size": "s"},
    }


class AnswerForm(NHSFormMixin, forms.Form):
    text = forms.CharField(
        label="What was done about it",
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": "Write what was done about it"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"text": {"size": "s", "rows": 4}}


class CommentForm(NHSFormMixin, forms.Form):
    """What the person thinks of a part of their plan, or of all of it."""

    part = forms.ChoiceField(label="What is it about?", required=False)
    text = forms.CharField(
        label="What you think",
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": "Write what you think"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "part": {"optional": False},
        "text": {"rows": 4},
    }

    def __init__(self, *args: Any, parts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["part"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "The whole plan"), *parts]
