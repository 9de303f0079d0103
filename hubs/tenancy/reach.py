"""Whose records a worker of some hubs may come to see: what the policies that keep records to hubs go by.

``TenantModel.kept_by`` says which rows are kept, and ``hubs.tenancy.constraints.REACHED`` whose are in reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Func, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject

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


def telling(*, hub_ids: Combinable, team_ids: Combinable, every_record: Q) -> dict[str, Combinable]:
    """Annotations of a query for one staff member that tell the database, while it reads, for whom it works.

    ``hub_ids`` and ``team_ids`` are arrays, ``every_record`` is whether they reach every record of the tenant. The
    statement that this saves is asked at every request, and the busiest pages have few.
    """
    role = Case(When(every_record, then=Value(EVERY_RECORD)), default=Value(HUB), output_field=TextField())
    return {
        "told_staff": _set("app.staff_id", Cast(F("pk"), TextField())),
        # What history triggers write beside a changed row: see hubs.tenancy.history.
        "told_history": _set("pghistory.context_metadata", Cast(JSONObject(staff=F("pk")), TextField())),
        "told_hubs": _set("app.hub_ids", _joined(hub_ids)),
        "told_teams": _set("app.team_ids", _joined(team_ids)),
        "told_role": _set("role", role),
    }


def as_told(row: Any) -> Reach | None:
    """What a row that was read with ``telling`` has told the database."""
    if row.told_role == EVERY_RECORD:
        return None
    return Reach(_numbers(row.told_hubs), _numbers(row.told_teams))


def _set(name: str, value: Combinable) -> Func:
    return Func(Value(name), value, Value(True), function="set_config", output_field=TextField())


def _joined(numbers: Combinable) -> Func:
    return Func(numbers, Value(","), function="array_to_string", output_field=TextField())


def _numbers(joined: str) -> frozenset[int]:
    return frozenset(int(number) for number in joined.split(",") if number)
