"""Forms of how a plan is agreed and looked at again, of comments on it, and of who helped to write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from careplans.actions.comments import PARTS
from careplans.forms.plan import words_field
from careplans.rules.parts import SHARED_PARTS, WHOLE
from hubs.forms.nhs import NHSDateField, NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField

# What can be commented on, by part.
LABELS: Mapping[str, str] = {**SHARED_PARTS, WHOLE: "The whole plan"}


class FutureDateField(NHSDateField):
    """A day that is today or later."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(earliest=timezone.localdate, **kwargs)


YES_NO = [("yes", "The person"), ("no", "The team, with the person’s knowledge")]


def _review_fields() -> tuple[FutureDateField, forms.ChoiceField]:
    day = FutureDateField(
        label="By when do you look at it again?",
        help_text="The person chooses the day.",
    )
    who = forms.ChoiceField(label="Who chose that day?", choices=YES_NO, widget=forms.RadioSelect)
    return day, who


class ReviewDayForm(NHSFormMixin, forms.Form):
    review_on, who_chose = _review_fields()

    presentation: ClassVar[dict[str, Presentation]] = {"review_on": {"size": "s"}, "who_chose": {"size": "s"}}

    @property
    def day(self) -> dict[str, Any]:
        """As the actions take it."""
        return {
            "review_on": self.cleaned_data["review_on"],
            "chosen_by_person": self.cleaned_data["who_chose"] == "yes",
        }


class ReviewForm(ReviewDayForm):
    on = PastDateField(label="On which day did you look at it together?")
    words = words_field("What did you find?", "Say what you found together")

    field_order = ("on", "words", "review_on", "who_chose")
    presentation: ClassVar[dict[str, Presentation]] = {
        **ReviewDayForm.presentation,
        "on": {"size": "s"},
        "words": {"size": "s", "rows": 4},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class AgreeForm(ReviewDayForm):
    agreed_with = forms.MultipleChoiceField(
        label="Who agreed to what the plan says now?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who agreed"},
    )
    agreed_on = PastDateField(label="On which day?")
    family_involved = forms.ChoiceField(
        label="Did family or carers take part?",
        choices=[("Y", "Yes"), ("N", "No"), ("", "Not asked")],
        required=False,
        widget=forms.RadioSelect,
    )

    field_order = ("agreed_with", "agreed_on", "review_on", "who_chose", "family_involved")
    mark_optional = False
    presentation: ClassVar[dict[str, Presentation]] = {
        **ReviewDayForm.presentation,
        "agreed_with": {"size": "s"},
        "agreed_on": {"size": "s"},
        "family_involved": {"size": "s", "inline": True},
    }

    def __init__(self, *args: Any, who: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agreed_with"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(who)
        self.fields["agreed_on"].initial = timezone.localdate()


class CommentForm(NHSFormMixin, forms.Form):
    part = forms.ChoiceField(label="Of which part?", required=False)
    text = words_field(
        "Comment",
        "Write what you want to say",
        help_text="Everybody who sees this part reads it. Not a message.",
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "part": {"size": "s"},
        "text": {"size": "s", "rows": 4},
    }
    mark_optional = False

    def __init__(self, *args: Any, hidden: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["part"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(part, LABELS[part]) for part in PARTS if part not in hidden]


class ParticipantForm(NHSFormMixin, forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    part = forms.CharField(
        label="Who they are", max_length=200, required=False, help_text="For example, sister, advocate, GP"
    )
    organisation_name = forms.CharField(label="Organisation", max_length=200, required=False)

    presentation: ClassVar[dict[str, Presentation]] = {
        "name": {"size": "s"},
        "part": {"size": "s"},
        "organisation_name": {"size": "s"},
    }
