"""DIALOG+ sessions: the answers as they were given, and each coded score as an observation."""

from __future__ import annotations

from collections.abc import Iterator

from careplans.rules.document import Rating, Session
from careplans.rules.fhir.words import (
    SNOMED,
    TERMINOLOGY,
    Resource,
    coded,
    day,
    identity,
    named,
    present,
    resource,
    said,
)

# A concept of SNOMED CT as an address, which says what an item means.
CONCEPT = "http://snomed.info/id"
TALKED_THROUGH = "areas-talked-through"
MORE_HELP = "Is more help wanted here?"


def response_url(session: Session) -> str:
    return f"urn:uuid:{identity('QuestionnaireResponse', session.key)}"


def score_url(session: Session, rating: Rating) -> str:
    return f"urn:uuid:{identity('Observation', session.key, rating.code)}"


def scored(session: Session) -> list[Rating]:
    """The ratings that are scores: those of the tenant's own items have no code, and one left out has no value."""
    return [rating for rating in session.ratings if rating.code and rating.rating is not None]


def response(session: Session, person: str) -> Resource:
    areas = [{"valueString": said(area)} for area in session.areas if said(area)]
    talked = present(linkId=TALKED_THROUGH, text="Talked through, in the order chosen", answer=areas)
    return resource(
        "QuestionnaireResponse",
        response_url(session).removeprefix("urn:uuid:"),
        status="completed",
        subject={"reference": person},
        authored=day(session.on),
        author=named(session.worker, "Practitioner"),
        source={"reference": person},
        item=[*(item for rating in session.ratings for item in _items(rating)), *([talked] if areas else [])],
    )


def observation(session: Session, rating: Rating, person: str) -> Resource:
    return resource(
        "Observation",
        score_url(session, rating).removeprefix("urn:uuid:"),
        status="final",
        category=[coded(f"{TERMINOLOGY}/observation-category", "survey")],
        code=coded(SNOMED, rating.code, rating.label),
        subject={"reference": person},
        effectiveDateTime=day(session.on),
        performer=[{"reference": person}],
        valueInteger=rating.rating,
        derivedFrom=[{"reference": response_url(session)}],
    )


def _items(rating: Rating) -> Iterator[Resource]:
    """The rating, also one that was left out, and whether more help is wanted, where that was answered.

    An item is known by its SNOMED CT code; one of the tenant's own by its label.
    """
    link = rating.code or f"local: {said(rating.label)}"
    answer = [] if rating.rating is None else [{"valueInteger": rating.rating}]
    means = f"{CONCEPT}/{rating.code}" if rating.code else ""
    yield present(linkId=link, definition=means, text=said(rating.label), answer=answer)
    if rating.more_help is not None:
        yield present(linkId=f"{link} more help", text=MORE_HELP, answer=[{"valueBoolean": rating.more_help}])
