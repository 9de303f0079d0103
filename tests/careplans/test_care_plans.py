"""Care plans: made, updated, agreed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from careplans.actions import care_plans
from careplans.models import CarePlan, CarePlanAgreement
from careplans.selectors.care_plans import last_updated_on
from hubs.models import AuditEvent
from hubs.rules.roles import Actor, Role
from tests.conftest import ActorWith
from tests.factories import ground, record


@pytest.fixture
def by(actor: ActorWith) -> Actor:
    return actor(Role.CLINICIAN)


def made(by: Actor) -> CarePlan:
    return care_plans.create(
        by=by, person=record.person(), provider=ground.organisation(), created_on=date(2025, 4, 20)
    )


def test_a_new_plan_has_a_day_that_counts(by: Actor) -> None:
    plan = made(by)
    assert (plan.plan_type, last_updated_on(plan)) == ("10", date(2025, 4, 20))
    assert plan.local_id.startswith("K")


def test_updates_follow_one_another(by: Actor) -> None:
    plan = made(by)
    care_plans.update(by=by, plan=plan, on=date(2025, 5, 1))
    assert last_updated_on(plan) == date(2025, 5, 1)
    with pytest.raises(ValidationError, match="last updated on 1 May 2025"):
        care_plans.update(by=by, plan=plan, on=date(2025, 4, 30))
    assert [told.updated_on for told in plan.updates.order_by("updated_on")] == [
        date(2025, 4, 20),
        date(2025, 5, 1),
    ]


def test_updating_twice_on_a_day_is_updating_once(by: Actor) -> None:
    plan = made(by)
    first = care_plans.update(by=by, plan=plan, on=date(2025, 5, 1))
    assert care_plans.update(by=by, plan=plan, on=date(2025, 5, 1)) == first
    assert AuditEvent.objects.filter(action="plan.updated").count() == 1


def test_agreeing_twice_on_a_day_is_agreeing_once(by: Actor) -> None:
    plan = made(by)
    first = care_plans.agree(by=by, plan=plan, agreed_on=date(2025, 4, 22))
    assert care_plans.agree(by=by, plan=plan, agreed_on=date(2025, 4, 22)) == first
    assert first.agreed_by == "10"
    assert AuditEvent.objects.filter(action="plan.agreed").count() == 1


def test_nobody_agrees_to_a_plan_before_it_is_made(by: Actor) -> None:
    with pytest.raises(ValidationError, match="made on 20 April 2025"):
        care_plans.agree(by=by, plan=made(by), agreed_on=date(2025, 4, 19))
    assert not CarePlanAgreement.objects.exists()
