"""The person's way through: assign, step, pathways, assessment, next steps, close, come back."""

from __future__ import annotations

from django.urls import URLPattern, path

from hubs.views.access import View
from referrals.views import appointments, assessments, closing, pathways, way

PERSON = "people/<str:reference>/"
REFERRAL = f"{PERSON}referrals/<str:referral>/"
ASSESSMENT = f"{PERSON}assessments/<uuid:public_id>/"


def _of_referral(rest: str, view: View, name: str) -> URLPattern:
    return path(f"{REFERRAL}{rest}", view, name=name)


def _of_assessment(rest: str, view: View, name: str) -> URLPattern:
    return path(f"{ASSESSMENT}{rest}", view, name=name)


urlpatterns: list[URLPattern] = [
    _of_referral("", way.referral, "referral"),
    _of_referral("take/", way.take, "referral-take"),
    _of_referral("worker/", way.worker, "referral-worker"),
    _of_referral("step/", way.step, "referral-step"),
    _of_referral("close/", closing.close, "referral-close"),
    _of_referral("coordinator/", way.coordinator, "coordinator"),
    _of_referral("coordinator/end/", way.coordinator_end, "coordinator-end"),
    _of_referral("involved/new/", way.involve, "involvement-new"),
    _of_referral("involved/<uuid:public_id>/end/", way.involvement_end, "involvement-end"),
    _of_referral("pathways/new/", pathways.start, "pathway-new"),
    _of_referral("pathways/<uuid:public_id>/change/", pathways.change, "pathway-change"),
    _of_referral("pathways/<uuid:public_id>/end/", pathways.end, "pathway-end"),
    _of_referral("support/new/", pathways.start_support, "support-new"),
    _of_referral("support/<uuid:public_id>/end/", pathways.end_support, "support-end"),
    _of_referral("appointments/new/", appointments.book, "appointment-new"),
    _of_referral("appointments/<uuid:public_id>/move/", appointments.move, "appointment-move"),
    _of_referral("appointments/<uuid:public_id>/cancel/", appointments.cancel, "appointment-cancel"),
    _of_referral("assessment/new/", assessments.start, "assessment-new"),
    _of_assessment("", assessments.assessment, "assessment"),
    _of_assessment("add/", assessments.add, "assessment-add"),
    _of_assessment("care-act/", assessments.care_act, "assessment-care-act"),
    _of_assessment("complete/", assessments.complete, "assessment-complete"),
    _of_assessment("entries/<uuid:entry>/void/", assessments.void_entry, "assessment-entry-void"),
    path(f"{PERSON}come-back/", closing.come_back, name="person-come-back"),
    path(f"{PERSON}needs/", closing.needs, name="person-needs"),
    path("placements/", pathways.placements, name="placements"),
]
