"""Asking for advice, and writing down a session that was given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField, row_field
from hubs.models import StaffMember, Team
from hubs.rules.roles import Actor, Permission
from referrals.forms.choices import LateChoiceField
from referrals.forms.handovers import TeamField
from referrals.models import Person
from referrals.models.exchange import AdviceKind
from referrals.selectors import advice, people

ANYONE = "Anyone in the team"
OWN, PRACTICE = "own", "practice"
TEAM, ORGANISATION = "team", "organisation"


def _offer_own_teams(form: forms.Form, by: Actor) -> None:
    """The team that somebody works in is chosen already; who works in several says which."""
    teams = advice.own_teams(by)
    row_field(form, "from_team").of(teams)
    theirs = [team for team in teams if team.pk in by.team_ids]
    if len(theirs) == 1:
        form.fields["from_team"].initial = theirs[0].public_id


class AskForm(NHSFormMixin, forms.Form):
    """A question to a team or to one specialist of it, for one's own team or for a GP practice."""

    from_team = TeamField(label="Your team", empty_label="Select your team")
    who = forms.ChoiceField(
        label="Who asks?",
        choices=[(OWN, "My team"), (PRACTICE, "A GP practice, and I write it down for them")],
        widget=forms.RadioSelect,
        initial=OWN,
    )
    practice = forms.CharField(
        label="Code of the practice", max_length=8, required=False, help_text="For example, P81001"
    )
    asker_name = forms.CharField(
        label="Who asks there?", max_length=200, required=False, help_text="For example, Dr Amina Shah"
    )
    to = LateChoiceField(
        label="Who is asked?",
        error_messages={
            "required": "Select who is asked",
            "invalid_choice": "Select a team or a specialist from the list",
        },
        help_text="A consultant or specialist, or anyone in their team",
    )
    person = forms.CharField(
        label="Reference of the person",
        max_length=20,
        required=False,
        help_text="Only if the question is about somebody who has a record here. For example, P7K2M9QXA4T",
    )
    question = forms.CharField(
        label="Question",
        widget=forms.Textarea,
        max_length=10_000,
        help_text="Those who are asked see this, and the record only if their hub holds the person",
        error_messages={"required": "Write the question"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "who": {"reveals": {PRACTICE: ["practice", "asker_name"]}},
        "practice": {"width": 10, "optional": False},
        "asker_name": {"optional": False},
        "person": {"width": 20},
        "question": {"rows": 8},
    }

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        _offer_own_teams(self, by)
        self.asked_of = advice.specialists()
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [("", "Select a team or a specialist"), *_grouped(self.asked_of)]

    def clean_person(self) -> Person | None:
        text = str(self.cleaned_data["person"]).strip()
        if not text:
            return None
        found = people.find(text, by=self.by)
        if found is None or not found.may(self.by, Permission.PERSON_VIEW):
            raise ValidationError(
                "No record that you may open has this reference. Check it, or leave it empty"
            )
        return found.person

    @property
    def asked(self) -> dict[str, Any]:
        """What ``advice.ask_for`` takes."""
        given = self.cleaned_data
        team, member = self._to(given["to"])
        is_practice = given["who"] == PRACTICE
        return {
            "from_team": given["from_team"],
            "to_team": team,
            "asked_of": member,
            "person": given["person"],
            "asked_by_practice": given["practice"] if is_practice else "",
            "asker_name": given["asker_name"] if is_practice else "",
            "question": given["question"],
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("who") == PRACTICE and not given.get("practice"):
            self.add_error("practice", "Enter the code of the practice")
        return given

    def _to(self, value: str) -> tuple[Team, StaffMember | None]:
        chosen, _, person = value.partition(":")
        team, members = next((t, m) for t, m in self.asked_of if str(t.public_id) == chosen)
        return team, next((each for each in members if str(each.public_id) == person), None)


def _grouped(asked_of: Sequence[tuple[Team, list[StaffMember]]]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            team.name,
            [
                (str(team.public_id), f"{ANYONE}: {team.name}"),
                *((f"{team.public_id}:{member.public_id}", member.name) for member in members),
            ],
        )
        for team, members in asked_of
    ]


class SessionForm(NHSFormMixin, forms.Form):
    """A consultation, training or supervision session that was given to others."""

    kind = forms.ChoiceField(
        label="What was it?",
        choices=[(kind.value, kind.label) for kind in AdviceKind if kind != AdviceKind.ADVICE],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of session it was"},
    )
    from_team = TeamField(label="Given by", empty_label="Select your team")
    to = forms.ChoiceField(
        label="Given to",
        choices=[(TEAM, "A team"), (ORGANISATION, "An organisation without a team here")],
        widget=forms.RadioSelect,
        initial=TEAM,
    )
    to_team = TeamField(label="Team", required=False, empty_label="Select a team")
    to_name = forms.CharField(
        label="Name of the organisation",
        max_length=200,
        required=False,
        help_text="For example, Moorside Surgery",
    )
    held_on = PastDateField(label="Day of the session", help_text="For example, 18 6 2025")
    minutes = forms.IntegerField(label="How many minutes it took", min_value=1, max_value=24 * 60)
    took_part = forms.IntegerField(label="How many people took part", min_value=1, max_value=10_000)
    topic = forms.CharField(
        label="What it was about",
        widget=forms.Textarea,
        max_length=2000,
        help_text="Name no person who uses services",
        error_messages={"required": "Say what the session was about"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "to": {"reveals": {TEAM: ["to_team"], ORGANISATION: ["to_name"]}},
        "to_team": {"optional": False},
        "to_name": {"optional": False},
        "minutes": {"width": 4},
        "took_part": {"width": 4},
        "topic": {"rows": 4},
    }

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_own_teams(self, by)
        teams = (
            Team.objects.filter(closed_on=None).select_related("hub", "organisation").order_by("name", "pk")
        )
        row_field(self, "to_team").of(teams)

    @property
    def given(self) -> dict[str, Any]:
        """What ``advice.session`` takes."""
        held = self.cleaned_data
        is_team = held["to"] == TEAM
        return {
            "kind": held["kind"],
            "from_team": held["from_team"],
            "to_team": held["to_team"] if is_team else None,
            "to_name": "" if is_team else held["to_name"],
            "held_on": held["held_on"],
            "duration_minutes": held["minutes"],
            "took_part": held["took_part"],
            "topic": held["topic"],
        }


class ConfirmSessionForm(NHSFormMixin, forms.Form):
    """``outside`` asks who confirmed, where the receiver has no team here."""

    name = forms.CharField(label="Who confirmed it there?", max_length=150, required=False)

    presentation: ClassVar[dict[str, Presentation]] = {"name": {"width": 20}}
    mark_optional = False

    def __init__(self, *args: Any, outside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outside:
            self.fields["name"].required = True
            self.fields["name"].error_messages["required"] = "Enter the name of who confirmed it"
        else:
            del self.fields["name"]
