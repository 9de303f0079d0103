"""Groups and their sessions."""

from __future__ import annotations

from django.urls import URLPattern, path

from referrals.views import group_sessions, groups

GROUP = "groups/<uuid:group>/"
SESSION = f"{GROUP}sessions/<uuid:session>/"

urlpatterns: list[URLPattern] = [
    path("groups/", groups.index, name="groups"),
    path("groups/new/", groups.new, name="group-new"),
    path(GROUP, groups.group, name="group"),
    path(f"{GROUP}change/", groups.change, name="group-change"),
    path(f"{GROUP}end/", groups.end, name="group-end"),
    path(f"{GROUP}members/", groups.members, name="group-members"),
    path(f"{GROUP}members/add/", groups.member_add, name="group-member-add"),
    path(f"{GROUP}members/<str:referral>/end/", groups.member_end, name="group-member-end"),
    path(f"{GROUP}sessions/new/", group_sessions.plan, name="group-session-new"),
    path(SESSION, group_sessions.sheet, name="group-session"),
    path(f"{SESSION}change/", group_sessions.change, name="group-session-change"),
    path(f"{SESSION}remove/", group_sessions.void, name="group-session-void"),
]
