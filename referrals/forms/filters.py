"""What the caseload is filtered by; the address of a list keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters

from hubs.forms.filters import FilterForm
from referrals.models import Referral
from referrals.selectors.caseload import Group
from reporting.rules.clock import Component
from reporting.selectors.waiting_lists import Wanted

NOBODY = "nobody"


class CaseloadFilter(django_filters.FilterSet):  # type: ignore[misc]
    """``groups`` are the teams and workers that there are to choose from."""

    team = django_filters.ChoiceFilter(label="Team", empty_label="All teams")
    worker = django_filters.ChoiceFilter(label="Named worker", empty_label="Everybody", method="of_worker")
    lacks = django_filters.ChoiceFilter(
        label="The 4-week clock lacks",
        empty_label="Anything or nothing",
        choices=[(part.value, part.label.capitalize()) for part in Component],
        method="left_to_the_clock",
    )
    overdue = django_filters.ChoiceFilter(
        label="Length of wait",
        empty_label="Any",
        choices=[("yes", "Over 4 weeks and still running")],
        method="left_to_the_clock",
    )

    class Meta:
        model = Referral
        fields: Sequence[str] = ()
        form = FilterForm

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.filters["team"].extra["choices"] = _named((group.team_id, group.team) for group in groups)
        workers = _named((group.worker_id, group.worker) for group in groups)
        self.filters["worker"].extra["choices"] = [(NOBODY, "Nobody yet"), *workers]

    def of_worker(self, referrals: Any, name: str, value: str) -> Any:
        return referrals.filter(named_worker=None if value == NOBODY else value)

    def left_to_the_clock(self, referrals: Any, name: str, value: str) -> Any:
        return referrals

    @property
    def wanted(self) -> Wanted:
        """The part of the filter that only the clock can answer."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        return Wanted(lacks=chosen.get("lacks") or "", overdue=bool(chosen.get("overdue")))

    @property
    def total(self) -> int:
        """How many referrals the rest of the filter leaves, counted from the groups."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        return sum(group.count for group in self.groups if _belongs(group, chosen))


def _belongs(group: Group, chosen: dict[str, Any]) -> bool:
    team, worker = chosen.get("team"), chosen.get("worker")
    if team and str(group.team_id) != team:
        return False
    return not worker or worker == (NOBODY if group.worker_id is None else str(group.worker_id))


def _named(pairs: Any) -> list[tuple[str, str]]:
    named = {str(pk): name for pk, name in pairs if pk is not None}
    return sorted(named.items(), key=lambda item: item[1])
