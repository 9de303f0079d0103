"""What a worker writes down when somebody asks: who it is about, and what was asked."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hubs.forms.nhs import NHSDateField, NHSFormMixin, Presentation
from hubs.models import Team
from hubs.rules import nhs_number, ods
from referrals.actions.requests import Asked
from referrals.forms.refer import YES_NO, PhoneField, PostcodeField, email_field, long_text, radios
from referrals.models.request import Way
from referrals.selectors import near, requests

FRONT_DOOR = ""
# A request from another system comes by its own way, and a practice books with a time.
WAYS = [(way.value, way.label) for way in Way if way not in {Way.TENANT, Way.PRACTICE}]
KNOWN = ("given_name", "family_name", "birth_date", "nhs_number", "phone", "email", "postcode")


class NewPersonForm(NHSFormMixin, forms.Form):
    """Somebody who has no record here yet. A name is enough: the rest is found out with them."""

    given_name = forms.CharField(label="First name", max_length=100)
    family_name = forms.CharField(label="Last name", max_length=100)
    birth_date = NHSDateField(
        label="Date of birth", required=False, latest=timezone.localdate, earliest=dt.date(1900, 1, 1)
    )
    nhs_number = forms.CharField(label="NHS number", required=False, max_length=30)
    phone = PhoneField(label="Phone number", required=False)
    email = email_field("Email address")
    postcode = PostcodeField(required=False)
    practice_code = forms.CharField(
        label="Code of the GP practice",
        required=False,
        max_length=20,
        help_text="The ODS code, like P81001. It tells which hub covers the person.",
    )
    presentation: ClassVar[dict[str, Presentation]] = {
        "birth_date": {"size": "s"},
        "nhs_number": {"width": 20},
        "phone": {"width": 20},
        "postcode": {"width": 10},
        "practice_code": {"width": 10},
    }

    def clean_nhs_number(self) -> str:
        text = str(self.cleaned_data["nhs_number"])
        checked = nhs_number.check(text)
        if text and checked.problem:
            raise ValidationError(checked.problem, code="nhs")
        return checked.number or ""

    def clean_practice_code(self) -> str:
        code = ods.normalise(str(self.cleaned_data["practice_code"]))
        if code and code not in ods.DEFAULT_PRACTICES and near.practice(code) is None:
            raise ValidationError(
                f"No practice has the code {code}. Check it, or leave it out", code="unknown"
            )
        return code

    @property
    def known(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in KNOWN if self.cleaned_data.get(name)}

    @property
    def registers(self) -> dict[str, Any]:
        """What an action that makes the record wants to know of them."""
        return {"known": self.known, "practice_code": self.cleaned_data["practice_code"]}


class KeyedForm(NHSFormMixin, forms.Form):
    """A form with a key of its own, so that it is taken in once however often it is sent."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ReferralForm(KeyedForm):
    """What was asked, by whom, and which team is to hold the person."""

    way = forms.ChoiceField(label="Who asked?", choices=WAYS, initial=Way.STAFF)
    asker_name = forms.CharField(
        label="Their name", required=False, max_length=200, help_text="If it was not the person or you"
    )
    asker_organisation = forms.CharField(label="Their organisation", required=False, max_length=200)
    asker_phone = PhoneField(label="Their phone number", required=False)
    asked_on = NHSDateField(label="When did they ask?", latest=timezone.localdate)
    knows = radios("Does the person know of it?", YES_NO, "Say whether the person knows that somebody asked")
    story = long_text(
        "What is happening, and what was asked for?",
        required=True,
        error_messages={"required": "Write down what was asked for"},
    )
    safety = long_text("What is needed to keep the person and others safe?")
    urgency = radios(
        "How soon is help needed?",
        [("soon", "Urgent: to be seen within 7 days"), ("wait", "It can wait longer than 7 days")],
        "Choose how soon help is needed",
    )
    communication = forms.CharField(
        label="What does the person need, to understand and to take part?",
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text="For example, an interpreter, large print, or somebody with them",
    )
    team = forms.ChoiceField(label="Which team holds the person from now on?", required=False)
    presentation: ClassVar[dict[str, Presentation]] = {
        "way": {"size": "s"},
        "asker_phone": {"width": 20},
        "asked_on": {"size": "s"},
        "knows": {"size": "s", "inline": True},
        "story": {"size": "s"},
        "safety": {"size": "s", "rows": 3},
        "urgency": {"size": "s"},
        "communication": {"size": "s", "rows": 2},
        "team": {
            "size": "s",
            "optional": False,
            "hint": "Somebody with an open referral stays with the team that has it.",
        },
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.public_id): team for team in requests.open_teams()}
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)
        named = [(key, team.name) for key, team in self.teams.items()]
        field.choices = [(FRONT_DOOR, "The team that takes new people in their hub"), *named]
        self.fields["asked_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("way") == Way.CARER and given.get("knows") == "no":
            words = "Talk with the person first: a carer or friend can ask only with their knowledge"
            self.add_error("knows", words)
        return given

    @property
    def chosen_team(self) -> Team | None:
        """The team that was chosen; None for the one that takes new people."""
        return self.teams.get(self.cleaned_data["team"])

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        asker = {name: given[f"asker_{name}"] for name in ("name", "organisation", "phone")}
        return Asked(
            way=Way(given["way"]),
            story=given["story"],
            safety=given["safety"],
            is_urgent=given["urgency"] == "soon",
            person_knows=given["knows"] == "yes",
            asker={name: value for name, value in asker.items() if value},
            needs={"communication": given["communication"]} if given["communication"] else {},
            asked_on=given["asked_on"],
            form_key=given["form_key"],
        )
