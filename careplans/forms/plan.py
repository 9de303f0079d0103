"""Forms of what a plan says: its parts, goals and actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone

from careplans.models import PlanGoal
from careplans.rules.parts import (
    ActionState,
    Doer,
    GoalState,
    PlanPart,
)
from hubs.forms.nhs import NHSDateField, NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField, RowField, row_field
from hubs.models import Organisation, StaffMember
from referrals.forms.way import WorkerField

LONGEST = 20_000

# What each part asks for, in words that worker and person read together.
HINTS: Mapping[str, str] = {
    PlanPart.MATTERS: "What makes a good day, what they would not want to lose.",
    PlanPart.PEOPLE: "Family, friends, neighbours, pets: who they are, and how to reach those who help.",
    PlanPart.COMMUNICATE: "Language, pace, pictures, writing things down, what is hard to talk about.",
    PlanPart.WELLNESS: "How others can tell that things are going well.",
    PlanPart.PLEASE: "What helps when we meet, and what makes it worse.",
    PlanPart.SUPPORT: "At which times, how often, and in which way support suits them.",
    PlanPart.ALSO: "Anything else that they want us to know.",
    PlanPart.STRENGTHS: "What they are good at, what has helped before, who stands by them.",
    PlanPart.NEEDS: "What they need help with, and what worries them or others.",
    PlanPart.FORMULATION: "What has happened, what keeps it going, what helps: as it makes sense to the person.",
    PlanPart.EARLY_SIGNS: "What the person or others notice first.",
    PlanPart.WHAT_HELPS: "What the person can do, and what others can do with them.",
    PlanPart.CRISIS: "Step by step: what to do, whom to ring by day and by night, where to go.",
}


def words_field(label: str, missing: str = "", **more: Any) -> forms.CharField:
    """A text that must be given where ``missing`` says what to do without it."""
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea,
        required=bool(missing),
        error_messages={"required": missing} if missing else None,
        **more,
    )


class VersionedForm(NHSFormMixin, forms.Form):
    """A form with the ``version`` of what it was shown with."""

    def shown_with(self, version: int) -> None:
        """What was sent stays in its boxes, beside what is there by now: the next saving is over that."""
        self.data = {name: self.data[name] for name in self.data} | {"version": str(version)}


class PartForm(VersionedForm):
    """One part in words. ``version`` is the one that the form was shown with."""

    text = forms.CharField(max_length=LONGEST, required=False, widget=forms.Textarea)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    mark_optional = False
    presentation: ClassVar[dict[str, Presentation]] = {"text": {"size": "s", "rows": 10}}

    def __init__(self, *args: Any, part: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "In the person’s own words where you can"
        self.fields["text"].help_text = HINTS[part]


class GoalForm(VersionedForm):
    words = words_field(
        "What do you hope for?", "Write what the person hopes for", help_text="In their own words."
    )
    how_known = words_field("How will we know?")
    target_on = NHSDateField(label="By when?", required=False)
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    presentation: ClassVar[dict[str, Presentation]] = {
        "words": {"size": "s", "rows": 4},
        "how_known": {"size": "s", "rows": 2},
        "target_on": {"size": "s"},
    }


class GoalEndForm(NHSFormMixin, forms.Form):
    state = forms.ChoiceField(
        label="How did it end?",
        choices=[(state.value, state.label) for state in GoalState if state != GoalState.ACTIVE],
        widget=forms.RadioSelect,
    )
    on = PastDateField(label="On which day?")

    presentation: ClassVar[dict[str, Presentation]] = {"state": {"size": "s"}, "on": {"size": "s"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class GoalField(RowField):
    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, PlanGoal)
        return obj.words[:100]


class ActionForm(VersionedForm):
    """An action, new or put differently. ``version`` is the one that the form was shown with."""

    what = words_field("What will be done?", "Say what will be done")
    doer = forms.ChoiceField(
        label="Who does it?",
        choices=Doer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who does it"},
    )
    staff = WorkerField(label="Which worker?", required=False, empty_label="Somebody who is not in this list")
    organisation = RowField(
        label="Which organisation?", required=False, empty_label="One that is not in this list"
    )
    who = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="Of the carer, relative or friend, or of whoever is not in the list.",
    )
    due_on = NHSDateField(label="By when?", required=False)
    how_known = words_field("How will we know?")
    goal = GoalField(label="For which goal?", required=False, empty_label="For none in particular")
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    presentation: ClassVar[dict[str, Presentation]] = {
        "what": {"size": "s", "rows": 3},
        "doer": {
            "size": "s",
            "reveals": {Doer.WORKER.value: ["staff"], Doer.PARTNER.value: ["organisation"]},
        },
        "staff": {"optional": False},
        "organisation": {"optional": False},
        "who": {"size": "s"},
        "due_on": {"size": "s"},
        "how_known": {"size": "s", "rows": 2},
        "goal": {"size": "s"},
    }

    def __init__(
        self,
        *args: Any,
        workers: QuerySet[StaffMember],
        organisations: QuerySet[Organisation],
        goals: QuerySet[PlanGoal],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "staff").of(workers)
        row_field(self, "organisation").of(organisations)
        row_field(self, "goal").of(goals)
        if not goals:
            del self.fields["goal"]


class SettleForm(NHSFormMixin, forms.Form):
    state = forms.ChoiceField(
        label="What came of it?",
        choices=[
            *((state.value, state.label) for state in ActionState if state != ActionState.OPEN),
            (ActionState.OPEN.value, "It is still to do"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it"},
    )
    words = words_field("How it went")
    on = PastDateField(label="On which day?")

    presentation: ClassVar[dict[str, Presentation]] = {
        "state": {"size": "s"},
        "words": {"size": "s", "rows": 3},
        "on": {"size": "s"},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()
