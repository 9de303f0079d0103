"""A plan as a FHIR document: what stands where, and that whatever plan there is makes one without faults."""

from __future__ import annotations

import copy
import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given, settings
from hypothesis import strategies as st

from careplans.rules.document import Action, PlanDocument, Who
from careplans.rules.fhir import bundle, checks
from careplans.rules.fhir.words import NHS_NUMBER, Resource
from careplans.rules.parts import ActionState, Doer, PlanPart
from tests.careplans import plan_documents
from tests.careplans.plan_documents import any_document, full

SERVER = "https://hub.example/fhir"


def of_kind(document: Resource, kind: str) -> list[Resource]:
    resources = [entry["resource"] for entry in document["entry"]]
    return [resource for resource in resources if resource["resourceType"] == kind]


def the(document: Resource, kind: str) -> Resource:
    (found,) = of_kind(document, kind)
    return found


def read_by_a_third_party(document: Resource) -> Any:
    """The bundle as fhir.resources reads it; it raises what it does not accept."""
    kind: Any = get_fhir_model_class("Bundle")
    return kind.model_validate(document)


def test_a_full_plan_has_everything_in_its_place() -> None:
    document = bundle.document(full())
    assert checks.faults(document) == []
    assert read_by_a_third_party(document).type == "document"
    kinds = [entry["resource"]["resourceType"] for entry in document["entry"]]
    assert kinds[:7] == ["Composition", "Patient", "Organization", "CarePlan", "Goal", "Goal", "Goal"]
    assert (kinds.count("QuestionnaireResponse"), kinds.count("Observation")) == (3, 32)
    profiled = {
        entry["resource"]["resourceType"] for entry in document["entry"] if "meta" in entry["resource"]
    }
    assert profiled == {*kinds} - {"Goal"}


def test_the_sections_stand_in_the_order_of_the_parts() -> None:
    composition = the(bundle.document(full()), "Composition")
    titles = [section["title"] for section in composition["section"]]
    assert titles[: len(PlanPart)] == PlanPart.labels
    assert titles[len(PlanPart) :] == [
        "My goals",
        "What we will do",
        "When we look at this again",
        "Who helped to write this",
        "Who agreed to this",
        "DIALOG ratings",
    ]
    words = composition["section"][0]["text"]
    assert words["div"].endswith("<p>&lt;matters&gt; &amp; more</p><p>A second line</p></div>")
    assert (words["status"], composition["section"][-1]["text"]["status"]) == ("additional", "generated")
    assert composition["attester"][0]["mode"] == "personal"
    assert composition["attester"][1] == {
        "mode": "professional",
        "time": "2025-06-18",
        "party": {"display": "Clinical service"},
    }


def test_the_person_is_named_as_uk_core_names_them() -> None:
    patient = the(bundle.document(full()), "Patient")
    number, record = patient["identifier"]
    assert (number["system"], number["value"]) == (NHS_NUMBER, "9990000018")
    assert number["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "01"
    assert record["value"] == "P1234567890"
    assert patient["name"] == [{"use": "usual", "text": "Ann Fylde"}]
    assert (patient["gender"], patient["birthDate"]) == ("female", "1980-05-04")


@pytest.mark.parametrize(
    ("code", "gender"),
    [("1", "male"), ("2", "female"), ("3", "other"), ("4", "other"), ("X", "unknown"), ("", "unknown")],
)
def test_gender_identity_becomes_an_administrative_gender(code: str, gender: str) -> None:
    who = Who("P1", "Ann", None, "", "", code)
    assert the(bundle.document(full(who=who)), "Patient")["gender"] == gender


@pytest.mark.parametrize("number", ["", "9990000019", "1111111111", "not known"])
def test_a_number_that_fails_its_check_is_not_sent(number: str) -> None:
    who = Who("P1", "Ann", None, number, "01", "")
    assert [each["value"] for each in the(bundle.document(full(who=who)), "Patient")["identifier"]] == ["P1"]


def test_how_goals_and_actions_stand() -> None:
    document = bundle.document(full())
    goals = {goal["lifecycleStatus"]: goal for goal in of_kind(document, "Goal")}
    assert set(goals) == {"active", "completed", "cancelled"}
    assert goals["active"]["target"] == [{"dueDate": "2025-06-18"}]
    assert goals["completed"]["achievementStatus"]["coding"][0]["code"] == "achieved"
    assert goals["cancelled"]["statusReason"] == "No longer what I want"
    assert "achievementStatus" not in goals["cancelled"]
    plan = the(document, "CarePlan")
    assert (plan["status"], plan["intent"], plan["period"]) == ("active", "plan", {"start": "2025-04-20"})
    details = [activity["detail"] for activity in plan["activity"]]
    assert [detail["status"] for detail in details] == [
        "not-started",
        "completed",
        "stopped",
        "cancelled",
        "cancelled",
    ]
    assert details[0]["scheduledPeriod"] == {"end": "2025-06-18"}
    assert "statusReason" not in details[0]
    assert details[3]["statusReason"] == {"text": "Not done"}
    assert plan["activity"][1]["progress"] == [{"time": "2025-06-18", "text": "It went well"}]
    assert plan["note"][0]["text"] == "To be looked at again by 1 December 2025. The person chose this day."
    first = next(entry["fullUrl"] for entry in document["entry"] if entry["resource"] == goals["active"])
    assert details[0]["goal"] == [{"reference": first}]


DOERS: list[tuple[Doer, str, str]] = [
    (Doer.WORKER, "Amara Okafor", "Amara Okafor"),
    (Doer.WORKER, "", "A worker of the hub"),
    (Doer.PARTNER, " \x00", "A partner organisation"),
    (Doer.CARER, "Jo", "Jo"),
]


@pytest.mark.parametrize(("doer", "who", "display"), DOERS)
def test_who_does_an_action(doer: Doer, who: str, display: str) -> None:
    assert performer(plan_documents.action(ActionState.OPEN, doer=doer, who=who)) == {"display": display}


def test_the_person_does_it_themselves() -> None:
    by_person = performer(plan_documents.action(ActionState.OPEN, doer=Doer.PERSON, who=""))
    assert by_person == {"reference": the(bundle.document(full()), "CarePlan")["subject"]["reference"]}


def performer(action: Action) -> Any:
    detail = the(bundle.document(full(actions=[action])), "CarePlan")["activity"][0]["detail"]
    return detail["performer"][0]


def test_an_action_for_a_goal_that_is_not_shown_refers_to_none() -> None:
    plan = the(bundle.document(full(goals=())), "CarePlan")
    assert "goal" not in plan
    assert not [activity for activity in plan["activity"] if "goal" in activity["detail"]]


def test_ratings_are_answers_and_coded_scores() -> None:
    document = bundle.document(full())
    april = of_kind(document, "QuestionnaireResponse")[-1]
    items = {item["linkId"]: item for item in april["item"]}
    assert april["authored"] == "2025-04-10"
    assert items["1037651000000100"] == {
        "linkId": "1037651000000100",
        "definition": "http://snomed.info/id/1037651000000100",
        "text": "Mental health",
        "answer": [{"valueInteger": 5}],
    }
    assert items["1037651000000100 more help"]["answer"] == [{"valueBoolean": True}]
    left_out = items["1037751000000109"]
    assert "answer" not in left_out
    assert "1037751000000109 more help" not in items
    assert items["local: Money"]["answer"] == [{"valueInteger": 4}]
    assert [answer["valueString"] for answer in items["areas-talked-through"]["answer"]] == [
        "Job situation",
        "Money",
    ]
    scores = of_kind(document, "Observation")
    codes = [score["code"]["coding"][0] for score in scores]
    assert {code["system"] for code in codes} == {"http://snomed.info/sct"}
    assert scores[0]["valueInteger"] == 7
    assert scores[0]["effectiveDateTime"] == "2025-06-10"
    newest = of_kind(document, "QuestionnaireResponse")[0]["id"]
    assert scores[0]["derivedFrom"] == [{"reference": f"urn:uuid:{newest}"}]


def test_a_plan_that_is_being_written_is_a_draft() -> None:
    document = bundle.document(full(number=None))
    assert the(document, "Composition")["status"] == "preliminary"
    assert the(document, "CarePlan")["status"] == "draft"
    assert checks.faults(document) == []


def test_what_is_not_shared_is_said_and_not_what_it_is() -> None:
    document = bundle.document(full(texts=()), withheld=True)
    last = the(document, "Composition")["section"][-1]
    assert last["title"] == "What is not shared"
    assert last["emptyReason"]["coding"][0]["code"] == "withheld"
    assert "as the person chose" in last["text"]["div"]
    assert checks.faults(document) == []
    read_by_a_third_party(document)


def test_the_same_plan_is_the_same_document_and_another_is_another() -> None:
    one, again = bundle.document(full()), bundle.document(copy.deepcopy(full()))
    assert json.dumps(one) == json.dumps(again)
    withheld = bundle.document(full(), withheld=True)
    next_version = bundle.document(full(number=3))
    assert len({each["identifier"]["value"] for each in (one, withheld, next_version)}) == 3
    # The plan and its goals stay who they are.
    for kind in ("CarePlan", "Goal", "Patient"):
        assert [each["id"] for each in of_kind(one, kind)] == [
            each["id"] for each in of_kind(next_version, kind)
        ]
    identifiers = [the(each, "Composition")["identifier"] for each in (one, next_version)]
    assert identifiers[0] == identifiers[1]


def test_words_that_xml_cannot_carry() -> None:
    wild = "A\x00\x1b[31m <script>alert(1)</script> \ufeff\u2028next\x0bline ✓ \U0001f600"
    plan = full(goals=[replace(full().goals[0], words=wild)], texts=[replace(full().texts[0], text=wild)])
    document = bundle.document(plan)
    assert checks.faults(document) == []
    words = the(document, "Goal")["description"]["text"]
    assert words == "A[31m <script>alert(1)</script>  nextline ✓ \U0001f600"
    assert "&lt;script&gt;" in the(document, "Composition")["section"][0]["text"]["div"]


@settings(deadline=None)
@given(any_document(), st.booleans())
def test_any_plan_makes_a_document_without_faults(plan: PlanDocument, withheld: bool) -> None:
    document = bundle.document(plan, withheld=withheld)
    assert checks.faults(document) == []
    read = read_by_a_third_party(document)
    assert [entry.resource.id for entry in read.entry] == [
        entry["resource"]["id"] for entry in document["entry"]
    ]
    assert json.loads(json.dumps(document)) == document


@settings(deadline=None)
@given(st.lists(any_document(), max_size=2, unique_by=lambda plan: plan.reference))
def test_what_a_search_answers_is_without_faults(plans: list[PlanDocument]) -> None:
    answer = bundle.found(plans, server=SERVER, asked="CarePlan?patient.identifier=x")
    assert checks.faults(answer) == []
    read_by_a_third_party(answer)
    modes = [entry["search"]["mode"] for entry in answer.get("entry", [])]
    assert modes.count("match") == answer["total"] == len(plans)


def test_a_search_leads_to_the_whole_document() -> None:
    answer = bundle.found([full()], server=SERVER, asked="CarePlan?patient.identifier=x")
    plan = answer["entry"][0]
    assert plan["resource"]["id"] == "K12345678Z"
    assert plan["resource"]["supportingInfo"][0]["reference"] == f"{SERVER}/Composition/K12345678Z-2"
    assert [entry["resource"]["resourceType"] for entry in answer["entry"][1:]] == [
        "Patient",
        "Organization",
        *["Goal"] * 3,
    ]


def test_moments_are_written_in_one_zone() -> None:
    zone = dt.timezone(dt.timedelta(hours=1))
    document = bundle.document(full(written_at=dt.datetime(2025, 6, 18, 0, 30, tzinfo=zone)))
    assert document["timestamp"] == "2025-06-17T23:30:00+00:00"
