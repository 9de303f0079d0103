"""Changing a row of the ground: only what differs is written, and what it was and is now stands in the
audit.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from hubs.actions import audit
from hubs.models import Hub, Organisation, Place
from hubs.rules.roles import Actor

# What every name of the ground has room for.
LONGEST_NAME = 200


def apply(*, by: Actor, action: str, row: models.Model, reference: str, values: dict[str, Any]) -> bool:
    """Set the values that differ and record them; whether there were any."""
    changed = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return False
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=list(changed))
    detail = {name: [_plain(old), _plain(values[name])] for name, old in changed.items()}
    audit.record(by=by, action=action, obj_type=row._meta.label_lower, reference=reference, detail=detail)
    return True


def added(*, by: Actor, action: str, row: models.Model, reference: str, **detail: Any) -> None:
    """Record that a row was added."""
    plain = {name: _plain(value) for name, value in detail.items()}
    audit.record(by=by, action=action, obj_type=row._meta.label_lower, reference=reference, detail=plain)


def not_in_future(field: str, day: dt.date) -> None:
    """Raises ValidationError, naming the field, for a day after today."""
    if day > timezone.localdate():
        raise ValidationError({field: "Enter a date that is today or earlier"})


def refuse_closed(*above: Place | Hub | Organisation | None) -> None:
    """Raises ValidationError where what a row belongs to is closed: nothing works inside of it."""
    for row in above:
        if row is not None and row.closed_on is not None:
            raise ValidationError(f"{row.name} is closed. Open it again first", code="closed")


def name_of(field: str, text: str) -> str:
    """The name without needless spaces. Raises ValidationError for an empty one, and for one that has no room."""
    name = " ".join(text.split())
    if not name:
        raise ValidationError({field: "Enter a name"})
    if len(name) > LONGEST_NAME:
        raise ValidationError({field: f"Name must be {LONGEST_NAME} characters or fewer"})
    return name


def itself(row: models.Model | None) -> models.Q:
    """The row, when there is one: what a search for others of the same name leaves out."""
    return models.Q(pk=row.pk) if row else models.Q(pk__in=())


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)
