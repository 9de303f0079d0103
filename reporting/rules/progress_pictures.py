"""The pictures of somebody's progress: every area over all sessions, and the two means."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from careplans.rules import progress_kept
from careplans.rules.document import PlanDocument
from careplans.rules.progress import Compared, Progress, Rating
from outcomes.rules.change import Change
from outcomes.rules.dialog import ITEMS, Group
from reporting.charts import Area, AreaGroup, Direction, MeanLine, Rated, SessionMeans, SessionStrips

QUALITY_OF_LIFE, TREATMENT = "Quality of life", "Treatment"
HEADINGS = {
    Group.QUALITY_OF_LIFE: QUALITY_OF_LIFE,
    Group.TREATMENT: f"{TREATMENT}: how care is felt, not measured for change nationally",
}
OWN_HEADING = "Also asked here: not part of any score"
_DIRECTION = {
    Change.IMPROVED: Direction.UP,
    Change.DETERIORATED: Direction.DOWN,
    Change.UNCHANGED: Direction.LEVEL,
    None: Direction.UNMEASURED,
}


def areas(progress: Progress) -> SessionStrips:
    """Each area over all sessions; what a tenant asks beside the eleven stands apart below."""
    own = [
        _area(progress.own_compared(label), [taken.own.get(label) for taken in progress.taken])
        for label in progress.own_labels
    ]
    groups = [AreaGroup(HEADINGS[group], tuple(_of_group(progress, group))) for group in Group]
    if own:
        groups.append(AreaGroup(OWN_HEADING, tuple(own)))
    return SessionStrips(
        id="progress-areas",
        title="Each area over all sessions",
        change_header="Change by the national rule",
        days=tuple(taken.on for taken in progress.taken),
        names=progress.names,
        groups=tuple(groups),
        starts=progress.starts,
    )


def of_plan(document: PlanDocument) -> SessionStrips | None:
    """The areas as they were when a plan was written or agreed; None where there are no two sessions to draw."""
    held = progress_kept.of_document(document)
    return replace(areas(held), is_tabled=False) if len(held.taken) > 1 else None


def means(progress: Progress) -> SessionMeans:
    """The mean of the eight areas of life, and of the three of treatment, where all of them were rated."""
    found = [taken.means for taken in progress.taken]
    return SessionMeans(
        id="progress-means",
        title="Quality of life and treatment overall",
        days=tuple(taken.on for taken in progress.taken),
        names=progress.names,
        lines=(
            MeanLine(QUALITY_OF_LIFE, tuple(_float(one.quality_of_life) for one in found)),
            MeanLine(TREATMENT, tuple(_float(one.treatment) for one in found)),
        ),
        starts=progress.starts,
    )


def _of_group(progress: Progress, group: Group) -> list[Area]:
    return [
        _area(progress.compared[key], [taken.ratings.get(key) for taken in progress.taken])
        for key, item in ITEMS.items()
        if item.group == group
    ]


def _area(compared: Compared, ratings: list[Rating | None]) -> Area:
    return Area(
        label=compared.label,
        rated=tuple(_rated(rating) for rating in ratings),
        change=compared.words,
        detail=compared.detail,
        direction=_DIRECTION[compared.judged],
        ends=compared.ends,
    )


def _rated(rating: Rating | None) -> Rated:
    if rating is None:
        return Rated(None)
    off_scale = f"{rating.score}, not on the scale" if rating.score and rating.value is None else ""
    return Rated(rating.value, rating.rank is not None, rating.more_help, said=off_scale)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
