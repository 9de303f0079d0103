"""What an organisation does not see of a plan, by what the person chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from careplans.rules.document import PlanDocument
from careplans.rules.parts import ACTIONS, CRISIS_PARTS, GOALS, SESSIONS, SHARED_PARTS, WHOLE


@dataclass(frozen=True)
class Choice:
    """Whether a part may be seen, or all of the plan (WHOLE).

    ``joined_at`` is set for a choice of a record that was joined with this one then: both had chosen for the same.
    """

    part: str
    may_see: bool
    chosen_at: dt.datetime
    joined_at: dt.datetime | None = None


def hidden(choices: Iterable[Choice], *, holds: bool) -> frozenset[str]:
    """The parts that are not seen, with WHOLE among them when only what was named may be.

    What was chosen for a part goes before what was chosen for all. Who ``holds`` the person sees what to do in a
    crisis whatever was chosen: they may come to harm without it.
    """
    said = _said(list(choices))
    whole = said.get(WHOLE, True)
    seen = CRISIS_PARTS if holds else ()
    parts = {part for part in SHARED_PARTS if part not in seen and not said.get(part, whole)}
    return frozenset(parts if whole else parts | {WHOLE})


def _said(choices: Collection[Choice]) -> dict[str, bool]:
    """By part. Of two that met when records were joined the refusal stands, until the person chooses again."""
    own = {choice.part: choice for choice in choices if choice.joined_at is None}
    said = {part: choice.may_see for part, choice in own.items()}
    for other in choices:
        if other.joined_at is None or _chose_since(other.joined_at, own.get(other.part), own.get(WHOLE)):
            continue
        said[other.part] = said.get(other.part, True) and other.may_see
    return said


def _chose_since(joined_at: dt.datetime, *own: Choice | None) -> bool:
    return any(choice is not None and choice.chosen_at > joined_at for choice in own)


def seen(document: PlanDocument, parts: Collection[str]) -> PlanDocument:
    """The document without the parts that are hidden.

    Whose plan it is, who keeps it, who agreed to it and when it is looked at again are always seen.
    """
    if not parts:
        return document
    actions = [] if ACTIONS in parts else document.actions
    if GOALS in parts:
        actions = [replace(action, goal="", area="") for action in actions]
    return replace(
        document,
        texts=tuple(text for text in document.texts if text.part not in parts),
        goals=() if GOALS in parts else document.goals,
        actions=tuple(actions),
        participants=() if WHOLE in parts else document.participants,
        sessions=() if SESSIONS in parts else document.sessions,
        progress=() if SESSIONS in parts else document.progress,
    )
