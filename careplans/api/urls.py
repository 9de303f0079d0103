from __future__ import annotations

from django.urls import URLPattern, path

from careplans.api import plans

urlpatterns: list[URLPattern] = [
    path("metadata", plans.Capabilities.as_view(), name="fhir-metadata"),
    path("CarePlan", plans.Plans.as_view(), name="fhir-plans"),
    path("CarePlan/_search", plans.PlansAskedInBody.as_view(), name="fhir-plans-search"),
    path("Composition/<str:composition>/$document", plans.Document.as_view(), name="fhir-document"),
]
