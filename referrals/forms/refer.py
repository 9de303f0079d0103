"""The pages that the public form and the form for professionals share: one thing, or a few fields, a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from hubs.forms import typed as typing
from hubs.forms.fields import PARTS
from hubs.forms.nhs import NHSDateField, NHSFormMixin, Presentation
from hubs.models import Tenant
from hubs.rules import nhs_number, postcodes
from hubs.rules.demography import age_on
from hubs.rules.ods import NOT_REGISTERED
from referrals.rules import refer_steps
from referrals.selectors import near

LONGEST = 4000
YES_NO = [("yes", "Yes"), ("no", "No")]
UNKNOWN, NONE = "unknown", "none"
THROUGH_ASKER = "asker"


def long_text(label: str, *, required: bool = False, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, widget=forms.Textarea, **options
    )


def radios(label: str, choices: list[tuple[str, str]], words: str) -> forms.ChoiceField:
    """A question that must be answered; ``words`` say so."""
    errors = {"required": words, "invalid_choice": words}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=errors)


class PageForm(NHSFormMixin, forms.Form):
    """A page. ``typed`` is what was typed on it, right or wrong; it is judged only when ``judged``.

    ``own`` is False when somebody asks for another person: ``about_them`` then words the questions.
    """

    heading: ClassVar[str] = ""
    about_them: ClassVar[Mapping[str, str]] = {}

    def __init__(self, typed: QueryDict | None = None, *, judged: bool = False, own: bool = True) -> None:
        super().__init__(typed if judged else None, auto_id="id_%s")
        self.typed = typed if typed is not None else QueryDict()
        self.own = own
        if not own:
            for name, label in self.about_them.items():
                self.fields[name].label = label
        self.offer()
        if not judged and typed is not None:
            typing.put_back(self, typed)

    def offer(self) -> None:
        """Fill in choices that hang on what was typed."""

    @property
    def title(self) -> str:
        return self.heading if self.own else self.about_them.get("heading", self.heading)

    @property
    def goes_to(self) -> str:
        """Where this page leads instead of to the next one; empty for the next."""
        return ""

    def kept(self, sent: QueryDict) -> dict[str, list[str]]:
        """What of the data sent belongs to this page."""
        names = {part for name in self.fields for part in (name, *(f"{name}_{part}" for part in PARTS))}
        return {name: values for name, values in sent.lists() if name in names}


def phone(text: str) -> str:
    """A phone number as typed, if it can be one. Raises ValidationError."""
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(text, "GB"))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        raise ValidationError("Enter a phone number, like 01632 960 001 or 07700 900 982", code="phone")
    return " ".join(text.split())


class PhoneField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
        super().__init__(**{"max_length": 30, "widget": widget, **options})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return phone(text) if text else ""


def email_field(label: str) -> forms.EmailField:
    widget = forms.EmailInput({"autocomplete": "email", "spellcheck": "false"})
    return forms.EmailField(label=label, required=False, widget=widget, max_length=254)


class PostcodeField(forms.CharField):
    """A postcode, normalised."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"autocomplete": "postal-code"})
        super().__init__(**{"max_length": 10, "widget": widget, "label": "Postcode", **options})

    def clean(self, value: Any) -> str:
        text = postcodes.normalise(super().clean(value))
        if text and not postcodes.is_postcode(text):
            raise ValidationError("Enter a full UK postcode, like PR1 1AH", code="postcode")
        return text


class FindForm(NHSFormMixin, forms.Form):
    """Where somebody lives tells who helps there."""

    postcode = PostcodeField(
        help_text="Where the person who needs help lives, or where they stay most of the time.",
        error_messages={"required": "Enter a postcode, or choose your area instead"},
    )
    presentation: ClassVar[dict[str, Presentation]] = {"postcode": {"size": "m", "width": 10}}


class ChooseForm(NHSFormMixin, forms.Form):
    """Whom to ask, where the postcode does not tell."""

    postcode = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    area = radios("Which service is yours?", [], "Choose the service for the area")
    presentation: ClassVar[dict[str, Presentation]] = {"area": {"size": "m"}}

    def __init__(self, *args: Any, tenants: list[Tenant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenants = {each.slug: each for each in tenants}
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.slug, each.name) for each in tenants]

    @property
    def tenant(self) -> Tenant:
        return self.tenants[self.cleaned_data["area"]]


class WhoForm(PageForm):
    heading = "Who needs help?"
    who = radios(
        "Who needs help?",
        [("self", "I do"), (refer_steps.CARER, "Somebody I care for, a relative or a friend")],
        "Choose who needs help",
    )
    presentation: ClassVar[dict[str, Presentation]] = {"who": {"size": "l", "page_heading": True}}


class KnowsForm(PageForm):
    heading = "Do they know that you are asking for them?"
    knows = radios(
        "Do they know that you are asking for them?", YES_NO, "Say whether they know that you are asking"
    )
    presentation: ClassVar[dict[str, Presentation]] = {
        "knows": {
            "size": "l",
            "page_heading": True,
            "hint": "We will talk with them, so they need to know and to agree.",
        }
    }

    @property
    def goes_to(self) -> str:
        return refer_steps.WITHOUT_THEM if self.cleaned_data["knows"] == "no" else ""


class ReachableForm(PageForm):
    """About whoever asks, who can be reached by phone or by email."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        unreachable = not given.get("asker_phone") and not given.get("asker_email")
        if unreachable and not {"asker_phone", "asker_email"} & self.errors.keys():
            self.add_error("asker_phone", "Enter your phone number or your email address")
        return given


class AskerForm(ReachableForm):
    heading = "About you"
    asker_name = forms.CharField(label="Your name", max_length=200)
    asker_role = forms.CharField(
        label="How do you know them?", max_length=200, help_text="For example, I am her brother"
    )
    asker_phone = PhoneField(label="Your phone number", required=False)
    asker_email = email_field("Your email address")
    presentation: ClassVar[dict[str, Presentation]] = {
        "asker_phone": {
            "width": 20,
            "optional": False,
            "hint": "Give a phone number or an email address, so that we can reach you.",
        },
        "asker_email": {"optional": False},
    }


class PersonForm(PageForm):
    heading = "Your name and date of birth"
    about_them: ClassVar[dict[str, str]] = {"preferred_name": "What do they like to be called?"}
    given_name = forms.CharField(label="First name", max_length=100)
    family_name = forms.CharField(label="Last name", max_length=100)
    preferred_name = forms.CharField(label="What do you like to be called?", max_length=100, required=False)
    birth_date = NHSDateField(
        label="Date of birth",
        help_text="For example, 31 3 1980",
        latest=timezone.localdate,
        earliest=dt.date(1900, 1, 1),
    )
    nhs_number = forms.CharField(
        label="NHS number",
        required=False,
        max_length=30,
        help_text="A number of 10 digits, like 999 123 4567. It is on letters from the NHS. You can leave it out.",
    )
    presentation: ClassVar[dict[str, Presentation]] = {"nhs_number": {"width": 20}}

    def offer(self) -> None:
        if self.own:
            for name, purpose in (("given_name", "given-name"), ("family_name", "family-name")):
                self.fields[name].widget.attrs["autocomplete"] = purpose
            self.fields["birth_date"].widget.attrs["autocomplete"] = "bday"

    @property
    def title(self) -> str:
        return self.heading if self.own else "The person’s name and date of birth"

    def clean_nhs_number(self) -> str:
        text = str(self.cleaned_data["nhs_number"])
        checked = nhs_number.check(text)
        if text and checked.problem:
            raise ValidationError(f"{checked.problem.rstrip('.')}. You can also leave it out", code="nhs")
        return checked.number or ""

    @property
    def is_young(self) -> bool:
        born: dt.date | None = getattr(self, "cleaned_data", {}).get("birth_date")
        return born is not None and age_on(born, timezone.localdate()) < refer_steps.ADULT


class PracticeForm(PageForm):
    """Searched by words that stay on the server with the rest of the form, not in an address."""

    heading = "Your GP practice"
    search = forms.CharField(label="Name or postcode of the practice", required=False, max_length=100)
    practice = forms.ChoiceField(
        label="Which practice is it?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Search for the practice and choose it, or choose one of the other answers",
            "invalid_choice": "Search for the practice again and choose it",
        },
    )
    presentation: ClassVar[dict[str, Presentation]] = {
        "search": {"size": "s", "optional": False, "width": 20},
        "practice": {"size": "s", "dividers": {UNKNOWN: "or"}},
    }

    @property
    def title(self) -> str:
        return self.heading if self.own else "The person’s GP practice"

    def offer(self) -> None:
        found = near.practices_like(self.typed.get("search", "")[:100])
        self.found = {each.code: f"{each.name}, {each.postcode}" for each in found}
        chosen = self.typed.get("practice", "")
        if chosen not in {"", UNKNOWN, NONE, *self.found} and (known := near.practice(chosen)):
            self.found[known.code] = f"{known.name}, {known.postcode}"
        field = self.fields["practice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *self.found.items(),
            (UNKNOWN, "I do not know" if self.own else "I do not know which"),
            (NONE, "I have no GP" if self.own else "They have no GP"),
        ]

    @property
    def searched(self) -> bool:
        return bool(self.typed.get("search", "").strip())

    @property
    def practice_code(self) -> str:
        """The code of the practice; that of "not registered" for nobody's patient, and empty when not known."""
        chosen = str(self.cleaned_data["practice"])
        return {UNKNOWN: "", NONE: NOT_REGISTERED}.get(chosen, chosen)
