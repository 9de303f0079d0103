"""Writes what the product says in FHIR into a folder, for judges that are no part of it: ``python -m ... FOLDER``.

Files named ``wrong-*`` have a fault that a judge must find: a judge that accepts everything is none.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings

from careplans.rules.document import PlanDocument
from careplans.rules.fhir import bundle, server
from careplans.rules.fhir.words import Resource
from tests.careplans.plan_documents import any_document, full

SERVER = "https://hub.example/fhir"


def resources() -> dict[str, Resource]:
    """By name; the plans of hypothesis are the same ones each time."""
    document = bundle.document(full())
    found = {
        "full": document,
        "draft": bundle.document(full(number=None)),
        "withheld": bundle.document(full(texts=(), goals=()), withheld=True),
        "bare": bundle.document(replace(full(), texts=(), actions=(), sessions=())),
        "search": bundle.found([full()], server=SERVER, asked="CarePlan?patient.identifier=9990000018"),
        "nobody": bundle.found([], server=SERVER, asked="CarePlan?patient.identifier=9990000018"),
        "outcome": server.outcome(404, "There is no such document"),
        "capabilities": server.capabilities(SERVER),
        "wrong-no-timestamp": {name: value for name, value in document.items() if name != "timestamp"},
        "wrong-status": {**_first(document, "Goal"), "lifecycleStatus": "done"},
        "wrong-number": {**_first(document, "Observation"), "valueInteger": "3"},
    }
    return {**found, **{f"drawn-{place}": each for place, each in enumerate(_drawn())}}


def _first(document: Resource, kind: str) -> Resource:
    resources: list[Resource] = [entry["resource"] for entry in document["entry"]]
    return next(each for each in resources if each["resourceType"] == kind)


def _drawn() -> list[Resource]:
    drawn: list[Resource] = []

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(any_document())
    def draw(plan: PlanDocument) -> None:
        drawn.append(bundle.document(plan))

    draw()
    return drawn


def write(folder: Path) -> None:
    for name, resource in resources().items():
        (folder / f"{name}.json").write_text(json.dumps(resource), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
