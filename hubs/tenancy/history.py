"""Row history by database triggers, which catch bulk changes and raw SQL as well (django-pghistory)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import connection, models

from hubs.tenancy.context import current_staff_id

M = TypeVar("M", bound=type[models.Model])


class KeepOld(pghistory.RowEvent):
    """Keep the row as it was before each change; the row itself says how it is now."""

    label = "changed"
    operation = pgtrigger.Update
    condition = pgtrigger.AnyChange()
    row = pghistory.Old


def track(model: M) -> M:
    """Keep the history of a tenant's model, in a table of the same tenant.

    Who changed it stands in the history row itself (``pgh_context``, set by ``hubs.tenancy.context``): a
    table of contexts, which the package offers, would belong to no tenant. A change of nothing but the
    fields that the model names in ``history_ignores`` is no event.
    """
    ignored = list(getattr(model, "history_ignores", ()))
    decorate: Any = pghistory.track(
        KeepOld(label="changed", condition=pgtrigger.AnyChange(exclude=ignored)),
        context_field=pghistory.ContextJSONField(),
        # None is documented, and leaves the field out.
        context_id_field=None,  # type: ignore[arg-type]
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="+", db_index=False),
    )
    decorated: M = decorate(model)
    return decorated


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Write ``reason`` into the history of every row that is changed in the block, beside who changed it."""
    _tell_triggers({"staff": current_staff_id(), "reason": reason})
    yield
    # After an error the transaction is lost, and the setting with it.
    _tell_triggers({"staff": current_staff_id()})


def _tell_triggers(metadata: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('pghistory.context_metadata', %s, true)", [json.dumps(metadata)])
