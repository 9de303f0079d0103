from __future__ import annotations

from django.urls import URLPattern, path

from reporting.views import behind, dashboard, due, record_sets, returns, runs

urlpatterns: list[URLPattern] = [
    path("due/", due.index, name="due"),
    path("dashboard/", dashboard.start, name="dashboard"),
    path("dashboard/<str:level>/<str:code>/", dashboard.of_area, name="dashboard-level"),
    path("dashboard/<str:level>/<str:code>/list/<str:indicator>/", behind.listed, name="dashboard-list"),
    path(
        "dashboard/<str:level>/<str:code>/list/<str:indicator>/export.csv",
        behind.export,
        name="dashboard-list-export",
    ),
    path("record-sets/", record_sets.index, name="record-sets"),
    path("record-sets/<uuid:key>/", record_sets.detail, name="record-set"),
    path("record-sets/<uuid:key>/findings.csv", record_sets.export, name="record-set-findings"),
    path("runs/", runs.index, name="runs"),
    path("returns/", returns.index, name="returns"),
    path("returns/<str:quarter>/", returns.preview, name="return-preview"),
    path("returns/<str:quarter>/draft.pdf", returns.draft, name="return-draft"),
    path("returns/<str:quarter>/sign/", returns.sign, name="return-sign"),
    path("returns/<str:quarter>/<int:version>/document.pdf", returns.document, name="return-document"),
]
