"""Closing ends what was done because of a referral, and somebody comes back to the team they know."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from referrals.actions import (
    closings,
    coordinators,
    requests,
)
from referrals.actions.requests import Asked
from referrals.models import (
    Appointment,
    CareCoordinator,
    Involvement,
    NextStep,
    PathwayEpisode,
    Referral,
    ShortSupport,
)
from referrals.models.request import Way
from referrals.selectors import holdings, people, urgent, way
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World, now, world
from tests.referrals.way_ground import handed_over, inside

__all__ = ["inside", "now", "world"]


def test_closing_ends_what_was_done_because_of_it(inside: World) -> None:
    record.way(inside.referral, inside.staff)
    coordinators.name(by=inside.by, referral=inside.referral, staff=inside.staff, on=TODAY)
    closed = closings.close(
        by=inside.by,
        referral=inside.referral,
        on=TODAY,
        reason="02",
        words="You did it.",
        version=Referral.objects.get(pk=inside.referral.pk).version,
    )
    assert (closed.closing_words, closed.closed_with) == ("You did it.", "person")
    assert PathwayEpisode.objects.get().ended_on == TODAY
    assert ShortSupport.objects.get().ended_on == TODAY
    assert Involvement.objects.get().ends_on == TODAY
    assert CareCoordinator.objects.get().ends_on == TODAY
    assert holdings.now(inside.person) is None


def test_what_begins_later_than_the_end_ends_when_it_begins(inside: World) -> None:
    later = TODAY + timedelta(5)
    record.pathway(referral=inside.referral, started_on=later)
    closings.close(by=inside.by, referral=inside.referral, on=TODAY, reason="02")
    assert PathwayEpisode.objects.get().ended_on == later


def test_a_co_ordinator_stays_while_another_referral_is_open(inside: World) -> None:
    record.referral(person=inside.person, team=inside.team, received_on=TODAY)
    coordinators.name(by=inside.by, referral=inside.referral, staff=inside.staff, on=TODAY)
    closings.close(by=inside.by, referral=inside.referral, on=TODAY, reason="02")
    assert CareCoordinator.objects.get().ends_on is None


def test_loose_ends_in_words(inside: World) -> None:
    handed_over(inside)
    for kind in ("do", "check_back"):
        NextStep.objects.create(
            referral=inside.referral, kind=kind, what="Call", staff=inside.staff, due_on=TODAY
        )
    Appointment.objects.create(
        referral=inside.referral,
        staff=inside.staff,
        team=inside.team,
        starts_at=timezone.now() + timedelta(days=1),
        mechanism="01",
    )
    NextStep.objects.create(
        referral=inside.referral,
        kind="do",
        what="Write",
        staff=inside.staff,
        due_on=TODAY,
        done_at=timezone.now(),
        result="Written",
    )
    found = way.loose_ends(inside.referral)
    assert [(end.kind, end.stops) for end in found] == [
        ("handover", True),
        ("step", True),
        ("step", False),
        ("appointment", False),
    ]
    assert "Far team of 18 June 2025 is not confirmed" in found[0].words
    assert found[1].words == (
        "Check back with the person and write down how it was (Priya Nair, by 18 June 2025)"
    )


@pytest.mark.parametrize(("days", "comes_back"), [(365, True), (366, False)])
def test_coming_back_within_a_year(inside: World, days: int, comes_back: bool) -> None:
    inside.referral.received_on = inside.referral.first_requested_on = date(2024, 1, 1)
    record.end(inside.referral, TODAY - timedelta(days))
    found = people.find(inside.person.reference, by=inside.by)
    assert found is not None
    before = way.comes_back_to(found, TODAY)
    assert (before == inside.referral) is comes_back


@pytest.mark.parametrize(("days", "comes_back"), [(365, True), (366, False)])
def test_whoever_asks_again_within_a_year_is_with_the_team_they_know(
    inside: World, days: int, comes_back: bool
) -> None:
    new = ground.team(hub=inside.hub, takes_new=True)
    inside.referral.received_on = inside.referral.first_requested_on = date(2024, 1, 1)
    record.end(inside.referral, TODAY - timedelta(days))
    asked = requests.ask(by=inside.by, asked=Asked(way=Way.SELF, story="It is back"), person=inside.person)
    assert asked.referral.team == (inside.team if comes_back else new)
    assert asked.referral.returns_to == (inside.referral if comes_back else None)


def test_straight_back_to_the_team(inside: World) -> None:
    ground.team(hub=inside.hub, takes_new=True)
    closings.close(by=inside.by, referral=inside.referral, on=TODAY, reason="02")
    asked = requests.ask(by=inside.by, asked=Asked(way=Way.SELF, story="It is back"), person=inside.person)
    assert (asked.referral.team, asked.referral.returns_to) == (inside.team, inside.referral)
    holder = holdings.now(inside.person)
    assert holder is not None
    assert holder.team == inside.team


def test_nobody_comes_back_to_a_closed_team_or_from_an_open_referral(inside: World) -> None:
    found = people.find(inside.person.reference, by=inside.by)
    assert found is not None
    assert way.comes_back_to(found, TODAY) is None
    record.end(inside.referral, TODAY)
    inside.team.closed_on = TODAY
    inside.team.save()
    found = people.find(inside.person.reference, by=inside.by)
    assert found is not None
    assert way.comes_back_to(found, TODAY) is None


def test_urgent_and_not_seen(inside: World) -> None:
    def asked(days: int, **given: Any) -> Referral:
        on = TODAY - timedelta(days)
        return record.referral(team=inside.team, received_on=on, **{"priority": "2", **given})

    late, in_time, seen = asked(8), asked(7), asked(9)
    asked(20, priority="3")
    record.contact(referral=late, occurred_on=TODAY, attendance="3")
    record.contact(referral=seen, occurred_on=TODAY)
    assert list(urgent.unseen(Referral.objects.all())) == [late, in_time]
    assert list(urgent.overdue(Referral.objects.all())) == [late]
    found = urgent.of_referral(seen)
    assert found is not None
    assert (found.due_on, found.seen_on, found.in_time) == (TODAY - timedelta(2), TODAY, False)
    assert urgent.of_referral(inside.referral) is None
