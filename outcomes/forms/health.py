"""Forms of physical health: the six checks, their follow-up, outreach and the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils import timezone

from hubs.forms.fields import NHSDateField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField, RowField, row_field
from hubs.models import StaffMember, Team
from hubs.rules.roles import Actor
from outcomes.actions.health_checks import DoneBy, Finding, FollowUp
from outcomes.models import SmiRegister
from outcomes.rules import health_results
from outcomes.rules.health import (
    CheckedBy,
    CheckKind,
    CheckState,
    Measure,
    OutreachOutcome,
    OutreachWay,
    RegisterSource,
)
from outcomes.rules.health_next import Proposal
from outcomes.selectors import health
from referrals.forms.choices import LateChoiceField, TeamsAndWorkers
from referrals.selectors.people import Found

GP, OTHER = "gp", "other"
LONGEST = 5000
HINTS = {
    CheckKind.WEIGHT: "For example, 31.2 for a BMI or 92.5 for kilograms",
    CheckKind.BLOOD_PRESSURE: "In mmHg, for example 128/82",
    CheckKind.ALCOHOL: "The AUDIT-C score (0 to 12), or units a week",
    CheckKind.GLUCOSE: "HbA1c in mmol/mol, for example 42; glucose in mmol/L",
    CheckKind.LIPIDS: "Total cholesterol in mmol/L, for example 5.1",
}


class _Worker(LateChoiceField):
    """A colleague, or somebody else in words."""


def _choose(words: str) -> dict[str, str]:
    return {"required": words, "invalid_choice": words}


def _offer(form: forms.Form, name: str, workers: TeamsAndWorkers, *others: tuple[str, str]) -> None:
    field = form.fields[name]
    assert isinstance(field, _Worker)
    field.choices = lambda: [("", "Choose who"), *workers.workers(), *others]
    field.known = {str(workers.by.staff_id), *(value for value, _ in others)}


def _staff(value: str) -> StaffMember | None:
    """The colleague that was chosen; None for who is called something else."""
    return StaffMember.objects.filter(pk=int(value)).first() if value.isdecimal() else None


class ChecksForm(NHSFormMixin, forms.Form):
    """When the checks were done, and by whom."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    on = PastDateField(label="When were they done, or offered?", initial=timezone.localdate)
    done_by = _Worker(
        label="Who did or offered them?", error_messages=_choose("Choose who did or offered the checks")
    )
    done_by_other = forms.CharField(
        label="If it was somebody else, who?",
        max_length=200,
        required=False,
        help_text="For example, a health coach of the network",
    )

    mark_optional = False
    presentation: ClassVar[dict[str, Presentation]] = {"on": {"size": "s"}, "done_by": {"size": "s"}}

    def __init__(self, *args: Any, found: Found, workers: TeamsAndWorkers, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["done_by"].initial = str(by.staff_id)
        others = ((GP, "Their GP practice"), (OTHER, "Somebody else"))
        _offer(self, "done_by", workers, *others)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("done_by") == OTHER and not given.get("done_by_other"):
            self.add_error("done_by_other", "Enter who did or offered the checks")
        return given

    @property
    def who(self) -> DoneBy:
        chosen = self.cleaned_data["done_by"]
        if chosen == OTHER:
            return DoneBy(words=self.cleaned_data["done_by_other"])
        if chosen == GP:
            organisation, words = health.practice(self.found.person)
            return DoneBy(organisation=organisation, words="" if organisation else words)
        return DoneBy(staff=_staff(chosen))


class CheckForm(NHSFormMixin, forms.Form):
    """One of the six: what came of it; left as it is, it says nothing."""

    state = forms.ChoiceField(
        choices=[("", "Nothing to record"), *CheckState.choices], widget=forms.RadioSelect, required=False
    )
    measure = forms.ChoiceField(label="What was measured?", required=False)
    typed = forms.CharField(label="Result", max_length=200, required=False)
    words = forms.CharField(label="Anything else worth knowing?", max_length=1000, required=False)
    why_declined = forms.CharField(
        label="What did the person say?", max_length=1000, required=False, widget=forms.Textarea
    )
    why_unsuitable = forms.CharField(
        label="Why is it not suitable?", max_length=1000, required=False, widget=forms.Textarea
    )
    follow_up = forms.ChoiceField(
        label="Does the result need a follow-up?",
        choices=[("no", "No"), ("yes", "Yes")],
        initial="no",
        widget=forms.RadioSelect,
        required=False,
    )
    what = forms.CharField(
        label="What is to be done?", max_length=1000, required=False, widget=forms.Textarea
    )
    who = _Worker(
        label="Who will do it?", required=False, error_messages=_choose("Choose who will do the follow-up")
    )
    due_on = NHSDateField(label="By which day?", required=False)

    mark_optional = False
    presentation: ClassVar[dict[str, Presentation]] = {
        "state": {
            "size": "m",
            "small": True,
            "reveals": {
                "done": ["measure", "typed", "words", "follow_up"],
                "declined": ["why_declined"],
                "unsuitable": ["why_unsuitable"],
            },
        },
        "typed": {"width": 20},
        "follow_up": {"small": True, "reveals": {"yes": ["what", "who", "due_on"]}},
        **{name: {"rows": 2} for name in ("why_declined", "why_unsuitable", "what")},
    }

    def __init__(self, *args: Any, kind: CheckKind, workers: TeamsAndWorkers, **kwargs: Any) -> None:
        super().__init__(*args, prefix=kind.value, **kwargs)
        self.kind = kind
        self.fields["state"].label = kind.label
        if kind == CheckKind.SMOKING:
            listed = [("", "Choose"), *((words, words) for words in health_results.SMOKING)]
            self.fields["typed"] = forms.ChoiceField(label="Smoking", choices=listed, required=False)
        self.fields["typed"].help_text = HINTS.get(kind, "")
        self._offer_measures(health_results.MEASURES[kind])
        _offer(self, "who", workers, (GP, "Their GP practice"))

    def _offer_measures(self, measures: Sequence[Measure]) -> None:
        measure = self.fields["measure"]
        assert isinstance(measure, forms.ChoiceField)
        measure.choices = [(each.value, each.label) for each in measures]
        measure.initial = measures[0].value
        if len(measures) == 1:
            measure.widget = forms.HiddenInput()

    @property
    def measured(self) -> Measure:
        chosen = self.cleaned_data.get("measure") or health_results.MEASURES[self.kind][0]
        return Measure(chosen)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("state") != CheckState.DONE:
            return given
        if "typed" in given and (problem := health_results.read(self.measured, given["typed"]).problem):
            words = problem if given["typed"] else f"{self.kind.label}: enter the result"
            self.add_error("typed", words)
        if given.get("follow_up") == "yes":
            self._judge_follow_up(given)
        return given

    def _judge_follow_up(self, given: dict[str, Any]) -> None:
        asked = {
            "what": "say what is to be done",
            "who": "choose who will do it",
            "due_on": "enter the day by which it is to be done",
        }
        for name, words in asked.items():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, f"{self.kind.label}: {words}")

    def finding(self, found: Found) -> Finding | None:
        """What was said of the check; None for nothing."""
        given = self.cleaned_data
        if not given.get("state"):
            return None
        state = CheckState(given["state"])
        if state != CheckState.DONE:
            return Finding(self.kind, state, words=given[f"why_{state.value}"])
        asked = self._asked(found) if given.get("follow_up") == "yes" else None
        return Finding(self.kind, state, self.measured, given["typed"], given["words"], asked)

    def _asked(self, found: Found) -> FollowUp:
        given = self.cleaned_data
        staff = _staff(given["who"])
        words = "" if staff else health.practice(found.person)[1]
        return FollowUp(given["what"], given["due_on"], staff, words)


class AllChecks:
    """The form of the page: when and who, and the six."""

    def __init__(self, data: Any, *, found: Found, by: Actor) -> None:
        self.found = found
        workers = TeamsAndWorkers(found, by)
        self.main = ChecksForm(data, found=found, workers=workers, by=by)
        self.checks = [CheckForm(data, kind=kind, workers=workers) for kind in CheckKind]

    @property
    def act(self) -> dict[str, Any]:
        """What ``health_checks.record`` is told."""
        findings = [form.finding(self.found) for form in self.checks]
        return {
            "on": self.main.cleaned_data["on"],
            "form_key": self.main.cleaned_data["form_key"],
            "done_by": self.main.who,
            "findings": [finding for finding in findings if finding],
        }


class FollowedUpForm(NHSFormMixin, forms.Form):
    on = PastDateField(label="When was it followed up?", initial=timezone.localdate)
    result = forms.CharField(
        label="What came of it?",
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": "Say what came of it"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "on": {"size": "s"},
        "result": {"size": "s", "rows": 4},
    }


class WhyForm(NHSFormMixin, forms.Form):
    """Why something is taken out of the record."""

    reason = forms.CharField(label="Why?", max_length=500, widget=forms.Textarea)

    presentation: ClassVar[dict[str, Presentation]] = {"reason": {"size": "s", "rows": 2}}


class OutreachForm(NHSFormMixin, forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    way = forms.ChoiceField(
        label="How did you try to reach them?", choices=OutreachWay.choices, widget=forms.RadioSelect
    )
    on = PastDateField(label="When?", initial=timezone.localdate)
    who = _Worker(label="Who tried?", error_messages=_choose("Choose who tried"))
    tried_by = forms.CharField(
        label="If it was somebody else, who?",
        max_length=200,
        required=False,
        help_text="For example, a peer support worker",
    )
    outcome = forms.ChoiceField(
        label="What came of it?", choices=OutreachOutcome.choices, widget=forms.RadioSelect
    )
    booked_for = NHSDateField(label="For which day is it booked?", required=False)
    words = forms.CharField(
        label="Anything else worth knowing?", max_length=LONGEST, required=False, widget=forms.Textarea
    )

    mark_optional = False
    presentation: ClassVar[dict[str, Presentation]] = {
        "way": {"size": "s", "small": True},
        "on": {"size": "s"},
        "who": {"size": "s"},
        "outcome": {"size": "s", "small": True, "reveals": {"booked": ["booked_for"]}},
        "words": {"size": "s", "rows": 3},
    }

    def __init__(self, *args: Any, found: Found, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].initial = str(by.staff_id)
        _offer(self, "who", TeamsAndWorkers(found, by), (OTHER, "Somebody else"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("who") == OTHER and not given.get("tried_by"):
            self.add_error("tried_by", "Enter who tried")
        if given.get("outcome") != OutreachOutcome.BOOKED:
            # Hidden with the choice that it belongs to, so what it still holds was not meant.
            given["booked_for"] = None
        return given

    @property
    def act(self) -> dict[str, Any]:
        """What ``outreach.record`` is told."""
        given = {**self.cleaned_data}
        chosen = given.pop("who")
        given["staff"] = _staff(chosen)
        given["tried_by"] = given["tried_by"] if chosen == OTHER else ""
        return given


class RegisterForm(NHSFormMixin, forms.Form):
    """The person's entry of the register; ``proposal`` stands beside the question who does the next check."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    source = forms.ChoiceField(
        label="How is it known?", choices=RegisterSource.choices, widget=forms.RadioSelect
    )
    starts_on = PastDateField(label="On the register since when?")
    secondary_since = PastDateField(
        label="When did secondary mental health care begin?",
        required=False,
        help_text="Leave empty when the person is with their GP alone",
    )
    unstable = forms.BooleanField(label="The person is unstable at the moment", required=False)
    remission_on = PastDateField(
        label="In remission since when?",
        required=False,
        help_text="Who is in remission stays on the register and is not counted among those to be checked",
    )
    next_by = forms.ChoiceField(
        label="Who does the next check?", choices=CheckedBy.choices, widget=forms.RadioSelect
    )
    next_team = RowField(label="Which team?", required=False, empty_label="Not decided yet")

    mark_optional = False
    presentation: ClassVar[dict[str, Presentation]] = {
        "source": {"size": "s", "small": True},
        **{name: {"size": "s"} for name in ("starts_on", "secondary_since", "remission_on")},
        "unstable": {"small": True},
        "next_by": {"size": "s", "small": True, "reveals": {"secondary": ["next_team"]}},
    }

    def __init__(
        self, *args: Any, entry: SmiRegister | None, teams: Any, proposal: Proposal, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_as_it_is(entry, proposal), **kwargs)
        row_field(self, "next_team").of(teams)
        self.fields["next_by"].help_text = f"Proposed: {proposal.by.label}. {proposal.why}."

    @property
    def act(self) -> dict[str, Any]:
        """What ``smi_register.add`` or ``change`` is told, but for the version."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if given["next_by"] == CheckedBy.GP:
            given["next_team"] = None
        return given


def _as_it_is(entry: SmiRegister | None, proposal: Proposal) -> dict[str, Any]:
    if entry is None:
        return {"starts_on": timezone.localdate(), "next_by": proposal.by}
    team: Team | None = entry.next_team
    names = ("version", "source", "starts_on", "secondary_since", "unstable", "remission_on", "next_by")
    return {**{name: getattr(entry, name) for name in names}, "next_team": team.public_id if team else None}


class LeaveRegisterForm(NHSFormMixin, forms.Form):
    on = PastDateField(label="From which day are they no longer on it?")
    reason = forms.CharField(label="Why do they leave it?", max_length=LONGEST, widget=forms.Textarea)

    presentation: ClassVar[dict[str, Presentation]] = {
        "on": {"size": "s"},
        "reason": {"size": "s", "rows": 3},
    }
