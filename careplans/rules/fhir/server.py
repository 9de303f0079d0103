"""What a FHIR server says of itself, and of what it cannot answer."""

from __future__ import annotations

from http import HTTPStatus

from careplans.rules.fhir.bundle import MEDIA_TYPE
from careplans.rules.fhir.words import UK_CORE, Resource

PATIENT_IDENTIFIER = "patient.identifier"
# The day on which what the server can do last changed.
SINCE = "2026-11-28"
# HTTP status -> the code of an issue (http://hl7.org/fhir/issue-type).
ISSUES = {
    HTTPStatus.BAD_REQUEST: "invalid",
    HTTPStatus.UNAUTHORIZED: "login",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "not-supported",
    HTTPStatus.NOT_ACCEPTABLE: "not-supported",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "not-supported",
    HTTPStatus.TOO_MANY_REQUESTS: "throttled",
}


def outcome(status: int, words: str) -> Resource:
    """Why a call was not answered."""
    code = ISSUES.get(HTTPStatus(status), "processing")
    issue = {"severity": "error", "code": code, "details": {"text": words}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def capabilities(server: str) -> Resource:
    """The CapabilityStatement of the server at this address. It claims no profile that it was not checked against."""
    search = {
        "name": "patient",
        "type": "reference",
        "documentation": f"Only as {PATIENT_IDENTIFIER}=system|value",
    }
    document = {
        "name": "document",
        "definition": "http://hl7.org/fhir/OperationDefinition/Composition-document",
        "documentation": "GET only: the agreed plan as a document Bundle",
    }
    plans = {
        "type": "CarePlan",
        "supportedProfile": [f"{UK_CORE}/UKCore-CarePlan"],
        "documentation": "Agreed plans of people whom the key's organisation works with",
        "interaction": [{"code": "search-type"}],
        "searchParam": [search],
    }
    documents = {"type": "Composition", "operation": [document]}
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": SINCE,
        "kind": "instance",
        "software": {"name": "Community Hub"},
        "implementation": {"description": "Agreed care and support plans, read only", "url": server},
        "fhirVersion": "4.0.1",
        "format": [MEDIA_TYPE],
        "rest": [
            {
                "mode": "server",
                "security": {
                    "description": "A key that an administrator made, as Authorization: Bearer <key>"
                },
                "resource": [plans, documents],
            }
        ],
    }
