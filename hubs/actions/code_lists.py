"""Bringing the stored national lists into line with the data files."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict
from typing import Any

from django.apps import AppConfig
from django.db import connections, models, transaction

from hubs.actions.staging import Loaded
from hubs.models import AssessmentTool, Code
from hubs.rules import code_files
from hubs.selectors import kept


@transaction.atomic
def load() -> list[Loaded]:
    """Make the stored codes and assessment tools those of the data files: twice is the same as once.

    A code that left its file is removed: a retired one stays in the file with its last month.
    """
    loaded = [
        _match(Code, code_files.codes(), key=lambda row: (row.code_list, row.code, row.valid_from)),
        _match(AssessmentTool, code_files.assessment_tools(), key=lambda row: row.code),
    ]
    kept.forget_all()
    return loaded


def load_after_migrate(sender: AppConfig, using: str, **kwargs: object) -> None:
    """A new version of the product brings its lists with it: no screen works without them."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    if {Code._meta.db_table, AssessmentTool._meta.db_table} <= set(tables):
        load()


def _match(model: type[models.Model], rows: Iterable[Any], *, key: Callable[[Any], Hashable]) -> Loaded:
    stored = {key(row): row for row in model._default_manager.all()}
    new: list[models.Model] = []
    changed: list[models.Model] = []
    fields: set[str] = set()
    read = 0
    for row in rows:
        read += 1
        values = asdict(row)
        known = stored.pop(key(row), None)
        if known is None:
            new.append(model(**values))
        elif differing := {name for name, value in values.items() if getattr(known, name) != value}:
            fields |= differing
            for name in differing:
                setattr(known, name, values[name])
            changed.append(known)
    model._default_manager.filter(pk__in=[row.pk for row in stored.values()]).delete()
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, sorted(fields))
    return Loaded(
        what=str(model._meta.verbose_name_plural).capitalize(),
        added=len(new),
        changed=len(changed),
        removed=len(stored),
        unchanged=read - len(new) - len(changed),
    )
