"""A course of a group, its sessions, and what a sheet is saved with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hubs.tenancy import in_tenant
from referrals.actions import group_sessions
from referrals.actions.group_sheets import Details
from referrals.models import Contact, Group, GroupSession, Referral
from referrals.models.contact import COUNTS
from referrals.selectors import groups as found
from tests.factories import record
from tests.referrals.conftest import TODAY, World

WEEK_AGO = TODAY - dt.timedelta(weeks=1)
NINETY = Details(held_on=WEEK_AGO, starts_at=dt.time(14), duration_minutes=90)


@pytest.fixture
def here(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


@pytest.fixture
def course(here: World) -> Group:
    return record.group(team=here.team)


def session_of(group: Group, *people: Referral, **given: Any) -> GroupSession:
    for referral in people:
        record.member(group, referral)
    return record.group_session(group=group, held_on=WEEK_AGO, **given)


def somebody(world: World, **given: Any) -> Referral:
    return record.referral(team=world.team, received_on=TODAY - dt.timedelta(days=30), **given)


def save(
    world: World,
    session: GroupSession,
    marks: dict[Referral, str],
    details: Details = NINETY,
    **given: Any,
) -> GroupSession:
    return group_sessions.record(by=world.by, session=session, details=details, marks=marks, **given)


def counted(*people: Referral) -> int:
    return Contact.objects.filter(COUNTS, referral__in=people).count()


def wrong(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return error.value.message_dict


def on_sheet(group: Group, day: dt.date = TODAY) -> list[Referral]:
    return [row.referral for row in found.sheet(record.group_session(group=group), held_on=day)]
