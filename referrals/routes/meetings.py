"""The hub's meetings and their discussions, and next steps."""

from __future__ import annotations

from django.urls import URLPattern, path

from referrals.views import discussions, meetings, next_steps

MEETING = "meetings/<uuid:meeting>/"
DISCUSSION = f"{MEETING}people/<str:referral>/"

urlpatterns: list[URLPattern] = [
    path("meetings/", meetings.index, name="meetings"),
    path("meetings/keys/", discussions.keys, name="meeting-keys"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(f"{MEETING}present/", meetings.present, name="meeting-present"),
    path(f"{MEETING}end/", meetings.end, name="meeting-end"),
    path(DISCUSSION, discussions.discussion, name="meeting-discussion"),
    path(f"{DISCUSSION}minutes/", discussions.minutes, name="meeting-minutes"),
    path(
        "people/<str:reference>/referrals/<str:referral>/next-steps/new/",
        next_steps.plan,
        name="next-step-new",
    ),
    path("next-steps/<uuid:public_id>/done/", next_steps.finish, name="next-step-done"),
]
