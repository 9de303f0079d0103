from __future__ import annotations

from typing import Any

from django import forms

from hubs.forms.nhs import NHSFormMixin, in_sentence
from reporting.rules.areas import Areas, Level, NamedArea
from reporting.selectors import definitions
from reporting.selectors.fact_lists import COUNTED, Behind


class ListFilters(NHSFormMixin, forms.Form):
    """What the list behind a figure is narrowed to: the figure's own groups, and smaller areas."""

    group = forms.ChoiceField(label="Group", required=False)
    part = forms.ChoiceField(
        label="Part of the share",
        required=False,
        choices=[("", "All it is counted over"), (COUNTED, "Only those counted")],
    )
    hub = forms.ChoiceField(label="Hub", required=False)
    pcn = forms.ChoiceField(label="Primary care network", required=False)
    mark_optional = False

    def __init__(self, *args: Any, behind: Behind, areas: Areas, area: NamedArea, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title, groups = definitions.own_groups(behind.indicator.id)
        self.fields["group"].label = title
        self.fields["group"].error_messages["invalid_choice"] = f"Select {in_sentence(title)} from the list"
        self._offer("group", [("", "All"), *groups.items()] if groups else [])
        self._offer("hub", _inside(areas, area, Level.HUB))
        self._offer("pcn", _inside(areas, area, Level.PCN))
        if not behind.is_share:
            del self.fields["part"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if not choices:
            del self.fields[name]

    def chosen(self, name: str) -> str:
        """A valid answer, or nothing."""
        return str(self.cleaned_data.get(name, "")) if self.is_valid() else ""


def _inside(areas: Areas, area: NamedArea, level: Level) -> list[tuple[str, str]]:
    """The areas of a level within this one, unless it is one of them itself."""
    if area.level in (level, Level.PCN):
        return []
    within = [
        found
        for found in areas.of(level)
        if area.level is Level.TENANT or found.place_id == area.place_id or found.hub_ids & area.hub_ids
    ]
    return [("", "All"), *((found.code, found.name) for found in within)] if within else []
