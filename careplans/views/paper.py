"""Plan and progress as accessible PDFs, in the layout that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils import timezone
from jinja2 import Environment

from careplans.models import Plan
from careplans.rules.paper import Layout, PlanPaper, plan_pdf
from careplans.selectors import documents, progress
from hubs.selectors.tenants import current_tenant
from hubs.views.access import StaffRequest
from hubs.views.after import AfterTransaction
from referrals.selectors.people import Found
from referrals.views.records import about_person
from reporting.rules.progress_paper import ProgressPaper, progress_pdf

STATIC = Path(settings.BASE_DIR) / "static"


@about_person("Progress on paper")
def of_progress(request: StaffRequest, found: Found) -> HttpResponse:
    """All sessions, what changed, and what was worked on."""
    person = found.person
    paper = ProgressPaper(
        name=f"{person.preferred_name or person.given_name} {person.family_name}".strip(),
        reference=person.reference,
        progress=progress.of_person(person),
        layout=_layout(request),
        sender=current_tenant().name,
        written_at=timezone.now(),
    )
    return _download("progress", paper.layout, lambda: progress_pdf(_environment(), paper, static=STATIC))


@about_person("Plan on paper")
def of_plan(request: StaffRequest, found: Found) -> HttpResponse:
    """The plan as it stands."""
    plan = Plan.objects.filter(person=found.person).order_by("pk").first()
    if plan is None:
        raise Http404
    paper = PlanPaper(
        document=documents.of_plan(plan),
        layout=_layout(request),
        sender=current_tenant().name,
        today=timezone.localdate(),
    )
    return _download("plan", paper.layout, lambda: plan_pdf(_environment(), paper, static=STATIC))


def _layout(request: StaffRequest) -> Layout:
    """The standard one where none is asked for; 404 for one that there is not."""
    asked = request.GET.get("layout", Layout.STANDARD)
    if asked not in Layout.values:
        raise Http404
    return Layout(asked)


def _environment() -> Environment:
    return next(engine for engine in engines.all() if isinstance(engine, Jinja2)).env


def _download(what: str, layout: Layout, draw: Callable[[], bytes]) -> HttpResponse:
    """Drawn after the transaction: it takes longer than rows should be kept from others."""
    name = f"{what}-{timezone.localdate():%Y-%m-%d}-{layout}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return AfterTransaction(lambda: HttpResponse(draw(), content_type="application/pdf", headers=headers))
