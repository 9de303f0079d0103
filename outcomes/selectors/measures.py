"""Everything that was measured with a person: by tool, newest first, with what has changed by the national rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from outcomes.models import CodedScore, OutcomeGoal
from outcomes.rules import change, dialog, goals, pairing, scales
from outcomes.rules.change import Change
from outcomes.rules.pairing import Pair, Series
from outcomes.rules.scales import Scale
from outcomes.rules.scoring import Means
from outcomes.selectors import tools
from referrals.models import Person, Referral

ANOTHER_GOAL = "Another goal had this number before: these two are not compared"


@dataclass(frozen=True)
class Compared:
    """The first and the latest score of one item in one referral; ``words`` say what changed."""

    label: str
    referral: Referral
    pair: Pair[CodedScore]
    words: str
    change: Change | None
    recovered: bool | None


@dataclass(frozen=True)
class Filled:
    """A DIALOG scale of one day: its score by area in the national order, None where an area has none."""

    scale: Scale[CodedScore]
    rated: Sequence[tuple[str, CodedScore | None]]
    means: Means

    @property
    def score(self) -> CodedScore:
        """One of its scores: they share who took them and how."""
        return self.scale.scores[0]


@dataclass(frozen=True)
class OfTool:
    """The scores of a tool, newest first, with what changed in each referral."""

    name: str
    scores: Sequence[CodedScore]
    compared: Sequence[Compared]


@dataclass(frozen=True)
class OfGoal:
    """The scores of a goal, newest first; ``goal`` is None where scores came without words."""

    number: int
    goal: OutcomeGoal | None
    referral: Referral
    scores: Sequence[CodedScore]
    compared: Compared | None


@dataclass(frozen=True)
class Measures:
    """``areas`` are what changed in each area of DIALOG, a list for each referral."""

    scales: Sequence[Filled]
    areas: Mapping[Referral, Sequence[Compared]]
    goals: Sequence[OfGoal]
    tools: Sequence[OfTool]

    @property
    def is_empty(self) -> bool:
        return not (self.scales or self.goals or self.tools)


def of_person(person: Person) -> Measures:
    """Three queries, and none a row."""
    scores = pairing.once(_scores(person))
    held = list(_goals(person))
    pairs = pairing.pairs(scores)
    rest = [score for score in scores if score.tool_code not in {*dialog.BY_CODE, *goals.NUMBERS}]
    return Measures(
        scales=[_filled(scale) for scale in reversed(scales.scales(scores))],
        areas=_areas(pairs),
        goals=_of_goals(scores, held, pairs),
        tools=_of_tools(rest, pairs),
    )


def find(person: Person, pk: int) -> CodedScore | None:
    """A score of this person that stands."""
    return _scores(person).filter(pk=pk).first()


def taken_with(score: CodedScore) -> list[CodedScore]:
    """The scores of the same scale that were taken at the same moment in the same referral, this one among them."""
    if score.tool_code not in dialog.BY_CODE or score.completed_at is None:
        return [score]
    rows = CodedScore.objects.filter(
        referral=score.referral_id, completed_at=score.completed_at, activity=None, source_month=None
    )
    return list(rows.filter(tool_code__in=dialog.BY_CODE))


def find_goal(person: Person, public_id: UUID) -> OutcomeGoal | None:
    """A goal of this person that stands."""
    return _goals(person).filter(public_id=public_id).first()


def open_goals(person: Person) -> list[OutcomeGoal]:
    """Those that can be scored, by referral and number."""
    return list(_goals(person).filter(ended_on=None))


def _scores(person: Person) -> QuerySet[CodedScore]:
    return CodedScore.objects.filter(referral__person=person).select_related(
        "staff", "referral__team", "referral__provider", "activity__contact"
    )


def _goals(person: Person) -> QuerySet[OutcomeGoal]:
    rows = OutcomeGoal.objects.filter(referral__person=person)
    return rows.select_related("referral__team", "referral__provider").order_by(
        "referral", "number", "set_on"
    )


def _filled(scale: Scale[CodedScore]) -> Filled:
    by_area = {pairing.item_of(score.tool_code): score for score in scale.scores}
    rated = [(item.label, by_area.get(key)) for key, item in dialog.ITEMS.items()]
    return Filled(scale, rated, scale.means)


def _areas(pairs: Mapping[Series, Pair[CodedScore]]) -> Mapping[Referral, Sequence[Compared]]:
    found: dict[Referral, list[Compared]] = defaultdict(list)
    order = list(dialog.ITEMS)
    known = [(series, pair) for series, pair in pairs.items() if series[1] in dialog.ITEMS]
    for (_, key), pair in sorted(known, key=lambda each: (-each[0][0], order.index(each[0][1]))):
        if pair.baseline is not None:
            found[pair.baseline.referral].append(_compared(dialog.ITEMS[key].label, pair, pair.baseline))
    return found


def _of_tools(scores: Sequence[CodedScore], pairs: Mapping[Series, Pair[CodedScore]]) -> list[OfTool]:
    """Those that are measured for change nationally first, then by name."""
    by_code: dict[str, list[CodedScore]] = defaultdict(list)
    for score in reversed(scores):
        by_code[score.tool_code].append(score)
    names = tools.names(list(by_code))
    return [
        OfTool(names[code], by_code[code], _of_code(code, names[code], pairs))
        for code in sorted(by_code, key=lambda code: (code not in change.RULES, names[code]))
    ]


def _of_code(code: str, name: str, pairs: Mapping[Series, Pair[CodedScore]]) -> list[Compared]:
    own = [pair for (_, item), pair in pairs.items() if item == code]
    return [
        _compared(name, pair, pair.baseline) for pair in own if pair.baseline is not None and pair.is_paired
    ]


def _of_goals(
    scores: Sequence[CodedScore],
    held: Sequence[OutcomeGoal],
    pairs: Mapping[Series, Pair[CodedScore]],
) -> list[OfGoal]:
    """Each goal with its scores, then scores that are about none."""
    about: dict[tuple[int, str, OutcomeGoal | None], list[CodedScore]] = {
        (goal.referral_id, goals.CODES[goal.number], goal): [] for goal in held
    }
    for score in reversed(scores):
        if score.tool_code in goals.NUMBERS:
            about.setdefault((score.referral_id, score.tool_code, _goal_of(score, held)), []).append(score)
    return [
        OfGoal(
            number=goals.NUMBERS[code],
            goal=goal,
            referral=goal.referral if goal else taken[0].referral,
            scores=taken,
            compared=_change_of_goal(pairs.get((referral, code)), goal, held),
        )
        for (referral, code, goal), taken in about.items()
    ]


def _goal_of(score: CodedScore, held: Sequence[OutcomeGoal]) -> OutcomeGoal | None:
    return goals.scored(held, referral_id=score.referral_id, code=score.tool_code, on=score.taken_on)


def _change_of_goal(
    pair: Pair[CodedScore] | None, goal: OutcomeGoal | None, held: Sequence[OutcomeGoal]
) -> Compared | None:
    """What changed, shown with the goal of the latest score; nothing is said of two scores of different goals."""
    if pair is None or pair.baseline is None or pair.follow_up is None:
        return None
    if _goal_of(pair.follow_up, held) != goal:
        return None
    label = goal.words if goal else ""
    if _goal_of(pair.baseline, held) != goal:
        return Compared(label, pair.baseline.referral, pair, ANOTHER_GOAL, None, None)
    return _compared(label, pair, pair.baseline)


def _compared(label: str, pair: Pair[CodedScore], first: CodedScore) -> Compared:
    latest = pair.follow_up
    if latest is None or first.value is None or latest.value is None:
        return Compared(label, first.referral, pair, "", None, None)
    code = latest.tool_code
    return Compared(
        label,
        first.referral,
        pair,
        change.in_words(code, first.value, latest.value),
        change.judge(code, first.value, latest.value),
        change.recovered(code, first.value, latest.value),
    )
