"""The person's way through: assign, step, pathways, assessment, next steps, close, come back."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
