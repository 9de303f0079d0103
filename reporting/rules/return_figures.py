"""The sections, charts and tables of an assurance return, made from its figures.

Each chart comes with the table of the same numbers. What a figure counts, its period and its source are
taken from its measure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config import formats
from reporting.charts import Bar, Chart, ChartTable, HorizontalBars, LineSeries, TimeLine
from reporting.rules.return_document import (
    Breakdown,
    DataState,
    Measure,
    Reading,
    ReturnDocument,
    Submission,
    Trend,
)
from reporting.rules.suppression import Published

NOT_AVAILABLE = "Not available"
NOTHING = "\N{EN DASH}"
SHORT = 6
NUMBERS_OF_CHART = "The numbers of this chart"
MAIN_FIGURES = ("access.two_contacts", "wait.mrs01b", "wait.mrs02", "access.rejected")


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


def sections(document: ReturnDocument) -> tuple[Section, ...]:
    """The parts of the return in order."""
    return (
        _access(document),
        _referrals(document),
        _waits(document),
        _equalities(document),
        _admissions(document),
        _data_state(document.data_state),
    )


def main_figures(document: ReturnDocument) -> tuple[Reading, ...]:
    """The four readings of the cover."""
    waits = document.waits
    readings = (*document.access.readings, *document.referrals.readings, *waits.finished, *waits.open)
    return _named(readings, *MAIN_FIGURES)


def _named(readings: Sequence[Reading], *ids: str) -> tuple[Reading, ...]:
    """The readings with these ids, in this order. Raises ValueError for one that is not there."""
    by_id = {reading.measure.id: reading for reading in readings}
    missing = [one for one in ids if one not in by_id]
    if missing:
        raise ValueError(f"The return cannot be made without {', '.join(missing)}; give a reading of each.")
    return tuple(by_id[one] for one in ids)


def _access(document: ReturnDocument) -> Section:
    access = document.access
    return Section(
        id="access",
        title="Access: people with two or more contacts",
        about="How many people had help that went beyond a first conversation, in each network and place.",
        headlines=access.readings[:3],
        figures=(
            _readings("access-readings", "Access at a glance", access.readings),
            _breakdown(
                "access-pcn", "People with two or more contacts, by primary care network", access.by_pcn
            ),
            _breakdown("access-place", "People with two or more contacts, by place", access.by_place),
            _trend(
                "access-trend", "People with two or more contacts, month by month", "People", access.trend
            ),
        ),
    )


def _referrals(document: ReturnDocument) -> Section:
    referrals = document.referrals
    return Section(
        id="referrals",
        title="Referrals and no wrong door",
        about="Who asked for help, on whose word, and whether anybody was turned away. No wrong door means"
        " that nobody is: the aim for rejected referrals is none.",
        headlines=referrals.readings[:3],
        figures=(
            _readings("referral-readings", "Referrals at a glance", referrals.readings),
            _breakdown("referral-source", "Referrals received, by source", referrals.by_source),
            _breakdown("referral-rejected", "Rejected referrals, by reason", referrals.rejected_by_reason),
            _trend("referral-trend", "Referrals received, month by month", "Referrals", referrals.trend),
        ),
    )


def _waits(document: ReturnDocument) -> Section:
    waits = document.waits
    return Section(
        id="waits",
        title="Waits: help within four weeks",
        about="How long people wait from referral until all four parts of a full clock stop are in place: a"
        " contact, a first outcome measure, an assessment, and a care plan or an intervention.",
        headlines=_named(
            (*waits.finished, *waits.open, *waits.second_contact), "wait.mrs01b", "wait.mrs02", "wait.mrs03a"
        ),
        figures=(
            _readings("waits-finished", "Waits that ended in a full clock stop", waits.finished),
            _readings("waits-open", "Open waits without a clock stop", waits.open),
            _breakdown("waits-length", "Open waits, by how long they have lasted", waits.open_by_length),
            _breakdown(
                "waits-missing", "Open waits, by the clock stop part still missing", waits.missing_component
            ),
            _readings("waits-second", "Waits for a second contact", waits.second_contact),
            _readings("waits-spells", "Referral spells behind these waits", waits.spells),
            _trend("waits-trend", "Open waits, month by month", "Referral spells", waits.trend),
        ),
    )


def _equalities(document: ReturnDocument) -> Section:
    equalities = document.equalities
    titles = tuple(measure.title for measure in equalities.measures)
    tables = tuple(
        Table(
            headers=(each.name, *titles),
            rows=tuple(Row(name, _texts(values)) for name, values in each.rows),
            layout="equalities",
        )
        for each in equalities.characteristics
    )
    figure = Figure(
        id="equalities-table",
        title="Access and waits by characteristic",
        counts=tuple(
            f"{measure.title}: {_sentence(measure.counts)} Period: {period.label}."
            for measure, period in zip(equalities.measures, equalities.periods, strict=True)
        ),
        source=_sources(equalities.measures),
        tables=tables,
    )
    return Section(
        id="equalities",
        title="Equalities: who is reached, and who waits",
        about="The same figures for groups of people. Core20 is the fifth of neighbourhoods in England with"
        " the most deprivation.",
        figures=(figure,),
    )


def _admissions(document: ReturnDocument) -> Section:
    readings = document.admissions.readings
    return Section(
        id="admissions",
        title="Admissions without earlier community contact",
        about="Admissions to an acute mental health bed of people whom no community service had seen in the"
        " year before.",
        headlines=readings[-1:],
        figures=(_readings("admission-readings", "Admissions to acute mental health beds", readings),),
        follows=True,
    )


def _data_state(state: DataState) -> Section:
    expected, missing = len(state.submissions), len(state.missing)
    coverage = f"{expected - missing} of {expected} expected monthly record sets have been read."
    tables = tuple(
        Table(
            headers=(provider, "Read", "Rows read", "Taken", "With warnings", "Refused"),
            rows=tuple(_submission_row(one) for one in state.submissions if one.provider == provider),
            layout="submissions",
        )
        for provider in dict.fromkeys(one.provider for one in state.submissions)
    )
    about = (
        "A return is only as good as the data it came from. Rows are counted exactly, because they are not"
        f" people. {coverage}"
    )
    return Section(
        id="data",
        title="State of the data",
        about=about,
        figures=(Figure(id="data-submissions", title="Record sets read", counts=state.notes, tables=tables),),
    )


def _submission_row(one: Submission) -> Row:
    month = f"{one.month:%B %Y}"
    if one.read_at is None:
        return Row(month, ("Not received", *(NOTHING,) * 4))
    numbers = (one.rows_read, one.rows_taken, one.rows_warned, one.rows_refused)
    return Row(month, (formats.date(one.read_at), *(formats.number(number) for number in numbers)))


def _readings(figure: str, title: str, readings: Sequence[Reading]) -> Figure:
    rows = tuple(
        Row(
            f"{reading.measure.title} ({reading.measure.code})"
            if reading.measure.code
            else reading.measure.title,
            (
                reading.period.label,
                reading.value.text,
                _previous(reading),
                reading.compared_with or "No target",
            ),
            reading.measure.counts,
        )
        for reading in readings
    )
    headers = ("Measure and what it counts", "Period", "Figure", "Quarter before", "Compared with")
    return Figure(
        id=figure,
        title=title,
        source=_sources(reading.measure for reading in readings),
        tables=(Table(headers, rows, layout="readings"),),
    )


def _previous(reading: Reading) -> str:
    return NOT_AVAILABLE if reading.previous is None else reading.previous.text


def _breakdown(figure: str, title: str, breakdown: Breakdown) -> Figure:
    chart = HorizontalBars(
        id=figure,
        title=f"{title}, {breakdown.period.label}",
        label_header=breakdown.by,
        value_header=breakdown.measure.title,
        bars=tuple(Bar(group.name, group.value.drawn) for group in breakdown.groups),
        unit=_unit(group.value for group in breakdown.groups),
    )
    return _charted(figure, title, chart, (breakdown.measure,), breakdown.period.label)


def _trend(figure: str, title: str, value_header: str, trend: Trend) -> Figure:
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
    return Figure(
        id=figure,
        title=title,
        counts=tuple(f"{one.title}: {one.counts}" if several else one.counts for one in measures),
        period=period,
        source=_sources(measures),
        chart=chart,
        tables=(_across(chart.table()) if isinstance(chart, TimeLine) else _printed(chart.table()),),
    )


def _printed(table: ChartTable) -> Table:
    rows = tuple(Row(row.header, row.cells) for row in table.rows)
    return Table(table.headers if len(table.headers) > 2 else (), rows, NUMBERS_OF_CHART)


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


def _texts(values: Iterable[Published]) -> tuple[str, ...]:
    return tuple(value.text for value in values)


def _sources(measures: Iterable[Measure]) -> str:
    return "; ".join(dict.fromkeys(measure.source for measure in measures))


def _sentence(words: str) -> str:
    return words if words.endswith(".") else f"{words}."
