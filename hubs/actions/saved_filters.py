"""A worker's own choices of filters on a list, by name."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from hubs.actions import changes
from hubs.models import SavedFilter
from hubs.rules.roles import Actor
from hubs.selectors.staff import member

# More would be a list to search in, not a row of links.
MOST = 20
LONGEST = 1000


@transaction.atomic
def save(*, by: Actor, page: str, name: str, query: str) -> SavedFilter:
    """Keep what stands in the address of a list under a name.

    ValidationError, by field, when the name is taken, the worker has MOST of them, or there is nothing to keep.
    """
    own = SavedFilter.objects.filter(staff=by.staff_id, page=page)
    name = _name(own, name)
    if not query or len(query) > LONGEST:
        raise ValidationError("Choose at least one filter, apply it, and then save it", code="query")
    if own.count() >= MOST:
        words = f"You have {MOST} saved filters. Delete one that you no longer use, then save this one"
        raise ValidationError(words, code="too-many")
    made = SavedFilter.objects.create(staff=member(by), page=page, name=name, query=query)
    changes.added(by=by, action="filter.saved", row=made, reference=str(made.public_id), page=page)
    return made


@transaction.atomic
def rename(*, by: Actor, saved: SavedFilter, name: str) -> SavedFilter:
    """ValidationError when another filter of the same list has that name."""
    own = SavedFilter.objects.filter(staff=saved.staff_id, page=saved.page).exclude(pk=saved.pk)
    changes.apply(
        by=by,
        action="filter.renamed",
        row=saved,
        reference=str(saved.public_id),
        values={"name": _name(own, name)},
    )
    return saved


@transaction.atomic
def delete(*, by: Actor, saved: SavedFilter) -> None:
    changes.added(by=by, action="filter.deleted", row=saved, reference=str(saved.public_id), page=saved.page)
    saved.delete()


def _name(others: QuerySet[SavedFilter], name: str) -> str:
    name = changes.name_of("name", name)
    if len(name) > 60:
        raise ValidationError({"name": "The name must be 60 characters or fewer"})
    if others.filter(name=name).exists():
        raise ValidationError({"name": "You have a saved filter of this name. Choose another name"})
    return name
