from __future__ import annotations

from django.urls import URLPattern

from outcomes.routes import employment, health, measures

urlpatterns: list[URLPattern] = [*measures.urlpatterns, *health.urlpatterns, *employment.urlpatterns]
