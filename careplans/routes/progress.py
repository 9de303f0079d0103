"""A person's progress, and plan and progress on paper."""

from __future__ import annotations

from django.urls import URLPattern, path

from careplans.views import paper, progress

urlpatterns: list[URLPattern] = [
    path("people/<str:reference>/progress/", progress.progress, name="progress"),
    path("people/<str:reference>/progress/paper/", paper.of_progress, name="progress-paper"),
    path("people/<str:reference>/plan/paper/", paper.of_plan, name="plan-paper"),
]
