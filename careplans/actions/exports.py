"""A plan taken out of the system: as a document of FHIR, and on paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.template import engines
from django.template.backends.jinja2 import Jinja2

from careplans.rules.document import PlanDocument
from careplans.rules.fhir import bundle, checks
from careplans.rules.paper import Layout, Picture, PlanPaper, plan_pdf
from hubs.actions import access, audit
from hubs.models.access import AccessKind
from hubs.rules.roles import Actor


class Faulty(Exception):
    """The document would not be sound FHIR, so none is made; it says what is wrong."""


def as_fhir(document: PlanDocument) -> bytes:
    """The document Bundle as JSON. Raises Faulty."""
    made = bundle.document(document)
    if faults := checks.faults(made):
        raise Faulty(f"The plan cannot be written as FHIR: {faults[0]}")
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def as_paper(document: PlanDocument, *, sender: str, today: date, areas: Picture | None = None) -> bytes:
    """The plan as PDF/UA-1, with the picture of all sessions. Raises what render_pdf raises."""
    environment = next(engine for engine in engines.all() if isinstance(engine, Jinja2)).env
    paper = PlanPaper(document, Layout.STANDARD, sender, today, areas=areas)
    return plan_pdf(environment, paper, static=Path(settings.BASE_DIR) / "static")


@transaction.atomic
def record(*, by: Actor, document: PlanDocument, forms: Sequence[str]) -> None:
    """Write down who took which version out, in which forms."""
    what = f"Plan {document.reference} as {' and '.join(forms)}"
    access.log(by=by, kind=AccessKind.EXPORTED, what=what, person_reference=document.who.reference)
    detail = {"version": document.number, "forms": list(forms)}
    audit.record(by=by, action="plan.exported", obj_type="plan", reference=document.reference, detail=detail)
