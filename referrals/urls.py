from __future__ import annotations

from django.urls import URLPattern

from referrals.routes import duplicates, groups, handovers, intake, meetings, messages, queue, records, way

urlpatterns: list[URLPattern] = [
    *records.urlpatterns,
    *intake.urlpatterns,
    *duplicates.urlpatterns,
    *queue.urlpatterns,
    *meetings.urlpatterns,
    *handovers.urlpatterns,
    *way.urlpatterns,
    *groups.urlpatterns,
    *messages.urlpatterns,
]
