"""A plan as a document: a Bundle that holds everything it speaks of, the Composition first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from careplans.rules.document import PlanDocument
from careplans.rules.fhir import aims, parties, sessions
from careplans.rules.fhir import composition as composed
from careplans.rules.fhir.words import URI, Resource, identity, instant, present, resource

MEDIA_TYPE = "application/fhir+json"


def document(plan: PlanDocument, *, withheld: bool = False) -> Resource:
    """The document Bundle of a plan; ``withheld`` when parts of it were left out for who reads it.

    The same plan gives the same bundle, whose identifier is made of what it holds: another content is another document.
    """
    person, keeper = parties.patient_url(plan), parties.organization_url(plan)
    entries = [
        _entry(composed.url(plan), composed.composition(plan, person, keeper, withheld=withheld)),
        _entry(person, parties.patient(plan, person, keeper)),
        _entry(keeper, parties.organization(plan, keeper)),
        _entry(aims.plan_url(plan), aims.care_plan(plan, person, keeper)),
        *(_entry(aims.goal_url(each), aims.goal(each, person)) for each in plan.goals),
        *_of_sessions(plan, person),
    ]
    ident = identity("Bundle", json.dumps(entries, sort_keys=True))
    return resource(
        "Bundle",
        ident,
        identifier={"system": URI, "value": f"urn:uuid:{ident}"},
        type="document",
        timestamp=instant(plan.written_at),
        entry=entries,
    )


def found(plans: Sequence[PlanDocument], *, server: str, asked: str) -> Resource:
    """What a search for plans answers: each plan with the person, the keeper and the goals that it refers to, and the
    address of its whole document. ``server`` is the address that the API begins with, ``asked`` the search.
    """
    entries = {entry["fullUrl"]: entry for plan in plans for entry in _found(plan, server)}
    link = [{"relation": "self", "url": f"{server}/{asked}"}]
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(plans), "link": link}
    return {**bundle, **present(entry=list(entries.values()))}


def _found(plan: PlanDocument, server: str) -> Iterator[Resource]:
    person, keeper = parties.patient_url(plan), parties.organization_url(plan)
    whole = f"{server}/Composition/{composed.ident(plan)}"
    care_plan = {
        **aims.care_plan(plan, person, keeper),
        "supportingInfo": [{"reference": whole, "type": "Composition", "display": aims.TITLE}],
    }
    yield {**_entry(aims.plan_url(plan), care_plan), "search": {"mode": "match"}}
    beside = [
        _entry(person, parties.patient(plan, person, keeper)),
        _entry(keeper, parties.organization(plan, keeper)),
        *(_entry(aims.goal_url(each), aims.goal(each, person)) for each in plan.goals),
    ]
    yield from ({**entry, "search": {"mode": "include"}} for entry in beside)


def _entry(url: str, resource: Resource) -> Resource:
    return {"fullUrl": url, "resource": resource}


def _of_sessions(plan: PlanDocument, person: str) -> Iterator[Resource]:
    for session in plan.sessions:
        yield _entry(sessions.response_url(session), sessions.response(session, person))
        for rating in sessions.scored(session):
            yield _entry(sessions.score_url(session, rating), sessions.observation(session, rating, person))
