"""The forms of a group's sessions: when it meets, and the sheet of who came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms

from hubs.forms.fields import NHSDateField, NHSTimeField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import RowField, row_field
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from hubs.selectors import codes
from referrals.actions.group_sheets import Details
from referrals.models import Group, GroupSession, Referral
from referrals.models.group import GroupKind
from referrals.rules import attendance as attendances
from referrals.rules import groups as rules
from referrals.rules.contact_dates import LONGEST_MINUTES
from referrals.selectors import groups
from referrals.selectors.groups import OnSheet


class VoidForm(NHSFormMixin, forms.Form):
    reason = forms.CharField(
        label="Why is the session removed?",
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": "Say why the session is removed"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"reason": {"size": "s", "rows": 2}}


class SessionForm(NHSFormMixin, forms.Form):
    """When and how a group meets."""

    held_on = NHSDateField(label="Date of the session")
    starts_at = NHSTimeField(label="Time it starts", required=False)
    duration_minutes = forms.IntegerField(label="Duration", min_value=1, max_value=LONGEST_MINUTES)
    mechanism = forms.ChoiceField(
        label="How does the group meet?",
        choices=list(rules.MECHANISMS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Select how the group meets"},
    )
    staff = RowField(label="Who runs it", required=False, empty_label="Not recorded")
    session_type = forms.ChoiceField(label="Kind of session", required=False)
    topic = forms.CharField(label="Topic", required=False, max_length=200)

    presentation: ClassVar[dict[str, Presentation]] = {
        "held_on": {"size": "s"},
        "starts_at": {"size": "s", "width": 5, "hint": "For example, 9:30am or 14:30"},
        "duration_minutes": {"size": "s", "width": 3, "suffix": "minutes"},
        "mechanism": {"size": "s", "small": True, "inline": True},
        "topic": {"width": 30},
    }

    def __init__(self, *args: Any, group: Group, by: Actor, like: GroupSession | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        row_field(self, "staff").of(groups.staff(group, by, like.staff_id if like else None))
        kinds = self.fields["session_type"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [("", "Not recorded"), *codes.choices("group_session_type")]
        for name, value in self._likely(like, by).items():
            self.fields[name].initial = value

    def _likely(self, like: GroupSession | None, by: Actor) -> dict[str, Any]:
        if like is None:
            me = StaffMember.objects.filter(pk__in=[by.staff_id]).values_list("public_id", flat=True).first()
            return {"mechanism": "01", "session_type": rules.THERAPEUTIC, "staff": me}
        return {
            "starts_at": like.starts_at,
            "duration_minutes": like.duration_minutes,
            "mechanism": like.mechanism,
            "session_type": like.session_type,
            "staff": like.staff.public_id if like.staff else None,
        }

    @property
    def details(self) -> Details:
        names = (
            "held_on",
            "starts_at",
            "duration_minutes",
            "mechanism",
            "session_type",
            "topic",
            "staff",
        )
        return Details(**{name: self.cleaned_data[name] for name in names})


class PlanForm(SessionForm):
    """One session, or one a week. ``key`` makes the form that is sent twice plan them once."""

    times = forms.IntegerField(
        label="How many sessions, one a week?", min_value=1, max_value=rules.MOST_WEEKS, initial=1
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    presentation: ClassVar[dict[str, Presentation]] = {
        **SessionForm.presentation,
        "times": {"size": "s", "width": 2, "hint": "1 for a single session"},
    }

    @property
    def once(self) -> dict[str, Any]:
        key: UUID = self.cleaned_data["key"]
        return {"times": self.cleaned_data["times"], "key": key}


class ReplanForm(SessionForm):
    """Another day, time or worker for a session that is planned."""

    def __init__(self, *args: Any, session: GroupSession, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, group=session.group, by=by, like=session, **kwargs)
        self.fields["held_on"].initial = session.held_on
        self.fields["topic"].initial = session.topic


class SheetForm(ReplanForm):
    """Who came. A course asks it of each member, who is expected to have come; in an open-access group those who came
    are ticked, and people without a name are counted.
    """

    unnamed = forms.IntegerField(
        label="How many more came without giving a name?",
        min_value=0,
        max_value=rules.MOST_UNNAMED,
        initial=0,
        help_text="They are counted for the group, and never as anybody’s contact",
    )
    came = forms.MultipleChoiceField(label="Who came?", required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label="Why is it changed?",
        required=False,
        max_length=500,
        widget=forms.Textarea,
        help_text="Only if you change what was saved before",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    presentation: ClassVar[dict[str, Presentation]] = {
        **SessionForm.presentation,
        "unnamed": {"size": "s", "width": 3},
        "came": {"size": "m", "small": True, "optional": False},
        "reason": {"size": "s", "rows": 2, "optional": False},
    }

    def __init__(
        self, *args: Any, session: GroupSession, rows: Sequence[OnSheet], by: Actor, **kwargs: Any
    ) -> None:
        super().__init__(*args, session=session, by=by, **kwargs)
        self.session = session
        self.rows = rows
        self.is_open = session.group.kind == GroupKind.OPEN
        self.fields["version"].initial = session.version
        self.fields["unnamed"].initial = session.unnamed
        if not session.recorded_at:
            del self.fields["reason"]
        if self.is_open:
            self._tick()
        else:
            del self.fields["came"], self.fields["unnamed"]
            for row in rows:
                self._ask(row)

    def _tick(self) -> None:
        field = self.fields["came"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(row.referral.reference, row.referral.person.display_name) for row in self.rows]
        field.initial = [row.referral.reference for row in self.rows if attendances.took_place(row.mark)]

    def _ask(self, row: OnSheet) -> None:
        not_there_before = bool(self.session.recorded_at) and not row.mark
        name = row.referral.person.display_name
        self.fields[row.referral.reference] = forms.ChoiceField(
            label=name,
            choices=rules.marks(row.mark),
            required=False,
            initial=row.mark or (rules.LEFT_OUT if not_there_before else attendances.ATTENDED),
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": f"{name}: select whether they came"},
        )

    @property
    def details_wrong(self) -> bool:
        """Whether something is wrong with the session itself, which is folded away else."""
        return any(name in self.errors for name in SessionForm.base_fields)

    @property
    def marks(self) -> dict[Referral, str]:
        """What is marked for each; a tick means attended, unless it is written down already that they came late."""
        if not self.is_open:
            # Somebody who got a place meanwhile was not asked about, which says nothing of them.
            asked = [row.referral for row in self.rows if row.referral.reference in self.data]
            return {referral: self.cleaned_data[referral.reference] for referral in asked}
        came = set(self.cleaned_data["came"])
        return {row.referral: self._ticked(row, row.referral.reference in came) for row in self.rows}

    @staticmethod
    def _ticked(row: OnSheet, ticked: bool) -> str:
        if ticked:
            return row.mark if attendances.took_place(row.mark) else attendances.ATTENDED
        # An open group expects nobody, so nobody missed it; a mark of another page stays.
        return rules.LEFT_OUT if attendances.took_place(row.mark) else row.mark

    @property
    def without_name(self) -> int:
        return int(self.cleaned_data.get("unnamed") or 0)

    @property
    def because(self) -> str:
        return str(self.cleaned_data.get("reason", ""))
