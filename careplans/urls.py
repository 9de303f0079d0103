from __future__ import annotations

from django.urls import URLPattern

from careplans.routes import mine

urlpatterns: list[URLPattern] = [
    *mine.urlpatterns,
]
