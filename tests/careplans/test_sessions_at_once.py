"""Two people at one session at the same moment: nothing twice, nothing lost, and the second is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from careplans.actions import areas, device_links, plans, ratings, sessions
from careplans.models import DialogArea, DialogRating, DialogSession, Plan
from careplans.rules.rating import Rated
from hubs.models import Tenant
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from tests.careplans.session_ground import asked, choose, rate, start
from tests.referrals.conftest import World, make_world
from tests.referrals.test_at_the_same_moment import at_once

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]


@pytest.fixture
def world(tenant: Tenant) -> World:
    return make_world(tenant, today=timezone.localdate())


@pytest.fixture
def session(world: World) -> DialogSession:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        return start(world)


def attempt(world: World, act: Act) -> Callable[[], str]:
    """What the act says when it is refused, else nothing."""

    def acted() -> str:
        with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
            try:
                act()
            except ValidationError as refused:
                return " ".join(refused.messages)
        return ""

    return acted


@pytest.mark.parametrize("times", [2, 4])
def test_workers_who_start_at_once_share_one_session(world: World, times: int) -> None:
    at_once(*(attempt(world, lambda: start(world)) for _ in range(times)))
    with in_tenant(world.tenant.pk):
        assert DialogSession.objects.count() == 1


@pytest.mark.parametrize("times", [2, 4])
def test_completing_twice_writes_the_scores_once(world: World, session: DialogSession, times: int) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        rate(world, session, "job", 3)
        rate(world, session, "family", 5)
    complete = attempt(world, lambda: sessions.complete(by=world.by, session=session))
    said = at_once(*[complete] * times)
    assert said.count("") == 1
    assert all("was completed" in str(words) for words in said if words)
    with in_tenant(world.tenant.pk):
        assert CodedScore.objects.count() == 2


@pytest.mark.parametrize("_again", range(3))
def test_the_scores_are_what_was_rated_when_it_was_completed(
    world: World, session: DialogSession, _again: int
) -> None:
    """The person changes their answer on their device while the worker completes: one of them comes first."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        rate(world, session, "job", 3)
        secret = device_links.make(by=world.by, session=session).rstrip("/").rsplit(".", 1)[1]
        area = asked("job")
    at_once(
        attempt(world, lambda: sessions.complete(by=world.by, session=session)),
        attempt(world, lambda: device_links.rate(secret=secret, asked=area, said=Rated(6))),
    )
    with in_tenant(world.tenant.pk):
        assert CodedScore.objects.get().score == str(DialogRating.objects.get().rating)


def test_the_same_area_rated_first_by_two(world: World, session: DialogSession) -> None:
    with in_tenant(world.tenant.pk):
        area = asked("job")

    def first(number: int) -> object:
        said, shown = Rated(number), [Rated().state]
        return ratings.save(by=world.by, session=session, asked=area, said=said, seen=shown)

    told = at_once(*(attempt(world, partial(first, number)) for number in (2, 6)))
    assert sorted(bool(words) for words in told) == [False, True]
    with in_tenant(world.tenant.pk):
        assert DialogRating.objects.count() == 1


def test_two_who_choose_at_once_never_choose_more_than_three(world: World, session: DialogSession) -> None:
    at_once(
        attempt(world, lambda: choose(world, session, "job", "family", "safety")),
        attempt(world, lambda: choose(world, session, "leisure", "meetings")),
    )
    with in_tenant(world.tenant.pk):
        ranks = list(DialogArea.objects.values_list("rank", flat=True))
    assert len(ranks) == len(set(ranks)) <= 3


def test_an_action_agreed_twice_at_once_is_one_in_one_plan(world: World, session: DialogSession) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        (area,) = choose(world, session, "job")
    agree = attempt(world, lambda: areas.agree(by=world.by, area=area, what="Write a CV", doer="person"))
    assert at_once(agree, agree) == ["", ""]
    with in_tenant(world.tenant.pk):
        assert Plan.objects.get().actions.count() == 1


def test_one_plan_for_all_who_open_it(world: World) -> None:
    at_once(*[attempt(world, lambda: plans.open(by=world.by, person=world.person))] * 3)
    with in_tenant(world.tenant.pk):
        assert Plan.objects.count() == 1
