"""What is due soon for a worker, a team or a hub: waits, next steps, handovers, appointments, reviews, results, and
what was agreed in plans.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from careplans.rules.parts import ACTIONS
from careplans.selectors import plans, sharing
from config import formats
from hubs.rules.roles import Actor, Permission
from outcomes.models import HealthCheck
from referrals.models import Appointment, Handover, NextStep, PathwayEpisode, Person, Referral, ShortSupport
from referrals.models.exchange import WAITING
from referrals.rules import urgent
from referrals.selectors import urgent as urgent_selectors
from referrals.selectors.people import viewable_hubs
from reporting.rules.clock import FOUR_WEEKS
from reporting.selectors import clock, waiting_lists

SOON = dt.timedelta(days=7)
# Longer overdue than this is no news: the queue and the caseload show it by length of wait.
BACK = dt.timedelta(days=28)
HOLDER = "Whoever holds them"


class Scope(StrEnum):
    ME = "me"
    TEAMS = "teams"
    HUBS = "hubs"


@dataclass(frozen=True)
class Due:
    """Something that has a day. ``what`` is a sentence without its full stop, ``who`` whose turn it is."""

    on: dt.date
    kind: str
    what: str
    who: str
    person: Person


def of(by: Actor, scope: Scope, today: dt.date | None = None) -> list[Due]:
    """Everything due up to seven days from ``today``, the oldest first, at most four weeks back. Thirteen
    queries.
    """
    today = today or timezone.localdate()
    mine = _referrals(by, scope)
    found = [
        *_four_weeks(mine, today),
        *_urgent(mine, today),
        *_steps(by, scope, mine, today),
        *_handovers(mine, today),
        *_appointments(by, scope, mine, today),
        *_reviews(mine, today),
        *_plan_actions(by, scope, mine, today),
        *_plan_reviews(mine, today),
        *_results(by, scope, mine, today),
    ]
    return sorted(found, key=lambda due: (due.on, due.person.name_key, due.kind))


def _referrals(by: Actor, scope: Scope) -> QuerySet[Referral]:
    opened: QuerySet[Referral] = Referral.objects.filter(discharged_on=None, rejected_on=None)
    if scope is Scope.ME:
        return opened.filter(named_worker=by.staff_id)
    if scope is Scope.TEAMS:
        return opened.filter(team__in=by.team_ids)
    hubs = viewable_hubs(by)
    return opened if hubs is None else opened.filter(hub__in=hubs)


def _four_weeks(mine: QuerySet[Referral], today: dt.date) -> Iterator[Due]:
    # A wait begins with the first referral of its spell, and no later: only these can end in time to be shown.
    began = Q(received_on__gte=today - dt.timedelta(days=FOUR_WEEKS) - BACK)
    began &= Q(received_on__lte=today - dt.timedelta(days=FOUR_WEEKS) + SOON)
    waiting = _shown(mine.filter(began))
    clocks = clock.for_people({referral.person_id for referral in waiting}, today)
    for referral in waiting:
        found = waiting_lists.of_referral(referral, clocks)
        if found and found.is_running and today - BACK <= found.due_on <= today + SOON:
            word = "end" if found.due_on >= today else "ended"
            what = f"Four weeks {word}; still lacks {found.still_lacking}"
            yield _due(found.due_on, "Four-week wait", what, referral)


def _urgent(mine: QuerySet[Referral], today: dt.date) -> Iterator[Due]:
    for referral in _shown(urgent_selectors.unseen(mine).filter(received_on__gte=today - BACK)):
        day = urgent.due_on(referral.received_on)
        yield _due(day, "Urgent", "To be seen within seven days, and not seen yet", referral)


def _steps(by: Actor, scope: Scope, mine: QuerySet[Referral], today: dt.date) -> Iterator[Due]:
    whose = Q(staff=by.staff_id) if scope is Scope.ME else Q(referral__in=mine)
    steps = NextStep.objects.filter(whose, done_at=None, due_on__range=(today - BACK, today + SOON))
    for step in steps.select_related("staff", "referral__person", "referral__team"):
        yield Due(
            step.due_on,
            step.get_kind_display(),
            step.what,
            step.staff.name,
            step.referral.person,
        )


def _handovers(mine: QuerySet[Referral], today: dt.date) -> Iterator[Due]:
    sent = Handover.objects.filter(referral__in=mine, state__in=WAITING, rings_on__lte=today + SOON)
    for handover in sent.select_related("to_team", "referral__person", "referral__team"):
        receiver = handover.to_team.name if handover.to_team else handover.to_name
        what = f"Handover sent on {formats.date(handover.sent_at)}, not confirmed"
        yield Due(handover.rings_on, "Handover", what, receiver, handover.referral.person)


def _appointments(by: Actor, scope: Scope, mine: QuerySet[Referral], today: dt.date) -> Iterator[Due]:
    whose = Q(staff=by.staff_id) if scope is Scope.ME else Q(referral__in=mine)
    begin = timezone.make_aware(dt.datetime.combine(today, dt.time.min))
    booked = Appointment.objects.filter(
        whose, cancelled_at=None, starts_at__gte=begin, starts_at__lt=begin + SOON + dt.timedelta(days=1)
    )
    for each in booked.select_related("staff", "referral__person", "referral__team"):
        day = timezone.localdate(each.starts_at)
        what = f"At {formats.time(timezone.localtime(each.starts_at))}"
        where = f"{what}, {each.place}" if each.place else what
        yield Due(day, "Appointment", where, each.staff.name, each.referral.person)


def _reviews(mine: QuerySet[Referral], today: dt.date) -> Iterator[Due]:
    span = (today - BACK, today + SOON)
    support = ShortSupport.objects.filter(referral__in=mine, ended_on=None, ends_on__range=span)
    for each in support.select_related(*_WITH):
        yield _due(each.ends_on, "Short-term support", "Ends, as agreed", each.referral)
    placed = PathwayEpisode.objects.filter(
        referral__in=mine, ended_on=None, placement_ended_on=None, placement_review_on__range=span
    )
    for placement in placed.select_related(*_WITH):
        assert placement.placement_review_on is not None
        what = f"Placement with {placement.placement_provider} is to be looked at"
        yield _due(placement.placement_review_on, "Placement out of area", what, placement.referral)


def _plan_actions(by: Actor, scope: Scope, mine: QuerySet[Referral], today: dt.date) -> Iterator[Due]:
    whose = Q(staff=by.staff_id) if scope is Scope.ME else Q(plan__person__in=mine.values("person"))
    span = (today - BACK, today + SOON)
    actions = plans.open_actions().filter(whose, staff__isnull=False, due_on__range=span)
    kept = sharing.people_who_keep(ACTIONS, by)
    for each in actions:
        if each.plan.person_id not in kept:
            assert each.due_on is not None
            assert each.staff is not None
            yield Due(each.due_on, "Action of a plan", each.what, each.staff.name, each.plan.person)


def _plan_reviews(mine: QuerySet[Referral], today: dt.date) -> Iterator[Due]:
    for each in plans.open_reviews().filter(
        plan__person__in=mine.values("person"), due_on__range=(today - BACK, today + SOON)
    ):
        who = "a day that the person chose" if each.chosen_by_person else "as the team set"
        yield Due(each.due_on, "Plan", f"To be looked at again, {who}", HOLDER, each.plan.person)


def _results(by: Actor, scope: Scope, mine: QuerySet[Referral], today: dt.date) -> Iterator[Due]:
    """Results of health checks that have to be followed up, of whoever has an open referral to be reached through."""
    whose = Q(person__in=mine.order_by().values("person"))
    if scope is Scope.ME:
        whose |= Q(follow_up_staff=by.staff_id)
    span = (today - BACK, today + SOON)
    waiting = HealthCheck.objects.filter(whose, follow_up_due_on__range=span, follow_up_done_on=None)
    checks = list(waiting.select_related("person", "follow_up_staff"))
    opened = Referral.objects.filter(
        person__in={check.person_id for check in checks}, discharged_on=None, rejected_on=None
    )
    reachable = set(opened.values_list("person", flat=True))
    for check in checks:
        if check.person_id in reachable and check.follow_up_due_on:
            who = check.follow_up_staff.name if check.follow_up_staff else check.follow_up_who
            what = f"{check.get_kind_display()}: {check.follow_up}"
            yield Due(check.follow_up_due_on, "Health check", what, who, check.person)


_WITH = ("referral__person", "referral__team", "referral__named_worker")


def _shown(referrals: QuerySet[Referral]) -> list[Any]:
    return list(referrals.select_related("person", "team", "named_worker"))


def _due(on: dt.date, kind: str, what: str, referral: Referral) -> Due:
    worker = referral.named_worker.name if referral.named_worker else ""
    team = referral.team.name if referral.team else ""
    return Due(on, kind, what, worker or team, referral.person)


def may_see_hubs(by: Actor) -> bool:
    """Whether the whole hub is theirs to look after, as the queue is."""
    hubs = viewable_hubs(by, Permission.QUEUE_VIEW)
    return hubs is None or bool(hubs)
