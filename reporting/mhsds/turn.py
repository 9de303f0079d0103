"""Whose turn it is: one record set of a tenant is read at a time.

The turn is a lock of the database that ends with the reading's transaction, however that ends.
"""

from __future__ import annotations

from django.db import connection

_LOCK = "hashtextextended('record sets of tenant ' || %s, 0)"


def take_at_once(tenant_id: int) -> bool:
    """Take the turn for the rest of this transaction, unless somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_try_advisory_xact_lock({_LOCK})", [str(tenant_id)])
        row = cursor.fetchone()
    return bool(row and row[0])


def wait_for(tenant_id: int) -> None:
    """Take the turn when whoever has it has ended."""
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_advisory_xact_lock({_LOCK})", [str(tenant_id)])
