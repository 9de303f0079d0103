"""The hub's meetings and their discussions."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
