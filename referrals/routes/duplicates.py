"""Records that may be of one person."""

from __future__ import annotations

from django.urls import URLPattern, path

from referrals.views import duplicates

urlpatterns: list[URLPattern] = [
    path("duplicates/", duplicates.index, name="duplicates"),
    path("duplicates/new/", duplicates.ask_about, name="duplicate-new"),
    path("duplicates/<uuid:public_id>/", duplicates.pair, name="duplicate"),
    path("duplicates/<uuid:public_id>/back/", duplicates.take_back, name="duplicate-back"),
    path("duplicates/joined/<uuid:public_id>/", duplicates.part, name="joined-records"),
]
