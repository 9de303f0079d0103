"""People who work in the system: details, login, role and team."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hubs.forms.fields import NHSDateField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import RowField, row_field
from hubs.models import StaffMember
from hubs.rules.roles import ROLE_DESCRIPTIONS, Role
from hubs.selectors import codes, ground

ONE_HUB, EVERYWHERE = "hub", "all"
SCOPES = [(ONE_HUB, "In one hub"), (EVERYWHERE, "In the whole system")]
ROLE_HINTS = {str(role): words for role, words in ROLE_DESCRIPTIONS.items()}


class _RoleFields(NHSFormMixin, forms.Form):
    """A role and where it is held: never the whole system for want of an answer."""

    role = forms.ChoiceField(label="Role", choices=Role.choices, widget=forms.RadioSelect)
    scope = forms.ChoiceField(label="Where do they hold this role?", choices=SCOPES, widget=forms.RadioSelect)
    hub = RowField(label="Hub", name="code", required=False, empty_label="Choose a hub")

    presentation: ClassVar[dict[str, Presentation]] = {
        "role": {"hints": ROLE_HINTS, "small": True},
        # Needed as soon as there is a role, or the answer "in one hub".
        "scope": {"reveals": {ONE_HUB: ["hub"]}, "small": True, "optional": False},
        "hub": {"optional": False},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "hub").of(ground.open_hubs())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        scope = given.pop("scope", None)
        if given.get("role") and not scope and "scope" not in self.errors:
            self.add_error("scope", "Select where they hold this role")
        if scope == ONE_HUB and not given.get("hub") and "hub" not in self.errors:
            self.add_error("hub", "Select a hub")
        if scope != ONE_HUB:
            given["hub"] = None
        return given


class RoleForm(_RoleFields):
    """A role for somebody who is there."""


class StaffForm(_RoleFields):
    """Somebody new."""

    name = forms.CharField(
        label="Full name", max_length=200, error_messages={"required": "Enter their full name"}
    )
    organisation = RowField(
        label="Employer",
        empty_label="Choose an employer",
        error_messages={"required": "Select their employer"},
    )
    staff_group = forms.ChoiceField(label="Staff group", required=False)
    local_id = forms.CharField(
        label="Identifier in record sets",
        max_length=20,
        required=False,
        help_text="What the employer's own system calls them (care professional local identifier)."
        " Leave it empty to have one made",
    )
    email = forms.EmailField(
        label="Email address",
        required=False,
        help_text="With an address they can sign in. It must be their own",
    )

    field_order = ("name", "organisation", "staff_group", "local_id", "email", "role", "scope", "hub")
    presentation: ClassVar[dict[str, Presentation]] = {**_RoleFields.presentation, "local_id": {"width": 20}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "organisation").of(ground.employers())
        self.fields["role"].required = self.fields["scope"].required = False
        _offer_groups(self)


class StaffDetailsForm(NHSFormMixin, forms.Form):
    """Somebody who is there."""

    name = forms.CharField(
        label="Full name", max_length=200, error_messages={"required": "Enter their full name"}
    )
    staff_group = forms.ChoiceField(label="Staff group", required=False)

    def __init__(self, *args: Any, staff: StaffMember, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": staff.name, "staff_group": staff.staff_group}, **kwargs)
        _offer_groups(self)


class LoginForm(NHSFormMixin, forms.Form):
    """The address somebody is to sign in with."""

    email = forms.EmailField(
        label="Email address", help_text="It must be their own, not one that a team shares"
    )


class MembershipForm(NHSFormMixin, forms.Form):
    """A team that somebody starts to work in."""

    team = RowField(label="Team", empty_label="Choose a team")
    starts_on = NHSDateField(label="From", help_text="For example, 1 4 2026")

    def __init__(self, *args: Any, staff: StaffMember, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": timezone.localdate()}, **kwargs)
        row_field(self, "team").of(ground.joinable_teams(staff))


def _offer_groups(form: forms.Form) -> None:
    field = form.fields["staff_group"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "Not recorded"), *codes.choices("care_professional_staff_group")]
