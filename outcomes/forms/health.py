"""Forms of physical health beside the checks: outreach, the register, and taking something out."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils import timezone

from hubs.forms.fields import NHSDateField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField, RowField, row_field
from hubs.models import Team
from hubs.rules.roles import Actor
from outcomes.forms.doers import OTHER, DoerField, choose, offer, staff_of
from outcomes.models import SmiRegister
from outcomes.rules.health import (
    CheckedBy,
    OutreachOutcome,
    OutreachWay,
    RegisterSource,
)
from outcomes.rules.health_next import Proposal
from referrals.forms.choices import TeamsAndWorkers
from referrals.selectors.people import Found

LONGEST = 5000


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
    who = DoerField(label="Who tried?", error_messages=choose("Choose who tried"))
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
        offer(self, "who", TeamsAndWorkers(found, by), (OTHER, "Somebody else"))

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
        given["staff"] = staff_of(chosen)
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
