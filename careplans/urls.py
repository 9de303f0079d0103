from __future__ import annotations

from django.urls import URLPattern

from careplans.routes import progress

urlpatterns: list[URLPattern] = [
    *progress.urlpatterns,
]
