"""Handing somebody over, and answering to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from config import formats
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import RowField, row_field
from hubs.models import StaffMember, Team
from hubs.rules import nhs_number
from hubs.selectors import ground
from referrals.models import Person, Referral
from referrals.models.exchange import Receiver
from referrals.models.referral import Level
from referrals.selectors import receivers

RECEIVERS = (
    "team",
    "hub",
    "organisation",
    "organisation_email",
    "practice_name",
    "practice_email",
    "tenant",
)


class TeamField(RowField):
    """A team, told apart by its hub or its organisation."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Team)
        return f"{obj.name}, {obj.hub.name if obj.hub else obj.organisation.name}"


class HandOverForm(NHSFormMixin, forms.Form):
    """To whom, why, what they are told, and what the person said to it."""

    receiver = forms.ChoiceField(
        label="Who is asked to take over?",
        choices=Receiver.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who is asked to take over"},
    )
    team = TeamField(label="Team", required=False, empty_label="Select a team")
    hub = RowField(label="Hub", name="code", required=False, empty_label="Select a hub")
    organisation = RowField(label="Organisation", required=False, empty_label="Select an organisation")
    organisation_email = forms.EmailField(
        label="Their email address",
        required=False,
        help_text="Only for an organisation without a team here: it confirms by a link sent to this address",
    )
    practice_name = forms.CharField(label="Name of the GP practice", max_length=200, required=False)
    practice_email = forms.EmailField(
        label="Email address of the practice",
        required=False,
        help_text="The practice confirms by a link sent to this address. Use one that only its staff read",
    )
    tenant = RowField(label="System", name="slug", required=False, empty_label="Select a system")
    reason = forms.CharField(
        label="Why is the person handed over?",
        widget=forms.Textarea,
        max_length=2000,
        help_text="The receiver reads this",
        error_messages={"required": "Say why you hand the person over"},
    )
    shared = forms.CharField(
        label="What does the receiver need to know?",
        widget=forms.Textarea,
        max_length=10_000,
        help_text="The receiver reads this, and no more, before they confirm. Share what the person agreed to",
        error_messages={"required": "Say what the receiver needs to know"},
    )
    says_who = forms.BooleanField(
        label="Also tell them the person’s name, date of birth and NHS number", required=False, initial=True
    )
    person_said = forms.CharField(
        label="What did the person say to it?",
        widget=forms.Textarea,
        max_length=2000,
        help_text="In their words",
        error_messages={
            "required": "Say what the person said to it: nobody is handed over behind their back"
        },
    )
    level = forms.ChoiceField(
        label="Level of complexity with the receiver",
        required=False,
        choices=[("", "As it is now"), *Level.choices],
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    presentation: ClassVar[dict[str, Presentation]] = {
        "receiver": {
            "reveals": {
                Receiver.TEAM: ["team"],
                Receiver.HUB: ["hub"],
                Receiver.ORGANISATION: ["organisation", "organisation_email"],
                Receiver.PRACTICE: ["practice_name", "practice_email"],
                Receiver.TENANT: ["tenant"],
            },
            "hints": {
                Receiver.HUB: "Its team that takes new people answers",
                Receiver.TENANT: "Another system gets a message with the person’s name, date of birth, NHS number"
                " and how to reach them. The record stays here",
            },
        },
        # Needed as soon as they are seen.
        **{name: {"optional": False} for name in RECEIVERS if name != "organisation_email"},
        "reason": {"rows": 3},
        "shared": {"rows": 8},
        "person_said": {"rows": 3},
    }

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person: Person = referral.person
        row_field(self, "team").of(receivers.teams_beside(referral))
        row_field(self, "hub").of(ground.open_hubs())
        row_field(self, "organisation").of(receivers.partners())
        row_field(self, "tenant").of(receivers.other_systems())

    @property
    def hands_over(self) -> bool:
        """Whether a handover is what was chosen; forms that ask for it among others say so."""
        return True

    def clean(self) -> None:
        """What the receiver lacks is told together with what else is wrong."""
        super().clean()
        chosen = self.cleaned_data.get("receiver")
        if not chosen or not self.hands_over or self.errors.keys() & set(RECEIVERS):
            return
        try:
            receivers.fields(self._to())
        except ValidationError as error:
            self.add_error(error.code, error)

    def _to(self) -> receivers.To:
        """Of the receivers only the one that was picked counts."""
        given = self.cleaned_data
        kind = given["receiver"]
        return {
            "receiver": kind,
            "team": given["team"] if kind == Receiver.TEAM else None,
            "hub": given["hub"],
            "organisation": given["organisation"],
            "to_name": given["practice_name"],
            "to_email": given["organisation_email" if kind == Receiver.ORGANISATION else "practice_email"],
            "tenant_slug": given["tenant"].slug if given["tenant"] else "",
        }

    @property
    def asked(self) -> dict[str, Any]:
        """What ``handovers.send`` takes."""
        given = self.cleaned_data
        return {
            **self._to(),
            "reason": given["reason"],
            "shared": f"{identity(self.person)}\n\n{given['shared']}"
            if given["says_who"]
            else given["shared"],
            "person_said": given["person_said"],
            "level": given["level"],
            "version": given["version"],
        }


def identity(person: Person) -> str:
    """Who it is, in one line, as far as it is known."""
    name = " ".join(part for part in (person.given_name, person.family_name) if part)
    known = [name or f"Name not recorded ({person.reference})"]
    if person.birth_date:
        known.append(f"born {formats.date(person.birth_date)}")
    if person.nhs_number:
        known.append(f"NHS number {nhs_number.display(person.nhs_number)}")
    return ", ".join(known)


class ConfirmForm(NHSFormMixin, forms.Form):
    worker = RowField(label="Named worker", required=False, empty_label="Nobody yet")

    def __init__(self, *args: Any, workers: QuerySet[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "worker").of(workers)


class WordsForm(NHSFormMixin, forms.Form):
    """A question, an answer, or why something is taken back."""

    text = forms.CharField(widget=forms.Textarea, max_length=5000)

    presentation: ClassVar[dict[str, Presentation]] = {"text": {"rows": 4}}

    def __init__(self, *args: Any, label: str, missing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = missing


class OutsideForm(NHSFormMixin, forms.Form):
    """A receiver without a login signs with their name."""

    name = forms.CharField(
        label="Your name and role",
        max_length=100,
        help_text="For example, Dr Amina Shah, GP. The sender sees it",
        error_messages={"required": "Enter your name and role"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"name": {"width": 20}}


class OutsideQuestionForm(OutsideForm):
    text = forms.CharField(
        label="Your question",
        widget=forms.Textarea,
        max_length=5000,
        error_messages={"required": "Write your question"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"name": {"width": 20}, "text": {"rows": 4}}
