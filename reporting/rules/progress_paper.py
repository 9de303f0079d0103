"""Progress on paper: the pictures, what changed in words, the numbers in tables that fit the page, and the PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from careplans.rules.paper import Layout
from careplans.rules.progress import RULE_NAME, Progress
from config.pdf import render_pdf
from outcomes.rules.change import Change
from reporting.charts import ChartTable, SessionMeans, SessionStrips, TableRow
from reporting.rules import progress_pictures

TEMPLATE = "careplans/paper/progress.jinja"
TITLE = "My progress"
# Columns of sessions that fit beside the names of the areas.
COLUMNS = {Layout.STANDARD: 6, Layout.LARGE: 4, Layout.EASY: 4}


@dataclass(frozen=True)
class ProgressPaper:
    """All that is on the paper. ``sender`` is the system that made it; ``name`` whose progress it is."""

    name: str
    reference: str
    progress: Progress
    layout: Layout
    sender: str
    written_at: dt.datetime

    @property
    def title(self) -> str:
        return f"{TITLE}: {self.name}"

    @property
    def areas(self) -> SessionStrips:
        return progress_pictures.areas(self.progress)

    @property
    def means(self) -> SessionMeans:
        return progress_pictures.means(self.progress)

    @property
    def tables(self) -> Sequence[ChartTable]:
        return parted(self.areas.table(), COLUMNS[self.layout])


def parted(table: ChartTable, most: int) -> list[ChartTable]:
    """A table with many columns as several with at most so many each, all with the heads of its rows."""
    first, *others = table.headers
    # As even as may be, rather than one column left over.
    count = max(1, -(-len(others) // most))
    width = -(-len(others) // count)
    return [
        ChartTable(
            f"{table.caption}, part {number} of {count}" if count > 1 else table.caption,
            (first, *others[start : start + width]),
            tuple(TableRow(row.header, row.cells[start : start + width]) for row in table.rows),
        )
        for number, start in enumerate(range(0, len(others), width), start=1)
    ]


def progress_pdf(environment: Environment, paper: ProgressPaper, *, static: Path) -> bytes:
    """The progress as PDF/UA-1, the same bytes for the same paper. Raises what ``render_pdf`` raises."""
    html = environment.get_template(TEMPLATE).render(paper=paper, rule=RULE_NAME, Change=Change)
    return render_pdf(html, base_url=str(static), title=paper.title)
