"""Physical health: a person's checks and outreach, the register, and the recall list."""

from __future__ import annotations

from django.urls import URLPattern, path

from outcomes.views import health, recall

HEALTH = "people/<str:reference>/health/"

urlpatterns: list[URLPattern] = [
    path(HEALTH, health.page, name="health"),
    path(f"{HEALTH}checks/new/", health.record, name="health-record"),
    path(f"{HEALTH}checks/<uuid:public_id>/follow-up/", health.follow_up, name="health-follow-up"),
    path(f"{HEALTH}checks/<uuid:public_id>/void/", health.void, name="health-void"),
    path(f"{HEALTH}outreach/new/", health.reach, name="health-outreach"),
    path(f"{HEALTH}outreach/<uuid:public_id>/void/", health.void_outreach, name="health-outreach-void"),
    path(f"{HEALTH}register/", health.register, name="health-register"),
    path(f"{HEALTH}register/end/", health.leave, name="health-register-end"),
    path("people/<str:reference>/interventions/", health.done_for, name="interventions"),
    path("health-checks/", recall.recall, name="recall"),
    path("health-checks/export.csv", recall.export, name="recall-export"),
]
