"""The form of a contact, drawn and judged field by field."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from config import formats
from hubs.forms.nhs import NHSDateField, NHSFormMixin, NHSTimeField, Presentation
from hubs.rules.roles import Actor
from hubs.selectors import codes
from outcomes.rules import ranges
from outcomes.selectors import tools
from referrals.forms.choices import KeyedRadios, LateChoiceField, TeamsAndWorkers, once, places_of_contact
from referrals.models import Referral
from referrals.rules import attendance as attendances
from referrals.rules import contact_dates, procedures
from referrals.selectors import clock_stops
from referrals.selectors.contacts import Beside
from referrals.selectors.people import Found

OTHER_PROCEDURE = "other"
# Joint work of more than four is a meeting.
OTHERS = ("with_1", "with_2", "with_3")
LONGEST_NOTE = 20_000


def _key_hint(letter: str) -> str:
    return f"Alt + {letter.upper()}, then Enter to save"


def _choose(words: str) -> dict[str, str]:
    return {"required": words, "invalid_choice": words}


class ContactForm(NHSFormMixin, forms.Form):
    """One contact. ``found`` is the person with their referrals; ``by`` is who logs it; ``also`` are the workers, each
    for a team, whom the contact that is corrected names.
    """

    referral = forms.ChoiceField(
        label="Which referral is this for?",
        widget=forms.RadioSelect,
        error_messages=_choose("Choose the referral that this contact is for"),
    )
    attendance = forms.ChoiceField(
        label="Did the contact take place?",
        choices=list(attendances.IN_WORDS.items()),
        widget=KeyedRadios(attendances.KEYS),
        error_messages=_choose("Say whether the contact took place"),
    )
    occurred_on = NHSDateField(label="Date of contact", latest=timezone.localdate)
    occurred_time = NHSTimeField(label="Time of contact", required=False)
    mechanism = forms.ChoiceField(
        label="How did it take place?", error_messages=_choose("Choose how the contact took place")
    )
    duration_minutes = forms.IntegerField(
        label="Duration", required=False, min_value=1, max_value=contact_dates.LONGEST_MINUTES
    )
    tool = forms.ChoiceField(label="Outcome measure", required=False)
    score = forms.CharField(label="Score", required=False, max_length=5)
    note = forms.CharField(label="Note", required=False, max_length=LONGEST_NOTE, widget=forms.Textarea)
    team = LateChoiceField(label="Team", error_messages=_choose("Choose the team from the list"))
    staff = LateChoiceField(label="Worker", error_messages=_choose("Choose the worker from the list"))
    location_type = forms.ChoiceField(label="Place", required=False)
    with_1 = LateChoiceField(label="Another worker", required=False)
    with_2 = LateChoiceField(label="A third worker", required=False)
    with_3 = LateChoiceField(label="A fourth worker", required=False)
    subject = forms.ChoiceField(
        label="Who was the contact with?", error_messages=_choose("Choose who the contact was with")
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "referral": {"size": "s", "small": True},
        "attendance": {
            "size": "s",
            "small": True,
            "hints": {value: _key_hint(letter) for value, letter in attendances.KEYS.items()},
        },
        "occurred_on": {"size": "s"},
        "occurred_time": {"size": "s", "width": 5, "optional": False, "hint": "For example, 9:30am or 14:30"},
        "mechanism": {"size": "s"},
        "duration_minutes": {"size": "s", "width": 3, "suffix": "minutes", "optional": False},
        "tool": {"optional": False},
        "score": {"width": 5, "optional": False},
        "note": {"size": "s", "rows": 5},
        "location_type": {"optional": False},
        **{name: {"optional": False} for name in OTHERS},
    }

    def __init__(
        self, *args: Any, found: Found, by: Actor, also: Collection[Beside] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.by = by
        offered = TeamsAndWorkers(found, by, also)
        self._offer("referral", [(each.reference, referral_in_words(each)) for each in found.referrals])
        if len(found.referrals) == 1:
            self.fields["referral"].widget = forms.HiddenInput()
        self._offer("mechanism", codes.choices("consultation_mechanism"))
        self._offer("tool", tools.choices())
        self._offer("location_type", places_of_contact())
        self._offer("subject", codes.choices("care_contact_subject"))
        self._offer_late("team", offered.teams, known=offered.known_teams)
        self._offer_late("staff", offered.workers, known=offered.known_workers)
        others = once(offered.others)
        for name in OTHERS:
            self._offer_late(name, others, known=offered.known_others)

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _offer_late(self, name: str, choices: Any, *, known: set[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, LateChoiceField)
        field.choices = choices
        field.known = known

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        took_place = attendances.took_place(given.get("attendance", attendances.ATTENDED))
        if not took_place:
            # Hidden with the other fields of a kept contact, so what it still holds was not meant.
            given["duration_minutes"] = None
        self._judge_score(given, took_place)
        self._judge_others(given)
        if took_place and given.get("duration_minutes") is None and "duration_minutes" not in self.errors:
            self.add_error("duration_minutes", "Enter how many minutes the contact took")
        if (held := self.held_referral) and "occurred_on" in given:
            self._judge_moment(given, held)
        return given

    def _judge_score(self, given: dict[str, Any], took_place: bool) -> None:
        code, score = given.get("tool", ""), given.get("score", "")
        tool = tools.offered().get(code)
        if (code or score) and not took_place:
            self.add_error("tool", "Take the score away: a contact that did not take place has none")
        elif score and not tool:
            self.add_error("tool", "Choose the outcome measure that this score belongs to")
        elif tool and not score:
            self.add_error("score", f"Enter the score for {tool.name}, or choose “No score”")
        elif tool and (problem := ranges.problem(score, tool.low, tool.high)):
            self.add_error("score", problem)

    def _judge_others(self, given: dict[str, Any]) -> None:
        """Each worker once, wherever they were picked."""
        seen = {given.get("staff", "")}
        for name in OTHERS:
            who = str(given.get(name) or "").split("-")[0]
            if who and who in seen:
                self.add_error(name, "This worker is named already: choose somebody else, or nobody")
            seen.add(who)

    def _judge_moment(self, given: dict[str, Any], held: Referral) -> None:
        faults = contact_dates.faults(
            occurred_on=given["occurred_on"],
            occurred_time=given.get("occurred_time"),
            received_on=held.received_on,
            now=timezone.localtime(),
        )
        for fault in faults:
            self.add_error(fault.part, fault.words)

    @property
    def held_referral(self) -> Referral | None:
        """The referral that was chosen."""
        chosen = self.cleaned_data.get("referral")
        return next((each for each in self.found.referrals if each.reference == chosen), None)

    @property
    def others(self) -> list[Beside]:
        """Who took part beside the worker."""
        named = [self.cleaned_data.get(name, "") for name in OTHERS]
        return [Beside(*map(int, value.split("-"))) for value in named if value]

    def doubts(self) -> Sequence[contact_dates.Doubt]:
        """What to ask before a form without faults is saved."""
        held = self.held_referral
        assert held is not None
        return contact_dates.doubts(
            occurred_on=self.cleaned_data["occurred_on"],
            discharged_on=held.discharged_on or held.rejected_on,
            today=timezone.localdate(),
        )


class ActivityForm(NHSFormMixin, forms.Form):
    """One thing done in the contact; left empty it says nothing."""

    procedure = LateChoiceField(label="What was done", required=False)
    code = forms.CharField(
        label="SNOMED CT code", required=False, max_length=18, help_text="6 to 18 digits, like 386053000"
    )
    minutes = forms.IntegerField(
        label="Minutes", required=False, min_value=1, max_value=contact_dates.LONGEST_MINUTES
    )
    refused = forms.BooleanField(label="Offered, but not wanted by the person", required=False)

    presentation: ClassVar[dict[str, Presentation]] = {
        "procedure": {"optional": False},
        "code": {"width": 20, "optional": False},
        "minutes": {"width": 3},
        "refused": {"small": True},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["procedure"]
        assert isinstance(field, LateChoiceField)
        field.choices = _procedures
        field.known = {OTHER_PROCEDURE, *procedures.common()}

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).replace(" ", "")
        if self.cleaned_data.get("procedure") != OTHER_PROCEDURE:
            return ""
        if not code:
            raise ValidationError("Enter the SNOMED CT code of what was done")
        if problem := procedures.problem(code):
            raise ValidationError(problem)
        return code

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("minutes") and not given.get("procedure") and not self.errors:
            self.add_error("procedure", "Choose what was done in these minutes")
        elif given.get("refused") and not given.get("procedure") and not self.errors:
            self.add_error("procedure", "Choose what the person was offered")
        return given

    @property
    def expression(self) -> str:
        """The SNOMED CT code that was chosen or typed, with its qualifier; empty for a row left empty."""
        chosen = str(self.cleaned_data.get("procedure", ""))
        code = str(self.cleaned_data["code"]) if chosen == OTHER_PROCEDURE else chosen
        return procedures.refused(code) if code and self.cleaned_data.get("refused") else code


def _procedures() -> procedures.Choices:
    other = [(OTHER_PROCEDURE, "Another procedure, by its SNOMED CT code")]
    return [*procedures.choices(clock_stops.concepts()), ("Not in this list", other)]


class ReasonForm(NHSFormMixin, forms.Form):
    """Why a record is changed or taken out."""

    reason = forms.CharField(label="Reason", max_length=500, widget=forms.Textarea)

    presentation: ClassVar[dict[str, Presentation]] = {"reason": {"size": "s", "rows": 2}}


def referral_in_words(referral: Referral) -> str:
    """A referral as one line: team, day, and that it is closed."""
    team = referral.team.name if referral.team else referral.provider.name
    words = f"{team}, received {formats.date(referral.received_on)}"
    ended = referral.discharged_on or referral.rejected_on
    return f"{words}, closed {formats.date(ended)}" if ended else words
