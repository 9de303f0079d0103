"""Groups: their places, who stands on a sheet, planned sessions, and their end."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from referrals.actions import contacts, group_sessions, groups, referrals
from referrals.actions.group_sheets import Details
from referrals.models import Contact, Group, GroupMember, GroupSession
from referrals.selectors import groups as found
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World, now, world
from tests.referrals.group_ground import (
    WEEK_AGO,
    course,
    here,
    on_sheet,
    save,
    session_of,
    somebody,
    wrong,
)

__all__ = ["course", "here", "now", "world"]


@pytest.mark.parametrize(
    ("joined", "left", "closed", "stands"),
    [
        (0, None, None, True),
        (-30, 0, None, True),
        (-30, None, 0, True),
        (1, None, None, False),
        (-30, -1, None, False),
        (-30, None, -1, False),
    ],
)
def test_who_has_a_place_on_the_day_stands_on_the_sheet(
    here: World, course: Group, joined: int, left: int | None, closed: int | None, stands: bool
) -> None:
    one = somebody(here)
    record.member(
        course,
        one,
        joined_on=TODAY + dt.timedelta(joined),
        left_on=None if left is None else TODAY + dt.timedelta(left),
    )
    if closed is not None:
        record.end(one, TODAY + dt.timedelta(closed))
    assert on_sheet(course) == ([one] if stands else [])


@pytest.mark.parametrize(
    ("mark", "days", "stands"), [("5", 90, True), ("5", 91, False), ("6", 90, True), ("3", 1, False)]
)
def test_who_came_to_an_open_group_lately_stands_on_its_next_sheet(
    here: World, mark: str, days: int, stands: bool
) -> None:
    one = somebody(here)
    drop_in, another = (record.group(team=here.team, kind="open") for _ in range(2))
    save(here, session_of(drop_in), {one: mark})
    day = WEEK_AGO + dt.timedelta(days)
    assert on_sheet(drop_in, day) == ([one] if stands else [])
    assert on_sheet(another, day) == []
    if stands:
        contacts.void(by=here.by, contact=Contact.objects.get(), reason="Not her")
        assert on_sheet(drop_in, day) == []


def test_weekly_sessions_are_planned_once(here: World, course: Group) -> None:
    key = uuid4()
    details = Details(TODAY, 90)
    made = group_sessions.plan(by=here.by, group=course, details=details, times=6, key=key)
    again = group_sessions.plan(by=here.by, group=course, details=details, times=6, key=key)
    assert [row.pk for row in made] == [row.pk for row in again]
    assert [row.held_on for row in made] == [TODAY + dt.timedelta(weeks=week) for week in range(6)]
    groups.change(by=here.by, group=course, ends_on=TODAY + dt.timedelta(weeks=5))
    with pytest.raises(ValidationError) as refused:
        group_sessions.plan(by=here.by, group=course, details=details, times=7)
    assert "times" in wrong(refused)


def test_places_are_as_many_as_said(here: World) -> None:
    course = record.group(team=here.team, places=1)
    first, second = somebody(here), somebody(here)
    member = groups.join(by=here.by, group=course, referral=first)
    assert groups.join(by=here.by, group=course, referral=first) == member
    with pytest.raises(ValidationError, match="All 1 places are taken"):
        groups.join(by=here.by, group=course, referral=second)
    groups.leave(by=here.by, member=member, on=TODAY)
    groups.join(by=here.by, group=course, referral=second)
    with pytest.raises(ValidationError, match="ended already"):
        groups.leave(by=here.by, member=member, on=TODAY)
    assert [row.referral for row in found.members(course)] == [second]


def test_who_is_closed_needs_no_place(here: World) -> None:
    course = record.group(team=here.team, places=1)
    first, second = somebody(here), somebody(here)
    groups.join(by=here.by, group=course, referral=first)
    referrals.close(by=here.by, referral=first, on=TODAY, reason="02", closed_with="person")
    groups.join(by=here.by, group=course, referral=second)
    with pytest.raises(ValidationError):
        groups.join(by=here.by, group=course, referral=first)


def test_the_end_of_a_group_ends_its_places_and_plans(here: World, course: Group) -> None:
    one = somebody(here)
    session_of(course, one)
    record.group_session(group=course, held_on=TODAY + dt.timedelta(weeks=1))
    with pytest.raises(ValidationError) as refused:
        groups.change(by=here.by, group=course, ends_on=TODAY)
    assert "ends_on" in wrong(refused)
    groups.end(by=here.by, group=course, on=TODAY)
    assert GroupMember.objects.get().left_on == TODAY
    assert GroupSession.objects.count() == 1
    with pytest.raises(ValidationError, match="has ended"):
        groups.join(by=here.by, group=course, referral=somebody(here), on=TODAY + dt.timedelta(1))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "course"}, "places"),
        ({"kind": "choir"}, "kind"),
        ({"name": " "}, "name"),
        ({"ends_on": TODAY - dt.timedelta(days=1)}, "ends_on"),
    ],
)
def test_a_group_that_cannot_be(here: World, given: dict[str, Any], field: str) -> None:
    details = {"team": here.team, "name": "SUN", "kind": "open", "starts_on": TODAY, **given}
    with pytest.raises(ValidationError) as refused:
        groups.start(by=here.by, **details)
    assert field in wrong(refused)


def test_groups_of_a_referral(here: World, course: Group) -> None:
    one = somebody(here)
    drop_in = record.group(team=here.team, kind="open", name="SUN")
    save(here, session_of(course, one), {one: "3"})
    save(here, session_of(drop_in), {one: "5"})
    told = [(row.group.name, row.joined_on, row.came, row.missed) for row in found.of_referral(one)]
    assert told == [("Managing emotions", one.received_on, 0, 1), ("SUN", None, 1, 0)]


def test_groups_are_of_hubs(here: World, course: Group) -> None:
    elsewhere = record.group(team=ground.team(hub=ground.hub()))
    assert list(found.of_hubs(here.by)) == [course]
    there = ground.actor(here.by.assignments[0][0], hub=elsewhere.team.hub)
    assert list(found.of_hubs(there)) == [elsewhere]
    assert (found.may(there, elsewhere), found.may(there, course)) == (True, False)
