"""What an administrator loads: licensed words of items, and areas of the tenant's own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from hubs.actions import audit
from hubs.rules.roles import Actor
from hubs.tenancy import current_tenant_id
from outcomes.models import ItemWording, LocalItem
from outcomes.rules import wording_files
from outcomes.rules.wording_files import Read


@transaction.atomic
def load_words(*, by: Actor, content: bytes) -> int:
    """Take the words of a CSV file: each takes the place of the words that its item had in that language.

    Returns how many were read. ValidationError, line by line, when any is wrong: then nothing is taken.
    """
    own = set(LocalItem.objects.values_list("key", flat=True))
    read = wording_files.read_words(content, own=own)
    _refuse(read.faults)
    ItemWording.objects.bulk_create(
        (
            ItemWording(
                tenant_id=current_tenant_id(),
                item=row.item,
                language=row.language,
                words=row.words,
                source=row.source,
            )
            for row in read.rows
        ),
        update_conflicts=True,
        unique_fields=["tenant", "item", "language"],
        update_fields=["words", "source"],
    )
    languages = sorted({row.language for row in read.rows})
    _record(by, "loaded", {"items": len(read.rows), "languages": languages})
    return len(read.rows)


@transaction.atomic
def load_areas(*, by: Actor, content: bytes) -> int:
    """Take the areas of a CSV file, in its order and in use; a label that is there already is replaced.

    Areas that are not in the file stay as they are, after those that are. Returns how many were read. ValidationError,
    line by line, when any is wrong: then nothing is taken.
    """
    read: Read[wording_files.Area] = wording_files.read_areas(content)
    _refuse(read.faults)
    keys = [row.key for row in read.rows]
    _make_room(keys)
    LocalItem.objects.bulk_create(
        (
            LocalItem(tenant_id=current_tenant_id(), key=row.key, label=row.label, position=number)
            for number, row in enumerate(read.rows, start=1)
        ),
        update_conflicts=True,
        unique_fields=["tenant", "key"],
        update_fields=["label", "position", "is_active"],
    )
    _record(by, "areas_loaded", {"areas": keys})
    return len(keys)


@transaction.atomic
def set_in_use(*, by: Actor, item: LocalItem, is_active: bool) -> LocalItem:
    """Ask for an area of the tenant's own in new sessions, or no longer: what was rated stays readable."""
    held = LocalItem.objects.select_for_update().get(pk=item.pk)
    if held.is_active != is_active:
        held.is_active = is_active
        held.save(update_fields=["is_active"])
        _record(by, "area_in_use" if is_active else "area_out_of_use", {"area": held.key})
    return held


@transaction.atomic
def remove_words(*, by: Actor, language: str) -> int:
    """Take all words of a language out of use, as when a licence ends: the short neutral labels stand again."""
    count, _ = ItemWording.objects.filter(language=language).delete()
    if count:
        _record(by, "removed", {"language": language, "items": count})
    return count


def _make_room(keys: Collection[str]) -> None:
    """Move the areas that are not in the file behind those that are, in the order they had."""
    others: Sequence[LocalItem] = list(LocalItem.objects.select_for_update().exclude(key__in=keys))
    for number, other in enumerate(others, start=len(keys) + 1):
        other.position = number
    LocalItem.objects.bulk_update(others, ["position"])


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise ValidationError({"file": list(faults)})


def _record(by: Actor, verb: str, detail: dict[str, object]) -> None:
    audit.record(by=by, action=f"wording.{verb}", obj_type="wording", reference="dialog", detail=detail)
