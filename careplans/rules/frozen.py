"""A plan's document as the JSON that a version keeps, and back exactly as it was."""

from __future__ import annotations

from typing import Any

from careplans.rules.document import PlanDocument
from hubs.rules import frozen


def freeze(document: PlanDocument) -> dict[str, Any]:
    content: dict[str, Any] = frozen.freeze(document)
    return content


def thaw(content: dict[str, Any]) -> PlanDocument:
    """Sequences come back as tuples. Raises TypeError or ValueError for what was never such a document."""
    return frozen.thaw(PlanDocument, content)
