"""Two people at the same pair, and somebody at work on a record that is being joined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hubs.tenancy import in_tenant
from referrals.actions import contacts, duplicates, referrals, requests
from referrals.actions.requests import Asked
from referrals.models import Holding, Merge, Person, PossibleDuplicate, Referral
from referrals.models.request import Way
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World
from tests.referrals.test_at_the_same_moment import at_once

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Both were checked with her on the telephone"


def in_world(world: World, act: Callable[[], object]) -> Callable[[], str]:
    """The act in a transaction of its own; what it said when it was refused."""

    def run() -> str:
        try:
            with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
                act()
        except ValidationError as error:
            return " ".join(error.messages)
        return ""

    return run


@pytest.fixture
def other(world: World) -> Referral:
    with in_tenant(world.tenant.pk):
        return record.referral(team=ground.team(hub=world.hub), received_on=date(2025, 6, 1))


def test_two_join_the_same_pair(world: World, other: Referral) -> None:
    """Also the other way round: one of them does, and the other is told which record goes on."""
    with in_tenant(world.tenant.pk):
        pair = duplicates.ask_about(by=world.by, one=world.person, other=other.person)
    answers = at_once(
        in_world(world, lambda: duplicates.decide(by=world.by, pair=pair, kept=world.person, reason=REASON)),
        in_world(world, lambda: duplicates.decide(by=world.by, pair=pair, kept=other.person, reason=REASON)),
    )
    assert sorted(bool(answer) for answer in answers) == [False, True]
    assert "these are one person" in "".join(map(str, answers))
    with in_tenant(world.tenant.pk):
        assert Merge.objects.count() == 1
        assert Holding.objects.filter(until=None).count() == 1
        assert PossibleDuplicate.objects.get(pk=pair.pk).is_same


def test_two_merges_that_cross(world: World, other: Referral) -> None:
    answers = at_once(
        in_world(
            world,
            lambda: duplicates.merge(by=world.by, kept=world.person, merged=other.person, reason=REASON),
        ),
        in_world(
            world,
            lambda: duplicates.merge(by=world.by, kept=other.person, merged=world.person, reason=REASON),
        ),
    )
    assert sorted(bool(answer) for answer in answers) == [False, True]
    assert "meanwhile" in "".join(map(str, answers))


def test_work_on_a_record_that_is_being_joined(world: World, other: Referral) -> None:
    """A contact and a move while the records are joined: both are there, and one team holds."""
    with in_tenant(world.tenant.pk):
        team = ground.team(hub=world.hub)
    answers = at_once(
        in_world(
            world,
            lambda: duplicates.merge(by=world.by, kept=world.person, merged=other.person, reason=REASON),
        ),
        in_world(world, lambda: contacts.log(by=world.by, referral=other, occurred_on=TODAY)),
        in_world(world, lambda: referrals.move(by=world.by, referral=other, team=team, because="Nearer")),
    )
    assert answers == ["", "", ""]
    with in_tenant(world.tenant.pk):
        moved = Referral.objects.get(pk=other.pk)
        assert (moved.person_id, moved.team_id) == (world.person.pk, team.pk)
        assert moved.contacts.count() == 1
        assert Holding.objects.filter(until=None).count() == 1


def test_asking_again_while_records_are_joined(world: World) -> None:
    """Whoever comes second meets what the first did: nobody ends up on a record that leads to another."""
    for _ in range(4):
        with in_tenant(world.tenant.pk):
            person = record.referral(team=world.team).person
        at_once(
            in_world(
                world,
                lambda person=person: duplicates.merge(  # type: ignore[misc]
                    by=world.by, kept=world.person, merged=person, reason=REASON
                ),
            ),
            in_world(
                world,
                lambda person=person: requests.ask(  # type: ignore[misc]
                    by=world.by, asked=Asked(way=Way.GP, story="Worse"), person=person
                ),
            ),
        )
    with in_tenant(world.tenant.pk):
        joined = Person.objects.filter(merged_into__isnull=False)
        assert joined.count() == 4
        assert not Referral.objects.filter(person__in=joined, discharged_on=None).exists()
