"""Whose plan it is, and who keeps it."""

from __future__ import annotations

from careplans.rules.document import PlanDocument, Who
from careplans.rules.fhir.words import (
    NHS_NUMBER,
    ODS_CODE,
    VERIFICATION,
    VERIFICATION_EXTENSION,
    Resource,
    coded,
    day,
    identity,
    present,
    resource,
    said,
)
from hubs.rules import nhs_number

# GENDER IDENTITY CODE as the administrative gender of FHIR; not known and not stated are unknown.
GENDERS = {"1": "male", "2": "female", "3": "other", "4": "other"}
# NHS NUMBER STATUS INDICATOR CODE is the code system of UK Core.
STATUSES = frozenset(f"0{number}" for number in range(1, 9))


def patient_url(plan: PlanDocument) -> str:
    return f"urn:uuid:{identity('Patient', plan.who.reference)}"


def organization_url(plan: PlanDocument) -> str:
    """Known by its ODS code, or by its name where it has none."""
    return f"urn:uuid:{identity('Organization', said(plan.organisation_code) or said(plan.organisation))}"


def patient(plan: PlanDocument, url: str, keeper: str) -> Resource:
    who = plan.who
    name = said(who.name)
    return resource(
        "Patient",
        url.removeprefix("urn:uuid:"),
        identifier=[*_nhs_number(who), *_local(plan)],
        name=[{"use": "usual", "text": name}] if name else [],
        gender=GENDERS.get(who.gender, "unknown"),
        birthDate=day(who.birth_date),
        managingOrganization={"reference": keeper},
    )


def organization(plan: PlanDocument, url: str) -> Resource:
    code, name = said(plan.organisation_code), said(plan.organisation)
    phone = said(plan.phone)
    return resource(
        "Organization",
        url.removeprefix("urn:uuid:"),
        identifier=[{"system": ODS_CODE, "value": code}] if code else [],
        name=name or ("" if code else "Not named"),
        telecom=[{"system": "phone", "value": phone, "use": "work"}] if phone else [],
    )


def _nhs_number(who: Who) -> list[Resource]:
    """The number with how far it was traced; none that fails its check."""
    number = nhs_number.check(who.nhs_number).number
    if number is None:
        return []
    status = who.nhs_number_status
    traced = {"url": VERIFICATION_EXTENSION, "valueCodeableConcept": coded(VERIFICATION, status)}
    return [present(extension=[traced] if status in STATUSES else [], system=NHS_NUMBER, value=number)]


def _local(plan: PlanDocument) -> list[Resource]:
    reference = said(plan.who.reference)
    if not reference:
        return []
    keeper = said(plan.organisation)
    assigner = {"display": keeper} if keeper else {}
    kind = {"text": "Reference of the record"}
    return [present(use="secondary", type=kind, value=reference, assigner=assigner)]
