"""Warm handovers: sent, asked about, confirmed or taken back; the sender holds until the receiver confirms."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from hubs.models import AuditEvent, Organisation, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import handovers, referrals
from referrals.actions.changing import ChangedMeanwhile
from referrals.models import Handover, OutgoingMessage, Referral
from referrals.models.exchange import State
from referrals.rules import answer_links
from referrals.selectors import handovers as selectors
from tests.factories import ground, record
from tests.referrals.conftest import NOW, World
from tests.referrals.passing_on import TOLD, Receiver, holder, receiver, send

THREE_DAYS = dt.timedelta(days=3)


@pytest.fixture
def to(world: World) -> Any:
    """The tenant in force for the test, with a team to hand over to."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield receiver()


def check_deferred() -> None:
    """What the database asks for at the end of a transaction, asked now."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


def secret_sent() -> str:
    """The secret in the email that went to a receiver outside."""
    body = OutgoingMessage.objects.get(kind="handover-link").body
    token = body.split("/answer/")[1].split("/")[0]
    read = answer_links.read(token)
    assert read is not None
    return read[1]


def test_until_it_is_confirmed_the_sender_holds(world: World, to: Receiver) -> None:
    handover = send(world, to)
    assert holder(world.referral) == world.team
    # Wednesday 18 June 2025.
    assert (handover.rings_on, handover.escalates_on) == (dt.date(2025, 6, 20), dt.date(2025, 6, 25))
    confirmed = handovers.confirm(by=to.by, handover=handover, worker=to.staff)
    check_deferred()
    assert holder(world.referral) == to.team
    world.referral.refresh_from_db()
    assert (world.referral.team, world.referral.named_worker) == (to.team, to.staff)
    assert (confirmed.state, confirmed.confirmed_name) == (State.CONFIRMED, "Rosa Adeyemi, Debt help")
    assert confirmed.confirmed_by_id == to.staff.pk


def test_the_level_changes_with_the_team(world: World, to: Receiver) -> None:
    handovers.confirm(by=to.by, handover=send(world, to, level="more"))
    world.referral.refresh_from_db()
    assert world.referral.level == "more"


def test_managers_of_both_sides_see_what_has_waited_five_working_days(world: World, to: Receiver) -> None:
    ours, theirs = (ground.actor(Role.MANAGER, hub=hub) for hub in (world.hub, to.team.hub))
    stranger = ground.actor(Role.MANAGER, hub=ground.hub())
    handover = send(world, to)
    for by in (ours, theirs):
        assert selectors.escalated(by, dt.date(2025, 6, 24)) == []
        assert selectors.escalated(by, dt.date(2025, 6, 25)) == [handover]
    assert selectors.escalated(stranger, dt.date(2025, 6, 25)) == []
    handovers.confirm(by=to.by, handover=handover)
    assert selectors.escalated(ours, dt.date(2025, 6, 25)) == []


def test_a_question_and_its_answer(world: World, to: Receiver) -> None:
    handover = send(world, to)
    handovers.question(by=to.by, handover=handover, text="  Since when?  ")
    handover.refresh_from_db()
    assert handover.state == State.QUESTIONED
    assert holder(world.referral) == world.team
    handovers.answer(by=world.by, handover=handover, text="Since May.")
    handover.refresh_from_db()
    assert handover.state == State.WAITING
    assert [(m.is_receiver, m.text, m.writer_name) for m in handover.messages.all()] == [
        (True, "Since when?", "Rosa Adeyemi"),
        (False, "Since May.", "Priya Nair"),
    ]
    told = OutgoingMessage.objects.order_by("pk").values_list("kind", "staff")
    assert list(told) == [("exchange-question", world.staff.pk), ("exchange-answer", to.staff.pk)]


def test_messages_to_staff_name_nobody(world: World, to: Receiver) -> None:
    handover = send(world, to)
    handovers.question(by=to.by, handover=handover, text="Since when?")
    handovers.confirm(by=to.by, handover=handover)
    bodies = " ".join(f"{m.subject} {m.body}" for m in OutgoingMessage.objects.all())
    assert f"/handovers/{handover.public_id}/" in bodies
    for secret in ("Okafor", "Amara", world.person.reference, "debt", "alone"):
        assert secret.lower() not in bodies.lower()


def test_taken_back_with_a_reason(world: World, to: Receiver) -> None:
    handover = send(world, to)
    with pytest.raises(ValidationError, match="Say why"):
        handovers.withdraw(by=world.by, handover=handover, why=" ")
    handovers.withdraw(by=world.by, handover=handover, why="She changed her mind.")
    handover.refresh_from_db()
    assert handover.state == State.WITHDRAWN
    assert handover.messages.get().text == "She changed her mind."
    assert holder(world.referral) == world.team
    # And the next may be sent.
    send(world, to)


@pytest.mark.parametrize("missing", ["reason", "shared", "person_said"])
def test_nothing_is_left_out(world: World, to: Receiver, missing: str) -> None:
    with pytest.raises(ValidationError) as error:
        send(world, to, **{missing: "  "})
    assert [each.code for each in error.value.error_list] == [missing]
    assert not Handover.objects.exists()


def test_one_at_a_time(world: World, to: Receiver) -> None:
    send(world, to)
    with pytest.raises(ValidationError, match="handed over to Debt help already, since 18 June 2025"):
        send(world, receiver("Another"))
    # The database says the same, whoever writes.
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        Handover.objects.create(
            referral=world.referral,
            from_team=world.team,
            to_team=to.team,
            receiver="team",
            rings_on=NOW.date(),
            escalates_on=NOW.date(),
            **TOLD,
        )


def test_not_to_the_team_that_holds(world: World, to: Receiver) -> None:
    with pytest.raises(ValidationError, match="holds this person already"):
        send(world, team=world.team)


def test_not_with_an_older_version(world: World, to: Receiver) -> None:
    seen = world.referral.version
    referrals.set_level(by=world.by, referral=world.referral, level="complex")
    with pytest.raises(ChangedMeanwhile, match="the level of complexity"):
        send(world, to, version=seen)


def test_not_to_a_closed_team(world: World, to: Receiver) -> None:
    closed = ground.team(closed_on=NOW.date())
    with pytest.raises(ValidationError, match="is closed"):
        send(world, team=closed)


def test_a_referral_kept_elsewhere_is_handed_over_there(world: World, to: Receiver) -> None:
    theirs = record.referral(team=world.team, source_month=dt.date(2025, 5, 1))
    with pytest.raises(ValidationError, match="its provider's own system"):
        handovers.send(by=world.by, referral=theirs, team=to.team, **TOLD)


def test_a_hub_answers_through_the_team_that_takes_new_people(world: World, to: Receiver) -> None:
    ground.team(hub=to.team.hub)
    front = ground.team(hub=to.team.hub, takes_new=True)
    assert send(world, receiver="hub", hub=to.team.hub).to_team == front


def test_a_hub_without_a_team(world: World, to: Receiver) -> None:
    with pytest.raises(ValidationError, match="has no team yet"):
        send(world, receiver="hub", hub=ground.hub())


def test_a_partner_answers_through_its_one_team(world: World, to: Receiver) -> None:
    handover = send(world, receiver="organisation", organisation=to.team.organisation)
    assert (handover.to_team, handover.to_organisation) == (to.team, to.team.organisation)
    handovers.withdraw(by=world.by, handover=handover, why="Another way")
    ground.team(organisation=to.team.organisation)
    with pytest.raises(ValidationError, match="several teams here"):
        send(world, receiver="organisation", organisation=to.team.organisation)


def partner_outside() -> Organisation:
    return ground.organisation(kind="vcse", name="Fylde Carers")


def test_a_partner_without_a_team_gets_a_link(world: World, to: Receiver) -> None:
    with pytest.raises(ValidationError, match="email address"):
        send(world, receiver="organisation", organisation=partner_outside())
    handover = send(
        world, receiver="organisation", organisation=partner_outside(), to_email="help@carers.example"
    )
    assert (handover.to_team, handover.to_name) == (None, "Fylde Carers")
    assert OutgoingMessage.objects.get().address == "help@carers.example"


def to_practice(world: World) -> Handover:
    return send(world, receiver="practice", to_name="Moorside Surgery", to_email="reception@moorside.example")


def test_only_the_hash_of_the_secret_is_kept(world: World, to: Receiver) -> None:
    handover = to_practice(world)
    secret = secret_sent()
    assert len(secret) == 22
    assert handover.answer_hash == answer_links.digest(secret)
    assert selectors.by_secret(secret) == handover
    assert selectors.by_secret("") is None
    assert selectors.by_secret(secret[:-1] + ("a" if secret[-1] != "a" else "b")) is None


def test_a_practice_confirms_and_the_sender_decides(world: World, to: Receiver) -> None:
    handover = to_practice(world)
    handovers.question_outside(secret=secret_sent(), name="Dr Shah", text="Which medicines?")
    handovers.answer(by=world.by, handover=handover, text="None.")
    with pytest.raises(ValidationError, match="being handed over"):
        referrals.close(by=world.by, referral=world.referral, on=NOW.date(), reason="02")
    confirmed = handovers.confirm_outside(secret=secret_sent(), name=" Dr Shah ")
    assert confirmed.confirmed_name == "Dr Shah, Moorside Surgery"
    assert holder(world.referral) == world.team
    referrals.close(by=world.by, referral=world.referral, on=NOW.date(), reason="02")
    check_deferred()


def test_the_secret_works_once(world: World, to: Receiver) -> None:
    to_practice(world)
    handovers.confirm_outside(secret=secret_sent(), name="Dr Shah")
    with pytest.raises(ValidationError, match="Dr Shah, Moorside Surgery confirmed it on 18 June 2025"):
        handovers.confirm_outside(secret=secret_sent(), name="Somebody else")


def test_the_secret_dies_after_30_days(world: World, to: Receiver) -> None:
    to_practice(world)
    secret = secret_sent()
    with time_machine.travel(NOW + dt.timedelta(days=30), tick=False):
        assert selectors.by_secret(secret) is not None
    with (
        time_machine.travel(NOW + dt.timedelta(days=30, seconds=1), tick=False),
        pytest.raises(ValidationError, match="does not work any more"),
    ):
        handovers.confirm_outside(secret=secret, name="Dr Shah")


def test_nobody_here_confirms_for_a_receiver_outside(world: World, to: Receiver) -> None:
    with pytest.raises(PermissionDenied, match="outside this system"):
        handovers.confirm(by=world.by, handover=to_practice(world))


def test_the_email_that_was_sent_keeps_no_secret(world: World, to: Receiver) -> None:
    to_practice(world)
    secret = secret_sent()
    handovers.forget_links(by=world.by)
    assert secret in OutgoingMessage.objects.get().body
    OutgoingMessage.objects.update(state="sent", sent_at=NOW)
    assert handovers.forget_links(by=world.by) == 1
    assert secret not in OutgoingMessage.objects.get().body
    assert handovers.forget_links(by=world.by) == 0


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.PARTNER])
def test_who_may_confirm(world: World, to: Receiver, role: Role) -> None:
    handover = send(world, to)
    for other in (world.by, ground.actor(role, hub=ground.hub())):
        with pytest.raises(PermissionDenied, match="Only somebody of Debt help"):
            handovers.confirm(by=other, handover=handover)
        with pytest.raises(PermissionDenied):
            handovers.question(by=other, handover=handover, text="Why?")
    handovers.confirm(by=ground.actor(role, hub=to.team.hub), handover=handover)


def test_a_member_of_the_team_confirms_without_a_role_in_its_hub(world: World, to: Receiver) -> None:
    member = ground.actor(Role.PARTNER, hub=world.hub, team=to.team)
    handovers.confirm(by=member, handover=send(world, to))
    assert holder(world.referral) == to.team


def test_only_the_sender_takes_it_back(world: World, to: Receiver) -> None:
    handover = send(world, to)
    for act in ("withdraw", "answer"):
        words = {"why": "No"} if act == "withdraw" else {"text": "No"}
        with pytest.raises(PermissionDenied):
            getattr(handovers, act)(by=to.by, handover=handover, **words)


def test_what_ended_is_told(world: World, to: Receiver) -> None:
    handover = send(world, to)
    handovers.confirm(by=to.by, handover=handover)
    told = r"Rosa Adeyemi, Debt help confirmed it on 18 June 2025 at"
    with pytest.raises(ValidationError, match=told):
        handovers.confirm(by=to.by, handover=handover)
    with pytest.raises(ValidationError, match=told):
        handovers.question(by=to.by, handover=handover, text="Why?")
    with pytest.raises(ValidationError, match="confirmed it on"):
        handovers.withdraw(by=world.by, handover=handover, why="Late")


def test_a_referral_being_handed_over_stays_with_its_team(world: World, to: Receiver) -> None:
    send(world, to)
    with pytest.raises(ValidationError, match="being handed over"):
        referrals.move(by=world.by, referral=world.referral, team=ground.team(), because="Elsewhere")


def test_every_step_is_in_the_audit(world: World, to: Receiver) -> None:
    handover = send(world, to)
    handovers.question(by=to.by, handover=handover, text="Since when?")
    handovers.answer(by=world.by, handover=handover, text="Since May.")
    handovers.confirm(by=to.by, handover=handover)
    events = AuditEvent.objects.filter(object_reference=str(handover.public_id)).order_by("pk")
    assert [event.action for event in events] == [
        "handover.sent",
        "handover.questioned",
        "handover.answered",
        "handover.confirmed",
    ]
    assert events[0].detail == {"referral": world.referral.reference, "receiver": "team"}


def test_selectors(world: World, to: Receiver) -> None:
    handover = send(world, to)
    other = record.referral(team=world.team)
    assert selectors.of_referral(world.referral) == [handover]
    assert selectors.of_person(world.person) == [handover]
    assert selectors.waiting([world.referral.pk, other.pk]) == {world.referral.pk: handover}
    assert selectors.waiting_for(to.by).to_us == [handover]
    assert selectors.waiting_for(world.by).from_us == [handover]
    # The sender may open the person anyway, the receiver not yet.
    assert list(selectors.waiting_for(world.by).names) == [world.person.pk]
    assert not selectors.waiting_for(to.by).names
    handovers.confirm(by=to.by, handover=handover)
    assert selectors.waiting([world.referral.pk]) == {}
    assert not selectors.waiting_for(to.by).to_us
    assert Referral.objects.get(pk=world.referral.pk).team == to.team


def test_the_longest_wait_comes_first(world: World, to: Receiver, other_tenant: Tenant) -> None:
    late = send(world, to)
    with time_machine.travel(NOW + THREE_DAYS, tick=False):
        later = handovers.send(by=world.by, referral=record.referral(team=world.team), team=to.team, **TOLD)
        assert selectors.waiting_for(to.by).to_us == [late, later]
