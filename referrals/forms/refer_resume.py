"""Who goes on with a draft after a pause: whoever knows the date of birth that stands in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hubs.forms.nhs import NHSDateField, NHSFormMixin
from referrals.forms.refer_answers import Answers

MOST_TRIES = 5
WRONG = "This is not the date of birth in the answers. Try again, or delete them and start again"


class ResumeForm(NHSFormMixin, forms.Form):
    birth_date = NHSDateField(
        label="Date of birth of the person who needs help", help_text="For example, 31 3 1980"
    )

    def __init__(self, *args: Any, answers: Answers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.born = birth_date_in(answers)

    @property
    def is_wrong(self) -> bool:
        """Whether a date was given, and another one."""
        return self.has_error("birth_date", code="wrong")

    def clean_birth_date(self) -> dt.date:
        given: dt.date = self.cleaned_data["birth_date"]
        if given != self.born:
            raise ValidationError(WRONG, code="wrong")
        return given


def birth_date_in(answers: Answers) -> dt.date | None:
    """The date of birth that was given; None before it was."""
    form = answers.forms["person"]
    form.is_valid()
    born: dt.date | None = form.cleaned_data.get("birth_date")
    return born
