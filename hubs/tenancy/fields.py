"""A foreign key that carries the tenant."""

from __future__ import annotations

from typing import Any

from django.db import models


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A reference to another row of the same tenant.

    A plain foreign key is checked past row security, so it would accept a guess at another tenant's row.
    The plain constraint is therefore left out; ``hubs.tenancy.declare`` adds ``(tenant_id, x_id) ->
    (tenant_id, id)`` in its place and, unless ``indexed`` is False, an index that starts with the tenant.
    """

    def __init__(
        self, to: Any, on_delete: Any = models.PROTECT, *, indexed: bool = True, **kwargs: Any
    ) -> None:
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        self.indexed = indexed
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        kwargs.pop("db_index", None)
        if not self.indexed:
            kwargs["indexed"] = False
        return str(name), path, list(args), dict(kwargs)


class TenantOneToOneField(TenantForeignKey, models.OneToOneField):  # type: ignore[type-arg]
    """At most one row of the same tenant for each row it points to."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs.pop("unique", None)
        super().__init__(to, on_delete, **kwargs)
