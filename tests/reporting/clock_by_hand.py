"""The clock's rules once more, in plain Python and without a database, for the SQL to be compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.reporting.clock_world import (
    A_MEDICINE,
    A_SOCIAL_ONE,
    A_THERAPY,
    AN_ASSESSMENT,
    DIALOG,
)

IN_SCOPE = {"A05", "A06", "A08", "A09", "A12", "A13", "A16", "C10", "C03"}
INTERVENTIONS = {A_THERAPY, A_SOCIAL_ONE, A_MEDICINE}
ASSESSMENT_NEEDED_FROM = date(2024, 4, 1)
GRACE = timedelta(days=5)


@dataclass(frozen=True)
class Met:
    on: date
    attendance: str = "5"
    mechanism: str = "01"
    concept: str = ""


@dataclass(frozen=True)
class Asked:
    """A referral with what happened in it. ``parts`` are other teams: type, rejected on, closed on."""

    received: date
    team: str = "A06"
    discharged: date | None = None
    rejected: date | None = None
    parts: tuple[tuple[str, date | None, date | None], ...] = ()
    admitted: date | None = None
    met: tuple[Met, ...] = ()
    scored: tuple[tuple[date, str], ...] = ()
    worked: tuple[tuple[date, str], ...] = ()

    def ends(self) -> list[date]:
        """The day each team in scope ended its part; the far future for one that goes on."""
        whole = [self.discharged or self.rejected or date.max] if self.team in IN_SCOPE else []
        return whole + [
            self.discharged or rejected or closed or date.max
            for team, rejected, closed in self.parts
            if team in IN_SCOPE
        ]


@dataclass(frozen=True)
class Planned:
    """A plan. ``updated`` are the days that it was told of as updated on."""

    created: date
    updated: tuple[date, ...] = ()
    agreed: tuple[date | None, ...] = ()


@dataclass(frozen=True)
class Life:
    birth: date | None
    in_england: bool = True
    asked: tuple[Asked, ...] = ()
    planned: tuple[Planned, ...] = ()


@dataclass
class Spell:
    started: date
    ended: date
    count: int = 1
    contacts: list[date] = field(default_factory=list)
    outcome: date | None = None
    assessment: date | None = None
    help: date | None = None
    open: bool = False
    stopped: date | None = None


def spells(life: Life, as_at: date) -> list[Spell]:
    """The spells of one person with one provider, whose records all are current, oldest first."""
    asked = [one for one in life.asked if counts(life, one, as_at)]
    found = [fill(spell, life, asked, as_at) for spell in merged(asked, as_at)]
    return [spell for spell in found if spell.started >= date(2016, 1, 1)]


def counts(life: Life, asked: Asked, as_at: date) -> bool:
    return (
        asked.received <= as_at
        and bool(asked.ends())
        and life.birth is not None
        and of_age(life.birth, asked.received)
        and life.in_england
        and (asked.admitted is None or asked.admitted > as_at)
    )


def of_age(birth: date, on: date) -> bool:
    return (on.year - birth.year, (on.month, on.day)) >= (18, (birth.month, birth.day))


def merged(asked: list[Asked], as_at: date) -> Iterator[Spell]:
    current: Spell | None = None
    for one in sorted(asked, key=lambda one: one.received):
        end = min(max(one.ends()), as_at)
        if current is not None and one.received <= current.ended + GRACE:
            current.ended = max(current.ended, end)
            current.count += 1
            continue
        if current is not None:
            yield current
        current = Spell(one.received, end)
    if current is not None:
        yield current


def fill(spell: Spell, life: Life, asked: list[Asked], as_at: date) -> Spell:
    def inside(days: Iterator[date]) -> list[date]:
        return sorted(one for one in days if spell.started <= one <= spell.ended and one <= as_at)

    done = [(met.on, met.concept) for one in asked for met in one.met] + [
        w for one in asked for w in one.worked
    ]
    spell.contacts = inside(met.on for one in asked for met in one.met if attended(met))
    spell.outcome = first(inside(on for one in asked for on, tool in one.scored if tool == DIALOG))
    spell.assessment = first(inside(on for on, concept in done if concept == AN_ASSESSMENT))
    helped = inside(on for on, concept in done if concept in INTERVENTIONS)
    spell.help = first(sorted(helped + list(plan_days(spell, life, as_at))))
    spell.open = spell.ended >= as_at - GRACE
    spell.stopped = stop(spell)
    return spell


def attended(met: Met) -> bool:
    direct = met.mechanism in {"01", "02", "04", "11"}
    older = met.on < date(2021, 10, 1) and met.mechanism not in {"05", "06", ""}
    return met.attendance in {"5", "6"} and (direct or older)


def plan_days(spell: Spell, life: Life, as_at: date) -> Iterator[date]:
    for plan in life.planned:
        agreed = any((on or plan.created) <= as_at for on in plan.agreed)
        if plan.created > as_at or not plan.updated or not agreed:
            continue
        known = [on for on in plan.updated if on <= as_at] or [plan.created]
        if inside := [on for on in known if spell.started <= on <= spell.ended]:
            yield plan.created if plan.created >= spell.started else min(inside)


def stop(spell: Spell) -> date | None:
    contact = first(spell.contacts)
    needed = [contact, spell.outcome, spell.help]
    if needs_assessment(spell):
        needed.append(spell.assessment)
    days = [one for one in needed if one is not None]
    return max(days) if len(days) == len(needed) else None


def needs_assessment(spell: Spell) -> bool:
    contact = first(spell.contacts)
    return not (
        spell.started < ASSESSMENT_NEEDED_FROM and contact is not None and contact < ASSESSMENT_NEEDED_FROM
    )


def first(days: list[date]) -> date | None:
    return days[0] if days else None
