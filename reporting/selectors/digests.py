"""What waits for each worker this morning: four weeks that end, and next steps that are due."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from referrals.models import NextStep, Referral
from referrals.rules.reminders import Waiting
from referrals.selectors import told_for
from referrals.selectors.told_for import Held
from reporting.rules.clock import FOUR_WEEKS
from reporting.selectors import clock, waiting_lists
from reporting.selectors.due import BACK, SOON

NEAR, OVER, TODAY, LATE = "four_weeks_near", "four_weeks_over", "steps_today", "steps_late"
COLUMNS = ("pk", "person_id", "provider_id", "received_on", "team_id", "hub_id", "named_worker_id")


def of_tenant(today: dt.date) -> Mapping[int, Waiting]:
    """For each worker to whom it is to be told. Waits that ended more than four weeks ago are left out, as they are in
    ``due``: the queue shows them by length. Six queries, however many wait.
    """
    found = [*_four_weeks(today), *_steps(today)]
    receivers = told_for.workers({held for held, _ in found}, today)
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for held, what in found:
        for staff in receivers[held]:
            counted[staff][what] += 1
    return {staff: Waiting(**counts) for staff, counts in counted.items()}


def _four_weeks(today: dt.date) -> Iterator[tuple[Held, str]]:
    latest = today - dt.timedelta(days=FOUR_WEEKS) + SOON
    began = (today - dt.timedelta(days=FOUR_WEEKS) - BACK, latest)
    waiting: Collection[Any] = list(
        Referral.objects.filter(
            discharged_on=None, rejected_on=None, source_month=None, received_on__range=began
        ).only(*COLUMNS)
    )
    clocks = clock.for_people({referral.person_id for referral in waiting}, today)
    for referral in waiting:
        found = waiting_lists.of_referral(referral, clocks)
        if found and found.is_running and today - BACK <= found.due_on <= today + SOON:
            held = Held(referral.named_worker_id, referral.team_id, referral.hub_id)
            yield held, NEAR if found.due_on >= today else OVER


def _steps(today: dt.date) -> Iterator[tuple[Held, str]]:
    due = NextStep.objects.filter(done_at=None, due_on__range=(today - BACK, today))
    rows = due.values_list("staff_id", "due_on", "referral__team_id", "referral__hub_id")
    for staff, due_on, team, hub in rows:
        yield Held(staff, team, hub), TODAY if due_on == today else LATE
