"""What the page of a plan shows, read as far as it is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from careplans.actions.care_plans import THE_PERSON
from careplans.models import Plan, PlanComment, PlanReview, PlanVersion
from careplans.rules import changes
from careplans.rules.document import Action, Goal, PlanDocument, Text
from careplans.rules.parts import (
    ACTIONS,
    CRISIS_PARTS,
    GOALS,
    SESSIONS,
    WHOLE,
    ActionState,
    GoalState,
    PlanPart,
)
from careplans.selectors import documents, plans
from careplans.selectors.documents import Around
from careplans.selectors.sharing import Sight
from careplans.views.plan_records import Opened
from hubs.models import Organisation

ABOUT = (
    PlanPart.MATTERS,
    PlanPart.PEOPLE,
    PlanPart.COMMUNICATE,
    PlanPart.WELLNESS,
    PlanPart.PLEASE,
    PlanPart.SUPPORT,
    PlanPart.ALSO,
)
SITUATION = (PlanPart.STRENGTHS, PlanPart.NEEDS, PlanPart.FORMULATION)


@dataclass(frozen=True)
class PartShown:
    """A part in words: ``text`` is None when nothing is written, ``is_kept`` when it is not for this reader."""

    part: PlanPart
    text: Text | None
    is_kept: bool
    comments: Sequence[PlanComment]


class Page:
    """The plan of a person as a worker sees it."""

    def __init__(self, it: Opened) -> None:
        self.it = it

    @property
    def sight(self) -> Sight:
        return self.it.sight

    @cached_property
    def document(self) -> PlanDocument | None:
        return self.it.sight.of(self._whole) if self._whole else None

    @cached_property
    def _around(self) -> Around | None:
        return documents.around(self.it.plan) if self.it.plan else None

    @cached_property
    def _whole(self) -> PlanDocument | None:
        return documents.of_plan(self.it.plan, self._around, drawn=False) if self.it.plan else None

    @property
    def _latest(self) -> PlanVersion | None:
        return self._around.latest if self._around else None

    @property
    def versions(self) -> Sequence[PlanVersion]:
        return self._around.versions if self._around else ()

    @property
    def reviews(self) -> Sequence[PlanReview]:
        """Those that were done; their words are of the whole plan."""
        return self._around.reviewed if self._around and self.sight.sees(WHOLE) else ()

    @property
    def beside(self) -> Sequence[Plan]:
        return self.it.beside

    @property
    def shared(self) -> Sequence[tuple[Organisation, frozenset[str]]]:
        """The organisations that the person keeps something from."""
        return [row for row in self.it.chosen.table if row[1]]

    @property
    def says_nothing(self) -> bool:
        return self._whole is None or changes.says_nothing(self._whole)

    @property
    def changed_since(self) -> bool:
        """Whether it says something else by now than was agreed to."""
        if self._latest is None or self._whole is None:
            return False
        return not changes.says_the_same(documents.of_version(self._latest), self._whole)

    @property
    def person_agreed(self) -> bool:
        agreements = self._whole.agreements if self._whole else ()
        return any(one.agreed_by == THE_PERSON for one in agreements)

    @cached_property
    def comments(self) -> Mapping[str, Sequence[PlanComment]]:
        """By part, without those on parts that the reader does not see."""
        found: dict[str, list[PlanComment]] = {}
        for comment in plans.comments(self.it.plan) if self.it.plan else ():
            if self.it.sight.sees(comment.part):
                found.setdefault(comment.part, []).append(comment)
        return found

    def on(self, part: str) -> Sequence[PlanComment]:
        return self.comments.get(part, ())

    @property
    def groups(self) -> Sequence[tuple[str, str, Sequence[PartShown]]]:
        """The parts in words in the order of the standard: their anchor, heading and parts."""
        return (
            ("about", "About me", [self.part(part) for part in ABOUT]),
            ("situation", "Strengths, needs and how we make sense of it", [self.part(p) for p in SITUATION]),
        )

    @property
    def crisis(self) -> Sequence[PartShown]:
        return [self.part(part) for part in CRISIS_PARTS]

    def part(self, part: PlanPart) -> PartShown:
        texts = self.document.texts if self.document else ()
        text = next((text for text in texts if text.part == part), None)
        return PartShown(part, text, not self.it.sight.sees(part), self.on(part))

    @property
    def goals(self) -> Sequence[Goal]:
        """Those that are worked on, and after them those that are over."""
        goals = self.document.goals if self.document else ()
        return sorted(goals, key=lambda goal: goal.state != GoalState.ACTIVE)

    def actions_of(self, goal: Goal | None) -> Sequence[Action]:
        """The open ones by their day, and after them the settled; None for those that serve no goal in particular."""
        actions = self.document.actions if self.document else ()
        keys = {each.key for each in self.goals}
        wanted = [each for each in actions if (each.goal == goal.key if goal else each.goal not in keys)]
        return sorted(wanted, key=lambda each: (each.state != ActionState.OPEN, each.due_on or dt.date.max))

    @property
    def keeps(self) -> Mapping[str, bool]:
        """Whether goals, actions and sessions are kept from this reader."""
        return {part: not self.it.sight.sees(part) for part in (GOALS, ACTIONS, SESSIONS)}
