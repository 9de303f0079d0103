"""All addresses. The tests make the matrix of routes, roles and tenants from what stands here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
