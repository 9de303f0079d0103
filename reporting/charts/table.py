"""The numbers of a chart as a table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row header with its cells, as printed; `href`, if any, leads to the records behind the row."""

    header: str
    cells: tuple[str, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class ChartTable:
    """Caption, column headers (the first one names the row headers) and rows."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
