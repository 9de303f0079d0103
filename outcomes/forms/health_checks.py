"""Forms of the six checks and of their follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils import timezone

from hubs.forms.fields import NHSDateField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField
from hubs.rules.roles import Actor
from outcomes.actions.health_checks import DoneBy, Finding, FollowUp
from outcomes.forms.doers import GP, OTHER, DoerField, choose, offer, staff_of
from outcomes.rules import health_results
from outcomes.rules.health import (
    CheckKind,
    CheckState,
    Measure,
)
from outcomes.selectors import health
from referrals.forms.choices import TeamsAndWorkers
from referrals.selectors.people import Found

LONGEST = 5000
HINTS = {
    CheckKind.WEIGHT: "For example, 31.2 for a BMI or 92.5 for kilograms",
    CheckKind.BLOOD_PRESSURE: "In mmHg, for example 128/82",
    CheckKind.ALCOHOL: "The AUDIT-C score (0 to 12), or units a week",
    CheckKind.GLUCOSE: "HbA1c in mmol/mol, for example 42; glucose in mmol/L",
    CheckKind.LIPIDS: "Total cholesterol in mmol/L, for example 5.1",
}


class ChecksForm(NHSFormMixin, forms.Form):
    """When the checks were done, and by whom."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    on = PastDateField(label="When were they done, or offered?", initial=timezone.localdate)
    done_by = DoerField(
        label="Who did or offered them?", error_messages=choose("Choose who did or offered the checks")
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
        offer(self, "done_by", workers, *others)

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
        return DoneBy(staff=staff_of(chosen))


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
    who = DoerField(
        label="Who will do it?", required=False, error_messages=choose("Choose who will do the follow-up")
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
        offer(self, "who", workers, (GP, "Their GP practice"))

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
        staff = staff_of(given["who"])
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
