"""What migrations need that put rows of every tenant right."""

from __future__ import annotations


def across_tenants(sql: str, *tables: str) -> str:
    """SQL run over the rows of all tenants in ``tables``, which are all that it reads or writes.

    Row security is forced, so that even the owner, who migrates, sees no row. It is lifted for the owner alone, who
    holds the tables until the end of the migration, and forced again in the same transaction.
    """
    lifted = [f"alter table {table} no force row level security;" for table in tables]
    forced = [f"alter table {table} force row level security;" for table in tables]
    # What waits to be checked at the end would keep the tables from being altered.
    return "\n".join(
        [*lifted, sql, "set constraints all immediate;", *forced, "set constraints all deferred;"]
    )
