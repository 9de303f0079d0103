"""Whose records a worker of some hubs may come to see: what the policies that keep records to hubs go by.

``TenantModel.kept_by`` says which rows are kept, and ``hubs.tenancy.constraints.REACHED`` whose are in reach.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField, Value
from django.db.models.expressions import Combinable

from hubs.tenancy.constraints import HUB

# The login itself, which reaches every record of the tenant.
EVERY_RECORD = "none"


@dataclass(frozen=True)
class Reach:
    """The hubs and teams that somebody works in; with none, they reach nobody's record."""

    hub_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()


NO_RECORD = Reach()


def settings(reach: Reach | None) -> dict[str, str]:
    """What tells the database, by the name of the setting; None is every record of the tenant."""
    hubs, teams = (reach.hub_ids, reach.team_ids) if reach else ((), ())
    return {
        "app.hub_ids": ",".join(map(str, sorted(hubs))),
        "app.team_ids": ",".join(map(str, sorted(teams))),
        "role": EVERY_RECORD if reach is None else HUB,
    }


def serving(staff_id: Combinable, *, sees: Collection[str], today: dt.date) -> Func:
    """An annotation of a query for one staff member that tells the database, while it reads, for whom it works.

    ``sees`` are the roles that see records. The statement that this saves would be asked at every request, and the
    busiest pages have few.
    """
    asked = staff_id, Value(sorted(sees), ArrayField(TextField())), Value(today)
    return Func(*asked, function="hubs_serve", output_field=ArrayField(TextField()))


def as_told(told: Sequence[str]) -> Reach | None:
    """What a row that was read with ``serving`` has told the database."""
    hubs, teams, role, *_ = told
    return None if role == EVERY_RECORD else Reach(_numbers(hubs), _numbers(teams))


def _numbers(joined: str) -> frozenset[int]:
    return frozenset(int(number) for number in joined.split(",") if number)
