"""Two people at the same moment: a scale is one scale, and goals share three numbers."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from hubs.tenancy import in_tenant
from outcomes.actions import goals
from outcomes.models import CodedScore, OutcomeGoal
from tests.outcomes.test_measures_page import sent
from tests.referrals.conftest import TODAY, World, now, world
from tests.referrals.test_at_the_same_moment import at_once, signed_in

__all__ = ["now", "world"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_scale_that_is_sent_twice_at_once_is_one_scale(world: World) -> None:
    data = sent(world, job="3", safety="5", medication="6")
    clients = [signed_in(world) for _ in range(3)]
    answers = at_once(*(partial(client.post, world.page("measures", "dialog"), data) for client in clients))
    assert {answer.status_code for answer in answers} == {302}  # type: ignore[attr-defined]
    with in_tenant(world.tenant.pk):
        assert sorted(CodedScore.objects.values_list("score", flat=True)) == ["3", "5", "6"]


def test_no_two_goals_take_one_number_and_no_fourth_is_set(world: World) -> None:
    def work(words: str) -> int | None:
        with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
            try:
                return goals.set_goal(by=world.by, referral=world.referral, words=words, set_on=TODAY).number
            except ValidationError:
                return None

    numbers = at_once(*(partial(work, words) for words in ("Bus", "Sister", "Sleep", "Swim")))
    assert sorted(numbers, key=str) == [1, 2, 3, None]
    with in_tenant(world.tenant.pk):
        assert OutcomeGoal.objects.count() == 3
