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
        return self.months is None or month_of(on) in self.months


@dataclass(frozen=True)
class Sent:
    """What one month's record set said of a referral. ``others`` are other teams: type, rejected on, closed on."""

    received: date
    team: str | None = "A06"
    discharged: date | None = None
    rejected: date | None = None
    others: tuple[tuple[str, date | None, date | None], ...] = ()

    def parts(self, month: date) -> Iterator[Part]:
        months = frozenset({month})
        if self.team:
            yield Part(self.team, self.discharged, self.rejected, None, months)
        for team, rejected, closed in self.others:
            yield Part(team, self.discharged, rejected, closed, months)


@dataclass(frozen=True)
class Asked:
    """A referral with what happened in it. ``parts`` are other teams: type, rejected on, closed on. ``times`` are the
    months that a team of a type was on it, for those that were not all along; also of teams that are not any more.
    Of one that record sets told of, ``sent`` is what each month said, and the rest what the newest did.
    """

    received: date
    team: str | None = "A06"
    discharged: date | None = None
    rejected: date | None = None
    parts: tuple[tuple[str, date | None, date | None], ...] = ()
    times: tuple[tuple[str, frozenset[date]], ...] = ()
    sent: tuple[tuple[date, Sent], ...] = ()
    admitted: date | None = None
    admission_told: date | None = None
    met: tuple[Met, ...] = ()
    scored: tuple[tuple[date, str], ...] = ()
    worked: tuple[tuple[date, str], ...] = ()

    def in_scope(self) -> list[Part]:
        """The parts of the teams in scope."""
        if self.sent:
            parts = [part for month, said in self.sent for part in said.parts(month)]
        else:
            parts = list(self._own_parts())
        return [part for part in parts if part.team in IN_SCOPE]

    def _own_parts(self) -> Iterator[Part]:
        months = dict(self.times)
        if self.team:
            yield Part(self.team, self.discharged, self.rejected, None, months.get(self.team))
        for team, rejected, closed in self.parts:
            yield Part(team, self.discharged, rejected, closed)
        for team, told in self.times:
            if team != self.team:
                yield Part(team, self.discharged, months=told)

    def received_by(self, latest: date) -> date:
        """When it was received, as was said in the month of a day."""
        return dict(self.sent)[month_of(latest)].received if self.sent else self.received

    def was_admitted(self, as_at: date) -> bool:
        return (
            self.admitted is not None
            and self.admitted <= as_at
            and (self.admission_told is None or self.admission_told <= as_at)
        )


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
    """``told_home`` are months in which the provider said whether the person lived in England; in all others they live
    where ``in_england`` says.
    """

    birth: date | None
    in_england: bool = True
    told_home: tuple[tuple[date, bool], ...] = ()
    asked: tuple[Asked, ...] = ()
    planned: tuple[Planned, ...] = ()

    def at_home(self, on: date) -> bool:
        return dict(self.told_home).get(month_of(on), self.in_england)

    def counts_on(self, asked: Asked, on: date) -> bool:
        """Whether a team in scope was on the referral that day, and the person in England."""
        return self.at_home(on) and any(part.named(on) for part in asked.in_scope())

    def latest(self, part: Part, as_at: date) -> date | None:
        """The last day by then that it was on the referral, and the person in England."""
        day, oldest = as_at, date(2012, 1, 1)
        while day > oldest and not (part.named(day) and self.at_home(day)):
            day = month_of(day) - timedelta(days=1)
        return day if day > oldest else None

    def stands(self, asked: Asked, as_at: date) -> Stands | None:
        """The referral as it is known by a day; None where it has never been in scope."""
        parts = [(latest, part) for part in asked.in_scope() if (latest := self.latest(part, as_at))]
        if not parts:
            return None
        last = max(latest for latest, _ in parts)
        ends = [end_of(part, last, told=bool(asked.sent)) for latest, part in parts if latest == last]
        return Stands(asked, asked.received_by(last), min(last, max(ends)), last)


@dataclass(frozen=True)
class Stands:
    """A referral by a day: received on, ended on, and the last day that it was in scope."""

    asked: Asked
    received: date
    ended: date
    latest: date


def end_of(part: Part, latest: date, *, told: bool) -> date:
    """When a part ended, as was known on the last day in scope; else the far future.

    What a month told is taken as it is, nationally the first that is there of discharge, rejection and closure. What is
    known here may have come later.
    """
    ends = [on for on in (part.discharged, part.rejected, part.closed) if on and (told or on <= latest)]
    return ends[0] if ends else date.max


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
    stood = [
        stands for one in life.asked if (stands := life.stands(one, as_at)) and counts(life, stands, as_at)
    ]
    asked = [stands.asked for stands in stood]
    found = [fill(spell, life, asked, as_at) for spell in merged(stood, as_at)]
    return [spell for spell in found if spell.started >= date(2016, 1, 1)]


def counts(life: Life, stands: Stands, as_at: date) -> bool:
    return (
        stands.received <= stands.latest
        and life.birth is not None
        and of_age(life.birth, stands.received)
        and not stands.asked.was_admitted(as_at)
    )


def of_age(birth: date, on: date) -> bool:
    return (on.year - birth.year, (on.month, on.day)) >= (18, (birth.month, birth.day))


def merged(stood: list[Stands], as_at: date) -> Iterator[Spell]:
    current: Spell | None = None
    for one in sorted(stood, key=lambda one: one.received):
        is_current = one.latest == as_at
        if current is not None and one.received <= current.ended + GRACE:
            current.ended = max(current.ended, one.ended)
            current.current |= is_current
            current.count += 1
            continue
        if current is not None:
            yield current
        current = Spell(one.received, one.ended, current=is_current)
    if current is not None:
        yield current


def fill(spell: Spell, life: Life, asked: list[Asked], as_at: date) -> Spell:
    def inside(days: Iterator[date]) -> list[date]:
        return sorted(one for one in days if spell.started <= one <= spell.ended and one <= as_at)

    met = [met for one in asked for met in one.met if life.counts_on(one, met.on)]
    scored = [on for one in asked for on, tool in one.scored if tool == DIALOG and life.counts_on(one, on)]
    worked = [(on, concept) for one in asked for on, concept in one.worked if life.counts_on(one, on)]
    done = [(one.on, one.concept) for one in met] + worked
    spell.contacts = inside(one.on for one in met if attended(one))
    spell.outcome = first(inside(iter(scored)))
    spell.assessment = first(inside(on for on, concept in done if concept == AN_ASSESSMENT))
    helped = inside(on for on, concept in done if concept in INTERVENTIONS)
    spell.help = first(sorted(helped + list(plan_days(spell, life, as_at))))
    spell.open = spell.current and spell.ended >= as_at - GRACE
    spell.stopped = stop(spell)
    return spell


def month_of(on: date) -> date:
    return on.replace(day=1)


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
