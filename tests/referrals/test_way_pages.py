"""The page of a referral and its forms, by the browser of a clinician without JavaScript."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hubs.models import Team
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import referrals, steps
from referrals.models import (
    Appointment,
    CareCoordinator,
    Group,
    GroupMember,
    Handover,
    Letter,
    Needs,
    NextStep,
    PathwayEpisode,
    Referral,
    Request,
)
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World, now, world
from tests.referrals.test_contact_page import text_of

__all__ = ["now", "world"]


def here(world: World, *parts: str) -> str:
    return world.page("referrals", world.referral.reference, *parts)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r" ([:.])", r"\1", text_of(answer.content.decode()))


def on(name: str, day: date) -> dict[str, Any]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def send(client: Client, world: World, part: str, **data: Any) -> str:
    """Send a form of the page; where it leads, or the page with its errors in words."""
    version = {"version": fresh(world).version} if "version" not in data else {}
    answer = client.post(here(world, *part.split("/")), {**version, **data})
    return answer.headers["Location"] if answer.status_code == 302 else text_of(answer.content.decode())


def fresh(world: World) -> Referral:
    with in_tenant(world.tenant.pk):
        return Referral.objects.select_related("team", "named_worker").get(pk=world.referral.pk)


def test_who_holds_them_now_and_before(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        other = ground.team(name="Therapy", hub=world.hub)
        steps.step(
            by=world.by,
            referral=world.referral,
            team=other,
            level="more",
            reason="The voices are back",
            person_said="I want more help",
        )
    text = shown(client, here(world))
    assert "Therapy holds Amara now Since 18 June 2025 at 2:35pm." in text
    assert "Named worker: Priya Nair" in text
    assert "Level of complexity More complex needs" in text
    chain = text.split("Who has held them, without a gap")[1]
    assert chain.index("Therapy") < chain.index("Northbrook core team")
    assert "The person said: I want more help" in chain
    assert "Moved across to Therapy, more complex needs" in chain


def test_everything_is_there(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        everything(world, world.referral)
    text = shown(client, here(world))
    for words in (
        "Help with debts. Since 29 May 2025",
        "Complex emotional needs: assessment and care planning",
        "Weekly calls From 29 May 2025, agreed until 29 May 2025. Overdue",
        "Check back with the person: How is she? Priya Nair, by 17 June 2025 Overdue",
        "19 June 2025 at 2:35pm, face to face, Room 2",
        "Managing emotions, course Since 18 June 2025.",
        "Assessment of 29 May 2025",
        "Communication Large print",
        "Text and email Agreed to text messages",
        "The person themselves, 18 June 2025 at 2:35pm Urgent",
        "Story: Cannot sleep",
        "Northbrook core team to Far team Waiting for an answer",
        "The person said: Good",
        "We have your request (PDF), to Amara Okafor",
        "Care co-ordinator Priya Nair, since 1 June 2025",
    ):
        assert words in text, words


def everything(world: World, referral: Referral) -> None:
    """A row of every kind that the page shows."""
    staff, team = world.staff, world.team
    record.way(referral, staff)
    NextStep.objects.create(
        referral=referral,
        kind="check_back",
        what="How is she?",
        staff=staff,
        due_on=TODAY - timedelta(1),
    )
    Appointment.objects.create(
        referral=referral,
        staff=staff,
        team=team,
        starts_at=timezone.now() + timedelta(days=1),
        mechanism="01",
        place="Room 2",
    )
    group = Group.objects.create(team=team, name="Managing emotions", kind="course", starts_on=TODAY)
    GroupMember.objects.create(group=group, referral=referral, joined_on=TODAY)
    Needs.objects.update_or_create(
        person=referral.person, defaults={"communication": "Large print", "may_text": True}
    )
    Request.objects.create(
        person=referral.person,
        referral=referral,
        reference=f"Q{Request.objects.count()}",
        way="self",
        story="Cannot sleep",
        is_urgent=True,
    )
    Handover.objects.create(
        referral=referral,
        receiver="team",
        from_team=team,
        to_team=Team.objects.filter(name="Far team").first() or ground.team(name="Far team"),
        rings_on=TODAY,
        escalates_on=TODAY,
        reason="Therapy",
        shared="All",
        person_said="Good",
    )
    Letter.objects.create(
        person=referral.person,
        referral=referral,
        kind="received",
        to_name="Amara Okafor",
        subject="We have your request",
        body="Dear Amara",
        pdf=b"%PDF",
        sha256="0" * 64,
    )
    CareCoordinator.objects.get_or_create(
        person=referral.person,
        provider=referral.provider,
        staff=staff,
        starts_on=date(2025, 6, 1),
    )


def test_one_click_and_i_am_the_named_worker(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        referrals.assign(by=world.by, referral=world.referral, worker=None)
    page = client.get(here(world)).content.decode()
    assert "I am the named worker" in page
    assert send(client, world, "take") == here(world)
    assert fresh(world).named_worker == world.staff
    assert "I am the named worker" not in client.get(here(world)).content.decode()
    assert client.get(here(world, "take")).status_code == 405


def test_naming_a_worker(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        tom = ground.staff_member(name="Tom Bell", team=ground.team(hub=world.hub))
        ground.staff_member(name="Far Away", team=ground.team(hub=ground.hub()))
    form = shown(client, here(world, "worker"))
    assert "Tom Bell" in form
    assert "Far Away" not in form
    assert send(client, world, "worker", worker=str(tom.public_id)) == here(world)
    assert fresh(world).named_worker == tom
    assert send(client, world, "worker", worker="") == here(world)
    assert fresh(world).named_worker is None


STEP = {"level": "more", "reason": "The voices are back", "person_said": "I want more help"}


def test_a_step_on_screen(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        therapy = ground.team(name="Therapy", hub=world.hub)
        ground.team(name="Far team", hub=ground.hub())
    form = shown(client, here(world, "step"))
    assert "Stays with Northbrook core team" in form
    assert "Therapy" in form
    assert "Far team" not in form
    assert send(client, world, "step", **STEP, team=str(therapy.public_id)) == here(world) + "#chain"
    moved = fresh(world)
    assert (moved.team, moved.level, moved.named_worker) == (therapy, "more", world.staff)


def test_a_step_asks_why_and_what_the_person_said(client: Client, world: World) -> None:
    text = send(client, world, "step", level="more")
    assert "Say why" in text
    assert "Say what the person said to it" in text
    assert "Nothing would change" not in text
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        referrals.set_level(by=world.by, referral=world.referral, level="more")
    assert "Nothing would change. Choose another level or another team" in send(client, world, "step", **STEP)


def test_any_other_team_is_handed_over_to(client: Client, world: World) -> None:
    to = send(client, world, "step", level="more", handover="1")
    assert to == here(world, "hand-over") + "?level=more"


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("worker", {"worker": ""}),
        ("step", STEP),
        ("close", {**on("on", TODAY), "closed_with": "person", "reason": "02", "words": "Well done"}),
    ],
)
def test_two_at_once(part: str, data: dict[str, Any], client: Client, world: World) -> None:
    seen = fresh(world).version
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        referrals.set_level(by=world.by, referral=world.referral, level="complex")
    text = send(client, world, part, version=seen, **data)
    summary = text.split("There is a problem")[1]
    assert re.search(r"Priya Nair, at [\d:]+, changed the level of complexity while you had this", summary)
    left = fresh(world)
    assert (left.level, left.named_worker, left.is_open) == ("complex", world.staff, True)


def test_taking_what_somebody_changed_says_so(client: Client, world: World) -> None:
    seen = fresh(world).version
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        referrals.assign(by=world.by, referral=world.referral, worker=None)
    assert send(client, world, "take", version=seen) == here(world)
    assert "changed the named worker while you had this page open" in shown(client, here(world))
    assert fresh(world).named_worker is None


def test_co_ordinators_and_involved_workers(client: Client, world: World) -> None:
    staff = str(world.staff.public_id)
    assert send(client, world, "coordinator", staff=staff, **on("on", TODAY)) == here(world) + "#people"
    assert "Priya Nair ends on the day the next one begins." in shown(client, here(world, "coordinator"))
    assert send(client, world, "coordinator/end", **on("on", TODAY)) == here(world) + "#people"
    given = {"staff": staff, "what": "Peer support", **on("starts_on", TODAY)}
    assert send(client, world, "involved/new", **given) == here(world) + "#people"
    assert "Priya Nair is involved already" in send(client, world, "involved/new", **given)
    end = re.search(r"involved/[0-9a-f-]+/end", client.get(here(world)).content.decode())
    assert end is not None
    assert send(client, world, end[0], **on("on", TODAY)) == here(world) + "#people"


def test_freed_is_worked_out_and_weight_never_asked(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        world.person.birth_date = date(2005, 1, 1)
        world.person.save()
    form = shown(client, here(world, "pathways", "new")).lower()
    assert "there is no threshold of weight" in form
    assert "bmi" not in form
    data = {
        "kind": "eating_disorder",
        **on("started_on", TODAY),
        **on("illness_began_on", date(2024, 1, 1)),
        "treated_before": "no",
    }
    assert send(client, world, "pathways/new", **data) == here(world) + "#pathways"
    assert "FREED applies: 16 to 25, first episode, ill for less than 3 years." in shown(client, here(world))


def test_what_another_kind_asks_is_not_kept(client: Client, world: World) -> None:
    data = {"kind": "older_adult", **on("started_on", TODAY), "cen_help": "assessment"}
    assert send(client, world, "pathways/new", **data) == here(world) + "#pathways"
    with in_tenant(world.tenant.pk):
        assert PathwayEpisode.objects.get().cen_help == ""


def test_a_transition_from_children_s_services(client: Client, world: World) -> None:
    data = {
        "kind": "young_adult",
        **on("started_on", TODAY),
        "coming_from": "Northbrook CAMHS",
        **on("transfer_on", TODAY + timedelta(30)),
    }
    assert send(client, world, "pathways/new", **data) == here(world) + "#pathways"
    text = shown(client, here(world))
    assert "Comes from Northbrook CAMHS, transfer agreed for 18 July 2025." in text
    assert "Both services work with the person from 18 June 2025 until 18 July 2025." in text


def test_a_placement_and_its_overdue_review(client: Client, world: World) -> None:
    data = {
        "kind": "rehabilitation",
        **on("started_on", TODAY),
        "placement_provider": "Far Hospital",
        "placement_place": "Leeds",
        **on("placement_began_on", date(2025, 1, 6)),
    }
    assert "Enter the day the placement is looked at next" in send(client, world, "pathways/new", **data)
    data |= on("placement_review_on", date(2025, 6, 1))
    assert send(client, world, "pathways/new", **data) == here(world) + "#pathways"
    assert "Review overdue It should have been looked at by 1 June 2025." in shown(client, here(world))
    listed = shown(client, "/placements/")
    assert "OKAFOR, Amara" in listed
    assert "1 Jun 2025 Overdue" in listed
    change = re.search(r"pathways/[0-9a-f-]+/change", client.get(here(world)).content.decode())
    assert change is not None
    form = client.get(here(world, *change[0].split("/"))).content.decode()
    assert 'value="Far Hospital"' in form
    changed = {**data, **on("placement_review_on", date(2025, 9, 1)), "seen": "0"}
    assert send(client, world, change[0], **changed) == here(world) + "#pathways"
    assert "Overdue" not in shown(client, "/placements/")
    assert "Somebody has changed this pathway" in send(client, world, change[0], **changed)


def test_ending_a_pathway(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        row = record.pathway(referral=world.referral)
    end = f"pathways/{row.public_id}/end"
    assert "The referral goes on" in shown(client, here(world, *end.split("/")))
    assert "Enter why does it end" not in send(client, world, end, **on("on", TODAY))
    assert send(client, world, end, **on("on", TODAY), reason="Goals reached") == here(world) + "#pathways"
    assert fresh(world).is_open


def test_short_support(client: Client, world: World) -> None:
    form = client.get(here(world, "support", "new")).content.decode()
    assert 'name="ends_on_day" type="text" value="29"' in form
    given = {"what": "Weekly calls", **on("starts_on", TODAY), **on("ends_on", TODAY + timedelta(42))}
    assert "Six weeks are the most: choose a day up to 29 July 2025" in send(
        client, world, "support/new", **given
    )
    given |= on("ends_on", TODAY + timedelta(41))
    assert send(client, world, "support/new", **given) == here(world) + "#support"
    end = re.search(r"support/[0-9a-f-]+/end", client.get(here(world)).content.decode())
    assert end is not None
    assert "Say what came of the support" in send(client, world, end[0], **on("on", TODAY))
    assert send(client, world, end[0], **on("on", TODAY), result="Better") == here(world) + "#support"


CLOSE = {**on("on", TODAY), "closed_with": "person", "reason": "02", "words": "You did it."}


def test_closing_with_the_person_and_the_way_back(client: Client, world: World) -> None:
    form = shown(client, here(world, "close"))
    assert "Tell the person the way back: for 365 days" in form
    assert send(client, world, "close", **CLOSE) == here(world)
    text = shown(client, here(world))
    assert "Way through, closed" in text
    assert "Closed on 18 June 2025 with: the person (Treatment completed). You did it." in text
    assert "The way back stays open" in text
    assert "Start again with the same team" in text
    assert "Step up, down or across" not in text
    person = shown(client, world.page())
    assert "No referral is open. Northbrook core team held Amara until 18 June 2025" in person
    assert "Agreed with: the person You did it." in person
    came = shown(client, world.page("come-back"))
    assert "Amara was with Northbrook core team until 18 June 2025" in came
    key = client.get(world.page("come-back")).content.decode().split('name="form_key" value="')[1][:36]
    data = {"form_key": key, "way": "self", "story": "It is back", "is_urgent": "on"}
    first = client.post(world.page("come-back"), data)
    again = client.post(world.page("come-back"), data)
    assert first.headers["Location"] == again.headers["Location"] != here(world)
    text = shown(client, first.headers["Location"])
    assert "Northbrook core team holds Amara now" in text
    assert "Story: It is back" in text
    assert "To be seen by 25 June 2025, 7 days left" in text
    assert "Came back after 18 June 2025" in text
    assert "Northbrook core team holds Amara now" in shown(client, world.page())


def test_what_a_closing_form_asks(client: Client, world: World) -> None:
    text = send(client, world, "close", **on("on", TODAY))
    for words in (
        "Say with whom the end was agreed",
        "Choose the reason for closing",
        "Write the closing words",
    ):
        assert words in text
    assert "only one of them says that the person died" in send(
        client, world, "close", **{**CLOSE, "closed_with": "died"}
    )
    assert "only one of them says that the person died" in send(
        client, world, "close", **{**CLOSE, "reason": "06"}
    )


def test_loose_ends_stop_a_closing_in_words(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        everything(world, world.referral)
    form = shown(client, here(world, "close"))
    assert "Not finished yet" in form
    assert "The handover to Far team of 18 June 2025 is not confirmed" in form
    assert "This must be done first." in form
    assert "An appointment is booked with Priya Nair" in form
    assert "This referral is being handed over" in send(client, world, "close", **CLOSE)
    assert fresh(world).is_open


def test_needs_are_kept_and_changed(client: Client, world: World) -> None:
    given = {"communication": "Large print", "digital_suits": "no", "may_text": "on", "reach_by": "phone"}
    assert client.post(world.page("needs"), given).headers["Location"] == world.page()
    with in_tenant(world.tenant.pk):
        kept = Needs.objects.get()
    assert (kept.communication, kept.digital_suits, kept.may_leave_message, kept.may_text) == (
        "Large print",
        False,
        None,
        True,
    )
    form = client.get(world.page("needs")).content.decode()
    assert '<option value="no" selected>' in form
    assert "Large print" in form


def test_a_referral_of_a_record_set_is_read_only(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        theirs = record.referral(
            person=world.person, team=world.team, reference="REF1", source_month=date(2025, 6, 1)
        )
    text = shown(client, world.page("referrals", theirs.reference))
    assert "kept in its provider’s own system" in text
    assert "Close with the person" not in text
    assert "Through another referral" in text


def test_two_providers_with_one_reference(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        for _ in range(2):
            record.referral(person=world.person, reference="REF1", source_month=date(2025, 6, 1))
    assert client.get(world.page("referrals", "REF1")).status_code == 404
    assert client.get(world.page("referrals", "NONE")).status_code == 404


def test_another_hub_is_refused_and_another_tenant_finds_nothing(
    world: World, client_as: ClientAs, other_tenant: Any
) -> None:
    with in_tenant(world.tenant.pk):
        elsewhere = ground.hub()
    assert client_as(Role.CLINICIAN, hub=elsewhere).get(here(world)).status_code == 403
    assert client_as(Role.CLINICIAN, hub=elsewhere).post(here(world, "step"), STEP).status_code == 403
    assert client_as(Role.CLINICIAN, of=other_tenant).get(here(world)).status_code == 404
    assert client_as(Role.MANAGER).get(here(world)).status_code == 403
    assert client_as(Role.PARTNER, hub=world.hub).get(here(world)).status_code == 200


def test_the_page_asks_as_often_for_much_as_for_little(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        everything(world, world.referral)
    client.get(here(world))
    with CaptureQueriesContext(connection) as little:
        client.get(here(world))
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        for number in range(8):
            staff = ground.staff_member()
            held = world.referral
            record.Involvement.objects.create(
                referral=held, staff=staff, what="Debts", starts_on=held.received_on
            )
            record.pathway(
                referral=held,
                started_on=TODAY - timedelta(number),
                ended_on=TODAY,
                end_reason="Reached",
            )
            NextStep.objects.create(referral=held, kind="do", what="Call", staff=staff, due_on=TODAY)
            Request.objects.create(person=world.person, referral=held, reference=f"QX{number}", way="self")
    with CaptureQueriesContext(connection) as much:
        client.get(here(world))
    assert len(much) == len(little)
