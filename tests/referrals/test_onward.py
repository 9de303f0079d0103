"""A handover that a receiver outside confirms is an onward referral (MHS105), and none when it turns out not so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from hubs.models import AuditEvent, GpPractice, Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.actions import closings, handovers, incoming, onward, people
from referrals.models import ExchangeMessage, Handover, OnwardReferral, OutgoingMessage
from referrals.rules import answer_links
from referrals.selectors import onward as selectors
from referrals.selectors.incoming import Answered
from tests.factories import ground
from tests.referrals.conftest import TODAY, World
from tests.referrals.passing_on import receiver, send
from tests.referrals.test_handover_pages import text

SURGERY: dict[str, Any] = {
    "receiver": "practice",
    "to_name": "Moorside Surgery",
    "to_email": "desk@moorside.example",
}


@pytest.fixture
def inside(world: World) -> Any:
    GpPractice.objects.get_or_create(code="P81001", defaults={"name": "Moorside Surgery"})
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def secret() -> str:
    body = OutgoingMessage.objects.filter(kind="handover-link").latest("pk").body
    read = answer_links.read(body.split("/answer/")[1].split("/")[0])
    assert read is not None
    return read[1]


def confirmed(world: World, **given: Any) -> Handover:
    send(world, **{**SURGERY, **given})
    return handovers.confirm_outside(secret=secret(), name="Dr Shah")


def written() -> list[tuple[Any, ...]]:
    return list(OnwardReferral.objects.values_list("referred_on", "reason", "receiving_organisation"))


def test_a_practice_that_confirms_is_an_onward_referral_which_transfers_nothing_yet(inside: World) -> None:
    send(inside, **SURGERY)
    assert written() == []
    handovers.confirm_outside(secret=secret(), name="Dr Shah")
    assert written() == [(TODAY, "04", "P81001")]
    row = OnwardReferral.objects.get()
    assert (row.referral_id, row.source_month) == (inside.referral.pk, None)
    assert AuditEvent.objects.filter(action="onward.written").exists()


def test_the_day_is_the_one_on_which_the_person_was_passed_on(inside: World) -> None:
    handover = send(inside, **SURGERY)
    Handover.objects.filter(pk=handover.pk).update(sent_at=timezone.now() - timedelta(days=3))
    handovers.confirm_outside(secret=secret(), name="Dr Shah")
    assert written() == [(TODAY - timedelta(days=3), "04", "P81001")]


def test_a_partner_without_a_team_here_by_its_ods_code(inside: World) -> None:
    partner = ground.organisation(kind="vcse", name="Debt advice", ods_code="X1Y")
    confirmed(inside, receiver="organisation", organisation=partner)
    assert written() == [(TODAY, "04", "X1Y")]


def test_another_system_by_the_code_of_its_tenant(inside: World, other_tenant: Tenant) -> None:
    handover = send(inside, receiver="tenant", tenant_slug=other_tenant.slug)
    answered = Answered(handover.public_id, other_tenant.slug, None, "", ())
    incoming.take_answer(by=system_actor(inside.tenant.pk), answered=answered)
    assert written() == []
    answered = Answered(handover.public_id, other_tenant.slug, timezone.now(), "Jo", ())
    for _ in range(2):
        incoming.take_answer(by=system_actor(inside.tenant.pk), answered=answered)
    assert written() == [(TODAY, "04", other_tenant.ods_code)]


def test_of_two_practices_of_a_name_the_person_s_own(inside: World) -> None:
    GpPractice.objects.create(code="P81099", name="Moorside Surgery")
    confirmed(inside)
    assert [row[2] for row in written()] == [""], "which of the two is not known"
    people.register_with_gp(by=inside.by, person=inside.person, practice_code="P81099", starts_on=TODAY)
    assert selectors.ods_code(Handover.objects.get()) == "P81099"


def test_a_practice_that_nobody_knows_has_no_code(inside: World) -> None:
    confirmed(inside, to_name="A surgery by the sea")
    assert written() == [(TODAY, "04", "")]


def test_a_team_that_takes_over_is_no_onward_referral(inside: World) -> None:
    to = receiver()
    handovers.confirm(by=to.by, handover=send(inside, to))
    assert written() == []


@pytest.mark.parametrize(("closed_as", "reason"), [("08", "01"), ("02", "04")])
def test_closed_because_another_service_has_the_person_is_a_transfer(
    inside: World, closed_as: str, reason: str
) -> None:
    confirmed(inside)
    closings.close(by=inside.by, referral=inside.referral, on=TODAY, reason=closed_as)
    assert [row[1] for row in written()] == [reason]
    assert AuditEvent.objects.filter(action="onward.transferred").exists() == (closed_as == "08")


def test_they_did_not_take_over_after_all(inside: World) -> None:
    handover = confirmed(inside)
    with pytest.raises(ValidationError, match="Say how you know"):
        onward.take_back(by=inside.by, handover=handover, why=" ")
    with pytest.raises(PermissionDenied):
        onward.take_back(by=receiver().by, handover=handover, why="They rang")
    onward.take_back(by=inside.by, handover=handover, why="They rang: she never came.")
    assert written() == []
    kept = OnwardReferral.with_voided.get()
    assert (kept.void_reason, kept.voided_by_id) == ("They rang: she never came.", inside.staff.pk)
    assert ExchangeMessage.objects.get(text="They rang: she never came.").writer_name == "Priya Nair"
    assert Handover.objects.get().state == "confirmed", "what they said stays what they said"
    with pytest.raises(ValidationError, match="no onward referral to take back"):
        onward.take_back(by=inside.by, handover=handover, why="Again")


def test_passed_on_again_on_the_same_day(inside: World) -> None:
    onward.take_back(by=inside.by, handover=confirmed(inside), why="They rang: she never came.")
    confirmed(inside)
    assert written() == [(TODAY, "04", "P81001")]
    assert OnwardReferral.with_voided.count() == 1


def test_the_page_says_it_and_takes_it_back(world: World, client: Client) -> None:
    GpPractice.objects.get_or_create(code="P81001", defaults={"name": "Moorside Surgery"})
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        handover = confirmed(world)
    page = f"/handovers/{handover.public_id}/"
    assert "as an onward referral of 18 June 2025: a new referral, not a transfer, to P81001" in text(
        client.get(page)
    )
    answer = client.post(f"{page}not-taken-over/", {"text": ""})
    assert "Say how you know that they did not take over" in text(answer)
    assert client.post(f"{page}not-taken-over/", {"text": "She never came."}).status_code == 302
    shown = text(client.get(page))
    assert "onward referral of" not in shown
    assert "She never came." in shown
