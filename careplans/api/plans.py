"""Agreed plans, read as FHIR by a partner's system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.cache import add_never_cache_headers
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from careplans.api.answers import FhirRenderer, described, handler
from careplans.rules.fhir import bundle, server
from careplans.rules.fhir.words import NHS_NUMBER
from careplans.selectors import readable_plans
from hubs.actions import access
from hubs.api.views import ClientView
from hubs.models.access import AccessKind
from hubs.rules import nhs_number
from hubs.rules.api_keys import Scope

ASKED = OpenApiParameter(
    server.PATIENT_IDENTIFIER,
    OpenApiTypes.STR,
    required=True,
    description=f"Whose plan: {NHS_NUMBER}|9990000018",
)
NOTHING = "There is no such document that you may read"
KNOWN = {server.PATIENT_IDENTIFIER, "_format"}
REFUSED = {
    401: "No key, or one that does not work",
    403: "The key may not do this",
    429: "Too many calls: wait as long as Retry-After says",
}


def address() -> str:
    """Where the FHIR API begins."""
    return f"{settings.SITE_URL}/fhir"


class Answers(APIView):
    """Answers as FHIR, and as JSON to those who ask for no more."""

    renderer_classes = (FhirRenderer, JSONRenderer)

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return handler

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """What is said of somebody stays in no cache."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(answer)
        return answer


class Capabilities(Answers):
    """What the FHIR API can do."""

    public = "What the API can do holds no data: a client reads it before it sends its key."
    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="fhir_metadata", auth=[], responses=described({200: "A CapabilityStatement (FHIR R4)"})
    )
    def get(self, request: Request) -> Response:
        """What the FHIR API can do: a CapabilityStatement."""
        return Response(server.capabilities(address()))


class Search(Answers, ClientView):
    """Plans of one person."""

    scope = Scope.PLANS_READ
    parser_classes = (FormParser, MultiPartParser)

    def found(self, asked: QueryDict) -> Response:
        number = _number(asked)
        plan = readable_plans.of_nhs_number(number, self.client.organisation)
        kind = AccessKind.OPENED if plan else AccessKind.SEARCHED
        person = plan.document.who.reference if plan else ""
        access.log(by=self.by, kind=kind, what="FHIR: a plan by NHS number", person_reference=person)
        plans = [plan.document] if plan else []
        search = f"CarePlan?{server.PATIENT_IDENTIFIER}={NHS_NUMBER}|{number}"
        return Response(bundle.found(plans, server=address(), asked=search))


class Plans(Search):
    @extend_schema(
        operation_id="fhir_care_plans",
        parameters=[ASKED],
        responses=described(
            {200: "A Bundle of type searchset", 400: "What was asked for cannot be understood", **REFUSED}
        ),
    )
    def get(self, request: Request) -> Response:
        """The agreed plan of a person, with where its whole document is. Empty when you may read none."""
        return self.found(request.query_params)


class PlansAskedInBody(Search):
    @extend_schema(
        operation_id="fhir_care_plans_search",
        request={"application/x-www-form-urlencoded": OpenApiTypes.OBJECT},
        responses=described(
            {200: "A Bundle of type searchset", 400: "What was asked for cannot be understood", **REFUSED}
        ),
    )
    def post(self, request: Request) -> Response:
        """The same search with its parameters in the body, so that no log of addresses holds an NHS number."""
        asked = request.data
        assert isinstance(asked, QueryDict)
        return self.found(asked)


class Document(Answers, ClientView):
    """One plan, whole."""

    scope = Scope.PLANS_READ

    @extend_schema(
        operation_id="fhir_document",
        parameters=[OpenApiParameter("composition", OpenApiTypes.STR, OpenApiParameter.PATH)],
        responses=described({200: "A Bundle of type document", 404: NOTHING, **REFUSED}),
    )
    def get(self, request: Request, composition: str) -> Response:
        """The agreed plan as a document, without the parts that the person does not share with you."""
        reference, _, number = composition.rpartition("-")
        version = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
        plan = readable_plans.of_version(reference, version, self.client.organisation)
        if plan is None:
            raise NotFound(NOTHING)
        person = plan.document.who.reference
        what = f"FHIR: the plan as a document, version {version}"
        access.log(by=self.by, kind=AccessKind.EXPORTED, what=what, person_reference=person)
        return Response(bundle.document(plan.document, withheld=plan.withheld))


def _number(asked: Mapping[str, Any]) -> str:
    """The NHS number that was asked for. ParseError in words for anything else."""
    if unknown := set(asked) - KNOWN:
        raise ParseError(
            f"This search knows {server.PATIENT_IDENTIFIER} alone, and not {', '.join(sorted(unknown))}"
        )
    system, _, value = asked.get(server.PATIENT_IDENTIFIER, "").rpartition("|")
    if system not in ("", NHS_NUMBER):
        raise ParseError(f"People are found by their NHS number alone: {NHS_NUMBER}|9990000018")
    checked = nhs_number.check(value)
    if checked.number is None:
        raise ParseError(f"{server.PATIENT_IDENTIFIER}: {checked.problem}")
    return checked.number
