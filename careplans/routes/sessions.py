"""DIALOG+ sessions, and the link by which a person rates one on their own device."""

from __future__ import annotations

from django.urls import URLPattern, path

from careplans.views import session_links, session_steps, sessions

SESSION = "people/<str:reference>/dialog/<uuid:public_id>/"
AREA = f"{SESSION}areas/<uuid:area>/"

urlpatterns: list[URLPattern] = [
    path("people/<str:reference>/dialog/new/", sessions.start, name="dialog-new"),
    path(SESSION, sessions.session, name="dialog"),
    path(f"{SESSION}progress/", sessions.progress, name="dialog-progress"),
    path(f"{SESSION}last-time/", session_steps.last_time, name="dialog-last-time"),
    path(f"{SESSION}rate/<slug:item>/", session_steps.rate, name="dialog-rate"),
    path(f"{SESSION}choose/", session_steps.choose, name="dialog-choose"),
    path(AREA, session_steps.talk, name="dialog-talk"),
    path(f"{AREA}actions/<uuid:action>/take-back/", session_steps.take_back, name="dialog-take-back"),
    path(f"{SESSION}complete/", sessions.complete, name="dialog-complete"),
    path(f"{SESSION}void/", sessions.void, name="dialog-void"),
    path(f"{SESSION}keep/", session_steps.keep, name="dialog-keep"),
    path(f"{SESSION}link/", session_links.link, name="dialog-link"),
    path("rate/<str:token>/", session_links.start, name="dialog-outside"),
    path("rate/<str:token>/<slug:item>/", session_links.item, name="dialog-outside-item"),
]
