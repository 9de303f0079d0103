"""A person's progress, and plan and progress on paper."""

from __future__ import annotations

from django.urls import URLPattern, path

from careplans.views import paper, progress

PERSON = "people/<str:reference>/"

urlpatterns: list[URLPattern] = [
    path(f"{PERSON}progress/", progress.progress, name="progress"),
    path(f"{PERSON}progress/paper/", paper.of_progress, name="progress-paper"),
    path(f"{PERSON}plan/paper/", paper.of_plan, name="plan-paper"),
    path(f"{PERSON}plan/versions/<int:number>/paper/", paper.of_version, name="plan-version-paper"),
]
