"""A session to be tested, and short ways to say something in it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from careplans.actions import areas, plan_actions, plans, ratings, sessions
from careplans.models import DialogArea, DialogRating, DialogSession, PlanAction
from careplans.rules.rating import Rated
from careplans.selectors import dialog_items
from careplans.selectors import sessions as selectors
from careplans.selectors.dialog_items import Asked
from outcomes.models import CodedScore, LocalItem
from tests.factories import record
from tests.referrals.conftest import World

ELEVEN = [
    "mental_health",
    "physical_health",
    "job",
    "accommodation",
    "leisure",
    "friendships",
    "family",
    "safety",
    "medication",
    "practical_help",
    "meetings",
]


def start(world: World) -> DialogSession:
    return sessions.start(by=world.by, person=world.person, referral=world.referral).session


def asked(key: str) -> Asked:
    return dialog_items.asked_on(timezone.localdate())[key]


def rate(
    world: World, session: DialogSession, key: str, rating: int | None, *, more_help: bool | None = None
) -> DialogRating:
    return ratings.save(by=world.by, session=session, asked=asked(key), said=Rated(rating, more_help))


def choose(world: World, session: DialogSession, *keys: str) -> list[DialogArea]:
    chosen = areas.choose(by=world.by, session=session, keys=keys)
    return [line.area for line in chosen if line.area]


def own_item(label: str = "Money", **given: object) -> LocalItem:
    return LocalItem.objects.create(**{"key": label.lower(), "label": label, **given})


def left_to_do(world: World, what: str = "Ring the GP", **given: object) -> PlanAction:
    """An action of an earlier day."""
    plan = plans.open(by=world.by, person=world.person)
    return plan_actions.add(by=world.by, plan=plan, what=what, **{"doer": "person", **given})  # type: ignore[arg-type]


def scored_before(world: World, code: str, score: str, at: datetime) -> CodedScore:
    """A score of the past, however it came; 8 is kept and counts nowhere."""
    value = int(score) if score != "8" else None
    return record.score(
        referral=world.referral,
        tool_code=code,
        score=score,
        value=value,
        completed_at=at,
        taken_on=timezone.localdate(at),
    )


def said(session: DialogSession) -> dict[str, str]:
    return {key: line.in_words for key, line in selectors.sheet(session).lines.items()}
