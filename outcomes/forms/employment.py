"""Forms of employment support, jobs and fidelity reviews."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hubs.forms.fields import YesNoField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField, RowField, row_field
from hubs.rules.roles import Actor
from hubs.selectors import codes
from outcomes.models import EmploymentSupport
from outcomes.rules.employment import HIGHEST_FIDELITY, LOWEST_FIDELITY, FidelityBand, TellEmployer
from outcomes.selectors import employment
from referrals.forms.way import WorkerField
from referrals.models import Referral
from referrals.selectors import reach

LONGEST = 5000
# Of the weekly hours worked: that somebody has no job is no answer about a job.
NOT_EMPLOYED = "98"


class AskForm(NHSFormMixin, forms.Form):
    on = PastDateField(label="When did the person ask for it?", initial=timezone.localdate)
    wants = forms.CharField(
        label="What work does the person want?",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea,
        help_text="In their words. More of this is written in the profile later.",
    )

    presentation: ClassVar[dict[str, Presentation]] = {"on": {"size": "s"}, "wants": {"size": "s", "rows": 3}}


class SpecialistForm(NHSFormMixin, forms.Form):
    specialist = WorkerField(
        label="Who is the employment specialist?",
        empty_label="Select a worker",
        error_messages={"required": "Choose the employment specialist"},
    )
    on = PastDateField(label="From which day?")

    presentation: ClassVar[dict[str, Presentation]] = {"specialist": {"size": "s"}, "on": {"size": "s"}}

    def __init__(
        self, *args: Any, support: EmploymentSupport, referral: Referral, by: Actor, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "specialist").of(reach.workers(referral, by))
        self.fields["on"].initial = support.started_on or timezone.localdate()
        if support.specialist:
            self.fields["specialist"].initial = support.specialist.public_id


def _words(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, required=False, widget=forms.Textarea, help_text=hint
    )


class ProfileForm(NHSFormMixin, forms.Form):
    """The vocational profile, as it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    wants = _words("What work do you want?", "Kind of work, hours, how far to travel")
    strengths = _words("What are you good at, and what have you done before?")
    helps = _words("What helps you at work?", "For example, a quiet place or a later start")
    worries = _words("What worries you about work?")
    benefits_advice = _words("Benefits", "What advice was given or is needed, and by whom")
    tell_employer = forms.ChoiceField(
        label="Is an employer to be told about your mental health?",
        choices=[("", "Not talked about yet"), *TellEmployer.choices],
        widget=forms.RadioSelect,
        required=False,
        help_text="Only the person decides this, and what is said",
    )

    mark_optional = False
    presentation: ClassVar[dict[str, Presentation]] = {
        **{
            name: {"size": "s", "rows": 3}
            for name in ("wants", "strengths", "helps", "worries", "benefits_advice")
        },
        "tell_employer": {"size": "s", "small": True},
    }

    def __init__(self, *args: Any, support: EmploymentSupport, **kwargs: Any) -> None:
        initial = {name: getattr(support, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)


class EndForm(NHSFormMixin, forms.Form):
    on = PastDateField(label="On which day did it end?")
    reason = forms.CharField(label="Why did it end?", max_length=LONGEST, widget=forms.Textarea)

    presentation: ClassVar[dict[str, Presentation]] = {
        "on": {"size": "s"},
        "reason": {"size": "s", "rows": 3},
    }


class JobForm(NHSFormMixin, forms.Form):
    title = forms.CharField(label="What is the job?", max_length=200)
    employer = forms.CharField(label="Who is the employer?", max_length=200)
    is_paid = YesNoField(
        label="Is it paid?",
        choices=[("yes", "Yes"), ("no", "No, it is voluntary or a work trial")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is paid"},
    )
    hours = forms.ChoiceField(
        label="How many hours a week?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the hours a week"},
    )
    on = PastDateField(label="When did the job start?")

    presentation: ClassVar[dict[str, Presentation]] = {
        **{name: {"size": "s"} for name in ("title", "employer", "on")},
        "is_paid": {"size": "s", "small": True},
        "hours": {"size": "s", "small": True},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = self.fields["hours"]
        assert isinstance(hours, forms.ChoiceField)
        listed = codes.choices("weekly_hours_worked")
        hours.choices = [(code, label) for code, label in listed if code != NOT_EMPLOYED]


class StillInWorkForm(NHSFormMixin, forms.Form):
    on = PastDateField(
        label="On which day were they in the job still?",
        initial=timezone.localdate,
        help_text="The day somebody asked. From 13 weeks after the start on, the job counts as sustained.",
    )

    presentation: ClassVar[dict[str, Presentation]] = {"on": {"size": "s"}}


class FidelityForm(NHSFormMixin, forms.Form):
    team = RowField(
        label="Which team was reviewed?",
        empty_label="Select a team",
        error_messages={"required": "Select the team"},
    )
    on = PastDateField(label="When?")
    reviewer = forms.CharField(label="Who reviewed it?", max_length=200)
    score = forms.IntegerField(
        label="Score",
        min_value=LOWEST_FIDELITY,
        max_value=HIGHEST_FIDELITY,
        help_text=f"The total of the 25 items of the IPS-25 scale, from {LOWEST_FIDELITY} to {HIGHEST_FIDELITY}",
    )
    band = forms.ChoiceField(
        label="Which band did the reviewer give?", choices=FidelityBand.choices, widget=forms.RadioSelect
    )
    actions = forms.CharField(
        label="What will the team do about it?", max_length=LONGEST, required=False, widget=forms.Textarea
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "on": {"size": "s"},
        "score": {"width": 3},
        "band": {"size": "s", "small": True},
        "actions": {"rows": 4},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "team").of(employment.teams())
