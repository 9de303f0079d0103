from __future__ import annotations

from django.urls import URLPattern

from outcomes.routes import employment, health

urlpatterns: list[URLPattern] = [*health.urlpatterns, *employment.urlpatterns]
