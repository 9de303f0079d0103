"""Reading record sets in the browser: upload, progress, what became of each row."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from config.formats import plural
from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from reporting import tasks
from reporting.actions import record_sets as actions
from reporting.actions import uploads
from reporting.forms.record_sets import FindingsFilter, UploadForm
from reporting.mhsds.report import write_report
from reporting.models import RecordSet
from reporting.models.record_set import RecordSetState
from reporting.selectors import record_sets

PER_PAGE = 50
SETS_PER_PAGE = 25


@requires(Permission.RECORDS_IMPORT)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    """The form to upload a month, and the record sets that were read or are being read."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        found = _take_in(request, form)
        if found:
            return redirect("record-set", key=found.key)
    page = Paginator(record_sets.newest_first(), SETS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reporting/record_sets/index.jinja", {"form": form, "page": page})


def _take_in(request: StaffRequest, form: UploadForm) -> RecordSet | None:
    files = form.cleaned_data["record_set"]
    asked = actions.ask(
        by=request.actor, name=files[0].name if len(files) == 1 else f"{len(files)} CSV files"
    )
    try:
        uploads.keep(key=asked.key, files=files)
    except ValidationError as error:
        form.add_error("record_set", error)
        asked.delete()
        return None
    # The worker may look for the record set only once it is there for all to see.
    transaction.on_commit(
        partial(
            tasks.read_record_set.send_to, request.actor.tenant_id, str(asked.key), request.actor.staff_id
        )
    )
    return asked


@requires(Permission.RECORDS_IMPORT)
@never_cache
def detail(request: StaffRequest, key: UUID) -> HttpResponse:
    """How far the reading is; then the summary, and every refused or doubtful row."""
    found = _found(key)
    findings = FindingsFilter(request.GET, record_sets.findings(found), tables=sorted(found.summary))
    left = record_sets.is_left(found)
    context = {
        "found": found,
        "left": left,
        "working": not left and found.state in (RecordSetState.WAITING, RecordSetState.READING),
        "summary": sorted(found.summary.items()),
        "filters": findings.form,
        "page": Paginator(findings.qs, PER_PAGE).get_page(request.GET.get("page")),
    }
    response = render(request, "reporting/record_sets/detail.jinja", context)
    if getattr(request, "htmx", False) and not context["working"]:
        # The page that was watching is shown the result whole.
        response["HX-Refresh"] = "true"
    return response


@requires(Permission.RECORDS_IMPORT)
@never_cache
def export(request: StaffRequest, key: UUID) -> HttpResponse:
    """Every finding as CSV, for whoever corrects the provider's own system."""
    found = _found(key)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="findings-{found.key}.csv"'
    count = write_report(found, response)
    access.log(
        by=request.actor, kind=AccessKind.EXPORTED, what=f"Findings of a record set, {plural(count, 'row')}"
    )
    return response


def _found(key: UUID) -> RecordSet:
    found = record_sets.find(key)
    if found is None:
        raise Http404
    return found
