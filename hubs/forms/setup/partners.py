"""Places, organisations and how figures about them are protected."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hubs.forms.fields import NHSDateField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField, RowField, row_field
from hubs.models import Organisation, OrganisationKind, Tenant
from hubs.rules.local_waits import WaitEnd, WaitStart
from hubs.selectors import ground


class PlaceForm(NHSFormMixin, forms.Form):
    name = forms.CharField(
        label="Name of the place",
        max_length=200,
        error_messages={"required": "Enter the name of the place"},
        help_text="A part of the system that plans together, often the area of a council",
    )


class CloseForm(NHSFormMixin, forms.Form):
    """The last day of something; it stays in the records with that date."""

    on = PastDateField(label="Last day", help_text="For example, 31 3 2026")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class _Details(NHSFormMixin, forms.Form):
    """What organisations of every kind have."""

    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Enter the name of the organisation"}
    )
    ods_code = forms.CharField(
        label="ODS code",
        max_length=20,
        required=False,
        help_text="Only councils and VCSE organisations may have none. For example, RRE or U12345",
    )
    place = RowField(label="Place", name="code", required=False, empty_label="No place")

    presentation: ClassVar[dict[str, Presentation]] = {"ods_code": {"width": 10}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "place").of(ground.open_places())


TRANSFORMED_HINT = "The day from which the PCN runs the new community model. For example, 1 4 2024"


class OrganisationForm(_Details):
    """A new partner of the system."""

    kind = forms.ChoiceField(
        label="What kind of organisation is it?", choices=OrganisationKind.choices, widget=forms.RadioSelect
    )
    transformed_from = NHSDateField(label="Transformed from", help_text=TRANSFORMED_HINT, required=False)

    field_order = ("kind", "transformed_from", "name", "ods_code", "place")
    presentation: ClassVar[dict[str, Presentation]] = {
        **_Details.presentation,
        "kind": {"small": True, "reveals": {"pcn": ["transformed_from"]}},
    }


class OrganisationDetailsForm(_Details):
    """A partner that is there: its kind is told and not asked, and only a PCN has a date of
    transformation.
    """

    transformed_from = NHSDateField(label="Transformed from", help_text=TRANSFORMED_HINT, required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        initial = {
            "name": organisation.name,
            "ods_code": organisation.ods_code,
            "place": organisation.place and organisation.place.code,
            "transformed_from": organisation.transformed_from,
        }
        super().__init__(*args, initial=initial, **kwargs)
        if organisation.kind != OrganisationKind.PCN:
            del self.fields["transformed_from"]


class RegisteredPcnForm(NHSFormMixin, forms.Form):
    """A PCN of the national register."""

    code = forms.ChoiceField(label="PCN")
    place = RowField(label="Place", name="code", required=False, empty_label="No place")
    transformed_from = NHSDateField(label="Transformed from", help_text=TRANSFORMED_HINT, required=False)

    def __init__(self, *args: Any, pcns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "place").of(ground.open_places())
        code = self.fields["code"]
        assert isinstance(code, forms.ChoiceField)
        code.choices = [("", "Choose a PCN"), *((code, f"{name} ({code})") for code, name in pcns)]


class PolicyForm(NHSFormMixin, forms.Form):
    """How figures that leave the system are protected."""

    suppress_below = forms.IntegerField(
        label="Hide numbers below",
        help_text="Smaller counts, and rates made from them, are shown as *. National publications use 5",
    )
    round_to = forms.IntegerField(
        label="Round other numbers to the nearest", help_text="National publications use 5"
    )
    within_days = forms.IntegerField(
        label="Days within which a wait is in time",
        help_text="Counts waits of that many days or fewer. The national figures use 28",
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "suppress_below": {"width": 3},
        "round_to": {"width": 3},
        "within_days": {"width": 3, "suffix": "days"},
    }

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        initial = {name: getattr(tenant, name) for name in ("suppress_below", "round_to", "within_days")}
        super().__init__(*args, initial=initial, **kwargs)


class LocalWaitForm(NHSFormMixin, forms.Form):
    """The wait that the system promises, beside the national one."""

    local_wait_from = forms.ChoiceField(
        label="The wait begins", choices=WaitStart.choices, widget=forms.RadioSelect
    )
    local_wait_until = forms.ChoiceField(label="It ends", choices=WaitEnd.choices, widget=forms.RadioSelect)
    in_touch_within = forms.IntegerField(
        label="In touch within",
        help_text="Whoever asks by a public form is told this, as the day by which somebody has been in touch",
    )

    presentation: ClassVar[dict[str, Presentation]] = {
        "in_touch_within": {"width": 3, "suffix": "working days"}
    }

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        initial = {name: getattr(tenant, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)


class PublicPagesForm(NHSFormMixin, forms.Form):
    """What people without a login find."""

    public_phone = forms.CharField(
        label="Number to ring",
        max_length=30,
        required=False,
        help_text="For whoever cannot use the form, or has a question. For example, 01632 960 100",
    )
    takes_requests = forms.BooleanField(
        label="The form to ask for help is open",
        required=False,
        help_text="While it is closed, people are told to ring instead",
    )

    presentation: ClassVar[dict[str, Presentation]] = {"public_phone": {"width": 20}}

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        initial = {"public_phone": tenant.public_phone, "takes_requests": tenant.takes_requests}
        super().__init__(*args, initial=initial, **kwargs)
