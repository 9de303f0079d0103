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
class Part:
    """A team on a referral, until what ended its part. ``months`` are those that named it, None for all."""

    team: str
    discharged: date | None = None
    rejected: date | None = None
    closed: date | None = None
    months: frozenset[date] | None = None

    def named(self, on: date) -> bool:
        return self.months is None or on.replace(day=1) in self.months

    def latest(self, as_at: date) -> date | None:
        """The last day by then that it was on the referral."""
        if self.named(as_at):
            return as_at
        before = [last_day(month) for month in self.months or () if month <= as_at]
        return max(before, default=None)

    def end(self, latest: date) -> date:
        """When its part ended, as was known on the last day that it was on the referral; else the far future."""
        known = (on for on in (self.discharged, self.rejected, self.closed) if on and on <= latest)
        return next(known, date.max)


@dataclass(frozen=True)
class Asked:
    """A referral with what happened in it. ``parts`` are other teams: type, rejected on, closed on. ``times`` are the
    months that named a team of a type, for those that were not on it all along; teams named in none but older ones too.
    """

    received: date
    team: str = "A06"
    discharged: date | None = None
    rejected: date | None = None
    parts: tuple[tuple[str, date | None, date | None], ...] = ()
    times: tuple[tuple[str, frozenset[date]], ...] = ()
    admitted: date | None = None
    met: tuple[Met, ...] = ()
    scored: tuple[tuple[date, str], ...] = ()
    worked: tuple[tuple[date, str], ...] = ()

    def in_scope(self) -> list[Part]:
        """The parts of the teams in scope."""
        months = dict(self.times)
        named = [Part(self.team, self.discharged, self.rejected, None, months.get(self.team))]
        named += [
            Part(team, self.discharged, rejected, closed, months.get(team))
            for team, rejected, closed in self.parts
        ]
        older = [
            Part(team, self.discharged, months=told)
            for team, told in self.times
            if team not in {part.team for part in named}
        ]
        return [part for part in named + older if part.team in IN_SCOPE]

    def counts_on(self, on: date) -> bool:
        return any(part.named(on) for part in self.in_scope())

    def latest(self, as_at: date) -> date | None:
        """The last day by then that a team in scope was on it."""
        return max((on for part in self.in_scope() if (on := part.latest(as_at))), default=None)

    def end(self, as_at: date) -> date:
        """Where its last part ended, at the latest with the last day that a team in scope was on it."""
        latest = self.latest(as_at)
        assert latest is not None
        return min(latest, max(part.end(latest) for part in self.in_scope() if part.latest(as_at) == latest))


@dataclass(frozen=True)
class Said:
    """An update or an agreement, and the months that told of it; None where it was recorded here."""

    on: date | None
    months: frozenset[date] | None = None

    def told(self, as_at: date) -> bool:
        """Whether it was told by then."""
        return self.months is None or min(self.months) <= as_at

    def together(self, other: Said, as_at: date) -> bool:
        """Whether some month told of both by then."""
        if self.months is None or other.months is None:
            return True
        return any(month <= as_at for month in self.months & other.months)


@dataclass(frozen=True)
class Planned:
    """A plan. ``updated`` are the days that it was told of as updated on."""

    created: date
    updated: tuple[Said, ...] = ()
    agreed: tuple[Said, ...] = ()


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
    current: bool = True
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
        asked.received <= (asked.latest(as_at) or date.min)
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
        end, is_current = one.end(as_at), one.latest(as_at) == as_at
        if current is not None and one.received <= current.ended + GRACE:
            current.ended = max(current.ended, end)
            current.current |= is_current
            current.count += 1
            continue
        if current is not None:
            yield current
        current = Spell(one.received, end, current=is_current)
    if current is not None:
        yield current


def fill(spell: Spell, life: Life, asked: list[Asked], as_at: date) -> Spell:
    def inside(days: Iterator[date]) -> list[date]:
        return sorted(one for one in days if spell.started <= one <= spell.ended and one <= as_at)

    met = [met for one in asked for met in one.met if one.counts_on(met.on)]
    scored = [on for one in asked for on, tool in one.scored if tool == DIALOG and one.counts_on(on)]
    worked = [(on, concept) for one in asked for on, concept in one.worked if one.counts_on(on)]
    done = [(one.on, one.concept) for one in met] + worked
    spell.contacts = inside(one.on for one in met if attended(one))
    spell.outcome = first(inside(iter(scored)))
    spell.assessment = first(inside(on for on, concept in done if concept == AN_ASSESSMENT))
    helped = inside(on for on, concept in done if concept in INTERVENTIONS)
    spell.help = first(sorted(helped + list(plan_days(spell, life, as_at))))
    spell.open = spell.current and spell.ended >= as_at - GRACE
    spell.stopped = stop(spell)
    return spell


def last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def attended(met: Met) -> bool:
    direct = met.mechanism in {"01", "02", "04", "11"}
    older = met.on < date(2021, 10, 1) and met.mechanism not in {"05", "06", ""}
    return met.attendance in {"5", "6"} and (direct or older)


def plan_days(spell: Spell, life: Life, as_at: date) -> Iterator[date]:
    for plan in life.planned:
        if plan.created > as_at:
            continue
        older = any(said.on <= as_at for said in plan.updated if said.on)
        for said in plan.updated:
            if not said.told(as_at):
                continue
            on = said.on if said.on and said.on <= as_at else None if older else plan.created
            agreed = any((by.on or plan.created) <= as_at and said.together(by, as_at) for by in plan.agreed)
            if on and agreed and spell.started <= on <= spell.ended:
                yield plan.created if plan.created >= spell.started else on


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
