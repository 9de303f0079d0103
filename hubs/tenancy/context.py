"""The one way to say whose data this transaction may see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from hubs.tenancy.reach import Reach, settings


class NoTenant(RuntimeError):
    """Tenant data was asked for without saying whose."""


class TenantMismatch(RuntimeError):
    """A second tenant was named while one was already in force."""


@dataclass(frozen=True)
class _Context:
    tenant_id: int
    staff_id: int | None
    # Whose records, or None for everybody's.
    reach: Reach | None


_current: ContextVar[_Context | None] = ContextVar("tenant", default=None)


def current_tenant_id() -> int:
    """The tenant in force. Raises NoTenant when none is."""
    context = _current.get()
    if context is None:
        raise NoTenant("No tenant is set: wrap the work in hubs.tenancy.in_tenant(tenant_id).")
    return context.tenant_id


def current_staff_id() -> int | None:
    """The staff member on whose behalf the work is done, or None for the system itself."""
    context = _current.get()
    return context.staff_id if context else None


@contextmanager
def tenant_context(
    tenant_id: int,
    *,
    staff_id: int | None = None,
    reach: Reach | None = None,
    ends_with_transaction: bool = False,
) -> Iterator[None]:
    """Let this transaction see one tenant, until the block or the transaction ends.

    ``reach``: of rows that are kept to hubs, those of records in reach; None is all of them. A block inside of one
    that has a reach keeps to that.
    ``ends_with_transaction``: the block is the whole transaction, whose end takes the setting away without a
    query. Raises NoTenant outside a transaction, where a local setting would be lost after one statement, and
    TenantMismatch when another tenant is in force.
    """
    if not connection.in_atomic_block:
        raise NoTenant("tenant_context needs a transaction: use in_tenant, which opens one.")
    outer = _current.get()
    if outer is not None and outer.tenant_id != tenant_id:
        raise TenantMismatch(f"Tenant {outer.tenant_id} is in force; tenant {tenant_id} was asked for.")
    inside = _Context(tenant_id, staff_id, reach if outer is None or outer.reach is None else outer.reach)
    _tell_database(inside)
    token = _current.set(inside)
    try:
        yield
    finally:
        _current.reset(token)
        if not ends_with_transaction and _can_be_told():
            _tell_database(outer)


@contextmanager
def in_tenant(tenant_id: int, *, staff_id: int | None = None, reach: Reach | None = None) -> Iterator[None]:
    """Open a transaction and let it see one tenant, as ``tenant_context`` says."""
    outermost = not connection.in_atomic_block
    with (
        transaction.atomic(),
        tenant_context(tenant_id, staff_id=staff_id, reach=reach, ends_with_transaction=outermost),
    ):
        yield


@contextmanager
def acting(staff_id: int, *, reach: Reach | None) -> Iterator[None]:
    """Name the staff member on whose behalf the tenant in force is used, as the database has been told by the query
    that read who they are (``hubs.tenancy.reach.serving``).
    """
    token = _current.set(_Context(current_tenant_id(), staff_id, reach))
    try:
        yield
    finally:
        _current.reset(token)


def _can_be_told() -> bool:
    # After an error of the database the transaction is lost, and the setting with it; another statement would only
    # hide the error.
    if connection.connection is None or not connection.in_atomic_block or connection.needs_rollback:
        return False
    return bool(connection.connection.info.transaction_status != TransactionStatus.INERROR)


def _tell_database(context: _Context | None) -> None:
    tenant_id, staff_id = (context.tenant_id, context.staff_id) if context else (None, None)
    told = {
        "app.tenant_id": str(tenant_id or ""),
        "app.staff_id": str(staff_id or ""),
        # What history triggers write beside a changed row: see hubs.tenancy.history.
        "pghistory.context_metadata": json.dumps({"staff": staff_id}) if staff_id else "",
        **settings(context.reach if context else None),
    }
    # Always local to the transaction: a session-wide setting would reach the next user of a pooled
    # connection.
    statement = "select " + ", ".join(["set_config(%s, %s, true)"] * len(told))
    with connection.cursor() as cursor:
        cursor.execute(statement, [part for setting in told.items() for part in setting])
