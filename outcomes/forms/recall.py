"""What the recall list is filtered by; the address keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet

from hubs.forms.filters import FilterForm
from hubs.rules.roles import Actor
from outcomes.models import OutreachAttempt, SmiRegister
from outcomes.rules.health import CheckedBy, CheckKind
from outcomes.selectors import recall
from outcomes.selectors.recall import Show
from referrals.models import PersonHub

PARAMETERS = ("show", "check", "hub", "next_by", "team", "tried")


class RecallFilterForm(FilterForm):
    field_order = PARAMETERS


class RecallFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Those on the register whom the hubs of ``by`` hold, and the filters that narrow them."""

    show = django_filters.ChoiceFilter(
        label="Show",
        empty_label="Whoever lacks a check, or an overdue follow-up",
        choices=[
            (Show.SOON, "Due again within 60 days"),
            (Show.FOLLOW_UP, "A result waits for its follow-up"),
            (Show.DECLINED, "Declined a check in the last 12 months"),
            (Show.ALL, "Everybody on the register"),
        ],
        method="kept",
    )
    check = django_filters.ChoiceFilter(
        label="Check that is lacking", empty_label="Any of the six", choices=CheckKind.choices, method="kept"
    )
    hub = django_filters.ChoiceFilter(label="Hub", empty_label="All hubs", method="of_hub")
    next_by = django_filters.ChoiceFilter(
        label="Who does it", empty_label="Anybody", choices=CheckedBy.choices
    )
    team = django_filters.ChoiceFilter(
        label="Team that does it", empty_label="Any team", field_name="next_team__public_id"
    )
    tried = django_filters.ChoiceFilter(
        label="Outreach",
        empty_label="Tried or not",
        choices=[("no", "Nobody has tried to reach them"), ("yes", "Somebody has tried")],
        method="as_tried",
    )

    class Meta:
        model = SmiRegister
        fields: Sequence[str] = ()
        form = RecallFilterForm

    def __init__(self, data: Any, *, by: Actor) -> None:
        super().__init__(data, queryset=recall.on_register(by))
        self.filters["hub"].extra["choices"] = [(hub.code, hub.name) for hub in recall.hubs_of(by)]
        teams = [(str(team.public_id), team.name) for team in recall.teams_of(by)]
        self.filters["team"].extra["choices"] = teams

    @property
    def rows(self) -> list[recall.Recall]:
        """Those that the filters leave, the longest outstanding first."""
        found = self.qs
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        return recall.listed(found, show=Show(chosen.get("show") or ""), kind=chosen.get("check") or "")

    def kept(self, rows: QuerySet[SmiRegister], name: str, value: str) -> QuerySet[SmiRegister]:
        return rows

    def of_hub(self, rows: QuerySet[SmiRegister], name: str, value: str) -> QuerySet[SmiRegister]:
        return rows.filter(Exists(PersonHub.objects.filter(person=OuterRef("person"), hub__code=value)))

    def as_tried(self, rows: QuerySet[SmiRegister], name: str, value: str) -> QuerySet[SmiRegister]:
        tried = Exists(OutreachAttempt.objects.filter(person=OuterRef("person")))
        return rows.filter(tried if value == "yes" else ~tried)
