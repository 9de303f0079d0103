"""Ways in: the public form, the forms of partners, a worker's own entry, duplicates."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
