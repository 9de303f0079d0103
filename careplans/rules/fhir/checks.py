"""What is wrong with a resource, or with a Bundle as a document, in words.

Beside the definitions of FHIR R4 (``structure``) these are its invariants for the elements used here, named as there,
and what no published validator that runs offline looks at: whether each reference leads to something in the bundle,
and whether an NHS number passes its check. Profiles of UK Core are not checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from careplans.rules.fhir import structure
from careplans.rules.fhir.structure import Part
from careplans.rules.fhir.words import NHS_NUMBER, SNOMED, VERIFICATION
from hubs.rules import nhs_number, snomed

STATUSES = frozenset(f"0{number}" for number in range(1, 9))
Check = Callable[[Part], Iterator[str]]


def faults(resource: Any) -> list[str]:
    """Everything that is wrong, each in one sentence with the path of what it is about; none for a good one."""
    found = list(structure.parts(resource))
    wrong = [fault for part in found for fault in structure.faults(part)]
    if wrong:
        # The rules below read elements that are known to be of their types.
        return wrong
    wrong += [fault for part in found for check in RULES.get(part.type, ()) for fault in check(part)]
    return wrong + (list(_references(resource, found)) if resource["resourceType"] == "Bundle" else [])


def _bundle(part: Part) -> Iterator[str]:
    bundle, path = part.value, part.path
    entries = bundle.get("entry", [])
    for url, times in Counter(entry.get("fullUrl") for entry in entries).items():
        if url is None:
            yield f"{path}.entry without a fullUrl: nothing can refer to it"
        elif times > 1:
            yield f"{path}.entry has {times} times the fullUrl {url} (bdl-7)"
    if bundle["type"] == "document":
        yield from _document(part)
    searched = bundle["type"] == "searchset"
    if "total" in bundle and not searched:
        yield f"{path}.total is for searches (bdl-1)"
    if any("search" in entry for entry in entries) and not searched:
        yield f"{path}.entry.search is for searches (bdl-2)"


def _document(part: Part) -> Iterator[str]:
    bundle, path = part.value, part.path
    identifier = bundle.get("identifier", {})
    if not {"system", "value"} <= identifier.keys():
        yield f"{path}.identifier of a document must have a system and a value (bdl-9)"
    if "timestamp" not in bundle:
        yield f"{path}.timestamp of a document is missing (bdl-10)"
    kinds = [entry.get("resource", {}).get("resourceType") for entry in bundle.get("entry", [])]
    if kinds[:1] != ["Composition"]:
        yield f"{path}.entry of a document must begin with a Composition (bdl-11)"


def _entry(part: Part) -> Iterator[str]:
    url, resource = part.value.get("fullUrl", ""), part.value.get("resource")
    if resource is None:
        yield f"{part.path} has no resource (bdl-5)"
    elif not url.startswith("urn:") and not url.endswith(f"/{resource['resourceType']}/{resource.get('id')}"):
        yield f"{part.path}.fullUrl is not the address of {resource['resourceType']}/{resource.get('id')}"


def _section(part: Part) -> Iterator[str]:
    if not {"text", "entry", "section"} & part.value.keys():
        yield f"{part.path} is empty: it must have a text, entries or sections of its own (cmp-1)"
    if {"entry", "emptyReason"} <= part.value.keys():
        yield f"{part.path} has entries and a reason why it has none (cmp-2)"


def _activity(part: Part) -> Iterator[str]:
    if {"reference", "detail"} <= part.value.keys():
        yield f"{part.path} has a reference and a detail, of which one excludes the other (cpl-3)"


def _target(part: Part) -> Iterator[str]:
    if any(name.startswith("detail") for name in part.value) and "measure" not in part.value:
        yield f"{part.path}.measure is missing beside its detail (gol-1)"


def _organization(part: Part) -> Iterator[str]:
    if not {"identifier", "name"} & part.value.keys():
        yield f"{part.path} must have a name or an identifier (org-1)"


def _observation(part: Part) -> Iterator[str]:
    valued = any(name.startswith("value") for name in part.value)
    if valued and "dataAbsentReason" in part.value:
        yield f"{part.path} has a value and a reason why it has none (obs-6)"


def _item(part: Part) -> Iterator[str]:
    nested = any("item" in answer for answer in part.value.get("answer", []))
    if "item" in part.value and nested:
        yield f"{part.path} has items beneath itself and beneath its answers (qrs-1)"


def _period(part: Part) -> Iterator[str]:
    start, end = part.value.get("start"), part.value.get("end")
    # Written alike, moments and days compare as text; of two of different precision the shorter decides.
    if start and end and start[: len(end)] > end[: len(start)]:
        yield f"{part.path} ends before it starts (per-1)"


def _identifier(part: Part) -> Iterator[str]:
    if part.value.get("system") == NHS_NUMBER:
        number = part.value.get("value", "")
        problem = nhs_number.check(number).problem
        if problem or not number.isdigit():
            yield f"{part.path}: {problem or 'an NHS number is sent as ten digits without spaces'}"


def _coding(part: Part) -> Iterator[str]:
    system, code = part.value.get("system"), part.value.get("code")
    if code and not system:
        yield f"{part.path} has a code of no system"
    if system == VERIFICATION and code not in STATUSES:
        yield f"{part.path}.code is no status of an NHS number: {code!r}"
    if system == SNOMED and not snomed.is_identifier(code or ""):
        yield f"{part.path}.code is no SNOMED CT code: {code!r}"


def _references(bundle: Mapping[str, Any], found: list[Part]) -> Iterator[str]:
    """Each reference leads to a resource of the bundle, of a kind that the element may refer to.

    Only what a search answers may lead out of it, by a whole address.
    """
    kinds = {
        entry["fullUrl"]: entry["resource"]["resourceType"]
        for entry in bundle.get("entry", [])
        if "fullUrl" in entry and "resource" in entry
    }
    for part in found:
        url = part.value.get("reference") if part.type == "Reference" else None
        if url is None or (bundle["type"] == "searchset" and url.startswith("http")):
            continue
        targets = part.element.targets if part.element else frozenset()
        if url not in kinds:
            yield f"{part.path} leads to nothing in the bundle: {url}"
        elif targets and kinds[url] not in targets:
            yield f"{part.path} leads to {kinds[url]}, and may lead to {', '.join(sorted(targets))}"


RULES: Mapping[str, tuple[Check, ...]] = {
    "Bundle": (_bundle,),
    "Bundle.entry": (_entry,),
    "CarePlan.activity": (_activity,),
    "Coding": (_coding,),
    "Composition.section": (_section,),
    "Goal.target": (_target,),
    "Identifier": (_identifier,),
    "Observation": (_observation,),
    "Organization": (_organization,),
    "Period": (_period,),
    "QuestionnaireResponse.item": (_item,),
}
