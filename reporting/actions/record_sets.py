"""Reading MHSDS record sets: asked for, read whole or not at all, and what became of each."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from hubs.actions import audit
from hubs.models import Organisation, OrganisationKind
from hubs.rules import ods
from hubs.rules.roles import Actor
from hubs.tenancy import in_tenant
from hubs.tenancy.history import because
from referrals.models import Contact
from reporting.mhsds import turn
from reporting.mhsds.errors import CannotRead
from reporting.mhsds.folder import Folder, open_folder
from reporting.mhsds.progress import Progress
from reporting.mhsds.reading import Reading
from reporting.mhsds.take import take
from reporting.models import RecordChunk, RecordSet
from reporting.models.record_set import RecordSetState

log = logging.getLogger(__name__)

INTERRUPTED = "The reading was interrupted, and nothing of it was taken. Read the record set again."
OUR_FAULT = (
    "The reading stopped on a fault of this product, and nothing of it was taken. Tell support the time and the"
    " provider and month."
)
# Of the kinds whose codes look alike, the first that fits; an administrator can correct it.
KINDS = (
    OrganisationKind.NHS_TRUST,
    OrganisationKind.COUNCIL,
    OrganisationKind.PCN,
    OrganisationKind.GP_PRACTICE,
    OrganisationKind.ICB,
)


@transaction.atomic
def ask(*, by: Actor, name: str) -> RecordSet:
    """Note that somebody wants a record set read. ``name`` is what they call it."""
    return RecordSet.objects.create(name=name[:200], asked_by_id=by.staff_id)


def read_folder(*, by: Actor, folder: Path, record_set: RecordSet) -> RecordSet:
    """Read one provider's month into the record: all of it in one transaction, or nothing.

    Only one record set of a tenant is read at a time; another one waits. A month that was read before is replaced.
    Raises CannotRead, with what to do, where the folder cannot be taken.
    """
    with Progress(tenant_id=by.tenant_id, record_set_id=record_set.pk) as progress:
        try:
            _read(by, folder, record_set, progress)
        except CannotRead as stop:
            _fail(by, record_set, str(stop), progress)
            raise
        except Exception:
            _fail(by, record_set, OUR_FAULT, progress)
            raise
    with in_tenant(by.tenant_id):
        record_set.refresh_from_db()
    return record_set


def _read(by: Actor, folder: Path, record_set: RecordSet, progress: Progress) -> None:
    opened = open_folder(folder)
    header = opened.header
    progress.begin(sum(path.stat().st_size for path in opened.files.values()))
    with (
        in_tenant(by.tenant_id, staff_id=by.staff_id),
        because(f"Record set of {header.provider} for {header.start:%Y-%m}"),
    ):
        _wait_for_turn(by.tenant_id, progress)
        if RecordSet.objects.filter(pk=record_set.pk, state=RecordSetState.TAKEN).exists():
            # The request to read it came twice.
            return
        reading = _begin(opened, record_set, progress)
        result = take(by, reading)
        _finish(by, record_set, reading, result)


def _wait_for_turn(tenant_id: int, progress: Progress) -> None:
    if not turn.take_at_once(tenant_id):
        progress.tell("Waiting until another record set has been read", RecordSetState.WAITING)
        turn.wait_for(tenant_id)


def _begin(opened: Folder, record_set: RecordSet, progress: Progress) -> Reading:
    # Whoever was reading before us and did not end it is not reading any more: we hold the lock.
    left = RecordSet.objects.filter(state=RecordSetState.READING).exclude(pk=record_set.pk)
    left.update(state=RecordSetState.FAILED, error=INTERRUPTED, progress={}, finished_at=timezone.now())
    progress.tell("Reading the files")
    provider = _provider(opened.header.provider)
    in_force = dict(
        RecordSet.objects.filter(provider=provider, state=RecordSetState.TAKEN).values_list("month", "pk")
    )
    month = opened.header.start
    before = Contact.with_voided.filter(provider=provider, source_month=month)
    replaced = RecordSet.objects.filter(provider=provider, month=month, state=RecordSetState.REPLACED)
    return Reading(
        tenant_id=record_set.tenant_id,
        record_set_id=record_set.pk,
        provider_id=provider.pk,
        folder=opened,
        progress=progress,
        replaces=in_force.get(month),
        read_before=month in in_force or replaced.exists() or before.exists(),
        others=sorted(
            ((other, pk) for other, pk in in_force.items() if other and other != month), reverse=True
        ),
    )


def _provider(code: str) -> Organisation:
    """The provider with that ODS code; a new one, named by its code, where the tenant has none yet."""
    kind = next(
        (kind for kind in KINDS if ods.matches(ods.Kind(kind.value), code)), OrganisationKind.INDEPENDENT
    )
    found, _ = Organisation.objects.get_or_create(ods_code=code, defaults={"name": code, "kind": kind})
    return found


def _finish(by: Actor, record_set: RecordSet, reading: Reading, summary: dict[str, Any]) -> None:
    header = reading.header
    reading.progress.close()
    if reading.replaces:
        RecordSet.objects.filter(pk=reading.replaces).update(state=RecordSetState.REPLACED)
        RecordChunk.objects.filter(record_set_id=reading.replaces).delete()
    RecordSet.objects.filter(pk=record_set.pk).update(
        provider_id=reading.provider_id,
        month=header.start,
        state=RecordSetState.TAKEN,
        version=header.version,
        system_in_use=header.system_in_use,
        file_created_at=header.created_at,
        finished_at=timezone.now(),
        summary=summary,
        unknown_columns=reading.unknown_columns(),
        unknown_files=list(reading.folder.unknown_files),
        progress={},
        error="",
    )
    audit.record(
        by=by,
        action="record_set.read",
        obj_type="record_set",
        reference=str(record_set.key),
        detail={
            "provider": header.provider,
            "month": header.start.isoformat(),
            "replaced": bool(reading.replaces),
        },
    )


def _fail(by: Actor, record_set: RecordSet, error: str, progress: Progress) -> None:
    progress.close()
    with in_tenant(by.tenant_id):
        RecordSet.objects.filter(pk=record_set.pk).update(
            state=RecordSetState.FAILED, error=error, progress={}, finished_at=timezone.now()
        )
