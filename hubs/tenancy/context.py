"""The one way to say whose data this transaction may see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection, transaction
from psycopg.pq import TransactionStatus


class NoTenant(RuntimeError):
    """Tenant data was asked for without saying whose."""


class TenantMismatch(RuntimeError):
    """A second tenant was named while one was already in force."""


@dataclass(frozen=True)
class _Context:
    tenant_id: int
    staff_id: int | None


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
    tenant_id: int, *, staff_id: int | None = None, ends_with_transaction: bool = False
) -> Iterator[None]:
    """Let this transaction see one tenant, until the block or the transaction ends.

    ``ends_with_transaction``: the block is the whole transaction, whose end takes the setting away without a
    query. Raises NoTenant outside a transaction, where a local setting would be lost after one statement, and
    TenantMismatch when another tenant is in force.
    """
    if not connection.in_atomic_block:
        raise NoTenant("tenant_context needs a transaction: use in_tenant, which opens one.")
    outer = _current.get()
    if outer is not None and outer.tenant_id != tenant_id:
        raise TenantMismatch(f"Tenant {outer.tenant_id} is in force; tenant {tenant_id} was asked for.")
    _tell_database(tenant_id, staff_id)
    token = _current.set(_Context(tenant_id, staff_id))
    try:
        yield
    finally:
        _current.reset(token)
        if not ends_with_transaction and _can_be_told():
            _tell_database(outer.tenant_id if outer else None, outer.staff_id if outer else None)


@contextmanager
def in_tenant(tenant_id: int, *, staff_id: int | None = None) -> Iterator[None]:
    """Open a transaction and let it see one tenant."""
    outermost = not connection.in_atomic_block
    with (
        transaction.atomic(),
        tenant_context(tenant_id, staff_id=staff_id, ends_with_transaction=outermost),
    ):
        yield


@contextmanager
def acting(staff_id: int | None, *, writes: bool) -> Iterator[None]:
    """Name the staff member on whose behalf the tenant in force is used.

    The database is told only when something may be written: it costs a query, and only history triggers
    read it.
    """
    tenant_id = current_tenant_id()
    if writes:
        _tell_database(tenant_id, staff_id)
    token = _current.set(_Context(tenant_id, staff_id))
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


def _tell_database(tenant_id: int | None, staff_id: int | None) -> None:
    # Always local to the transaction: a session-wide setting would reach the next user of a pooled
    # connection.
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.tenant_id', %s, true), set_config('app.staff_id', %s, true),"
            # What history triggers write beside a changed row: see hubs.tenancy.history.
            " set_config('pghistory.context_metadata', %s, true)",
            [str(tenant_id or ""), str(staff_id or ""), json.dumps({"staff": staff_id}) if staff_id else ""],
        )
