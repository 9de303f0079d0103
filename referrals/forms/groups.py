"""The forms of a group: what it is, and when it or somebody's place in it ends."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils import timezone

from hubs.forms.fields import NHSDateField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField, row_field
from hubs.rules.roles import Actor
from referrals.forms.handovers import TeamField
from referrals.models import Group
from referrals.models.group import GroupKind
from referrals.rules import groups as rules
from referrals.selectors import groups


class GroupForm(NHSFormMixin, forms.Form):
    """A new group. ``key`` makes the form that is sent twice set it up once."""

    name = forms.CharField(label="Name of the group", max_length=200)
    team = TeamField(label="Team that runs it", empty_label="Select a team")
    kind = forms.ChoiceField(
        label="What kind of group is it?",
        choices=GroupKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of group it is"},
    )
    places = forms.IntegerField(
        label="Places",
        required=False,
        min_value=1,
        max_value=rules.MOST_PEOPLE,
        help_text="How many can join",
    )
    starts_on = NHSDateField(label="First day")
    ends_on = NHSDateField(label="Last day", required=False)
    place = forms.CharField(label="Where it meets", required=False, max_length=200)
    about = forms.CharField(
        label="What it is about",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="For colleagues who want to offer it to somebody",
    )

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    presentation: ClassVar[dict[str, Presentation]] = {
        "name": {"width": 30},
        "place": {"width": 30},
        "kind": {
            "small": True,
            "reveals": {GroupKind.COURSE: ["places"]},
            "hints": {
                GroupKind.COURSE: "People have a place, and are expected at each session",
                GroupKind.OPEN: "People drop in when they like",
            },
        },
        "places": {"width": 3, "optional": False},
        "about": {"rows": 3},
        "starts_on": {"size": "s"},
        "ends_on": {"size": "s"},
    }

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "team").of(groups.teams(by))


class ChangeForm(GroupForm):
    """Whose it is and what kind of group it is stays as it was begun."""

    def __init__(self, *args: Any, group: Group, by: Actor, **kwargs: Any) -> None:
        names = ("name", "places", "starts_on", "ends_on", "place", "about")
        super().__init__(*args, by=by, initial={name: getattr(group, name) for name in names}, **kwargs)
        del self.fields["team"], self.fields["kind"], self.fields["key"]
        if group.kind != GroupKind.COURSE:
            del self.fields["places"]

    presentation: ClassVar[dict[str, Presentation]] = {
        name: look for name, look in GroupForm.presentation.items() if name != "kind"
    }


class EndForm(NHSFormMixin, forms.Form):
    on = NHSDateField(label="Last day of the group", initial=timezone.localdate)

    presentation: ClassVar[dict[str, Presentation]] = {"on": {"size": "s"}}


class LeaveForm(NHSFormMixin, forms.Form):
    on = PastDateField(label="Last day of the place", initial=timezone.localdate)

    presentation: ClassVar[dict[str, Presentation]] = {"on": {"size": "s"}}
