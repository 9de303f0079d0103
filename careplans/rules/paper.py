"""The plan on paper: three layouts, what stands in which order, and the PDF that is made of it.

Easy read is laid out for people who read little: short sentences, one thing a line, a drawing of our own beside each
heading. It changes no word that somebody wrote.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import models
from jinja2 import Environment
from markupsafe import Markup

from careplans.rules.document import Action, Goal, PlanDocument, Session, Text
from careplans.rules.parts import CRISIS_PARTS, SHARED_PARTS, Doer, PlanPart
from config.pdf import render_pdf
from referrals.rules import letters

TEMPLATE = "careplans/paper/plan.jinja"
TITLE = "My plan"
# A full stop, question or exclamation mark, then a new sentence; not behind what is only written short.
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bSt\.)\s+(?=[A-Z0-9“])")


class Layout(models.TextChoices):
    STANDARD = "standard", "Standard"
    LARGE = "large", "Large print"
    EASY = "easy", "Easy read"


@dataclass(frozen=True)
class PartGroup:
    """Parts that stand together under a heading."""

    heading: str
    parts: Sequence[PlanPart]


# The crisis part comes first, so that nobody has to look for it.
CRISIS_HEADING = "In a crisis"
CRISIS = (PlanPart.CRISIS, *(part for part in CRISIS_PARTS if part != PlanPart.CRISIS))
GROUPS = (
    PartGroup(
        "About me",
        (
            PlanPart.MATTERS,
            PlanPart.PEOPLE,
            PlanPart.COMMUNICATE,
            PlanPart.WELLNESS,
            PlanPart.PLEASE,
            PlanPart.SUPPORT,
            PlanPart.ALSO,
        ),
    ),
    PartGroup("Strengths and needs", (PlanPart.STRENGTHS, PlanPart.NEEDS, PlanPart.FORMULATION)),
)
# Who does an action, where nobody is named: on paper the person speaks.
_WHO = {
    Doer.PERSON: "Me",
    Doer.WORKER: "My worker",
    Doer.PARTNER: "A partner organisation",
    Doer.CARER: "Somebody close to me",
}


class Picture(Protocol):
    """Each area over all sessions, drawn (reporting.rules.progress_pictures)."""

    @property
    def groups(self) -> Sequence[Any]: ...

    def svg(self) -> Markup: ...

    def key_svg(self) -> Markup: ...

    def area_svgs(self) -> list[Markup]: ...


@dataclass(frozen=True)
class PlanPaper:
    """All that is on the paper. ``sender`` is the system that made it, ``today`` the day by which a review is past.

    ``kept`` are the parts that the person keeps from whoever prints it; the document is without them already.
    ``areas`` is the picture of all sessions, None where there is nothing to draw.
    """

    document: PlanDocument
    layout: Layout
    sender: str
    today: dt.date
    kept: Collection[str] = frozenset()
    areas: Picture | None = None

    @property
    def title(self) -> str:
        return f"{TITLE}: {self.document.who.name}"

    @property
    def crisis(self) -> list[Text]:
        return self._texts(CRISIS)

    @property
    def keeps_crisis(self) -> bool:
        """Whether a part is left out of the crisis plan: nobody may take it for all there is."""
        return bool(set(CRISIS) & set(self.kept))

    @property
    def kept_labels(self) -> list[str]:
        return [label for part, label in SHARED_PARTS.items() if part in self.kept]

    @property
    def groups(self) -> list[tuple[str, list[Text]]]:
        """The other parts that say something, under their headings."""
        found = [(group.heading, self._texts(group.parts)) for group in GROUPS]
        return [(heading, texts) for heading, texts in found if texts]

    @property
    def is_review_past(self) -> bool:
        return self.document.is_review_past(self.today)

    def actions_of(self, goal: Goal | None) -> list[Action]:
        """The actions that serve a goal, or those that serve none of the plan's."""
        if goal is not None:
            return [action for action in self.document.actions if action.goal == goal.key]
        goals = {each.key for each in self.document.goals}
        return [action for action in self.document.actions if action.goal not in goals]

    @property
    def latest_sessions(self) -> Sequence[Session]:
        """The newest and the one before it, the older first."""
        return tuple(reversed(self.document.sessions[:2]))

    def _texts(self, parts: Sequence[PlanPart]) -> list[Text]:
        by_part = {text.part: text for text in self.document.texts}
        return [by_part[part] for part in parts if part in by_part and by_part[part].text.strip()]


def who_does(action: Action) -> str:
    return action.who or _WHO[action.doer]


def as_sentences(text: str) -> Markup:
    """The same words, each sentence on a line of its own."""
    lines = [line.strip(" \t-*•") for line in text.splitlines()]
    sentences = [sentence for line in lines if line for sentence in _SENTENCE.split(line)]
    return Markup("\n").join(Markup("<p>{}</p>").format(letters.grouped(each)) for each in sentences)


def words(text: str, layout: Layout) -> Markup:
    """What somebody wrote, as the layout has it."""
    return as_sentences(text) if layout is Layout.EASY else letters.as_html(text)


def plan_pdf(environment: Environment, paper: PlanPaper, *, static: Path) -> bytes:
    """The plan as PDF/UA-1, the same bytes for the same paper. Raises what ``render_pdf`` raises."""
    html = environment.get_template(TEMPLATE).render(paper=paper, words=words, who_does=who_does)
    return render_pdf(html, base_url=str(static), title=paper.title)
