"""The queue, its export, and filters saved by name."""

from __future__ import annotations

from django.urls import URLPattern, path

from referrals.views import queue, saved_filters

urlpatterns: list[URLPattern] = [
    path("queue/", queue.queue, name="queue"),
    path("queue/export.csv", queue.export, name="queue-export"),
    path("queue/saved/", saved_filters.save, name="queue-filter-save"),
    path("queue/saved/<uuid:saved>/", saved_filters.change, name="queue-filter"),
    path("queue/saved/<uuid:saved>/delete/", saved_filters.delete, name="queue-filter-delete"),
]
