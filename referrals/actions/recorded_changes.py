"""Changes that are written down value by value, so that they can be taken back exactly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import models

from hubs.tenancy.models import TenantModel
from referrals.models import Merge, MergedValue, Person


@dataclass(frozen=True)
class Column:
    """A column of a tenant's table."""

    model: type[TenantModel]
    name: str

    @property
    def field(self) -> models.Field[Any, Any]:
        return next(field for field in self.model._meta.concrete_fields if field.attname == self.name)

    @property
    def label(self) -> str:
        """How somebody who reads it would call the value: "phone of the person", "whose the referral is"."""
        if self.field.related_model is Person and self.model is not Person:
            return f"whose the {self.model._meta.verbose_name} is"
        return f"{self.field.verbose_name} of the {self.model._meta.verbose_name}"

    def of(self, ids: Collection[int]) -> dict[int, Any]:
        """The plain values by row; rows that are no longer there are missing. One query."""
        rows = all_rows(self.model).filter(pk__in=ids).values_list("pk", self.name)
        return {pk: plain(value) for pk, value in rows}

    def write(self, ids: Collection[int], value: Any) -> None:
        all_rows(self.model).filter(pk__in=ids).update(**{self.name: self.field.to_python(value)})


def change(merge: Merge, column: Column, ids: Collection[int], value: Any) -> None:
    """Set one value in rows, and write down what stood there before. Rows that have it already are left alone."""
    after = plain(value)
    before = {pk: old for pk, old in sorted(column.of(ids).items()) if old != after}
    if not before:
        return
    table = column.model._meta.db_table
    MergedValue.objects.bulk_create(
        MergedValue(merge=merge, table=table, row=pk, column=column.name, before=old, after=after)
        for pk, old in before.items()
    )
    column.write(before.keys(), value)


def changed_since(values: Collection[MergedValue]) -> list[MergedValue]:
    """Those whose rows no longer hold what was put there, or are gone. A query for each column."""
    return [
        value
        for column, rows in _by_column(values)
        for now in [column.of({row.row for row in rows})]
        for value in rows
        if value.row not in now or now[value.row] != value.after
    ]


def take_back(values: Collection[MergedValue]) -> None:
    """Put back what stood there before, in the opposite order; rows that are gone stay gone."""
    backwards = sorted(values, key=lambda value: -value.pk)
    for (table, name, before), rows in groupby(backwards, key=lambda v: (v.table, v.column, v.before)):
        Column(_model(table), name).write([value.row for value in rows], before)


def column_of(value: MergedValue) -> Column:
    return Column(_model(value.table), value.column)


def all_rows(model: type[TenantModel]) -> models.QuerySet[Any]:
    """The rows of the tenant in force, also those that were voided."""
    manager: models.Manager[Any] = getattr(model, "with_voided", model._default_manager)
    return manager.all()


def plain(value: Any) -> Any:
    """As JSON keeps it, with nothing of it lost: microseconds are part of a moment."""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _by_column(values: Collection[MergedValue]) -> Iterator[tuple[Column, list[MergedValue]]]:
    ordered = sorted(values, key=lambda value: (value.table, value.column))
    for (table, name), rows in groupby(ordered, key=lambda value: (value.table, value.column)):
        yield Column(_model(table), name), list(rows)


def _model(table: str) -> type[TenantModel]:
    return next(
        model
        for model in apps.get_models()
        if issubclass(model, TenantModel) and model._meta.db_table == table
    )
