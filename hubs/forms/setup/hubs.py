"""Hubs, the PCNs that they cover, and teams."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from hubs.forms.fields import NHSDateField
from hubs.forms.nhs import NHSFormMixin, Presentation
from hubs.forms.setup.choices import PastDateField, RowField, row_field
from hubs.models import Hub, HubCoverage, Place, Team
from hubs.selectors import codes, ground


class HubForm(NHSFormMixin, forms.Form):
    name = forms.CharField(
        label="Name of the hub", max_length=200, error_messages={"required": "Enter the name of the hub"}
    )
    place = RowField(label="Place", name="code", empty_label="Choose a place")
    opened_on = PastDateField(label="Date it opened", help_text="For example, 1 4 2024", required=False)

    def __init__(self, *args: Any, hub: Hub | None = None, **kwargs: Any) -> None:
        if hub is not None:
            kwargs["initial"] = {"name": hub.name, "place": hub.place.code, "opened_on": hub.opened_on}
        super().__init__(*args, **kwargs)
        # A hub may stay in a place that has closed since.
        its_own = Q(pk=hub.place_id) if hub else Q(pk__in=())
        row_field(self, "place").of(Place.objects.filter(ground.OPEN | its_own).order_by("name"))


POPULATION_HINT = "People registered with the PCN's practices: the denominator of rates. For example, 41200"


class CoverForm(NHSFormMixin, forms.Form):
    """A PCN that the hub is to cover."""

    pcn = RowField(label="PCN", help_text="Those that no hub covers now", empty_label="Choose a PCN")
    starts_on = NHSDateField(label="Covered from", help_text="For example, 1 4 2024")
    population = forms.IntegerField(label="Population", help_text=POPULATION_HINT, required=False)

    presentation: ClassVar[dict[str, Presentation]] = {"population": {"width": 10}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "pcn").of(ground.uncovered_pcns())


class PopulationForm(NHSFormMixin, forms.Form):
    population = forms.IntegerField(label="Population", help_text=POPULATION_HINT, required=False)

    presentation: ClassVar[dict[str, Presentation]] = {"population": {"width": 10}}

    def __init__(self, *args: Any, cover: HubCoverage, **kwargs: Any) -> None:
        super().__init__(*args, initial={"population": cover.population}, **kwargs)


class _TeamDetails(NHSFormMixin, forms.Form):
    name = forms.CharField(
        label="Name of the team", max_length=200, error_messages={"required": "Enter the name of the team"}
    )
    team_type = forms.ChoiceField(
        label="Type of team",
        error_messages={"required": "Select the type of team"},
        help_text="Decides which national waits and access figures its referrals count in",
    )
    intended_age_group = forms.ChoiceField(label="Who is it for?", widget=forms.RadioSelect, initial="03")
    hub = RowField(label="Hub", name="code", required=False, empty_label="No hub")
    takes_new = forms.BooleanField(
        label="Takes new requests",
        required=False,
        help_text="Holds whoever asks for help in the hub until somebody else does; without a hub, those whom no hub"
        " covers. One team a hub: the one that does it now no longer will",
    )

    presentation: ClassVar[dict[str, Presentation]] = {"intended_age_group": {"small": True}}

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("team_type", [("", "Choose a type"), *_types(team)])
        self._choices("intended_age_group", codes.choices("service_intended_age_group"))
        its_own = Q(pk=team.hub_id) if team and team.hub_id else Q(pk__in=())
        row_field(self, "hub").of(Hub.objects.filter(ground.OPEN | its_own).order_by("name"))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class TeamForm(_TeamDetails):
    """A new team: its provider and its identifier in record sets cannot be changed later."""

    organisation = RowField(
        label="Provider", empty_label="Choose a provider", error_messages={"required": "Select the provider"}
    )
    local_id = forms.CharField(
        label="Identifier in record sets",
        max_length=20,
        required=False,
        help_text="What the provider's own system calls the team (care professional team local identifier)."
        " Leave it empty to have one made",
    )

    field_order = ("name", "organisation", "hub", "team_type", "intended_age_group", "takes_new", "local_id")
    presentation: ClassVar[dict[str, Presentation]] = {**_TeamDetails.presentation, "local_id": {"width": 20}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "organisation").of(ground.providers())


class TeamDetailsForm(_TeamDetails):
    """A team that is there."""

    field_order = ("name", "hub", "team_type", "intended_age_group", "takes_new")

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        initial = {
            "name": team.name,
            "team_type": team.team_type,
            "intended_age_group": team.intended_age_group,
            "hub": team.hub and team.hub.code,
            "takes_new": team.takes_new,
        }
        super().__init__(*args, team=team, initial=initial, **kwargs)


def _types(team: Team | None) -> list[tuple[str, str]]:
    """The types in words with their code; a retired one only for the team that has it."""
    types = [(code, f"{label} ({code})") for code, label in codes.choices("service_or_team_type")]
    if team and team.team_type not in {code for code, _ in types}:
        types.append(
            (team.team_type, f"{codes.label('service_or_team_type', team.team_type)} (no longer used)")
        )
    return types
