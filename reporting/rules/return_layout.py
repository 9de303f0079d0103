"""The tables, charts and figures an assurance return is laid out in.

Each chart comes with the table of the same numbers. What a figure counts, its period and its source are
taken from its measure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reporting.charts import Bar, Chart, ChartTable, HorizontalBars, LineSeries, TimeLine
from reporting.rules.return_document import Breakdown, Measure, Reading, Trend
from reporting.rules.suppression import Published

NOT_AVAILABLE = "Not available"
NUMBERS_OF_CHART = "The numbers of this chart"
# So many rows stay together on a page.
SHORT = 6
# More bars than these, each with a name of two lines, would not fit on a page; the table alone holds them.
MOST_BARS = 24
# So many months fit side by side.
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A row header, none if empty, with an explanation under it, and the cells after it."""

    header: str
    cells: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed. `headers` name the columns, the first of them the row headers.

    A table of one figure a row needs no column headers, and one of a single series no row headers: its
    caption says what it holds. Without a caption it goes by the heading above it. `layout` is its style.
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    layout: str = "figures"

    @property
    def short(self) -> bool:
        """Whether it is small enough to keep on one page."""
        return len(self.rows) <= SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart, its table, and what they rest on: what is counted, when, and by which definition."""

    id: str
    title: str
    counts: tuple[str, ...] = ()
    period: str = ""
    source: str = ""
    chart: Chart | None = None
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered part of the return: what it is about, its headline readings, its figures.

    A part that `follows` needs no page of its own.
    """

    id: str
    title: str
    about: str
    headlines: tuple[Reading, ...] = ()
    figures: tuple[Figure, ...] = ()
    follows: bool = False


def readings_figure(figure: str, title: str, readings: Sequence[Reading]) -> Figure:
    """A table of readings, each with what it counts under its name."""
    rows = tuple(_reading_row(reading) for reading in readings)
    headers = ("Measure and what it counts", "Period", "Figure", "Quarter before", "Compared with")
    return Figure(
        id=figure,
        title=title,
        source=sources(reading.measure for reading in readings),
        tables=(Table(headers, rows, layout="readings"),) if rows else (),
    )


def _reading_row(reading: Reading) -> Row:
    measure = reading.measure
    name = f"{measure.title} ({measure.code})" if measure.code else measure.title
    previous = NOT_AVAILABLE if reading.previous is None else reading.previous.text
    cells = (reading.period.label, reading.value.text, previous, reading.compared_with or "No target")
    return Row(name, cells, measure.counts)


def breakdown_figure(figure: str, title: str, breakdown: Breakdown) -> Figure:
    """A bar for each group with its number; a table alone where there are too many groups to draw."""
    chart = HorizontalBars(
        id=figure,
        title=f"{title}, {breakdown.period.label}",
        label_header=breakdown.by,
        value_header=breakdown.measure.title,
        bars=tuple(Bar(group.name, group.value.drawn) for group in breakdown.groups),
        unit=_unit(group.value for group in breakdown.groups),
    )
    return _charted(figure, title, chart, (breakdown.measure,), breakdown.period.label)


def trend_figure(figure: str, title: str, value_header: str, trend: Trend) -> Figure:
    """Lines over months; `value_header` says what the axis counts."""
    values = [value for line in trend.lines for value in line.values if value is not None]
    chart = TimeLine(
        id=figure,
        title=title,
        value_header=value_header,
        months=trend.months,
        series=tuple(
            LineSeries(line.measure.title, tuple(None if one is None else one.drawn for one in line.values))
            for line in trend.lines
        ),
        unit=_unit(values),
    )
    span = f"{trend.months[0]:%B %Y} to {trend.months[-1]:%B %Y}" if trend.months else NOT_AVAILABLE
    return _charted(figure, title, chart, tuple(line.measure for line in trend.lines), span)


def _charted(
    figure: str, title: str, chart: HorizontalBars | TimeLine, measures: Sequence[Measure], period: str
) -> Figure:
    several = len(measures) > 1
    drawable = isinstance(chart, TimeLine) or len(chart.bars) <= MOST_BARS
    return Figure(
        id=figure,
        title=title,
        counts=tuple(f"{one.title}: {one.counts}" if several else one.counts for one in measures),
        period=period,
        source=sources(measures),
        chart=chart if drawable else None,
        tables=_tables(chart.table(), charted=drawable),
    )


def _tables(table: ChartTable, *, charted: bool) -> tuple[Table, ...]:
    """The chart's numbers in the shape that fits the page; none where there is nothing to put in one."""
    columns = len(table.headers) - 1
    if not table.rows or not columns:
        return ()
    if table.headers[0] == "Month" and len(table.rows) <= MOST_MONTHS:
        return (_across(table),)
    rows = tuple(Row(row.header, row.cells) for row in table.rows)
    alone = columns == 1 and charted
    return (Table(() if alone else table.headers, rows, NUMBERS_OF_CHART if charted else ""),)


def _across(table: ChartTable) -> Table:
    """The table turned, months across the page, so that a year stays in sight beside its chart."""
    months = tuple(_short(row.header) for row in table.rows)
    names = table.headers[1:]
    lines = tuple(tuple(row.cells[column] for row in table.rows) for column in range(len(names)))
    if len(names) == 1:
        return Table(months, (Row("", lines[0]),), NUMBERS_OF_CHART, "months")
    rows = tuple(Row(name, cells) for name, cells in zip(names, lines, strict=True))
    return Table(("Month", *months), rows, NUMBERS_OF_CHART, "named-months")


def _short(month: str) -> str:
    name, year = month.split()
    return f"{name[:3]}\n{year}"


def _unit(values: Iterable[Published]) -> str:
    return {"percent": "%", "days": " days"}.get(next((value.unit for value in values), "count"), "")


def sources(measures: Iterable[Measure]) -> str:
    """Each different source of the measures once."""
    return "; ".join(dict.fromkeys(measure.source for measure in measures))
