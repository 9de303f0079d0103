from __future__ import annotations

from django.urls import URLPattern

from careplans.routes import plan

urlpatterns: list[URLPattern] = [
    *plan.urlpatterns,
]
