"""The four-week clock of people, from its one definition: the SQL function ``reporting_clock``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from hubs.tenancy import current_tenant_id
from reporting.rules.clock import FOUR_WEEKS, Component, lacking

COLUMNS = (
    "person_id",
    "provider_id",
    "started_on",
    "ended_on",
    "is_open",
    "latest_referral_id",
    "referral_count",
    "first_contact_on",
    "second_contact_on",
    "outcome_on",
    "assessment_on",
    "help_on",
    "needs_assessment",
    "stopped_on",
    "days",
)

# More people than stand on a page: a plan made for just these is then worth its making.
MANY = 100


@dataclass(frozen=True, slots=True)
class Clock:
    """A referral spell of a person with a provider as it stood at the end of a day.

    ``ended_on`` is the day itself while the spell goes on. ``days`` is the wait: to the stop, else to the day or
    to the end of a spell that ended without one.
    """

    person_id: int
    provider_id: int
    started_on: dt.date
    ended_on: dt.date
    is_open: bool
    latest_referral_id: int
    referral_count: int
    first_contact_on: dt.date | None
    second_contact_on: dt.date | None
    outcome_on: dt.date | None
    assessment_on: dt.date | None
    help_on: dt.date | None
    needs_assessment: bool
    stopped_on: dt.date | None
    days: int
    as_at: dt.date

    @property
    def is_running(self) -> bool:
        """Open, and something is still lacking."""
        return self.is_open and self.stopped_on is None

    @property
    def within_four_weeks(self) -> bool:
        """Stopped, or still running, on day 28 or before."""
        return self.days <= FOUR_WEEKS

    @property
    def due_on(self) -> dt.date:
        """The last day that is within four weeks."""
        return self.started_on + dt.timedelta(days=FOUR_WEEKS)

    @property
    def lacking(self) -> tuple[Component, ...]:
        """What has not happened yet, in the order of the definition; nothing once the clock has stopped."""
        dates = {
            Component.CONTACT: self.first_contact_on,
            Component.OUTCOME: self.outcome_on,
            Component.ASSESSMENT: self.assessment_on,
            Component.HELP: self.help_on,
        }
        return lacking(dates, needs_assessment=self.needs_assessment)

    @property
    def still_lacking(self) -> str:
        """In plain words: "contact, baseline score and plan or intervention"; empty when nothing is."""
        words = [component.label for component in self.lacking]
        return " and ".join([*[", ".join(words[:-1])][: len(words) - 1], *words[-1:]])


def for_person(person_id: int, as_at: dt.date | None = None) -> list[Clock]:
    """The person's spells as at a day (today when not said), the newest first."""
    return for_people([person_id], as_at).get(person_id, [])


def for_people(person_ids: Collection[int], as_at: dt.date | None = None) -> dict[int, list[Clock]]:
    """The spells of each of these people, the newest first; people without one are left out. One query."""
    day = as_at or timezone.localdate()
    found: dict[int, list[Clock]] = {}
    for row in _read(sorted(person_ids), day) if person_ids else ():
        found.setdefault(row[0], []).append(Clock(**dict(zip(COLUMNS, row, strict=True)), as_at=day))
    return found


def running(clocks: Collection[Clock]) -> Clock | None:
    """The wait to look at first: the running clock that has waited longest, else the newest open spell."""
    waiting = [clock for clock in clocks if clock.is_running]
    if waiting:
        return max(waiting, key=lambda clock: clock.days)
    return next((clock for clock in clocks if clock.is_open), None)


def _read(person_ids: list[int], day: dt.date) -> list[tuple[Any, ...]]:
    current_tenant_id()  # raises NoTenant, where the database would answer with nothing
    # The same definition; the second with a plan that was made for few people, and kept.
    function = "reporting_clock" if len(person_ids) > MANY else "reporting_clock_of"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(COLUMNS)} from {function}(%s::date, %s::bigint[])"
            " order by person_id, started_on desc, provider_id",
            [day, person_ids],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
