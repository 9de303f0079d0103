"""How far a reading has come, told while its one long transaction is not to be seen yet."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error

from reporting.models import RecordSet
from reporting.models.record_set import RecordSetState


class Progress:
    """Writes state and progress of a record set through a connection of its own, each in a short transaction.

    A record set that the surrounding transaction has not committed yet is not seen by the other connection, and
    nothing is written then.
    """

    # Copying, checking and twice as much for writing: parts of the work for each byte of the files.
    PARTS = 4

    def __init__(self, *, tenant_id: int, record_set_id: int) -> None:
        self.tenant_id = tenant_id
        self.record_set_id = record_set_id
        self.size = self.total = 1
        self.done = 0
        self.shown = 0
        self._other: BaseDatabaseWrapper | None = None

    def __enter__(self) -> Progress:
        self._other = connection.copy()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """No more is told; the record set itself can be written again."""
        if self._other is not None:
            self._other.close()
            self._other = None

    def begin(self, size: int) -> None:
        """The files have so many bytes."""
        self.size, self.total, self.done = size, size * self.PARTS, 0
        self.tell("Looking the files over", RecordSetState.WAITING)

    def advance(self, stage: str, work: int) -> None:
        """``work`` of the total is done, in the stage named; told at every hundredth part."""
        self.done += work
        if self.done - self.shown >= self.total / 100:
            self.tell(stage)

    def tell(self, stage: str, state: str = RecordSetState.READING) -> None:
        """Say what is being done now."""
        self.shown = self.done
        progress = {"stage": stage, "done": min(self.done, self.total), "total": self.total}
        self._write(
            f'update "{RecordSet._meta.db_table}" set state = %s, progress = %s'
            " where tenant_id = %s and id = %s and state in ('waiting', 'reading', 'failed')",
            [state, json.dumps(progress), self.tenant_id, self.record_set_id],
        )

    def _write(self, statement: str, params: list[Any]) -> None:
        if self._other is None:
            return
        try:
            with self._other.cursor() as cursor:
                cursor.execute("begin")
                cursor.execute("set local lock_timeout = '1s'")
                cursor.execute("select set_config('app.tenant_id', %s, true)", [str(self.tenant_id)])
                cursor.execute(statement, params)
                cursor.execute("commit")
        except Error:
            # Progress is a courtesy: a lost connection or a held lock must not stop the reading.
            self.close()
