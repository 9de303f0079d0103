"""Pages that anyone may read, signed in or not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hubs.views.access import public


@public("Read before signing in, and by visitors.")
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.jinja")


@public("Read before signing in, and by visitors.")
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.jinja")


@public("Read before signing in, and by visitors.")
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.jinja")
