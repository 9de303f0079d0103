"""Plan and progress as accessible PDFs, in the layout that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils import timezone
from jinja2 import Environment

from careplans.rules.document import PlanDocument
from careplans.rules.paper import Layout, PlanPaper, plan_pdf
from careplans.rules.parts import SESSIONS
from careplans.selectors import documents, plans, progress
from careplans.selectors.sharing import Sight
from careplans.views.plan_records import Opened, about_plan
from hubs.rules.roles import Permission
from hubs.selectors.tenants import current_tenant
from hubs.views.access import StaffRequest
from hubs.views.after import AfterTransaction
from referrals.models import Person
from reporting.rules import progress_pictures
from reporting.rules.progress_paper import ProgressPaper, progress_pdf

STATIC = Path(settings.BASE_DIR) / "static"


@about_plan("Progress on paper", SESSIONS, permission=Permission.PERSON_VIEW)
def of_progress(request: StaffRequest, it: Opened) -> HttpResponse:
    """All sessions, what changed, and what was worked on."""
    return progress_paper(request, it.found.person)


def progress_paper(request: HttpRequest, person: Person) -> HttpResponse:
    paper = ProgressPaper(
        name=documents.called(person),
        reference=person.reference,
        progress=progress.of_person(person),
        layout=layout_asked(request),
        sender=current_tenant().name,
        written_at=timezone.now(),
    )
    return _download("progress", paper.layout, lambda: progress_pdf(_environment(), paper, static=STATIC))


@about_plan("Plan on paper", permission=Permission.PERSON_VIEW)
def of_plan(request: StaffRequest, it: Opened) -> HttpResponse:
    """The plan as it stands."""
    return plan_paper(request, documents.of_plan(it.held), it.sight)


@about_plan("Version of a plan on paper", permission=Permission.PERSON_VIEW)
def of_version(request: StaffRequest, it: Opened, number: int) -> HttpResponse:
    """The plan as it was agreed."""
    version = plans.version(it.held, number)
    if version is None:
        raise Http404
    return plan_paper(request, documents.of_version(version), it.sight)


def plan_paper(request: HttpRequest, document: PlanDocument, sight: Sight) -> HttpResponse:
    """As somebody sees it: without what the person keeps from their organisation."""
    seen = sight.of(document)
    paper = PlanPaper(
        document=seen,
        layout=layout_asked(request),
        sender=current_tenant().name,
        today=timezone.localdate(),
        kept=sight.hidden,
        areas=progress_pictures.of_plan(seen),
    )
    return _download("plan", paper.layout, lambda: plan_pdf(_environment(), paper, static=STATIC))


def layout_asked(request: HttpRequest) -> Layout:
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
