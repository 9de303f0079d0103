"""Hubs and the PCNs that they cover."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from hubs.actions import changes
from hubs.actions.slugs import unused_slug
from hubs.models import Hub, HubCoverage, Organisation, OrganisationKind, Place, Team
from hubs.rules.roles import Actor

MOST_PEOPLE = 10_000_000


@transaction.atomic
def add(*, by: Actor, name: str, place: Place, opened_on: dt.date | None = None) -> Hub:
    """A new hub in a place; its code is made from its name. Raises ValidationError for a name that is in
    use.
    """
    name = _free_name(name)
    code = unused_slug(name, taken=Hub.objects.all(), otherwise="hub")
    hub = Hub.objects.create(name=name, code=code, place=place, opened_on=opened_on)
    changes.added(by=by, action="hub.added", row=hub, reference=code, name=name, place=place.code)
    return hub


@transaction.atomic
def change(*, by: Actor, hub: Hub, name: str, place: Place, opened_on: dt.date | None = None) -> Hub:
    """Put a hub's details right; its code stays."""
    if opened_on and hub.closed_on and opened_on > hub.closed_on:
        raise ValidationError({"opened_on": "Enter a date before the hub closed"})
    values = {"name": _free_name(name, but=hub), "place": place, "opened_on": opened_on}
    changes.apply(by=by, action="hub.changed", row=hub, reference=hub.code, values=values)
    return hub


@transaction.atomic
def close(*, by: Actor, hub: Hub, on: dt.date) -> Hub:
    """A hub ends: so does its cover of PCNs. Raises ValidationError while it has open teams."""
    changes.not_in_future("on", on)
    if hub.opened_on and on < hub.opened_on:
        raise ValidationError({"on": "Enter a date after the hub opened"})
    teams = Team.objects.filter(hub=hub, closed_on__isnull=True).values_list("name", flat=True)
    if teams:
        raise ValidationError({"on": f"Close or move these teams first: {', '.join(teams)}"})
    for covered in hub.coverage.filter(ends_on__isnull=True):
        end_cover(by=by, cover=covered, on=max(on, covered.starts_on))
    changes.apply(by=by, action="hub.closed", row=hub, reference=hub.code, values={"closed_on": on})
    return hub


@transaction.atomic
def reopen(*, by: Actor, hub: Hub) -> Hub:
    """A hub that was closed works again; which PCNs it covers has to be said anew. ValidationError where its place is
    closed.
    """
    changes.refuse_closed(hub.place)
    changes.apply(by=by, action="hub.reopened", row=hub, reference=hub.code, values={"closed_on": None})
    return hub


@transaction.atomic
def cover(
    *, by: Actor, hub: Hub, pcn: Organisation, starts_on: dt.date, population: int | None = None
) -> HubCoverage:
    """The hub serves a PCN from a day on. Raises ValidationError where a hub covers it on or after that
    day.
    """
    if pcn.kind != OrganisationKind.PCN:
        raise ValidationError({"pcn": "Choose a PCN"})
    changes.refuse_closed(hub)
    later = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    other = HubCoverage.objects.filter(later, pcn=pcn).select_related("hub").first()
    if other:
        raise ValidationError({"pcn": _covered_already(pcn, other, hub)})
    made = HubCoverage.objects.create(hub=hub, pcn=pcn, starts_on=starts_on, population=_people(population))
    changes.added(
        by=by,
        action="hub.covered",
        row=made,
        reference=hub.code,
        pcn=pcn.ods_code,
        population=population,
        starts_on=starts_on,
    )
    return made


@transaction.atomic
def change_population(*, by: Actor, cover: HubCoverage, population: int | None) -> HubCoverage:
    """How many people the hub serves in the PCN."""
    changes.apply(
        by=by,
        action="hub.cover_changed",
        row=cover,
        reference=f"{cover.hub.code} {cover.pcn.ods_code}",
        values={"population": _people(population)},
    )
    return cover


@transaction.atomic
def end_cover(*, by: Actor, cover: HubCoverage, on: dt.date) -> HubCoverage:
    """The hub serves the PCN until a day, that day among them."""
    changes.not_in_future("on", on)
    if on < cover.starts_on:
        raise ValidationError(
            {"on": f"Enter a date on or after {cover.starts_on:%-d %B %Y}, when the cover started"}
        )
    changes.apply(
        by=by,
        action="hub.cover_ended",
        row=cover,
        reference=f"{cover.hub.code} {cover.pcn.ods_code}",
        values={"ends_on": on},
    )
    return cover


def _covered_already(pcn: Organisation, other: HubCoverage, hub: Hub) -> str:
    if other.hub_id == hub.pk:
        return f"{hub.name} already covers {pcn.name} from that date or later"
    return f"{other.hub.name} covers {pcn.name}. End that cover before this one starts, or choose another PCN"


def _people(population: int | None) -> int | None:
    if population is not None and not 0 < population <= MOST_PEOPLE:
        raise ValidationError({"population": "Population must be a whole number above 0, or leave it empty"})
    return population


def _free_name(text: str, *, but: Hub | None = None) -> str:
    name = changes.name_of("name", text)
    if Hub.objects.filter(name__iexact=name).exclude(changes.itself(but)).exists():
        raise ValidationError({"name": f"There is already a hub called {name}. Enter another name"})
    return name
