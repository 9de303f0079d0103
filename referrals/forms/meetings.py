"""The forms of a meeting: whose it is, who is there, and what a discussion ends with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from hubs.forms.fields import NHSDateField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import RowField, row_field
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from referrals.actions.meetings import Decision, Guest
from referrals.forms.choices import KeyedRadios
from referrals.forms.handovers import HandOverForm
from referrals.models import Meeting, Referral
from referrals.models.meeting import Outcome
from referrals.models.referral import Level
from referrals.rules import help_at_once
from referrals.selectors import meetings
from referrals.selectors.meetings import Member

KEYS = {outcome.value: str(number) for number, outcome in enumerate(Outcome, 1)}
SPARE_GUESTS = 3
# What each outcome cannot do without.
NEEDED: dict[str, Sequence[str]] = {
    Outcome.TAKEN: ("taker",),
    Outcome.HELPED: ("help_kind", "help_what", "back_by", "back_on"),
    Outcome.PASSED_ON: ("receiver", "reason", "shared", "person_said"),
    Outcome.FIND_OUT: ("find_what", "find_by", "find_on"),
}
# Their labels are questions, which read badly inside a message.
CHOSEN = ("outcome", "taker", "help_kind", "back_by", "find_by", "receiver")


class StartForm(NHSFormMixin, forms.Form):
    hub = RowField(label="Hub", name="code", empty_label="Select a hub")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = meetings.hubs(by)
        row_field(self, "hub").of(mine)
        if len(mine) == 1:
            self.fields["hub"].initial = mine[0].code


class PresentForm(NHSFormMixin, forms.Form):
    """Who is there: workers of the hub's teams, and guests by name. There are always some empty lines for guests."""

    staff = forms.MultipleChoiceField(
        label="Workers of the hub", required=False, widget=forms.CheckboxSelectMultiple
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "staff": {"size": "m", "small": True, "optional": False}
    }

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = meetings.attendees(meeting)
        known = {member.staff.public_id: member.staff for member in meetings.members(meeting.hub_id)}
        known |= {row.staff.public_id: row.staff for row in here if row.staff}
        self.known = {str(public_id): member for public_id, member in known.items()}
        field = self.fields["staff"]
        assert isinstance(field, forms.MultipleChoiceField)
        ordered = sorted(self.known.items(), key=lambda item: item[1].name)
        field.choices = [(key, f"{member.name}, {member.organisation.name}") for key, member in ordered]
        field.initial = [str(row.staff.public_id) for row in here if row.staff]
        self._add_guests([row for row in here if not row.staff])

    def _add_guests(self, guests: Sequence[Any]) -> None:
        self.guest_rows: list[tuple[str, str]] = []
        for number in range(len(guests) + SPARE_GUESTS):
            held = guests[number] if number < len(guests) else None
            for part, label in (("name", "Name"), ("organisation", "Organisation")):
                self.fields[f"guest_{part}_{number}"] = forms.CharField(
                    label=f"{label} of guest {number + 1}",
                    required=False,
                    max_length=200,
                    initial=getattr(held, part, ""),
                )
            self.guest_rows.append((f"guest_name_{number}", f"guest_organisation_{number}"))

    def clean(self) -> None:
        super().clean()
        for name, organisation in self.guest_rows:
            given = self.cleaned_data.get(name), self.cleaned_data.get(organisation)
            if given[1] and not given[0]:
                self.add_error(name, "Enter the name of the guest")
            if given[0] and not given[1]:
                self.add_error(organisation, "Enter the organisation of the guest")

    @property
    def present(self) -> list[StaffMember]:
        return [self.known[key] for key in self.cleaned_data["staff"]]

    @property
    def guests(self) -> list[Guest]:
        given = [(self.cleaned_data[name], self.cleaned_data[place]) for name, place in self.guest_rows]
        return [Guest(name, place) for name, place in given if name]


def _chosen(label: str, missing: str) -> forms.ChoiceField:
    """One of a list; like ``_written`` and ``_day`` needed only by some outcomes, which then say ``missing``."""
    return forms.ChoiceField(label=label, required=False, error_messages={"required": missing})


def _written(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": missing},
    )


def _day(label: str, missing: str) -> NHSDateField:
    """Today or later."""
    return NHSDateField(
        label=label, required=False, earliest=timezone.localdate, error_messages={"required": missing}
    )


class OutcomeForm(HandOverForm):
    """What a discussion ends with. A warm handover asks what it asks everywhere."""

    outcome = forms.ChoiceField(
        label="What does the discussion end with?",
        choices=Outcome.choices,
        widget=KeyedRadios(KEYS),
        error_messages={"required": "Select what the discussion ends with"},
    )
    taker = _chosen("Who takes it?", "Select the team and the worker who take the referral")
    taken_level = forms.ChoiceField(
        label="Level of complexity", required=False, choices=[("", "As it is now"), *Level.choices]
    )
    help_kind = forms.ChoiceField(
        label="What kind of help was it?",
        required=False,
        choices=list(help_at_once.HELP.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of help it was"},
    )
    help_what = _written("What was done?", "Say what was done")
    back_by = _chosen("Who checks back with the person?", "Select who checks back with the person")
    back_on = _day("When?", "Enter the day to check back")
    find_what = _written("What is to be found out?", "Say what is to be found out")
    find_by = _chosen("Who finds out?", "Select who finds out")
    find_on = _day("Until when?", "Enter the day until when it is found out")

    presentation: ClassVar[dict[str, Presentation]] = {
        **HandOverForm.presentation,
        "outcome": {
            "size": "m",
            "reveals": {
                Outcome.TAKEN: ["taker", "taken_level"],
                Outcome.HELPED: ["help_kind", "help_what", "back_by", "back_on"],
                Outcome.PASSED_ON: ["receiver", "reason", "shared", "says_who", "person_said", "level"],
                Outcome.FIND_OUT: ["find_what", "find_by", "find_on"],
            },
        },
        "receiver": {**HandOverForm.presentation["receiver"], "small": True, "optional": False},
        "help_kind": {"small": True},
        "help_what": {"rows": 3},
        "find_what": {"rows": 3},
    }
    # Which fields an outcome needs is said by choosing it.
    mark_optional = False

    def __init__(self, *args: Any, referral: Referral, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, referral=referral, **kwargs)
        for name in NEEDED[Outcome.PASSED_ON]:
            self.fields[name].required = False
        for name in CHOSEN:
            self.fields[name].error_messages["invalid_choice"] = self.fields[name].error_messages["required"]
        self.fields["version"].initial = referral.version
        self.takers = {f"{one.team.public_id}/{one.staff.public_id}": one for one in members}
        self.workers = {str(one.staff.public_id): one.staff for one in members}
        self._offer("taker", "Select a worker of a team", _by_team(members))
        named = [(key, f"{one.name}, {one.organisation.name}") for key, one in self.workers.items()]
        for name in ("back_by", "find_by"):
            self._offer(name, "Select a worker", sorted(named, key=lambda item: item[1]))

    def _offer(self, name: str, empty: str, choices: Sequence[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", empty), *choices]

    @property
    def hands_over(self) -> bool:
        return bool(self.cleaned_data.get("outcome") == Outcome.PASSED_ON)

    def clean(self) -> None:
        super().clean()
        for name in NEEDED.get(self.cleaned_data.get("outcome", ""), ()):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, str(self.fields[name].error_messages["required"]))

    @property
    def decision(self) -> Decision:
        """What was decided, of what was sent only what the outcome needs."""
        given = self.cleaned_data
        outcome = given["outcome"]
        if outcome == Outcome.TAKEN:
            taker = self.takers[given["taker"]]
            return Decision(outcome, team=taker.team, worker=taker.staff, level=given["taken_level"])
        if outcome == Outcome.PASSED_ON:
            # The referral's version is asked about once, by the decision.
            return Decision(outcome, handover={**self.asked, "version": None})
        if outcome == Outcome.HELPED:
            what = help_at_once.in_words(given["help_kind"], given["help_what"])
            return Decision(outcome, what=what, staff=self.workers[given["back_by"]], due_on=given["back_on"])
        return Decision(
            outcome, what=given["find_what"], staff=self.workers[given["find_by"]], due_on=given["find_on"]
        )


def _by_team(members: Sequence[Member]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in members:
        value = f"{one.team.public_id}/{one.staff.public_id}"
        groups.setdefault(one.team.name, []).append((value, f"{one.staff.name}, {one.team.name}"))
    return list(groups.items())


class MinutesForm(NHSFormMixin, forms.Form):
    """The minutes of a discussion; ``minutes_version`` is the discussion's, as the writer saw it last."""

    minutes = forms.CharField(
        label="Minutes",
        required=False,
        widget=forms.Textarea,
        strip=False,
        # Not the field's own limit, which would count the letters under the box.
        validators=[MaxLengthValidator(20_000)],
    )
    minutes_version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    presentation: ClassVar[dict[str, Presentation]] = {
        "minutes": {"size": "m", "rows": 8, "optional": False, "hint": "Saved as you write"}
    }
