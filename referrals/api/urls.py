from __future__ import annotations

from django.urls import URLPattern, path

from referrals.api import requests

urlpatterns: list[URLPattern] = [
    path("requests/", requests.Ask.as_view(), name="api-requests"),
    path("requests/<str:reference>/", requests.Standing.as_view(), name="api-request"),
]
