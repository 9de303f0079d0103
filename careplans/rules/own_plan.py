"""A plan as the person reads it: what helps in a crisis first, then who they are, then what is needed."""

from __future__ import annotations

from collections.abc import Sequence

from careplans.rules.document import PlanDocument, Text
from careplans.rules.parts import CRISIS_PARTS, PlanPart

HEADINGS: Sequence[tuple[str, Sequence[PlanPart]]] = (
    ("When things get hard", CRISIS_PARTS),
    (
        "About me",
        (
            PlanPart.MATTERS,
            PlanPart.PEOPLE,
            PlanPart.COMMUNICATE,
            PlanPart.WELLNESS,
            PlanPart.PLEASE,
            PlanPart.SUPPORT,
            PlanPart.ALSO,
            PlanPart.STRENGTHS,
        ),
    ),
    ("What I need, and how we make sense of it", (PlanPart.NEEDS, PlanPart.FORMULATION)),
)


def under_headings(document: PlanDocument) -> list[tuple[str, list[Text]]]:
    """What is written, under the headings that have something."""
    by_part = {text.part: text for text in document.texts}
    found = [(heading, [by_part[part] for part in parts if part in by_part]) for heading, parts in HEADINGS]
    return [(heading, texts) for heading, texts in found if texts]
