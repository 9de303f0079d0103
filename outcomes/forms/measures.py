"""Forms of scores: who took them, how and when, and what they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from config import formats
from hubs.forms.nhs import NHSDateField, NHSFormMixin, NHSTimeField, Presentation, word_errors
from hubs.rules.roles import Actor
from outcomes.models import CodedScore, OutcomeGoal
from outcomes.rules import ranges
from outcomes.rules.dialog import HIGHEST, LOWEST
from outcomes.rules.goals import CODES, LONGEST_WORDS
from outcomes.rules.taking import HowTaken
from outcomes.selectors.tools import Tool
from outcomes.selectors.wording import ShownItem
from referrals.forms.choices import LateChoiceField, TeamsAndWorkers
from referrals.forms.contact import ReasonForm, referral_in_words
from referrals.models import Referral
from referrals.selectors.people import Found

POINTS = [(str(point), str(point)) for point in range(LOWEST, HIGHEST + 1)]
ONE, ALL = "one", "all"
PROGRESS = [(str(point), str(point)) for point in range(11)]
NOT_ANSWERED = [("", "Not answered")]


class ToolSearchForm(NHSFormMixin, forms.Form):
    """Words of the name of a tool, or its code."""

    text = forms.CharField(label="Name of the measure", max_length=100, required=False)

    mark_optional: ClassVar[bool] = False
    presentation: ClassVar[dict[str, Presentation]] = {
        "text": {"hint": "For example, PHQ-9 or wellbeing. A SNOMED CT code will do as well"}
    }


class TakenForm(NHSFormMixin, forms.Form):
    """When something was measured, in which referral, how and by whom; the scores come first."""

    referral = forms.ChoiceField(
        label="Which referral is this for?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the referral that this is for"},
    )
    taken_on = NHSDateField(label="Day it was taken", latest=timezone.localdate)
    taken_time = NHSTimeField(label="Time it was taken")
    how_taken = forms.ChoiceField(
        label="How was it taken?",
        choices=HowTaken.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it was taken"},
    )
    staff = LateChoiceField(
        label="Who took it?", error_messages={"required": "Choose who took it from the list"}
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "referral": {"size": "s", "small": True},
        "taken_on": {"size": "s"},
        "taken_time": {"size": "s", "width": 5, "hint": "For example, 9:30am or 14:30. A rough time will do"},
        "how_taken": {"size": "s", "small": True},
    }

    def __init__(self, *args: Any, found: Found, by: Actor, **kwargs: Any) -> None:
        now = timezone.localtime()
        usual = {"taken_on": now.date(), "taken_time": now.time(), "staff": str(by.staff_id or "")}
        usual["referral"] = next((each.reference for each in found.open_referrals()), "")
        super().__init__(*args, initial=usual, **kwargs)
        self.found = found
        referral, staff = self.fields["referral"], self.fields["staff"]
        assert isinstance(referral, forms.ChoiceField)
        assert isinstance(staff, LateChoiceField)
        referral.choices = [(each.reference, referral_in_words(each)) for each in found.referrals]
        if len(found.referrals) == 1:
            referral.widget = forms.HiddenInput()
            referral.initial = found.referrals[0].reference
            self.initial["referral"] = found.referrals[0].reference
        staff.choices, staff.known = TeamsAndWorkers(found, by).workers, {str(by.staff_id)}

    @property
    def held_referral(self) -> Referral:
        chosen = self.cleaned_data["referral"]
        return next(each for each in self.found.referrals if each.reference == chosen)

    @property
    def taken(self) -> dict[str, Any]:
        """What ``scores.record_all`` is told besides the scores."""
        given = self.cleaned_data
        at = dt.datetime.combine(given["taken_on"], given["taken_time"], formats.LONDON)
        return {
            "referral": self.held_referral,
            "completed_at": at,
            "staff_id": int(given["staff"]),
            "how_taken": given["how_taken"],
        }


class TotalForm(TakenForm):
    """The total of one tool."""

    score = forms.CharField(label="Score", max_length=5)

    presentation: ClassVar[dict[str, Presentation]] = {
        **TakenForm.presentation,
        "score": {"size": "s", "width": 5},
    }
    field_order = ("score",)

    def __init__(self, *args: Any, tool: Tool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tool = tool
        if tool.range_in_words:
            self.fields["score"].help_text = f"The total, {tool.range_in_words}"

    def clean_score(self) -> str:
        score = str(self.cleaned_data["score"])
        if problem := ranges.problem(score, self.tool.low, self.tool.high):
            raise forms.ValidationError(problem)
        return score

    @property
    def scores(self) -> Mapping[str, str]:
        return {self.tool.code: self.cleaned_data["score"]}


class _SeveralForm(TakenForm):
    """Several scores of one moment, of which some may be left out."""

    nothing: ClassVar[str]

    def _ask(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> None:
        # A radio for what was left out: without one, a slip could not be taken back.
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[*choices, *NOT_ANSWERED], widget=forms.RadioSelect, required=False
        )
        word_errors(self.fields[name])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not any(given.get(name) for name in self.asked) and not set(self.asked) & self.errors.keys():
            self.add_error(self.asked[0], self.nothing)
        return given

    @property
    def asked(self) -> list[str]:
        """The fields of the scores."""
        return [name for name in self.fields if name not in TakenForm.base_fields]


class ScaleForm(_SeveralForm):
    """A DIALOG scale that was filled in on paper: all its areas at once, each field by the key of its area."""

    nothing = "Rate at least one area"

    def __init__(self, *args: Any, items: Sequence[ShownItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {item.key: item.code for item in items if item.is_scored}
        for item in items:
            if item.is_scored:
                self._ask(item.key, item.words, POINTS)

    @property
    def scores(self) -> Mapping[str, str]:
        """What was rated, by the codes that the national intake takes now."""
        given = self.cleaned_data
        return {code: given[key] for key, code in self.codes.items() if given.get(key)}


class GoalScoresForm(_SeveralForm):
    """How far the person is with each of the open goals of a referral."""

    nothing = "Score at least one goal"

    def __init__(self, *args: Any, goals: Sequence[OutcomeGoal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whose goals they are says which referral it is.
        del self.fields["referral"]
        self.goals = {f"goal-{goal.number}": goal for goal in goals}
        for name, goal in self.goals.items():
            self._ask(name, goal.words, PROGRESS)

    @property
    def held_referral(self) -> Referral:
        referral: Referral = next(iter(self.goals.values())).referral
        return referral

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name, goal in self.goals.items():
            if given.get(name) and given.get("taken_on") and given["taken_on"] < goal.set_on:
                words = f"This goal was set on {formats.date(goal.set_on)}: it cannot be scored before"
                self.add_error(name, words)
        return given

    @property
    def scores(self) -> Mapping[str, str]:
        given = self.cleaned_data
        return {CODES[goal.number]: given[name] for name, goal in self.goals.items() if given.get(name)}


class GoalForm(NHSFormMixin, forms.Form):
    """A goal in the person's words."""

    words = forms.CharField(
        label="The goal, in the person’s words",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea,
        error_messages={"required": "Write the goal in the person’s words"},
    )
    set_on = NHSDateField(label="Day it was set", latest=timezone.localdate)

    presentation: ClassVar[dict[str, Presentation]] = {
        "words": {"size": "s", "rows": 3, "hint": "For example: I want to take the bus to town by myself"},
        "set_on": {"size": "s"},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"set_on": timezone.localdate()}, **kwargs)


class RewordForm(NHSFormMixin, forms.Form):
    """The same goal, said better; ``version`` is the one that was shown."""

    words = forms.CharField(
        label="The goal, in the person’s words", max_length=LONGEST_WORDS, widget=forms.Textarea
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    presentation: ClassVar[dict[str, Presentation]] = {"words": {"size": "s", "rows": 3}}


class EndGoalForm(NHSFormMixin, forms.Form):
    ended_on = NHSDateField(label="Last day", latest=timezone.localdate)

    presentation: ClassVar[dict[str, Presentation]] = {"ended_on": {"size": "s"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"ended_on": timezone.localdate()}, **kwargs)


class VoidForm(ReasonForm):
    """Why scores are taken out, and whether the others of the same scale go with this one."""

    which = forms.ChoiceField(label="What is wrong?", widget=forms.RadioSelect)

    field_order = ("which", "reason")
    presentation: ClassVar[dict[str, Presentation]] = {
        "which": {"size": "s", "small": True},
        "reason": {"size": "s", "rows": 2, "hint": "For example, recorded for the wrong person"},
    }

    def __init__(self, *args: Any, score: CodedScore, name: str, others: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        which = self.fields["which"]
        assert isinstance(which, forms.ChoiceField)
        which.choices = [
            (ALL, f"The whole scale: all {others + 1} scores"),
            (ONE, f"Only {name}: {score.score}"),
        ]
        if not others:
            del self.fields["which"]

    @property
    def takes_all(self) -> bool:
        return bool(self.cleaned_data.get("which") == ALL)
