"""The places of a tenant."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from hubs.actions import changes
from hubs.actions.slugs import unused_slug
from hubs.models import Hub, Place
from hubs.rules.roles import Actor


@transaction.atomic
def add(*, by: Actor, name: str) -> Place:
    """A new place; its code is made from its name. Raises ValidationError for a name that is in use."""
    name = _free_name(name)
    place = Place.objects.create(
        name=name, code=unused_slug(name, taken=Place.objects.all(), otherwise="place")
    )
    changes.added(by=by, action="place.added", row=place, reference=place.code, name=name)
    return place


@transaction.atomic
def rename(*, by: Actor, place: Place, name: str) -> Place:
    """Give the place another name; its code stays, as addresses and saved figures carry it."""
    values = {"name": _free_name(name, but=place)}
    changes.apply(by=by, action="place.changed", row=place, reference=place.code, values=values)
    return place


@transaction.atomic
def close(*, by: Actor, place: Place, on: dt.date) -> Place:
    """Take the place out of use from the day after. Raises ValidationError while a hub in it is open."""
    changes.not_in_future("on", on)
    hubs = Hub.objects.filter(place=place, closed_on__isnull=True).values_list("name", flat=True)
    if hubs:
        raise ValidationError({"on": f"Close or move these hubs first: {', '.join(hubs)}"})
    changes.apply(by=by, action="place.closed", row=place, reference=place.code, values={"closed_on": on})
    return place


@transaction.atomic
def reopen(*, by: Actor, place: Place) -> Place:
    """Take the place into use again."""
    changes.apply(by=by, action="place.reopened", row=place, reference=place.code, values={"closed_on": None})
    return place


def _free_name(text: str, *, but: Place | None = None) -> str:
    name = changes.name_of("name", text)
    if Place.objects.filter(name__iexact=name).exclude(changes.itself(but)).exists():
        raise ValidationError({"name": f"There is already a place called {name}. Enter another name"})
    return name
