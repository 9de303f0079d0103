"""Warm handovers, advice, and what waits for an answer."""

from __future__ import annotations

from django.urls import URLPattern, path

from referrals.views import advice, answer, handovers, incoming

HANDOVER, INCOMING = "handovers/<uuid:public_id>/", "handovers/from-elsewhere/<uuid:key>/"
ADVICE = "advice/<uuid:public_id>/"

urlpatterns: list[URLPattern] = [
    path("handovers/", handovers.index, name="handovers"),
    path("people/<str:reference>/referrals/<str:referral>/hand-over/", handovers.new, name="handover-new"),
    path(HANDOVER, handovers.detail, name="handover"),
    path(f"{HANDOVER}confirm/", handovers.confirm, name="handover-confirm"),
    path(f"{HANDOVER}question/", handovers.question, name="handover-question"),
    path(f"{HANDOVER}answer/", handovers.answer, name="handover-answer"),
    path(f"{HANDOVER}withdraw/", handovers.withdraw, name="handover-withdraw"),
    path(f"{HANDOVER}not-taken-over/", handovers.taken_back, name="handover-taken-back"),
    path(INCOMING, incoming.detail, name="handover-incoming"),
    path(f"{INCOMING}confirm/", incoming.confirm, name="handover-incoming-confirm"),
    path(f"{INCOMING}question/", incoming.question, name="handover-incoming-question"),
    path("answer/<str:token>/", answer.answer, name="handover-outside"),
    path("advice/", advice.index, name="advice-list"),
    path("advice/new/", advice.ask, name="advice-new"),
    path("advice/sessions/new/", advice.session, name="session-new"),
    path(ADVICE, advice.detail, name="advice"),
    path(f"{ADVICE}give/", advice.give, name="advice-give"),
    path(f"{ADVICE}question/", advice.question, name="advice-question"),
    path(f"{ADVICE}answer/", advice.answer, name="advice-answer"),
    path(f"{ADVICE}withdraw/", advice.withdraw, name="advice-withdraw"),
    path(f"{ADVICE}confirm/", advice.confirm, name="advice-confirm"),
]
