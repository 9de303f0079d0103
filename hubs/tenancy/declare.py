"""Turns "this model belongs to a tenant" into constraints, indexes and history, so that no model can
forget one.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models
from django.db.models.fields.related import lazy_related_operation

from hubs.tenancy.constraints import CompositeForeignKey, HubPolicy, TenantPolicy
from hubs.tenancy.fields import TenantForeignKey

READ_AND_APPEND = "SELECT, INSERT"


def declare(model: type[models.Model], *, grants: str, system: bool = False) -> None:
    """Add to a tenant's model its policy and composite foreign keys, and to the models they lead to the keys for it."""
    meta = model._meta
    if any(isinstance(field, TenantForeignKey) and not field.null for field in meta.local_fields):
        # A composite key that is always there leads to a row of the same tenant, and so to the tenant. To look the
        # tenant up once more for every row would cost a sixth of the time of a bulk load.
        tenant: Any = meta.get_field("tenant")
        tenant.db_constraint = False
    constraints: list[models.BaseConstraint] = [
        TenantPolicy(name=short_name(meta.db_table, "policy"), grants=grants, system=system),
    ]
    indexes: list[models.Index] = []
    for field in meta.local_fields:
        if not isinstance(field, TenantForeignKey):
            continue
        constraints.append(
            CompositeForeignKey(name=short_name(meta.db_table, field.name, "fk"), field=field.name)
        )
        lazy_related_operation(_add_key, model, field.remote_field.model)
        if field.indexed and not field.unique and not _indexed_already(model, field.name):
            name = short_name(meta.db_table, field.name, "ix", limit=30)
            indexes.append(models.Index(fields=["tenant", field.name], name=name))
    _extend(meta, "constraints", [*constraints, *_kept_to_hubs(meta.db_table, model)])
    _extend(meta, "indexes", indexes)


def _kept_to_hubs(table: str, declared: Any) -> list[models.BaseConstraint]:
    """The policy of a table by what a model declares: its own, or for a history the one that it is of."""
    if not declared.kept_by:
        return []
    return [HubPolicy(name=short_name(table, "hub_policy"), path=declared.kept_by)]


def _add_key(model: type[models.Model], target: type[models.Model]) -> None:
    """Add to a model that others point to the key that they refer to, unless it has it already.

    Others have none: each key takes a tenth of the time of a bulk load.
    """
    meta = target._meta
    name = short_name(meta.db_table, "tenant_id_uniq")
    if target.__module__ != "__fake__" and name not in {constraint.name for constraint in meta.constraints}:
        # In front of the foreign keys that may refer to it from the same table.
        meta.constraints = [models.UniqueConstraint(fields=["tenant", "id"], name=name), *meta.constraints]
        meta.original_attrs["constraints"] = meta.constraints


def declare_history(model: Any) -> None:
    """Add the policy to a history table: the application may read and append, never change what happened."""
    table = model._meta.db_table
    index = models.Index(fields=["tenant", "pgh_obj"], name=short_name(table, "ix", limit=30))
    policy = TenantPolicy(name=short_name(table, "policy"), grants=READ_AND_APPEND)
    _extend(model._meta, "constraints", [policy, *_kept_to_hubs(table, model.pgh_tracked_model)])
    _extend(model._meta, "indexes", [index])


def short_name(*parts: str, limit: int = 60) -> str:
    """A name that PostgreSQL keeps whole: cut, with a mark of what was cut, when it is longer than
    ``limit``.
    """
    name = "_".join(parts)
    if len(name) <= limit:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{name[: limit - 7]}_{mark}"


def _indexed_already(model: type[models.Model], name: str) -> bool:
    declared: list[Any] = [*model._meta.indexes, *model._meta.constraints]
    return any(
        list(getattr(item, "fields", []))[:2] == ["tenant", name] and getattr(item, "condition", None) is None
        for item in declared
    )


def _extend(meta: Any, option: str, more: list[Any]) -> None:
    # Migrations read an option only when the model's own Meta had it: original_attrs is that list.
    setattr(meta, option, [*getattr(meta, option), *more])
    meta.original_attrs[option] = getattr(meta, option)
