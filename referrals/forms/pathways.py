"""Forms of pathways and of short-term support."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hubs.forms.fields import NHSDateField, YesNoField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField
from referrals.models import PathwayEpisode
from referrals.models.pathway import CenHelp, PathwayKind
from referrals.rules import pathways as rules
from referrals.rules import short_support

LONGEST = 20_000


class AskedForm(NHSFormMixin, forms.Form):
    """What pathways ask besides their day; each kind has its own part of it (rules.pathways.ASKED)."""

    cen_help = forms.ChoiceField(
        label="Kind of help", choices=CenHelp.choices, widget=forms.RadioSelect, required=False
    )
    illness_began_on = PastDateField(
        label="When did the eating disorder first begin?",
        required=False,
        help_text="The very first time. If nobody knows the day, enter the 1st of the month.",
    )
    treated_before = YesNoField(
        label="Has the person been treated for an eating disorder before, here or elsewhere?",
        choices=[("", "Not known yet"), ("no", "No, this is the first episode"), ("yes", "Yes")],
        required=False,
        help_text="This and the dates say whether the rapid early offer (FREED) applies. "
        "Help never depends on weight, and nobody is asked for it.",
    )
    placement_provider = forms.CharField(
        label="Who provides the placement out of the area?",
        max_length=200,
        required=False,
        help_text="Leave empty when the person is not placed out of the area",
    )
    placement_place = forms.CharField(label="Where is it?", max_length=200, required=False)
    placement_began_on = PastDateField(label="When did the placement begin?", required=False)
    placement_review_on = NHSDateField(
        label="When is it looked at next?",
        required=False,
        help_text="With the person: what has to be there so that they can come back",
    )
    placement_ended_on = PastDateField(label="When did the placement end?", required=False)
    coming_from = forms.CharField(
        label="Which children’s service are they coming from?",
        max_length=200,
        required=False,
        help_text="Leave empty when they do not come from a children’s service",
    )
    transfer_on = NHSDateField(
        label="Which day of transfer was agreed?",
        required=False,
        help_text="Until then both services work with the person together",
    )

    mark_optional = False
    presentation: ClassVar[dict[str, Presentation]] = {"cen_help": {"small": True}}

    def asked(self, kind: str) -> dict[str, Any]:
        """What was answered of the kind's own questions."""
        return {name: self.cleaned_data[name] for name in rules.ASKED[kind] if name in self.fields}


# What only changes later: nobody starts a pathway with a placement that is over.
NOT_AT_THE_START = ("placement_ended_on",)


class StartPathwayForm(AskedForm):
    kind = forms.ChoiceField(
        label="Which pathway?",
        choices=PathwayKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the pathway"},
    )
    started_on = PastDateField(label="From which day?", initial=timezone.localdate)

    field_order = ("kind", "started_on")
    presentation: ClassVar[dict[str, Presentation]] = {
        **AskedForm.presentation,
        "kind": {
            "size": "s",
            "small": True,
            "reveals": {
                kind: [name for name in names if name not in NOT_AT_THE_START]
                for kind, names in rules.ASKED.items()
                if names
            },
        },
        "started_on": {"size": "s"},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NOT_AT_THE_START:
            del self.fields[name]

    @property
    def act(self) -> dict[str, Any]:
        """What ``pathways.start`` is told."""
        kind = self.cleaned_data["kind"]
        return {"kind": kind, "started_on": self.cleaned_data["started_on"], **self.asked(kind)}


class ChangePathwayForm(AskedForm):
    """The questions of the pathway's own kind, as they were answered."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, pathway: PathwayEpisode, seen: int, **kwargs: Any) -> None:
        super().__init__(*args, initial=_as_answered(pathway), **kwargs)
        self.pathway = pathway
        for name in set(self.fields) - {*rules.ASKED[pathway.kind], "seen"}:
            del self.fields[name]
        self.fields["seen"].initial = seen

    @property
    def act(self) -> dict[str, Any]:
        """What ``pathways.change`` is told."""
        return {"seen": self.cleaned_data["seen"], **self.asked(self.pathway.kind)}


def _as_answered(pathway: PathwayEpisode) -> dict[str, Any]:
    answered = {name: getattr(pathway, name) for name in rules.ASKED[pathway.kind]}
    if "treated_before" in answered:
        answered["treated_before"] = {None: "", True: "yes", False: "no"}[pathway.treated_before]
    return answered


class EndPathwayForm(NHSFormMixin, forms.Form):
    on = PastDateField(label="Last day on the pathway", initial=timezone.localdate)
    reason = forms.CharField(label="Why does it end?", max_length=LONGEST, widget=forms.Textarea)

    presentation: ClassVar[dict[str, Presentation]] = {
        "on": {"size": "s"},
        "reason": {"size": "s", "rows": 3},
    }


class StartSupportForm(NHSFormMixin, forms.Form):
    what = forms.CharField(
        label="What is the support?",
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text="For example, weekly calls and help with benefits after the crisis",
    )
    starts_on = NHSDateField(label="When does it begin?", initial=timezone.localdate)
    ends_on = NHSDateField(
        label="When does it end?",
        initial=lambda: short_support.last_day(timezone.localdate()),
        help_text="Agree this with the person now. It can be up to six weeks.",
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "what": {"size": "s", "rows": 3},
        "starts_on": {"size": "s"},
        "ends_on": {"size": "s"},
    }


class EndSupportForm(NHSFormMixin, forms.Form):
    on = PastDateField(label="Last day of the support", initial=timezone.localdate)
    result = forms.CharField(
        label="What came of it?",
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": "Say what came of the support"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "on": {"size": "s"},
        "result": {"size": "s", "rows": 3},
    }
