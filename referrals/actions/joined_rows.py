"""Rows that say whose they are: found in the models themselves, so that a model that comes later is not forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel
from referrals.actions import recorded_changes
from referrals.actions.recorded_changes import Column, all_rows
from referrals.models import Merge, Person, PossibleDuplicate, Referral

# They are about two records, and stay about those two.
ABOUT_PAIRS = (Merge, PossibleDuplicate)


def of_people() -> Iterator[Column]:
    """Every column that says whose a row is, in any app."""
    for model, field in _references(Person):
        if model not in ABOUT_PAIRS:
            yield Column(model, field.attname)


def move(merge: Merge) -> None:
    """Give every row of the record that ends to the one that goes on.

    A row that says what a row of the other says already, so that both cannot be of one person, stays where it is.
    """
    for column in of_people():
        ids = set(
            all_rows(column.model).filter(**{column.name: merge.merged_id}).values_list("pk", flat=True)
        )
        if not ids:
            continue
        twice = _said_twice(column, merge)
        says_why = getattr(column.model, "stands_beside", "")
        if twice and says_why:
            why = f"Joined from the record {merge.merged.reference}"
            recorded_changes.change(merge, Column(column.model, says_why), twice, why)
            twice = set()
        recorded_changes.change(merge, column, ids - twice, merge.kept_id)


def follow_referrals(referrals: Collection[int], *, person: Person) -> None:
    """What names both a person and one of these referrals is of this person, as the referral is."""
    for column in of_people():
        for model, field in _references(Referral):
            if model is column.model and model is not Referral:
                rows = all_rows(model).filter(**{f"{field.attname}__in": referrals})
                rows.exclude(**{column.name: person.pk}).update(**{column.name: person.pk})


def _references(target: type[TenantModel]) -> Iterator[tuple[type[TenantModel], TenantForeignKey]]:
    for model in apps.get_models():
        if not issubclass(model, TenantModel):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey) and field.related_model is target:
                yield model, field


def _said_twice(column: Column, merge: Merge) -> set[int]:
    """The rows of the ending record that a unique constraint does not let stand beside those of the other."""
    return {
        pk
        for constraint in column.model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and column.field.name in constraint.fields
        for pk in _clashing(constraint, column, merge)
    }


def _clashing(constraint: models.UniqueConstraint, column: Column, merge: Merge) -> Iterator[int]:
    others = [name for name in constraint.fields if name != column.field.name]
    rows = all_rows(column.model).filter(constraint.condition or Q())
    said = set(rows.filter(**{column.name: merge.kept_id}).values_list(*others))
    if not said:
        return
    for pk, *values in rows.filter(**{column.name: merge.merged_id}).values_list("pk", *others):
        if tuple(values) in said and (constraint.nulls_distinct is False or not _has_null(values)):
            yield pk


def _has_null(values: list[Any]) -> bool:
    return any(value is None for value in values)
