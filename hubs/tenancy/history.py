"""Row history by database triggers, which catch bulk changes and raw SQL as well (django-pghistory)."""

from __future__ import annotations

from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models

M = TypeVar("M", bound=type[models.Model])


class KeepOld(pghistory.RowEvent):
    """Keep the row as it was before each change; the row itself says how it is now."""

    label = "changed"
    operation = pgtrigger.Update
    condition = pgtrigger.AnyChange()
    row = pghistory.Old


def track(model: M) -> M:
    """Keep the history of a tenant's model, in a table of the same tenant.

    Who changed it stands in the history row itself (``pgh_context``, set by ``hubs.tenancy.context``): a table of
    contexts, which the package offers, would belong to no tenant.
    """
    decorate: Any = pghistory.track(
        KeepOld(label="changed"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="+", db_index=False),
    )
    decorated: M = decorate(model)
    return decorated
