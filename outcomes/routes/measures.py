"""Scores and goals of a person, means of teams and hubs, and the wording of scales."""

from __future__ import annotations

from django.urls import URLPattern, path

from outcomes.views import goals, measures, outcomes, setup

MEASURES = "people/<str:reference>/measures/"
GOAL = f"{MEASURES}goals/<uuid:public_id>/"

urlpatterns: list[URLPattern] = [
    path(MEASURES, measures.measures, name="measures"),
    path(f"{MEASURES}new/", measures.choose, name="measure-choose"),
    path(f"{MEASURES}new/<str:tool>/", measures.total, name="measure-new"),
    path(f"{MEASURES}dialog/", measures.scale, name="measure-dialog"),
    path(f"{MEASURES}scores/<int:score>/remove/", measures.void, name="measure-void"),
    path(f"{MEASURES}referrals/<str:referral>/goal/", goals.new, name="measure-goal-new"),
    path(f"{MEASURES}referrals/<str:referral>/goals/", goals.score, name="measure-goal-scores"),
    path(f"{GOAL}change/", goals.reword, name="measure-goal-change"),
    path(f"{GOAL}end/", goals.end, name="measure-goal-end"),
    path(f"{GOAL}remove/", goals.void, name="measure-goal-void"),
    path("outcomes/", outcomes.start, name="outcomes"),
    path("outcomes/<slug:level>/<str:code>/", outcomes.of_unit, name="outcomes-of"),
    path("outcomes/<slug:level>/<str:code>/<slug:area>/", outcomes.listed, name="outcomes-list"),
    path("caseload/outcomes/", outcomes.mine, name="outcomes-mine"),
    path("caseload/outcomes/<slug:area>/", outcomes.listed_mine, name="outcomes-mine-list"),
    path("setup/wording/", setup.index, name="setup-wording"),
    path("setup/wording/words/", setup.words, name="setup-wording-words"),
    path("setup/wording/areas/", setup.areas, name="setup-wording-areas"),
    path("setup/wording/areas/<slug:item>/", setup.in_use, name="setup-wording-use"),
    path("setup/wording/words/<slug:language>/remove/", setup.remove, name="setup-wording-remove"),
]
