"""The person reads their own plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from careplans.models import Plan
from careplans.selectors import documents
from careplans.views.mine import Mine, mine
from careplans.views.mine_pages import shown


@mine("Their own plan")
def plan(request: HttpRequest, own: Mine) -> HttpResponse:
    held = Plan.objects.filter(person=own.person).first()
    document = documents.of_plan(held) if held else None
    return shown(request, own, "plan", document=document)
