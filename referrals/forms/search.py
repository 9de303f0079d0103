from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hubs.forms.nhs import NHSDateField, NHSFormMixin, Presentation
from hubs.rules import names, nhs_number
from referrals.selectors.people import Search

SHORTEST_NAME = 2


class SearchForm(NHSFormMixin, forms.Form):
    """One box for a name, an NHS number or a reference; a date of birth tells apart people of one name."""

    text = forms.CharField(
        label="Name, NHS number or reference",
        max_length=100,
        help_text="For example, Adeyemi Tola, 999 123 4567 or P7K2M9QXA4T",
        error_messages={"required": "Enter a name, an NHS number or a reference"},
    )
    birth_date = NHSDateField(
        label="Date of birth",
        required=False,
        latest=timezone.localdate,
        help_text="Only if you need it to tell people apart",
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "text": {"size": "s", "width": 30},
        "birth_date": {"size": "s"},
    }

    def clean_text(self) -> str:
        text = " ".join(str(self.cleaned_data["text"]).split())
        digits = "".join(character for character in text if not character.isspace())
        if digits.isdigit() and (problem := nhs_number.check(digits).problem):
            raise ValidationError(problem)
        if not digits.isdigit() and len(names.search_key(text)) < SHORTEST_NAME:
            raise ValidationError(f"Enter at least {SHORTEST_NAME} letters of the name")
        return text

    @property
    def asked(self) -> Search:
        """What to search for."""
        return Search(self.cleaned_data["text"], self.cleaned_data["birth_date"])
