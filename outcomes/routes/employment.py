"""Employment support of a referral, its jobs, and the reviews of teams."""

from __future__ import annotations

from django.urls import URLPattern, path

from outcomes.views import employment, fidelity

EMPLOYMENT = "people/<str:reference>/referrals/<str:referral>/employment/"
SUPPORT = f"{EMPLOYMENT}<uuid:public_id>/"
JOB = f"{EMPLOYMENT}jobs/<uuid:public_id>/"

urlpatterns: list[URLPattern] = [
    path(EMPLOYMENT, employment.page, name="employment"),
    path(f"{EMPLOYMENT}new/", employment.ask, name="employment-new"),
    path(f"{SUPPORT}specialist/", employment.start, name="employment-specialist"),
    path(f"{SUPPORT}profile/", employment.profile, name="employment-profile"),
    path(f"{SUPPORT}end/", employment.end, name="employment-end"),
    path(f"{SUPPORT}jobs/new/", employment.job_start, name="employment-job-new"),
    path(f"{JOB}in-work/", employment.job_held, name="job-in-work"),
    path(f"{JOB}end/", employment.job_end, name="job-end"),
    path(f"{JOB}void/", employment.job_void, name="job-void"),
    path("fidelity/", fidelity.index, name="fidelity"),
    path("fidelity/new/", fidelity.new, name="fidelity-new"),
    path("fidelity/<uuid:public_id>/void/", fidelity.void, name="fidelity-void"),
]
