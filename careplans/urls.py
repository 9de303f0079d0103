from __future__ import annotations

from django.urls import URLPattern

from careplans.routes import plan, progress

urlpatterns: list[URLPattern] = [
    *plan.urlpatterns,
    *progress.urlpatterns,
from careplans.routes import sessions

urlpatterns: list[URLPattern] = [
    *sessions.urlpatterns,
]
