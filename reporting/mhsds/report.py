"""What is told about a record set that was read: a summary in lines, and every finding as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Protocol

from hubs.rules.exports import safe_cell
from reporting.models import Finding, RecordSet

COLUMNS = ("table", "line", "element", "severity", "rule", "reason")
COUNTS = ("read", "taken", "warned", "refused")


class Writable(Protocol):
    def write(self, text: str, /) -> object: ...


def write_report(record_set: RecordSet, file: Writable) -> int:
    """Write every finding of a record set as CSV; how many there are."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for row in finding_rows(record_set):
        writer.writerow(row)
        count += 1
    return count


def finding_rows(record_set: RecordSet) -> Iterator[Sequence[object]]:
    """The findings in the order of the files, each value made safe for spreadsheets."""
    findings = Finding.objects.filter(record_set=record_set).order_by("table", "line", "id")
    for finding in findings.iterator(chunk_size=2000):
        values = (
            finding.table,
            str(finding.line),
            finding.element,
            finding.get_severity_display(),
            finding.rule,
            finding.reason,
        )
        yield [safe_cell(value) for value in values]


def summary_lines(record_set: RecordSet) -> list[str]:
    """The summary as a table of text, with what was in the folder and is not known."""
    assert record_set.provider is not None
    assert record_set.month is not None
    lines = [f"{record_set.provider.ods_code}, {record_set.month:%B %Y}: taken."]
    lines.append(f"{'Table':<32}" + "".join(f"{name.capitalize():>10}" for name in COUNTS))
    for table, counts in sorted(record_set.summary.items()):
        lines.append(f"{table:<32}" + "".join(f"{counts[name]:>10,}" for name in COUNTS))
    totals = [sum(counts[name] for counts in record_set.summary.values()) for name in COUNTS]
    lines.append(f"{'All tables':<32}" + "".join(f"{total:>10,}" for total in totals))
    lines.append("Taken holds the rows with a warning, too.")
    lines += [
        f"Unknown columns of {table}, not read: {', '.join(columns)}."
        for table, columns in sorted(record_set.unknown_columns.items())
    ]
    if record_set.unknown_files:
        lines.append(f"Files that are no table, not read: {', '.join(record_set.unknown_files)}.")
    return lines
