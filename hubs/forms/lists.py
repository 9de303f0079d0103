"""Filters of the lists under Set up and of the access review: kept in the address, told in words above the
list.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q, QuerySet

from config.formats import LONDON
from hubs.forms.fields import NHSDateField
from hubs.forms.filters import FilterForm
from hubs.models import AccessLog, Hub, Organisation, OrganisationKind, StaffMember, Team
from hubs.models.access import AccessKind
from hubs.rules import references
from hubs.rules.roles import Role
from hubs.selectors import ground

OPEN_OR_CLOSED = [("open", "Open"), ("closed", "Closed")]


class DayFilter(filters.Filter):  # type: ignore[misc]
    field_class = NHSDateField


class GroundFilter(filters.FilterSet):  # type: ignore[misc]
    """A list of things that can be closed."""

    name = filters.CharFilter(label="Name or code", method="named")
    state = filters.ChoiceFilter(
        label="Open or closed", choices=OPEN_OR_CLOSED, method="in_state", empty_label="All"
    )

    code_field: ClassVar[str]

    class Meta:
        form = FilterForm

    def named(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        text = value.strip()
        return rows.filter(Q(name__icontains=text) | Q(**{f"{self.code_field}__iexact": text}))

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(closed_on__isnull=value == "open")


class OrganisationFilter(GroundFilter):
    kind = filters.ChoiceFilter(label="Kind", choices=OrganisationKind.choices, empty_label="All kinds")

    code_field = "ods_code"

    class Meta(GroundFilter.Meta):
        model = Organisation
        fields = ("name", "kind", "state")


class TeamFilter(GroundFilter):
    hub = filters.ModelChoiceFilter(
        label="Hub",
        queryset=lambda request: Hub.objects.order_by("name"),
        to_field_name="code",
        empty_label="All hubs",
    )
    organisation = filters.ModelChoiceFilter(
        label="Provider",
        queryset=lambda request: ground.providers(),
        to_field_name="public_id",
        empty_label="All providers",
    )

    code_field = "local_id"

    class Meta(GroundFilter.Meta):
        model = Team
        fields = ("name", "hub", "organisation", "state")


class StaffFilter(filters.FilterSet):  # type: ignore[misc]
    name = filters.CharFilter(label="Name, email or identifier", method="named")
    organisation = filters.ModelChoiceFilter(
        label="Employer",
        queryset=lambda request: ground.employers(),
        to_field_name="public_id",
        empty_label="All employers",
    )
    role = filters.ChoiceFilter(
        label="Role", choices=Role.choices, method="with_role", empty_label="All roles"
    )
    state = filters.ChoiceFilter(
        label="Who",
        choices=[("login", "Can sign in"), ("active", "Works here"), ("left", "Has left")],
        method="in_state",
        empty_label="Everybody",
    )

    class Meta:
        model = StaffMember
        form = FilterForm
        fields = ("name", "organisation", "role", "state")

    def named(self, rows: QuerySet[StaffMember], name: str, value: str) -> QuerySet[StaffMember]:
        text = value.strip()
        return rows.filter(
            Q(name__icontains=text) | Q(user__email__icontains=text) | Q(local_id__iexact=text)
        )

    def with_role(self, rows: QuerySet[StaffMember], name: str, value: str) -> QuerySet[StaffMember]:
        return rows.filter(role_assignments__role=value).distinct()

    def in_state(self, rows: QuerySet[StaffMember], name: str, value: str) -> QuerySet[StaffMember]:
        if value == "login":
            return rows.filter(is_active=True, user__is_active=True)
        return rows.filter(is_active=value == "active")


class AccessFilter(filters.FilterSet):  # type: ignore[misc]
    """Who looked at what, and when."""

    person = filters.CharFilter(label="Person's reference", method="about")
    staff = filters.CharFilter(
        label="Name of the member of staff", field_name="staff_name", lookup_expr="icontains"
    )
    kind = filters.ChoiceFilter(label="What they did", choices=AccessKind.choices, empty_label="Everything")
    since = DayFilter(label="From", method="from_day")
    until = DayFilter(label="To", method="to_day")

    class Meta:
        model = AccessLog
        form = FilterForm
        fields = ("person", "staff", "kind", "since", "until")

    def about(self, rows: QuerySet[AccessLog], name: str, value: str) -> QuerySet[AccessLog]:
        return rows.filter(person_reference=references.normalise(value))

    def from_day(self, rows: QuerySet[AccessLog], name: str, value: dt.date) -> QuerySet[AccessLog]:
        return rows.filter(occurred_at__gte=_midnight(value))

    def to_day(self, rows: QuerySet[AccessLog], name: str, value: dt.date) -> QuerySet[AccessLog]:
        return rows.filter(occurred_at__lt=_midnight(value + dt.timedelta(days=1)))


def _midnight(day: dt.date) -> dt.datetime:
    # A timestamp compared with a timestamp: an index serves it, and the day is London's.
    return dt.datetime.combine(day, dt.time(), LONDON)
