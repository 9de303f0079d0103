"""Plans on paper: how long one of six pages takes, and whether drawing many of them takes ever more memory."""

from __future__ import annotations

import io
import resource
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import pikepdf
from django.conf import settings
from django.template import engines
from django.template.backends.jinja2 import Jinja2

from careplans.rules.paper import Layout, PlanPaper, plan_pdf
from reporting.benchmarks import six_pages
from reporting.benchmarks.timing import Times, once
from reporting.rules import progress_pictures

STATM = Path("/proc/self/statm")
# By then everything that is loaded once has been.
SETTLED = 10


@dataclass(frozen=True)
class Papers:
    """``first`` loads the libraries and fonts; ``rest`` are the others, ``busy`` the part of them in which the process
    had a processor: the rest it waited for others of the machine. Memory in MB, after the tenth and the last.
    """

    pages: int
    first: float
    rest: Times
    busy: Times
    settled_mb: float
    last_mb: float


def measure(times: int) -> Papers:
    """Draw as many plans, no two the same, one after the other in this process."""
    first = once(lambda: draw(1))
    seconds, busy, settled = [], [], resident_mb()
    for number in range(2, times + 1):
        started, worked = perf_counter(), process_time()
        draw(number)
        seconds.append(perf_counter() - started)
        busy.append(process_time() - worked)
        if number == SETTLED:
            settled = resident_mb()
    with pikepdf.open(io.BytesIO(draw(1))) as pdf:
        pages = len(pdf.pages)
    return Papers(pages, first, Times(tuple(seconds)), Times(tuple(busy)), settled, resident_mb())


def draw(number: int) -> bytes:
    environment = next(engine for engine in engines.all() if isinstance(engine, Jinja2)).env
    document = six_pages.document(number)
    paper = PlanPaper(
        document,
        Layout.STANDARD,
        "Fylde Coast",
        six_pages.WRITTEN_AT.date(),
        areas=progress_pictures.of_plan(document),
    )
    return plan_pdf(environment, paper, static=settings.BASE_DIR / "static")


def resident_mb() -> float:
    """Memory that this process holds now."""
    return int(STATM.read_text().split()[1]) * resource.getpagesize() / 2**20
