"""The tables, charts and figures an assurance return is laid out in.

Each chart comes with the table of the same numbers. What a figure counts, its period and its source are
taken from its measure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reporting.charts import (
    Bar,
    BarSeries,
    Chart,
    ChartTable,
    HorizontalBars,
    LineSeries,
    SeriesBars,
    Shift,
    Shifts,
    TimeLine,
)
from reporting.charts.values import ChartValue
from reporting.rules.return_document import Breakdown, Comparison, Measure, Reading, Trend
from reporting.rules.suppression import Published

NOT_AVAILABLE = "Not available"
NUMBERS_OF_CHART = "The numbers of this chart"
# So many rows stay together on a page.
SHORT = 12
# Pixels of a bar chart that has its numbers beside it.
NARROW = 440
# Pixels of the plot of a line chart: with a lower one fewer pages end early.
LOW = 140
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
    """A numbered part of the return: what it is about, its headline readings, its figures."""

    id: str
    title: str
    about: str
    headlines: tuple[Reading, ...] = ()
    figures: tuple[Figure, ...] = ()


def readings_figure(figure: str, title: str, readings: Sequence[Reading]) -> Figure:
    """A table of readings, each with what it counts under its name; what they share is said once, above it."""
    rows = tuple(_reading_row(reading) for reading in readings)
    headers = ("Measure and what it counts", "Period", "Figure", "Quarter before", "Compared with")
    return Figure(
        id=figure,
        title=title,
        counts=_among(reading.measure for reading in readings),
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
        width=NARROW,
    )
    return _charted(figure, title, chart, (breakdown.measure,), breakdown.period.label)


def comparison_figure(
    figure: str, title: str, comparison: Comparison, names: Sequence[str], *, after: Figure
) -> Figure:
    """Shares of each group end to end, by what the measures are called here; ``after`` says what they count."""
    series = tuple(
        BarSeries(name, tuple(_drawn(values[place]) for _, values in comparison.rows))
        for place, name in enumerate(names)
    )
    chart = SeriesBars(
        id=figure,
        title=f"{title}, {comparison.period.label}",
        label_header=comparison.by,
        value_header="Share of each",
        groups=tuple(group for group, _ in comparison.rows),
        series=series,
        layout="stacked",
        unit="%",
        width=NARROW,
    )
    return _charted(figure, title, chart, comparison.measures, comparison.period.label, after)


def shifts_figure(figure: str, title: str, comparison: Comparison, scale: str, *, after: Figure) -> Figure:
    """Two means of each group, as at first and now; `scale` says what its ends are."""
    chart = Shifts(
        id=figure,
        title=f"{title}, {comparison.period.label}",
        label_header=comparison.by,
        value_header=scale,
        shifts=tuple(
            Shift(group, _drawn(first), _drawn(latest)) for group, (first, latest) in comparison.rows
        ),
        width=NARROW,
    )
    return _charted(figure, title, chart, comparison.measures, comparison.period.label, after)


def _drawn(value: Published | None) -> ChartValue:
    return None if value is None else value.drawn


def trend_figure(
    figure: str,
    title: str,
    value_header: str,
    trend: Trend,
    names: Sequence[str] = (),
    *,
    after: Figure | None = None,
) -> Figure:
    """Lines over months; `value_header` says what the axis counts, `names` what the lines are called here.

    ``after`` is a figure above it that says what they count.
    """
    called = names or [line.measure.title for line in trend.lines]
    values = [value for line in trend.lines for value in line.values if value is not None]
    chart = TimeLine(
        id=figure,
        title=title,
        value_header=value_header,
        months=trend.months,
        series=tuple(
            LineSeries(name, tuple(map(_drawn, line.values)))
            for name, line in zip(called, trend.lines, strict=True)
        ),
        unit=_unit(values),
        height=LOW,
    )
    span = f"{trend.months[0]:%B %Y} to {trend.months[-1]:%B %Y}" if trend.months else NOT_AVAILABLE
    return _charted(figure, title, chart, tuple(line.measure for line in trend.lines), span, after)


def _charted(
    figure: str,
    title: str,
    chart: Chart,
    measures: Sequence[Measure],
    period: str,
    after: Figure | None = None,
) -> Figure:
    drawable = not isinstance(chart, HorizontalBars) or len(chart.bars) <= MOST_BARS
    return Figure(
        id=figure,
        title=title,
        counts=(f"What this counts is said above, under “{after.title}”.",) if after else _counts(measures),
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
    if not charted or table.headers[0] == "Month":
        return (Table(table.headers, rows, NUMBERS_OF_CHART if charted else ""),)
    return (Table(table.headers if columns > 1 else (), rows, NUMBERS_OF_CHART, "beside"),)


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


def _counts(measures: Sequence[Measure]) -> tuple[str, ...]:
    several = len(measures) > 1
    return tuple(f"{one.title}: {one.counts}" if several else one.counts for one in measures)


def _among(measures: Iterable[Measure]) -> tuple[str, ...]:
    """What the measures share, each once."""
    return tuple(dict.fromkeys(measure.among for measure in measures if measure.among))


def sources(measures: Iterable[Measure]) -> str:
    """Each different source of the measures once."""
    return "; ".join(dict.fromkeys(measure.source for measure in measures))
