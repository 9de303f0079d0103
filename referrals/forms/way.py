"""Forms of the person's way through: who works with them, steps, closing, coming back, what they need."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.db.models import Model
from django.utils import timezone

from hubs.forms.fields import NHSDateField, YesNoField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField, RowField, row_field
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from hubs.selectors import codes
from referrals.forms.refer_questions import WAYS
from referrals.models import Referral
from referrals.models.referral import ClosedWith, Level
from referrals.models.request import Way
from referrals.selectors import reach

LONGEST = 20_000
SHORT = 500


class WorkerField(RowField):
    """A worker, with the organisation they are of."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, StaffMember)
        return f"{obj.name}, {obj.organisation.name}"


class TeamField(RowField):
    """A team that works near the referral."""


class AboutReferral(NHSFormMixin, forms.Form):
    """A form about one referral. ``version`` is the referral's when the form was shown: who sends it after somebody
    else changed the referral is told so.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, referral: Referral, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referral = referral
        self.fields["version"].initial = referral.version
        for name, field in self.fields.items():
            if isinstance(field, WorkerField):
                row_field(self, name).of(reach.workers(referral, by))
            elif isinstance(field, TeamField):
                row_field(self, name).of(reach.teams(referral, by))


class NamedWorkerForm(AboutReferral):
    worker = WorkerField(
        label="Named worker",
        required=False,
        empty_label="Nobody for the moment",
        help_text="Whom the person can turn to. They stay the same when the person steps up, down or across.",
    )

    presentation: ClassVar[dict[str, Presentation]] = {"worker": {"optional": False}}

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, referral=referral, **kwargs)
        worker: StaffMember | None = referral.named_worker
        self.fields["worker"].initial = worker.public_id if worker else None


class StepForm(AboutReferral):
    level = forms.ChoiceField(
        label="How complex are the person’s needs now?",
        choices=Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how complex the person’s needs are now"},
    )
    team = TeamField(
        label="Team",
        required=False,
        help_text="Your own teams and those of this hub take the person at once. Any other team is asked first.",
    )
    worker = WorkerField(label="Named worker in the new team", required=False)
    reason = forms.CharField(
        label="Why?", max_length=LONGEST, widget=forms.Textarea, error_messages={"required": "Say why"}
    )
    person_said = forms.CharField(
        label="What did the person say to it?",
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": "Say what the person said to it"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "level": {"size": "s", "small": True},
        "team": {"size": "s", "optional": False},
        "worker": {"size": "s", "optional": False},
        "reason": {"size": "s", "rows": 3},
        "person_said": {"size": "s", "rows": 3},
    }

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, referral=referral, **kwargs)
        team, worker = referral.team, referral.named_worker
        self.fields["level"].initial = referral.level
        row_field(self, "team").empty_label = f"Stays with {team.name}" if team else "Stays where it is"
        row_field(self, "worker").empty_label = (
            f"{worker.name} goes along" if worker else "Nobody yet: the team names somebody"
        )


class CoordinatorForm(AboutReferral):
    staff = WorkerField(
        label="Care co-ordinator",
        empty_label="Choose a worker",
        error_messages={"required": "Choose who co-ordinates the care"},
    )
    on = PastDateField(label="From which day?", initial=timezone.localdate)

    presentation: ClassVar[dict[str, Presentation]] = {"staff": {"size": "s"}, "on": {"size": "s"}}


class DayForm(AboutReferral):
    """The last day of something."""

    on = PastDateField(label="Last day", initial=timezone.localdate)

    presentation: ClassVar[dict[str, Presentation]] = {"on": {"size": "s"}}


class InvolvementForm(AboutReferral):
    staff = WorkerField(
        label="Worker",
        empty_label="Choose a worker",
        error_messages={"required": "Choose who takes part"},
        help_text="Of any organisation of this hub",
    )
    what = forms.CharField(
        label="What do they do for the person?",
        max_length=200,
        help_text="For example, help with debts, or peer support on Tuesdays",
    )
    starts_on = NHSDateField(label="From which day?", initial=timezone.localdate)

    presentation: ClassVar[dict[str, Presentation]] = {
        "staff": {"size": "s"},
        "what": {"size": "s"},
        "starts_on": {"size": "s"},
    }


class CloseForm(AboutReferral):
    on = PastDateField(label="When does it end?", initial=timezone.localdate)
    closed_with = forms.ChoiceField(
        label="With whom was the end agreed?",
        choices=ClosedWith.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say with whom the end was agreed"},
    )
    reason = forms.ChoiceField(
        label="Reason for closing", error_messages={"required": "Choose the reason for closing"}
    )
    words = forms.CharField(
        label="Closing words",
        max_length=LONGEST,
        widget=forms.Textarea,
        help_text="What was reached, what helps when it gets harder, and what was said about the way back. "
        "Write it so that the person can read it.",
        error_messages={"required": "Write the closing words"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "on": {"size": "s"},
        "closed_with": {"size": "s", "small": True},
        "reason": {"size": "s", "hint": "The national list, for the record sets"},
        "words": {"size": "s", "rows": 6},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = self.fields["reason"]
        assert isinstance(reasons, forms.ChoiceField)
        reasons.choices = [("", "Choose a reason"), *codes.choices("referral_closure_reason")]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        died = given.get("closed_with") == ClosedWith.DIED
        if "reason" in given and died != (given["reason"] == DIED):
            words = "The reason and with whom it was agreed do not fit: only one of them says that the person died"
            self.add_error("reason", words)
        return given


# REFERRAL CLOSURE REASON "patient died", and "referred to other specialty/service (same or other provider)", the one of
# the national list that fits a referral which is closed because another of the same person goes on.
DIED, ANOTHER_SERVICE = "06", "08"


def closed_beside(other: Referral) -> dict[str, str]:
    """What the form of a closing begins with when another open referral goes on; the worker changes what is not so."""
    team = other.team.name if other.team else other.provider.name
    return {
        "closed_with": ClosedWith.PERSON,
        "reason": ANOTHER_SERVICE,
        "words": f"You were asking for help with us twice. {team} goes on looking after you, and nothing is lost: all"
        " that you told us stands in your one record.",
    }


# Who may ask that somebody starts again.
WHO_ASKS = (Way.SELF, Way.CARER, Way.GP, Way.STAFF)


class ComeBackForm(NHSFormMixin, forms.Form):
    """Somebody comes back: no new story is asked for, only what is needed to start again."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    way = forms.ChoiceField(
        label="Who asks?",
        choices=[(way.value, way.label) for way in WHO_ASKS],
        widget=forms.RadioSelect,
        error_messages={"required": "Say who asks"},
    )
    story = forms.CharField(
        label="What has changed, in the person’s words",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea,
        help_text="They need not tell their story again: the record is there.",
    )
    hopes = forms.CharField(
        label="What would help now", max_length=LONGEST, required=False, widget=forms.Textarea
    )
    is_urgent = forms.BooleanField(label="Urgent, but not a crisis: to be seen within 7 days", required=False)

    presentation: ClassVar[dict[str, Presentation]] = {
        "way": {"size": "s", "small": True},
        "story": {"size": "s", "rows": 5},
        "hopes": {"size": "s", "rows": 3},
        "is_urgent": {"small": True},
    }


class NeedsForm(NHSFormMixin, forms.Form):
    """What the person needs so that they can be reached and understood (Accessible Information Standard)."""

    YES_NO: ClassVar[list[tuple[str, str]]] = [("", "Not asked yet"), ("yes", "Yes"), ("no", "No")]

    communication = forms.CharField(
        label="How they communicate best",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea,
        help_text="For example, large print, British Sign Language, short sentences",
    )
    interpreter_language = forms.CharField(label="Language of an interpreter", max_length=60, required=False)
    adjustments = forms.CharField(
        label="Adjustments",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea,
        help_text="For example, quiet room, appointments after 11am, somebody to come along",
    )
    reach_by = forms.ChoiceField(
        label="How to reach them first",
        choices=[("", "Not asked yet"), *WAYS],
        required=False,
    )
    digital_suits = YesNoField(
        label="Do video and online contacts suit them?", choices=YES_NO, required=False
    )
    may_leave_message = YesNoField(label="May we leave a message?", choices=YES_NO, required=False)
    may_text = forms.BooleanField(label="They agreed to text messages", required=False)
    may_email = forms.BooleanField(label="They agreed to email", required=False)

    presentation: ClassVar[dict[str, Presentation]] = {
        "communication": {"size": "s", "rows": 3, "optional": False},
        "interpreter_language": {"size": "s", "width": 20, "optional": False},
        "adjustments": {"size": "s", "rows": 3, "optional": False},
        "reach_by": {"size": "s", "optional": False},
        "digital_suits": {"size": "s", "optional": False},
        "may_leave_message": {"size": "s", "optional": False},
        "may_text": {"small": True},
        "may_email": {"small": True},
    }
