"""The pages of a plan as a browser without JavaScript sees them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.test import Client

from careplans.actions import agreements, plan_texts, plans
from careplans.models import Plan, PlanVersion
from hubs.tenancy import in_tenant
from tests.referrals.conftest import TODAY, World

LATER = TODAY + timedelta(days=90)


def acting(world: World) -> Any:
    return in_tenant(world.tenant.pk, staff_id=world.by.staff_id)


def told(client: Client, world: World, *parts: str, status: int = 200) -> str:
    response = client.get(world.page("plan", *parts))
    assert response.status_code == status
    return response.content.decode()


def sent(client: Client, world: World, *parts: str, **data: Any) -> str:
    """The page that a form leads to."""
    return client.post(world.page("plan", *parts), data, follow=True).content.decode()


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def written(world: World, part: str = "matters", text: str = "My dog") -> Plan:
    with acting(world):
        plan = plans.open(by=world.by, person=world.person)
        plan_texts.write(by=world.by, plan=plan, part=part, text=text)
        return plan


def agreed(world: World, plan: Plan, *codes: str) -> PlanVersion:
    with acting(world):
        return agreements.agree(
            by=world.by,
            plan=plan,
            agreed_with=codes or ["10"],
            agreed_on=TODAY,
            review_on=LATER,
            chosen_by_person=True,
        )
