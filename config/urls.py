"""All addresses. The tests make the matrix of routes, roles and tenants from what stands here."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from hubs.api.schema import Schema

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("hubs.urls")),
    path("", include("referrals.urls")),
    path("", include("careplans.urls")),
    path("", include("reporting.urls")),
    path("api/v1/", include("referrals.api.urls")),
    path("api/schema/", Schema.as_view(), name="api-schema"),
    path("admin/", admin.site.urls),
]

handler403 = "hubs.views.errors.forbidden"
handler404 = "hubs.views.errors.not_found"
handler500 = "hubs.views.errors.server_error"
