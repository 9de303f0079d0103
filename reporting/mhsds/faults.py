"""What is found wrong while a record set is checked, and which rows that refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.mhsds.reading import Reading, Staged
from reporting.mhsds.specification import Table
from reporting.mhsds.sql import copy_rows, drop, rows, run
from reporting.models.record_set import Severity

REFUSING = (Severity.REJECTED, Severity.GROUP_REJECTED)
# Values are shown short, and never so that a spreadsheet takes one for a formula.
_SHOWN = (
    "case when v.value ~ '^[[:space:]]*[=+@-]' then '''' else '' end"
    " || left(regexp_replace(coalesce(v.value, ''), '[[:cntrl:]]+', ' ', 'g'), 40)"
    " || case when length(v.value) > 40 then '...' else '' end"
)


@dataclass(frozen=True)
class Check:
    """One thing that can be wrong with a row. ``reason`` may name {element}, {value}, {length} and {detail}."""

    table: Table
    element: str
    severity: Severity
    rule: str
    reason: str


class Faults:
    """The checks made in one reading, each with a number, and the rows that failed them.

    Two temporary tables hold the rows: ``fault`` (tbl, line, no, detail) and ``refused`` (tbl, line).
    """

    def __init__(self) -> None:
        self.checks: list[Check] = []
        drop("fault", "refused", "bad_value")
        run(
            "create temporary table fault (tbl integer, line integer, no integer, detail text) on commit drop;"
            "create temporary table refused (tbl integer, line integer, primary key (tbl, line)) on commit drop;"
            "create temporary table bad_value (no integer, value text) on commit drop"
        )

    def number(self, check: Check) -> int:
        """The number under which a failed check is noted."""
        self.checks.append(check)
        return len(self.checks)

    def note(self, staged: Staged, query: str) -> int:
        """Write down the (line, number, detail) rows of a query; how many there were."""
        found = run(
            f"insert into fault (tbl, line, no, detail) select {staged.table.number}, q.* from ({query}) q"
        )
        if found:
            self._refuse(staged)
        return found

    def _refuse(self, staged: Staged) -> None:
        refusing = [
            no
            for no, check in enumerate(self.checks, 1)
            if check.severity in REFUSING and check.table == staged.table
        ]
        more = run(
            "insert into refused select distinct tbl, line from fault where tbl = %s and no = any(%s)"
            " on conflict do nothing",
            [staged.table.number, refusing],
        )
        if more:
            staged.refused = True
            run("analyze refused")

    def keep(self, reading: Reading) -> None:
        """Write every fault into the findings of the record set."""
        drop("check_made")
        run(
            "create temporary table check_made"
            " (no integer, element text, severity text, rule text, reason text) on commit drop"
        )
        made = (
            (no, check.element, check.severity.value, check.rule, check.reason)
            for no, check in enumerate(self.checks, 1)
        )
        copy_rows("check_made", "no, element, severity, rule, reason", made)
        for staged in reading.staged.values():
            _keep(staged, reading)

    def summary(self, reading: Reading) -> dict[str, dict[str, int]]:
        """For each table how many rows were read, taken (warned ones too), warned and refused."""
        counts = dict(self._counts())
        found = {}
        for staged in reading.staged.values():
            refused, warned = counts.get(staged.table.number, (0, 0))
            taken = staged.read - refused
            found[staged.table.name] = {
                "read": staged.read,
                "taken": taken,
                "warned": warned,
                "refused": refused,
            }
        return found

    def _counts(self) -> Sequence[tuple[int, tuple[int, int]]]:
        found = rows(
            "select f.tbl, count(distinct f.line) filter (where r.line is not null),"
            " count(distinct f.line) filter (where r.line is null)"
            " from fault f left join refused r using (tbl, line) group by f.tbl"
        )
        return [(table, (refused, warned)) for table, refused, warned in found]


def _keep(staged: Staged, reading: Reading) -> None:
    reason = "c.reason"
    for word, text in (
        ("element", "c.element"),
        ("value", _SHOWN),
        ("length", "coalesce(length(v.value), 0)::text"),
        ("detail", "coalesce(f.detail, '')"),
    ):
        reason = f"replace({reason}, '{{{word}}}', {text})"
    run(
        'insert into reporting_finding (tenant_id, record_set_id, "table", line, element, severity, rule, reason)'
        f" select {reading.tenant_id}, {reading.record_set_id}, '{staged.table.name}', f.line, c.element, c.severity,"
        f" c.rule, {reason} from fault f join check_made c on c.no = f.no"
        f" join {staged.table.staged} s on s.line = f.line"
        " cross join lateral (select to_jsonb(s) ->> c.element as value) v"
        f" where f.tbl = {staged.table.number} order by f.line, f.no"
    )
