"""What our own checks find in FHIR: the cases of the reference material, and each rule that it breaks."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplans.rules.fhir import bundle, primitives, structure
from careplans.rules.fhir.checks import faults
from careplans.rules.fhir.elements import ELEMENTS
from careplans.rules.fhir.words import XHTML, Resource
from tests.careplans.plan_documents import full
from tests.shared import shared_file, shared_rows

Spoil = Callable[[Any], Any]


def test_the_cases_of_the_reference_material() -> None:
    cases = json.loads(shared_file("oracles", "fhir", "cases.json").read_text(encoding="utf-8"))
    verdicts = {
        row["case"]: row["should_be"] for row in shared_rows("oracles", "fhir", "validator_verdicts.csv")
    }
    found = {case["name"]: "invalid" if faults(case["resource"]) else "valid" for case in cases}
    assert len(found) == 29
    assert found == verdicts


def test_the_smallest_document_of_the_reference_material() -> None:
    smallest = shared_file("oracles", "fhir", "minimal_document_bundle.json")
    assert faults(json.loads(smallest.read_text(encoding="utf-8"))) == []


def entry(document: Resource, kind: str) -> Any:
    return next(each for each in document["entry"] if each["resource"]["resourceType"] == kind)


def the(document: Resource, kind: str) -> Any:
    return entry(document, kind)["resource"]


def other(document: Resource, kind: str) -> str:
    return str(entry(document, kind)["fullUrl"])


WRONG: list[tuple[str, Spoil, str]] = [
    ("no identifier", lambda d: d.pop("identifier"), r"identifier of a document .* \(bdl-9\)"),
    ("an identifier of no system", lambda d: d["identifier"].pop("system"), r"\(bdl-9\)"),
    ("no timestamp", lambda d: d.pop("timestamp"), r"timestamp of a document is missing \(bdl-10\)"),
    ("a day as timestamp", lambda d: d.update(timestamp="2025-06-18"), "timestamp is no instant"),
    ("the Composition later", lambda d: d["entry"].reverse(), r"begin with a Composition \(bdl-11\)"),
    ("nothing in it", lambda d: d.pop("entry"), r"\(bdl-11\)"),
    ("an empty list", lambda d: d.update(entry=[]), "entry is an empty list"),
    ("a total", lambda d: d.update(total=1), r"total is for searches \(bdl-1\)"),
    ("found by a search", lambda d: d["entry"][0].update(search={"mode": "match"}), r"\(bdl-2\)"),
    ("an address twice", lambda d: d["entry"].append(copy.deepcopy(d["entry"][-1])), r"2 times .* \(bdl-7\)"),
    ("an entry without address", lambda d: d["entry"][-1].pop("fullUrl"), "without a fullUrl"),
    (
        "an entry without resource",
        lambda d: d["entry"].append({"fullUrl": "urn:x"}),
        r"no resource \(bdl-5\)",
    ),
    (
        "an address of another",
        lambda d: entry(d, "Goal").update(fullUrl="https://x/Goal/1"),
        "not the address of",
    ),
    ("an unknown kind", lambda d: the(d, "Goal").update(resourceType="Wish"), "of no kind that is used here"),
    ("no kind", lambda d: the(d, "Goal").pop("resourceType"), "of no kind that is used here"),
    ("no object", lambda d: entry(d, "Goal").update(resource="x"), "an object with elements"),
    (
        "a broken reference",
        lambda d: the(d, "CarePlan").update(goal=[{"reference": "urn:uuid:0"}]),
        "leads to nothing",
    ),
    (
        "a reference out of it",
        lambda d: the(d, "CarePlan")["subject"].update(reference="https://x/Patient/1"),
        "nothing",
    ),
    (
        "a reference to another kind",
        lambda d: the(d, "CarePlan").update(goal=[{"reference": other(d, "Patient")}]),
        "leads to Patient, and may lead to Goal",
    ),
    (
        "a wrong NHS number",
        lambda d: the(d, "Patient")["identifier"][0].update(value="9990000019"),
        "not an NHS number",
    ),
    (
        "a spaced NHS number",
        lambda d: the(d, "Patient")["identifier"][0].update(value="999 000 0018"),
        "without spaces",
    ),
    (
        "an unknown status of it",
        lambda d: the(d, "Patient")["identifier"][0]["extension"][0]["valueCodeableConcept"]["coding"][
            0
        ].update(code="9"),
        "no status of an NHS number: '9'",
    ),
    (
        "an extension of no name",
        lambda d: the(d, "Patient")["identifier"][0]["extension"][0].pop("url"),
        "extension.0..url is missing",
    ),
    (
        "an extension of two values",
        lambda d: the(d, "Patient")["identifier"][0]["extension"][0].update(valueString="x"),
        "must have one value",
    ),
    (
        "an extension of a wrong value",
        lambda d: the(d, "Patient").update(extension=[{"url": "urn:x", "valueInteger": "1"}]),
        "valueInteger is no integer",
    ),
    (
        "a wrong SNOMED code",
        lambda d: the(d, "Observation")["code"]["coding"][0].update(code="123456789"),
        "no SNOMED CT",
    ),
    (
        "a code of no system",
        lambda d: the(d, "Observation")["code"]["coding"][0].pop("system"),
        "a code of no system",
    ),
    ("no such day", lambda d: the(d, "Patient").update(birthDate="2025-02-30"), "birthDate is no date"),
    (
        "a moment without zone",
        lambda d: the(d, "Composition").update(date="2025-06-18T10:00:00"),
        "is no dateTime",
    ),
    ("an empty word", lambda d: the(d, "Composition").update(title=" "), "title is no string"),
    ("a control character", lambda d: the(d, "Composition").update(title="a\x00b"), "title is no string"),
    (
        "a number as text",
        lambda d: the(d, "Observation").update(valueInteger="4"),
        "valueInteger is no integer",
    ),
    (
        "a truth as number",
        lambda d: the(d, "Observation").update(valueInteger=True),
        "valueInteger is no integer",
    ),
    (
        "two values",
        lambda d: the(d, "Observation").update(valueString="four"),
        "has valueString and valueInteger|has valueInteger and valueString",
    ),
    (
        "a value and why there is none",
        lambda d: the(d, "Observation").update(dataAbsentReason={"text": "Asleep"}),
        r"\(obs-6\)",
    ),
    (
        "a list for one",
        lambda d: the(d, "Goal").update(lifecycleStatus=["active"]),
        "must be one and no list",
    ),
    ("one for a list", lambda d: the(d, "Goal").update(note={"text": "x"}), "must be a list"),
    ("an element too many", lambda d: the(d, "Goal").update(colour="red"), "has no element 'colour'"),
    (
        "an element inside too many",
        lambda d: the(d, "Goal")["target"][0].update(colour="red"),
        "no element 'colour'",
    ),
    ("an empty object", lambda d: the(d, "Goal")["target"].append({}), "must say something"),
    (
        "a detail without its measure",
        lambda d: the(d, "Goal")["target"][0].update(detailString="x"),
        r"\(gol-1\)",
    ),
    (
        "no such state",
        lambda d: the(d, "Goal").update(lifecycleStatus="done"),
        "must be one of accepted, active",
    ),
    (
        "a reference and a detail",
        lambda d: the(d, "CarePlan")["activity"][0].update(reference={"display": "x"}),
        r"one excludes the other \(cpl-3\)",
    ),
    (
        "an end before the start",
        lambda d: the(d, "CarePlan")["period"].update(end="2025-04-19"),
        r"\(per-1\)",
    ),
    (
        "an empty section",
        lambda d: the(d, "Composition")["section"].append({"title": "x"}),
        r"is empty: .* \(cmp-1\)",
    ),
    (
        "entries and why there are none",
        lambda d: the(d, "Composition")["section"][-1].update(emptyReason={"text": "x"}),
        r"\(cmp-2\)",
    ),
    ("nobody wrote it", lambda d: the(d, "Composition").pop("author"), "author is missing"),
    (
        "a narrative that is no XHTML",
        lambda d: the(d, "Composition")["text"].update(div="<p>x"),
        "div is no xhtml",
    ),
    ("an organisation without name", lambda d: spoil_organization(the(d, "Organization")), r"\(org-1\)"),
    (
        "items beneath both",
        lambda d: the(d, "QuestionnaireResponse")["item"][0].update(
            item=[{"linkId": "a"}], answer=[{"valueInteger": 1, "item": [{"linkId": "b"}]}]
        ),
        r"\(qrs-1\)",
    ),
]


def spoil_organization(organization: Any) -> None:
    del organization["name"], organization["identifier"]


@pytest.mark.parametrize(("spoil", "said"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_what_is_wrong_is_said(spoil: Spoil, said: str) -> None:
    document = bundle.document(full())
    assert faults(document) == []
    spoil(document)
    found = faults(document)
    assert [fault for fault in found if re.search(said, fault)], found


REQUIRED = [
    (kind, element.name)
    for kind in ("Composition", "CarePlan", "Goal", "QuestionnaireResponse", "Observation")
    for element in ELEMENTS[kind].values()
    if element.least
]


@pytest.mark.parametrize(("kind", "name"), REQUIRED)
def test_whatever_must_be_there_is_missed(kind: str, name: str) -> None:
    document = bundle.document(full())
    del the(document, kind)[name]
    place = next(i for i, each in enumerate(document["entry"]) if each["resource"]["resourceType"] == kind)
    assert faults(document) == [f"Bundle.entry[{place}].resource.{name} is missing"]


def test_only_a_search_leads_out_of_what_it_answers() -> None:
    answer = bundle.found([full()], server="https://hub.example/fhir", asked="CarePlan")
    assert faults(answer) == []
    the(answer, "CarePlan")["goal"] = [{"reference": "urn:uuid:0"}]
    assert len(faults(answer)) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "resourceType",
                    "entry",
                    "resource",
                    "fullUrl",
                    "type",
                    "identifier",
                    "section",
                    "extension",
                    "valueCode",
                ]
            )
            | st.text(max_size=5),
            inside | st.sampled_from(["Bundle", "Composition", "Patient", "document"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(json_values)
def test_whatever_comes_is_answered_in_words(sent: Any) -> None:
    assert all(isinstance(fault, str) and fault for fault in faults(sent))


@settings(deadline=None)
@given(st.data())
def test_an_element_that_is_lost_never_breaks_the_checks(data: st.DataObject) -> None:
    """Nor does one that becomes another: something is said or nothing, and no error raised."""
    document = bundle.document(full(sessions=full().sessions[:1]))
    holders = [part.value for part in structure.parts(document) if isinstance(part.value, dict)]
    holder = data.draw(st.sampled_from(holders))
    name = data.draw(st.sampled_from(sorted(holder)))
    holder[name] = data.draw(json_values)
    assert isinstance(faults(document), list)


VALUES: list[tuple[str, Any, bool]] = [
    ("date", "2025", True),
    ("date", "2025-06", True),
    ("date", "2025-06-18", True),
    ("date", "2024-02-29", True),
    ("date", "2025-02-29", False),
    ("date", "2025-13", False),
    ("date", "18/06/2025", False),
    ("date", "2025-06-18T10:00:00Z", False),
    ("date", "0000-01-01", False),
    ("dateTime", "2025-06-18T10:00:00Z", True),
    ("dateTime", "2025-06-18T10:00:00.123+01:00", True),
    ("dateTime", "2025-06-18", True),
    ("dateTime", "2025-06-18T10:00Z", False),
    ("dateTime", "2025-06-18T24:00:00Z", False),
    ("instant", "2025-06-18T10:00:00+00:00", True),
    ("instant", "2025-06", False),
    ("instant", "\uff12025-06-18T10:00:00Z", False),
    ("code", "not-started", True),
    ("code", " a", False),
    ("code", "a  b", False),
    ("id", "N1-2.b", True),
    ("id", "a_b", False),
    ("id", "x" * 65, False),
    ("uri", "urn:uuid:1", True),
    ("uri", "a b", False),
    ("integer", 2**31 - 1, True),
    ("integer", 2**31, False),
    ("integer", 1.0, False),
    ("positiveInt", 0, False),
    ("unsignedInt", 0, True),
    ("decimal", 1.5, True),
    ("decimal", "1.5", False),
    ("boolean", "true", False),
    ("string", "Zoë", True),
    ("string", "a\u2028b", False),
    ("string", 1, False),
    ("time", "10:00:00", True),
    ("base64Binary", "aGk=", True),
]


@pytest.mark.parametrize(("kind", "value", "is_one"), VALUES)
def test_primitive_types(kind: str, value: Any, is_one: bool) -> None:
    assert primitives.PRIMITIVES[kind](value) is is_one


NARRATIVES = [
    (f'<div xmlns="{XHTML}"><p>a &amp; b</p></div>', True),
    (f'<div xmlns="{XHTML}" class="x"><ul><li>a</li></ul></div>', True),
    (f'<div xmlns="{XHTML}"><p>a & b</p></div>', False),
    (f'<div xmlns="{XHTML}"><p>&nbsp;</p></div>', False),
    (f'<div xmlns="{XHTML}"><p> </p></div>', False),
    (f'<div xmlns="{XHTML}"><script>x</script></div>', False),
    (f'<div xmlns="{XHTML}"><p onclick="x()">a</p></div>', False),
    (f'<p xmlns="{XHTML}">a</p>', False),
    ("<div><p>a</p></div>", False),
    (f'<!DOCTYPE div [<!ENTITY a "b">]><div xmlns="{XHTML}"><p>&a;</p></div>', False),
    ("", False),
    ("\ud800", False),
    (None, False),
]


@pytest.mark.parametrize(("text", "is_one"), NARRATIVES)
def test_narratives(text: Any, is_one: bool) -> None:
    assert primitives.is_xhtml(text) is is_one


def test_the_table_holds_all_that_is_written_here() -> None:
    kinds = {each["resource"]["resourceType"] for each in bundle.document(full())["entry"]}
    assert kinds <= ELEMENTS.keys()
    assert {"Bundle", "OperationOutcome"} <= ELEMENTS.keys()
    assert ELEMENTS["Goal"]["startDate"].choice == ELEMENTS["Goal"]["startCodeableConcept"].choice == "start"
