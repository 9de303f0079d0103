"""Sets of days that need not follow one another, as the database holds them (datemultirange)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Func
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

Days = Multirange[dt.date]


class DaysField(models.Field):  # type: ignore[type-arg]
    """A set of days."""

    def db_type(self, connection: Any) -> str:
        return "datemultirange"


EVER: Days = Multirange([Range(None, None)])
NEVER: Days = Multirange([])


def since(day: dt.date) -> Days:
    """That day and all later ones."""
    return Multirange([Range(day, None)])


def joined(field: str, days: Days) -> Func:
    """The days of a column and some more, for an update."""
    return _both(field, "+", days)


def without(field: str, days: Days) -> Func:
    """The days of a column but for some, for an update."""
    return _both(field, "-", days)


def _both(field: str, sign: str, days: Days) -> Func:
    return Func(
        F(field),
        models.Value(days, output_field=DaysField()),
        arg_joiner=f" {sign} ",
        template="(%(expressions)s)",
    )
