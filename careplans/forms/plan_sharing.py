"""Forms of what the person lets organisations see of their plan."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from careplans.rules.parts import SHARED_PARTS, WHOLE
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField, RowField, row_field
from hubs.models import Organisation


class ChooseOrganisationForm(NHSFormMixin, forms.Form):
    """The organisation whose sharing is to be looked at."""

    organisation = RowField(
        label="Organisation", empty_label="Select an organisation", error_messages={"required": "Select one"}
    )

    presentation: ClassVar[dict[str, Presentation]] = {"organisation": {"size": "s"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "organisation").of(Organisation.objects.filter(closed_on=None).order_by("name", "pk"))


ALL, SOME, NOTHING = "all", "some", "nothing"


class SharingForm(NHSFormMixin, forms.Form):
    """What one organisation may see. ``before`` are the parts that it does not see now."""

    how_much = forms.ChoiceField(
        label="May they see the plan?",
        choices=[(ALL, "All of it"), (SOME, "All but some parts"), (NOTHING, "Nothing of it")],
        widget=forms.RadioSelect,
    )
    kept = forms.MultipleChoiceField(
        label="Which parts do they not see?",
        choices=list(SHARED_PARTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    chosen_on = PastDateField(label="When did the person say so?")

    mark_optional = False
    presentation: ClassVar[dict[str, Presentation]] = {
        "how_much": {"size": "s", "reveals": {SOME: ["kept"]}},
        "kept": {"small": True},
        "chosen_on": {"size": "s"},
    }

    def __init__(self, *args: Any, before: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        named = set(SHARED_PARTS) & before
        self.fields["how_much"].initial = (NOTHING if named == set(SHARED_PARTS) else SOME) if before else ALL
        self.fields["kept"].initial = sorted(named) if named != set(SHARED_PARTS) else []
        self.fields["chosen_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("how_much") == SOME and not given.get("kept"):
            self.add_error("kept", "Choose the parts that they do not see")
        return given

    @property
    def kept_parts(self) -> frozenset[str]:
        """What is kept from the organisation, with WHOLE when that is all."""
        how_much = self.cleaned_data["how_much"]
        if how_much == NOTHING:
            return frozenset({*SHARED_PARTS, WHOLE})
        return frozenset(self.cleaned_data["kept"]) if how_much == SOME else frozenset()


class PlanReasonForm(NHSFormMixin, forms.Form):
    """Why a worker needs what the person keeps from their organisation."""

    reason = forms.CharField(
        label="Why do you need these parts now?",
        max_length=500,
        widget=forms.Textarea,
        help_text="For example, the person is at your door in distress. Do not write clinical details here.",
        error_messages={"required": "Say why you need these parts"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"reason": {"size": "s", "rows": 3}}


class PutAwayForm(NHSFormMixin, forms.Form):
    reason = forms.CharField(
        label="Why is it no longer needed?",
        max_length=500,
        initial="What still holds was carried over",
        error_messages={"required": "Say why it is no longer needed"},
    )

    presentation: ClassVar[dict[str, Presentation]] = {"reason": {"size": "s"}}
