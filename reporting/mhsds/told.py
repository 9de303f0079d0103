"""On which days something was told, for what nationally counts together with the rest of its month.

Each month that has been read speaks for its days and for those until the next one. So a month that says what the month
before it said changes nothing, and one that is read again, or later than others, leaves just what was sent.
"""

from __future__ import annotations

from reporting.mhsds.reading import Reading
from reporting.mhsds.sql import run

# What is made of rows that count differently now is made again from the days they are about.
_ANEW = ", created_at = statement_timestamp()"


def keep_days(target: str, told: str, ours: str, reading: Reading, *, dated: bool = True) -> None:
    """Bring the days of rows t of ``target`` into line with this month.

    ``told`` is SQL, from a table on, of what the month told of a row t; ``ours`` of what makes it a row of the
    provider, called p. ``dated`` rows say when they were made.
    """
    anew = _ANEW if dated else ""
    run(
        f"update {target} t set days = t.days + {reading.claim}{anew} from {told}"
        f" and t.tenant_id = {reading.tenant_id} and not t.days @> {reading.claim}"
    )
    # What a new month no longer tells was told by the one before it, on whose days everything stands as it did.
    run(
        f"update {target} t set days = t.days - {reading.claim}{anew if reading.read_before else ''} from {ours}"
        f" and p.tenant_id = {reading.tenant_id} and t.tenant_id = {reading.tenant_id}"
        f" and t.days && {reading.claim} and not exists (select from {told})"
    )
