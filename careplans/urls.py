from __future__ import annotations

from django.urls import URLPattern

from careplans.routes import mine, plan, progress, sessions

urlpatterns: list[URLPattern] = [
    *plan.urlpatterns,
    *progress.urlpatterns,
    *sessions.urlpatterns,
    *mine.urlpatterns,
]
