"""How FHIR is answered: its media type, and an OperationOutcome for every error."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from careplans.rules.fhir.bundle import MEDIA_TYPE
from careplans.rules.fhir.server import outcome


class FhirRenderer(JSONRenderer):
    media_type = MEDIA_TYPE
    format = "fhir"


def described(words: dict[int, str]) -> dict[tuple[int, str], OpenApiResponse]:
    """For the description of the API: what a call may be answered with, and when."""
    return {(code, MEDIA_TYPE): OpenApiResponse(OpenApiTypes.OBJECT, said) for code, said in words.items()}


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """As hubs.api.problems does it for the rest of the API."""
    answer = exception_handler(error, context)
    if answer is not None:
        said = error.detail if isinstance(error, APIException) else "There is nothing here that you may read."
        words = said if isinstance(said, str) else " ".join(map(str, said))
        answer.data = outcome(answer.status_code, words)
    return answer


def operations(endpoints: list[tuple[str, str, str, Any]]) -> list[tuple[str, str, str, Any]]:
    """For the description of the API: FHIR's operations begin with a dollar sign, which it takes for the end of a
    pattern and drops.
    """
    return [
        (path.replace("}/document", "}/$document") if path.startswith("/fhir/") else path, *rest)
        for path, *rest in endpoints
    ]
