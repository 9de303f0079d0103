"""The areas that a session talks about: chosen, talked through in four steps, agreed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.actions import plan_actions, plans, ratings, sessions
from careplans.models import DialogArea, DialogSession, PlanAction
from careplans.models.session import MOST_AREAS
from careplans.rules import rating
from careplans.rules.parts import Doer
from careplans.rules.rating import State
from careplans.rules.talk import Talked, as_good_as, came_of_it
from careplans.selectors import sessions as selectors
from careplans.selectors.sessions import Line
from hubs.rules.roles import Actor
from referrals.actions.changing import ChangedMeanwhile

TOO_MANY = f"A session talks about {MOST_AREAS} areas at most. Take one away before you choose another"
WRITTEN_MEANWHILE = (
    "Somebody on another screen wrote here while you did. "
    "Yours is not saved yet: put the two together, then save"
)
SETTLED_MEANWHILE = (
    "Somebody on another screen said meanwhile what came of an action. "
    "Yours is not saved yet: look again, then save"
)
NOT_CHOSEN = "Not chosen any more"
MISSING_NAME = {
    Doer.WORKER: ("staff", "Select the worker who does it"),
    Doer.PARTNER: ("organisation", "Select the organisation, or write which one it is"),
    Doer.CARER: ("who", "Write who it is"),
}


@transaction.atomic
def choose(
    *, by: Actor, session: DialogSession, keys: Sequence[str], seen: Sequence[Sequence[str]] | None = None
) -> list[Line]:
    """Talk about these areas and no others, in the order in which they were chosen; what was written about one that
    is chosen again is there again.

    ``seen`` are the choices that the writer knows of, as for ``ratings.save``. ValidationError for a fourth, for one
    that is not asked, and when one is taken away that something was agreed on; ChangedMeanwhile when somebody chose
    others.
    """
    held = sessions.lock(session)
    sheet = selectors.sheet(held)
    chosen = [key for key in dict.fromkeys(keys) if key in sheet.lines]
    before = {line.asked.key: line for line in sheet.chosen}
    if set(chosen) == set(before):
        return sheet.chosen
    if seen is not None and set(before) not in [set(known) for known in seen]:
        raise ChangedMeanwhile(_chosen_meanwhile(sheet.chosen), code="changed")
    if len(chosen) > MOST_AREAS:
        raise ValidationError(TOO_MANY, code="chosen")
    _take_away(by, [line for key, line in before.items() if key not in chosen], sheet)
    held_ranks = {key: line.area.rank for key, line in before.items() if line.area}
    for key, rank in rating.ranks(held_ranks, chosen, MOST_AREAS).items():
        if key not in before:
            _take_in(held, sheet.lines[key], rank)
    sessions.touch(held)
    sessions.record(by, "chosen", held, {"areas": len(chosen)})
    return selectors.sheet(held).chosen


def _take_away(by: Actor, lines: Sequence[Line], sheet: selectors.Sheet) -> None:
    areas = [line.area for line in lines if line.area]
    agreed = next((line for line in lines if line.area and sheet.agreed.get(line.area.pk)), None)
    if agreed:
        words = (
            f"Actions were agreed about {agreed.asked.label}. Take them back before you take the area away"
        )
        raise ValidationError(words, code="chosen")
    DialogArea.objects.filter(pk__in=[area.pk for area in areas]).update(
        voided_at=timezone.now(), voided_by=by.staff_id, void_reason=NOT_CHOSEN
    )


def _take_in(session: DialogSession, line: Line, rank: int) -> None:
    row = line.row or ratings.ensure(session, line.asked)
    before = DialogArea.with_voided.filter(rating=row, void_reason=NOT_CHOSEN).order_by("-pk").first()
    if before is None:
        DialogArea.objects.create(session=session, rating=row, rank=rank)
        return
    before.rank, before.voided_at, before.voided_by, before.void_reason = rank, None, None, ""
    before.save(update_fields=["rank", "voided_at", "voided_by", "void_reason"])


def _chosen_meanwhile(chosen: Sequence[Line]) -> str:
    names = ", ".join(line.asked.label for line in chosen) or "none"
    return (
        f"Somebody on another screen chose meanwhile: {names}. Yours are not saved yet: look again, then save"
    )


@transaction.atomic
def write(*, by: Actor, area: DialogArea, said: Talked, seen: Sequence[State] | None = None) -> DialogArea:
    """Keep what was said about a chosen area.

    Raises ChangedMeanwhile when somebody wrote something else meanwhile; ValidationError when the session is over or
    the area is not chosen any more.
    """
    session = sessions.lock(area.session)
    held = _held(area)
    before = talked(held)
    if before.state == said.state:
        return held
    if not rating.may_write(held=before.state, typed=said.state, seen=seen):
        raise ChangedMeanwhile(WRITTEN_MEANWHILE, code="changed")
    for name, text in said.state.items():
        setattr(held, name, text)
    held.version += 1
    held.save(update_fields=[*said.state, "version"])
    sessions.touch(session)
    sessions.record(by, "written", session)
    return held


def talked(area: DialogArea) -> Talked:
    return Talked(area.understanding, area.looking_forward, area.options)


@transaction.atomic
def agree(*, by: Actor, area: DialogArea, **said: Unpack[plan_actions.Said]) -> PlanAction:
    """Agree on an action; sent twice it is agreed once. ValidationError, whose code names the field, when it does not
    say what is done and by whom.
    """
    session = sessions.lock(area.session)
    held = _held(area)
    _refuse_nobody(said)
    said["how_known"] = plain_how(said.get("how_known", ""))
    again = PlanAction.objects.filter(area=held, **plan_actions.fields(said)).first()
    if again:
        return again
    plan = plans.open(by=by, person=session.person)
    made = plan_actions.add(by=by, plan=plan, area=held, **said)
    sessions.touch(session)
    return made


def plain_how(text: str) -> str:
    return rating.plain(text)


def _refuse_nobody(said: plan_actions.Said) -> None:
    if said["doer"] not in Doer.values:
        raise ValidationError("Select who does it", code="doer")
    who = said.get("who", "").strip()
    named = {"staff": said.get("staff"), "organisation": said.get("organisation") or who, "who": who}
    field, words = MISSING_NAME.get(Doer(said["doer"]), ("", ""))
    if field and not named[field]:
        raise ValidationError(words, code=field)


@transaction.atomic
def take_back(*, by: Actor, area: DialogArea, action: PlanAction) -> None:
    """An action of this session was a slip. ValidationError when the session is over."""
    session = sessions.lock(area.session)
    plan_actions.take_back(by=by, action=action, reason="Taken back in the session")
    sessions.touch(session)


@transaction.atomic
def settle(
    *,
    by: Actor,
    session: DialogSession,
    action: PlanAction,
    state: str,
    words: str,
    seen: Sequence[State] | None = None,
) -> PlanAction:
    """What came of an action of last time, said in this session; without an answer it is still to do.

    Raises ChangedMeanwhile when somebody said something else meanwhile; ValidationError when the session is over.
    """
    held = sessions.lock(session)
    now: PlanAction = PlanAction.objects.get(pk=action.pk)
    said, before = came_of_it(state, words), selectors.said_of(now, held)
    if said == before:
        return now
    known = None if seen is None else [as_good_as(each) for each in seen]
    if not rating.may_write(held=as_good_as(before), typed=as_good_as(said), seen=known):
        raise ChangedMeanwhile(SETTLED_MEANWHILE, code="changed")
    kept = as_good_as(said)
    settled = plan_actions.settle(by=by, action=now, session=held, state=kept["state"], words=kept["words"])
    sessions.touch(held)
    return settled


def _held(area: DialogArea) -> DialogArea:
    held: DialogArea | None = DialogArea.objects.filter(pk=area.pk).first()
    if held is None:
        raise ValidationError("This area is not chosen any more. Nothing was saved", code="over")
    return held
