"""People, lists and contacts."""

from __future__ import annotations

from django.urls import URLPattern, path

from referrals.views import contacts, corrections, drafts, lists, overrides, people

urlpatterns: list[URLPattern] = [
    path("caseload/", lists.caseload, name="caseload"),
    path("people/", people.search, name="person-search"),
    path("people/<str:reference>/", people.person, name="person"),
    path("people/<str:reference>/open/", overrides.open_with_reason, name="person-override"),
    path("people/<str:reference>/contacts/new/", contacts.log, name="contact-log"),
    path("people/<str:reference>/drafts/<uuid:key>/", drafts.save, name="contact-draft"),
    path(
        "people/<str:reference>/contacts/<str:local_id>/correct/", corrections.correct, name="contact-correct"
    ),
    path("people/<str:reference>/contacts/<str:local_id>/void/", corrections.void, name="contact-void"),
    path("drafts/<uuid:key>/discard/", drafts.discard, name="contact-draft-discard"),
]
