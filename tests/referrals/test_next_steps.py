"""Next steps: planned for somebody by a day, and done with what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import next_steps, referrals
from referrals.models import NextStep
from referrals.selectors import next_steps as found
from tests.conftest import ClientAs
from tests.factories import ground, meetings, record
from tests.referrals.conftest import TODAY, World


@pytest.fixture
def inside(world: World) -> Any:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def plan(world: World, **given: Any) -> NextStep:
    values = {"kind": "check_back", "what": "Ring her", "staff": world.staff, "due_on": TODAY, **given}
    return next_steps.plan(by=world.by, referral=world.referral, **values)


def test_planned_and_done(inside: World) -> None:
    step = plan(inside)
    done = next_steps.done(by=inside.by, step=step, result=" She sleeps better. ")
    assert (done.result, done.done_by) == ("She sleeps better.", inside.staff)
    with pytest.raises(ValidationError, match="Priya Nair finished this at 14:35 already: She sleeps better"):
        next_steps.done(by=inside.by, step=step, result="Again")
    # With the check-back done, the referral can be closed.
    referrals.close(by=inside.by, referral=inside.referral, on=TODAY, reason="02")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "wish"}, "kind"),
        ({"what": "  "}, "what"),
        ({"staff": None}, "staff"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": None}, "due_on"),
    ],
)
def test_what_cannot_be_planned(inside: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        plan(inside, **given)
    assert list(refused.value.message_dict) == [field]
    assert not NextStep.objects.exists()


def test_not_for_a_closed_referral_or_one_kept_elsewhere(inside: World) -> None:
    sent = record.referral(team=inside.team, source_month=date(2025, 5, 1))
    with pytest.raises(ValidationError, match="own system"):
        next_steps.plan(by=inside.by, referral=sent, kind="do", what="x", staff=inside.staff, due_on=TODAY)
    referrals.close(by=inside.by, referral=inside.referral, on=TODAY, reason="02")
    with pytest.raises(ValidationError, match="closed already"):
        plan(inside)


def test_done_says_what_came_of_it(inside: World) -> None:
    with pytest.raises(ValidationError, match="Say what came of it"):
        next_steps.done(by=inside.by, step=plan(inside), result=" ")


def test_lists(inside: World) -> None:
    late = meetings.next_step(referral=inside.referral, staff=inside.staff, due_on=TODAY - timedelta(days=3))
    soon = plan(inside, due_on=TODAY + timedelta(days=6))
    plan(inside, due_on=TODAY + timedelta(days=8))
    over = next_steps.done(by=inside.by, step=plan(inside), result="Fine")
    meetings.next_step(referral=inside.referral, staff=ground.staff_member(), due_on=TODAY)
    assert list(found.of_staff_due(inside.staff, TODAY + timedelta(days=7))) == [late, soon]
    assert found.of_referral(inside.referral)[0] == late
    assert found.of_referral(inside.referral)[-1] == over


def test_the_pages(client: Client, world: World) -> None:
    address = f"{world.page()}referrals/{world.referral.reference}/next-steps/new/"
    sent = {
        "kind": "do",
        "what": "Send the form",
        "staff": str(world.staff.public_id),
        "due_on_day": "20",
        "due_on_month": "6",
        "due_on_year": "2025",
    }
    assert "Enter a day" not in client.get(address).content.decode()
    assert client.post(address, {**sent, "what": ""}).status_code == 200
    assert client.post(address, sent).status_code == 302
    with in_tenant(world.tenant.pk):
        step = NextStep.objects.get()
    done = f"/next-steps/{step.public_id}/done/"
    assert "Send the form" in client.get(done).content.decode()
    assert "Say what came of it" in client.post(done, {"result": ""}).content.decode()
    assert client.post(done, {"result": "Sent."}).status_code == 302
    assert "Sent." in client.get(done).content.decode()
    # Sent twice, it is told who was first.
    assert "finished this" in client.post(done, {"result": "Sent again."}).content.decode()


def test_another_hub_asks_first(world: World, client_as: ClientAs) -> None:
    with in_tenant(world.tenant.pk):
        step = meetings.next_step(referral=world.referral)
        hub = ground.hub()
    assert client_as(Role.CLINICIAN, hub=hub).get(f"/next-steps/{step.public_id}/done/").status_code == 403
