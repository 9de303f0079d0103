"""A person's own plan, how staff let them see it, and what people said of their care."""

from __future__ import annotations

from django.urls import URLPattern, path

from careplans.views import experiences, mine, mine_pages, mine_plan, mine_progress, online

OWN = "my/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(OWN, mine.start, name="mine-start"),
    path(f"{OWN}code/", mine.code, name="mine-code"),
    path(f"{OWN}sign-out/", mine.leave, name="mine-leave"),
    path(f"{OWN}plan/", mine_plan.plan, name="mine-plan"),
    path(f"{OWN}plan/paper/", mine_progress.plan_paper, name="mine-paper"),
    path(f"{OWN}progress/", mine_progress.of_sessions, name="mine-progress"),
    path(f"{OWN}progress/paper/", mine_progress.progress_paper, name="mine-progress-paper"),
    path(f"{OWN}rate/", mine_progress.rate, name="mine-rate"),
    path(f"{OWN}care/", mine_pages.experience, name="mine-experience"),
    path(f"{OWN}looked/", mine_pages.looked, name="mine-looked"),
    path("people/<str:reference>/own-access/", online.give, name="own-access"),
    path("people/<str:reference>/own-access/end/", online.end, name="own-access-end"),
    path("said/", experiences.index, name="experiences"),
    path("said/<uuid:public_id>/", experiences.answer, name="experience-answer"),
]
