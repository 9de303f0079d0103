"""A time with a worker: booked with a practitioner in a practice, or for somebody whom a team holds."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hubs.forms.nhs import NHSDateField, NHSFormMixin, NHSTimeField, Presentation
from hubs.models import StaffMember, Team
from hubs.rules.roles import Actor
from hubs.selectors import codes
from referrals.actions.appointments import Slot
from referrals.actions.requests import Asked
from referrals.forms.new_referral import KeyedForm
from referrals.forms.refer import long_text
from referrals.models import Appointment, Referral
from referrals.models.request import Way
from referrals.selectors import reach, requests
from referrals.selectors.appointments import times_moved

USUAL_MINUTES, LONGEST_MINUTES = 30, 480


class SlotForm(NHSFormMixin, forms.Form):
    """When, how and where."""

    starts_on = NHSDateField(label="Date of the appointment", earliest=timezone.localdate)
    starts_time = NHSTimeField(label="Time", help_text="For example, 9:30am or 14:30")
    duration_minutes = forms.IntegerField(
        label="Length", min_value=5, max_value=LONGEST_MINUTES, initial=USUAL_MINUTES
    )
    mechanism = forms.ChoiceField(label="How will it take place?", initial="01")
    place = forms.CharField(
        label="Where?",
        required=False,
        max_length=200,
        help_text="For example, the name of the practice and the room",
    )
    presentation: ClassVar[dict[str, Presentation]] = {
        "starts_on": {"size": "s"},
        "starts_time": {"size": "s", "width": 5},
        "duration_minutes": {"size": "s", "width": 3, "suffix": "minutes"},
        "mechanism": {"size": "s"},
        "place": {"size": "s"},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("mechanism", codes.choices("consultation_mechanism"))

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def slot(self) -> Slot:
        given = self.cleaned_data
        starts_at = dt.datetime.combine(given["starts_on"], given["starts_time"])
        return Slot(
            starts_at=timezone.make_aware(starts_at),
            mechanism=given["mechanism"],
            duration_minutes=given["duration_minutes"],
            place=given["place"],
        )


class BookingForm(KeyedForm, SlotForm):
    """``by`` books for themselves, in a team that they work in."""

    team = forms.ChoiceField(label="Your team")
    story = long_text("What is it about?")
    field_order = ("form_key", "team", *SlotForm.base_fields, "story")
    presentation: ClassVar[dict[str, Presentation]] = {
        **SlotForm.presentation,
        "team": {"size": "s"},
        "story": {"size": "s", "rows": 3},
    }

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.public_id): team for team in requests.open_teams().filter(pk__in=by.team_ids)}
        self._offer("team", [(key, team.name) for key, team in self.teams.items()])
        if len(self.teams) == 1:
            self.fields["team"].initial = next(iter(self.teams))
            self.fields["team"].widget = forms.HiddenInput()

    @property
    def chosen_team(self) -> Team:
        return self.teams[self.cleaned_data["team"]]

    @property
    def asked(self) -> Asked:
        return Asked(
            way=Way.PRACTICE, story=self.cleaned_data["story"], form_key=self.cleaned_data["form_key"]
        )


class AppointmentForm(SlotForm):
    """A time for somebody whom a team holds, with any worker near the referral."""

    who = forms.ChoiceField(
        label="With whom?", error_messages={"required": "Select with whom the appointment is"}
    )
    field_order = ("who", *SlotForm.base_fields)
    presentation: ClassVar[dict[str, Presentation]] = {**SlotForm.presentation, "who": {"size": "s"}}

    def __init__(self, *args: Any, referral: Referral, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {
            f"{one.team.public_id}/{one.staff.public_id}": (one.team, one.staff)
            for one in reach.members(referral, by)
        }
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, (team, staff) in self.members.items():
            groups.setdefault(team.name, []).append((key, f"{staff.name}, {team.name}"))
        self._offer("who", [("", "Select a worker of a team"), *groups.items()])

    @property
    def chosen(self) -> tuple[Team, StaffMember]:
        return self.members[self.cleaned_data["who"]]


class MoveForm(AppointmentForm):
    """The appointment as it is, to be changed. ``seen`` is how often it had been moved when it was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why is it moved?",
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": "Say why the appointment is moved"},
    )
    field_order = ("seen", *AppointmentForm.field_order, "reason")
    presentation: ClassVar[dict[str, Presentation]] = {
        **AppointmentForm.presentation,
        "reason": {"size": "s", "rows": 3},
    }

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        there = timezone.localtime(appointment.starts_at)
        initial = {
            "seen": times_moved(appointment),
            "who": f"{appointment.team.public_id}/{appointment.staff.public_id}",
            "starts_on": there.date(),
            "starts_time": there.time(),
            "duration_minutes": appointment.duration_minutes,
            "mechanism": appointment.mechanism,
            "place": appointment.place,
        }
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def why(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"], "seen": self.cleaned_data["seen"]}


class CancelForm(NHSFormMixin, forms.Form):
    reason = forms.CharField(
        label="Why is it cancelled?",
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": "Say why the appointment is cancelled"},
    )
    presentation: ClassVar[dict[str, Presentation]] = {"reason": {"size": "s", "rows": 3}}
