"""The queue of a hub: everybody who waits, in one list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import formats
from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.demography import age_on
from hubs.rules.exports import csv_text
from hubs.rules.roles import Permission
from hubs.selectors import codes
from hubs.views.access import StaffRequest, requires
from referrals.forms.queue import PARAMETERS, QueueFilter
from referrals.forms.saved_filters import SavedFilterForm
from referrals.selectors import queue as queues
from referrals.selectors.queue_rows import Waiting
from referrals.views.panels import SUPPLIED_BY
from reporting.selectors import clock, own_waits, waiting_lists
from reporting.selectors.clock import Clock

MOST_PAGES = 100_000
COLUMNS = (
    "Reference",
    "Name",
    "Date of birth",
    "Received",
    "Days waited",
    "How they came",
    "Urgent: to be seen by",
    "4-week clock, days",
    "Four weeks end",
    "The clock lacks",
    "Hub",
    "Team",
    "Named worker",
    "Last discussed",
    "Outcome",
    "Handover waits for",
    "Next",
    "Next by",
    "Due",
)


@requires(Permission.QUEUE_VIEW)
@never_cache
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Who waits in the hubs of the worker, urgent ones first, then the longest wait."""
    by = request.actor
    filters = QueueFilter(request.GET, by=by)
    sort = request.GET.get("sort", queues.URGENT_FIRST)
    page = queues.page(by, filters.qs, sort=sort, number=_number(request.GET))
    filters.offer(page)
    access.log(by=by, kind=AccessKind.LISTED, what="Queue")
    context = _context(request.GET, filters, page)
    return render(request, "referrals/queue.jinja", {**context, "promise": by.promise})


def _context(sent: QueryDict, filters: QueueFilter, page: queues.Page) -> dict[str, Any]:
    kept = kept_query(sent)
    return {
        "page": page,
        "rows": _with_clocks(page.rows),
        "pages": Paginator(range(page.total), queues.PAGE_SIZE).get_page(page.number),
        "form": filters.form,
        "night": filters.night if filters.asks_the_clock else None,
        "by_night": filters.asks_the_clock,
        "is_narrowed": any(sent.get(name) for name in PARAMETERS if name != "sort"),
        "kept": kept,
        "saving": SavedFilterForm(initial={"query": kept}),
        "source": codes.label,
        "supplied_by": SUPPLIED_BY,
        "today": timezone.localdate(),
        "age_on": age_on,
        "waits": own_waits.of_row,
    }


@requires(Permission.QUEUE_VIEW)
@never_cache
@require_safe
def export(request: StaffRequest) -> HttpResponse:
    """The whole list as it is filtered and sorted, with the clock of this moment."""
    filters = QueueFilter(request.GET, by=request.actor)
    rows = queues.everybody(request.actor, filters.qs, request.GET.get("sort", queues.URGENT_FIRST))
    access.log(by=request.actor, kind=AccessKind.EXPORTED, what=f"Queue as CSV: {len(rows)} referrals")
    text = csv_text(COLUMNS, (list(_cells(row, running)) for row, running in _with_clocks(rows)))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="queue-{timezone.localdate().isoformat()}.csv"'
    return response


def kept_query(sent: QueryDict) -> str:
    """What of an address is the choice of filters and the order, as it is written there; empty when nothing is."""
    kept = QueryDict(mutable=True)
    for name in PARAMETERS:
        if value := sent.get(name, ""):
            kept[name] = value
    return kept.urlencode()


def _number(sent: QueryDict) -> int:
    text = sent.get("page", "1")
    return int(text) if text.isdecimal() and 0 < int(text) < MOST_PAGES else 1


def _with_clocks(rows: Sequence[Waiting]) -> list[tuple[Waiting, Clock | None]]:
    clocks = clock.for_people({row.person_id for row in rows})
    return [(row, waiting_lists.of_referral(row, clocks)) for row in rows]


def _cells(row: Waiting, running: Clock | None) -> Iterable[Any]:
    days = (timezone.localdate() - row.received_on).days
    came = row.way or codes.label("source_of_referral_mh", row.source)
    yield from (row.person.reference, row.person.display_name, _day(row.person.birth_date))
    yield from (_day(row.received_on), days, came, _day(row.urgent.due_on if row.urgent else None))
    yield from (running.days, _day(running.due_on), running.still_lacking) if running else ("", "", "")
    yield from (row.hub, row.team, row.worker)
    yield from (_day(row.discussed.on), row.discussed.outcome) if row.discussed else ("Not yet", "")
    yield row.passing.to if row.passing else ""
    yield from (row.due.what, row.due.who, _day(row.due.on)) if row.due else ("", "", "")


def _day(day: Any) -> str:
    return formats.short_date(day)
