"""All pages, and the bare one that they are compared with."""

from __future__ import annotations

from django.db import connection
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires


@requires(Permission.CASELOAD_VIEW)
def bare(request: StaffRequest) -> HttpResponse:
    """What any signed-in page costs: session, user, tenant, actor, and one SELECT."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from hubs_hub")
        row = cursor.fetchone()
    assert row is not None
    return HttpResponse(f"{row[0]} hubs")


urlpatterns: list[URLPattern | URLResolver] = [
    path("bench/bare/", bare, name="bench-bare"),
    path("", include("config.urls")),
]
