"""What all resources are put together from: names, identities, references, dates and words that FHIR can carry."""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

Resource = dict[str, Any]

SNOMED = "http://snomed.info/sct"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS_CODE = "https://fhir.nhs.uk/Id/ods-organization-code"
URI = "urn:ietf:rfc:3986"
UK_CORE = "https://fhir.hl7.org.uk/StructureDefinition"
VERIFICATION_EXTENSION = f"{UK_CORE}/Extension-UKCore-NHSNumberVerificationStatus"
VERIFICATION = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
XHTML = "http://www.w3.org/1999/xhtml"

# Kinds of resources for which UK Core (UKCore.R4.STU.02) has a profile; it has none for Goal.
PROFILED = frozenset(
    {
        "Bundle",
        "CarePlan",
        "Composition",
        "Observation",
        "Organization",
        "Patient",
        "QuestionnaireResponse",
    }
)
# Of this product: the same thing has the same identity in every document.
_NAMESPACE = UUID("2f1c6b1e-6a39-5d0a-9b55-0f9d3c4a7e10")
# What is a code of a part of a plan (careplans.rules.parts.PlanPart).
PLAN_PARTS = f"urn:uuid:{uuid5(_NAMESPACE, 'parts of a plan')}"


def identity(*names: str) -> str:
    """The UUID of what these names name, always the same one."""
    return str(uuid5(_NAMESPACE, json.dumps(names)))


def resource(kind: str, ident: str, **elements: Any) -> Resource:
    """A resource without the elements that are empty; FHIR knows no empty ones."""
    meta = {"meta": {"profile": [f"{UK_CORE}/UKCore-{kind}"]}} if kind in PROFILED else {}
    return {"resourceType": kind, "id": ident, **meta, **present(**elements)}


def present(**elements: Any) -> dict[str, Any]:
    """The elements that say something. ``class_`` and the like lose their underscore."""
    return {
        name.rstrip("_"): value
        for name, value in elements.items()
        if value is not None and value not in ("", [], {})
    }


def refer(url: str, display: str = "") -> dict[str, str]:
    return present(reference=url, display=said(display))


def named(display: str, kind: str = "") -> dict[str, str]:
    """Somebody or something that is named and has no resource of its own; empty for no name."""
    words = said(display)
    return present(type=kind, display=words) if words else {}


def coded(system: str, code: str, text: str = "") -> dict[str, Any]:
    return present(coding=[{"system": system, "code": code}], text=said(text))


def worded(text: str) -> dict[str, str]:
    """A concept in words alone; empty for none."""
    return present(text=said(text))


def instant(at: dt.datetime) -> str:
    """A moment, in UTC: FHIR asks for a time zone, and the same moment is always written alike."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")


def day(on: dt.date | None) -> str:
    return on.isoformat() if on else ""


def said(text: str) -> str:
    """The words as FHIR and XML can carry them: without control characters, and with plain spaces and line ends.

    Source: FHIR R4 ``string`` ([ \\r\\n\\t\\S]+) and XML 1.0, section 2.2.
    """
    return "".join(map(_carried, text)).strip()


def _carried(character: str) -> str:
    if character in "\t\n\r":
        return character
    code = ord(character)
    if code < 0x20 or 0xD800 <= code <= 0xDFFF or code in (0xFEFF, 0xFFFE, 0xFFFF):
        return ""
    return " " if character.isspace() else character


def narrative(lines: Iterable[str], status: str = "generated") -> dict[str, str]:
    """The lines as paragraphs; empty for none.

    ``status`` "additional" is for words that stand nowhere else in the document.
    """
    kept = [line for text in lines for line in map(str.strip, said(text).splitlines()) if line]
    if not kept:
        return {}
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in kept)
    return {"status": status, "div": f'<div xmlns="{XHTML}">{paragraphs}</div>'}
