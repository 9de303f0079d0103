"""The hub's meeting: every path of every discussion ends with somebody holding the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from hubs.models import AuditEvent, StaffMember, Team
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import actor_of
from hubs.tenancy import in_tenant
from referrals.actions import handovers, meetings, next_steps, referrals
from referrals.actions.changing import ChangedMeanwhile
from referrals.actions.meetings import Decision, Guest
from referrals.models import Discussion, Handover, Holding, Meeting, MeetingAttendee, NextStep, Referral
from referrals.models.meeting import Outcome
from referrals.selectors import discussions
from referrals.selectors import meetings as found
from tests.factories import ground, record
from tests.factories import meetings as made
from tests.referrals.conftest import TODAY, World
from tests.referrals.test_at_the_same_moment import at_once

SOON = TODAY + timedelta(days=7)
WARM: dict[str, Any] = {
    "reason": "Debts keep her awake.",
    "shared": "Lives alone, likes to be texted.",
    "person_said": "Yes, please.",
}


@pytest.fixture
def inside(world: World) -> Any:
    """The tenant in force, as in a request of the clinician."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


@pytest.fixture
def meeting(inside: World) -> Meeting:
    return meetings.start(by=inside.by, hub=inside.hub)


@pytest.fixture
def talk(inside: World, meeting: Meeting) -> Discussion:
    return meetings.discuss(by=inside.by, meeting=meeting, referral=inside.referral)


def therapy(world: World) -> tuple[Team, StaffMember]:
    team = ground.team(hub=world.hub, name="Therapy team")
    return team, ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=team, name="Ola Reid")


def somebody_holds(referral: Referral) -> None:
    """The person has one holder, of the team that has the referral, and the database agrees."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    held = Holding.objects.get(person=referral.person_id, until=None)
    now = Referral.objects.get(pk=held.referral_id)
    assert now.is_open
    assert held.team_id == now.team_id


def of(world: World, outcome: str) -> Decision:
    """A complete decision of each kind."""
    team, worker = therapy(world)
    step: dict[str, Any] = {"staff": world.staff, "due_on": SOON}
    return {
        Outcome.TAKEN: Decision(outcome, team=team, worker=worker, level="complex"),
        Outcome.HELPED: Decision(outcome, what="Advice: told her about the walking group", **step),
        Outcome.PASSED_ON: Decision(outcome, handover={"receiver": "team", "team": team, **WARM}),
        Outcome.FIND_OUT: Decision(outcome, what="Ask the practice for her medicines", **step),
    }[Outcome(outcome)]


every_outcome = pytest.mark.parametrize("outcome", Outcome.values)


def decide(world: World, talk: Discussion, decision: Decision, version: int | None = None) -> Discussion:
    return meetings.decide(by=world.by, discussion=talk, decision=decision, version=version)


@every_outcome
def test_whatever_is_decided_somebody_holds_the_person(inside: World, talk: Discussion, outcome: str) -> None:
    decided = decide(inside, talk, of(inside, outcome), inside.referral.version)
    assert decided.decided_at is not None
    somebody_holds(inside.referral)
    told = AuditEvent.objects.filter(object_type="discussion").order_by("pk")
    assert [event.action for event in told] == ["discussion.opened", "discussion.decided"]
    assert told.last().detail == {"referral": inside.referral.reference, "outcome": outcome}  # type: ignore[union-attr]


def test_taken_moves_the_referral_to_the_team_and_its_worker(inside: World, talk: Discussion) -> None:
    decision = of(inside, Outcome.TAKEN)
    decide(inside, talk, decision)
    now = Referral.objects.get(pk=inside.referral.pk)
    assert (now.team, now.named_worker, now.level) == (decision.team, decision.worker, "complex")
    assert Holding.objects.get(person=inside.person, until=None).team == decision.team


def test_passed_on_is_still_held_by_the_sender(inside: World, talk: Discussion) -> None:
    decided = decide(inside, talk, of(inside, Outcome.PASSED_ON))
    assert decided.handover == Handover.objects.get(state="waiting")
    assert Holding.objects.get(person=inside.person, until=None).team == inside.team


@pytest.mark.parametrize(("outcome", "kind"), [("helped", "check_back"), ("find_out", "find_out")])
def test_a_step_says_who_does_it_until_when(inside: World, talk: Discussion, outcome: str, kind: str) -> None:
    decided = decide(inside, talk, of(inside, outcome))
    step = NextStep.objects.get()
    assert decided.next_step == step
    assert (step.kind, step.staff, step.due_on) == (kind, inside.staff, SOON)


LACKING: dict[str, Callable[[World], Decision]] = {
    "no outcome": lambda world: Decision(""),
    "an unknown outcome": lambda world: Decision("rejected"),
    "taken by nobody": lambda world: Decision("taken"),
    "taken without a worker": lambda world: Decision("taken", team=world.team),
    "taken without a team": lambda world: Decision("taken", worker=world.staff),
    "taken by somebody of another team": lambda world: Decision(
        "taken", team=therapy(world)[0], worker=world.staff
    ),
    "taken by somebody who left": lambda world: Decision("taken", team=world.team, worker=_left(world)),
    "taken by a closed team": lambda world: Decision("taken", **_closed(world)),
    "helped, nothing said": lambda world: Decision("helped"),
    "helped, nobody checks back": lambda world: Decision("helped", what="Advice: x", due_on=SOON),
    "helped, no day": lambda world: Decision("helped", what="Advice: x", staff=world.staff),
    "helped, a day that has passed": lambda world: Decision(
        "helped", what="Advice: x", staff=world.staff, due_on=TODAY - timedelta(days=1)
    ),
    "find out nothing": lambda world: Decision("find_out", what=" ", staff=world.staff, due_on=SOON),
    "find out by somebody who left": lambda world: Decision(
        "find_out", what="x", staff=_left(world), due_on=SOON
    ),
    "passed on to nobody": lambda world: Decision("passed_on"),
    "passed on, cold": lambda world: Decision(
        "passed_on", handover={"receiver": "team", "team": therapy(world)[0], **WARM, "person_said": ""}
    ),
    "passed on to who holds already": lambda world: Decision(
        "passed_on", handover={"receiver": "team", "team": world.team, **WARM}
    ),
}


def _left(world: World) -> StaffMember:
    return ground.staff_member(team=world.team, is_active=False)


def _closed(world: World) -> dict[str, Any]:
    team, worker = therapy(world)
    Team.objects.filter(pk=team.pk).update(closed_on=TODAY)
    team.refresh_from_db()
    return {"team": team, "worker": worker}


@pytest.mark.parametrize("lacking", LACKING)
def test_a_decision_that_lacks_something_changes_nothing(
    inside: World, talk: Discussion, lacking: str
) -> None:
    decision = LACKING[lacking](inside)
    with pytest.raises(ValidationError) as refused:
        decide(inside, talk, decision)
    assert all(len(words) > 10 for words in refused.value.messages)
    talk.refresh_from_db()
    assert (talk.outcome, talk.decided_at) == ("", None)
    assert not NextStep.objects.exists()
    assert not Handover.objects.exists()
    assert Referral.objects.get(pk=inside.referral.pk).version == inside.referral.version
    somebody_holds(inside.referral)


@every_outcome
def test_a_closed_referral_is_decided_about_no_more(inside: World, talk: Discussion, outcome: str) -> None:
    referrals.close(by=inside.by, referral=inside.referral, on=TODAY, reason="02")
    with pytest.raises(ValidationError, match="closed already"):
        decide(inside, talk, of(inside, outcome))


@every_outcome
def test_a_referral_that_changed_meanwhile_is_looked_at_again(
    inside: World, talk: Discussion, outcome: str
) -> None:
    seen = inside.referral.version
    _, worker = therapy(inside)
    referrals.assign(by=inside.by, referral=inside.referral, worker=worker)
    with pytest.raises(ChangedMeanwhile, match="changed the named worker"):
        decide(inside, talk, of(inside, outcome), seen)
    somebody_holds(inside.referral)


@every_outcome
@pytest.mark.parametrize("second", Outcome.values)
def test_what_was_decided_is_not_decided_again(
    inside: World, talk: Discussion, outcome: str, second: str
) -> None:
    decide(inside, talk, of(inside, outcome))
    with pytest.raises(ChangedMeanwhile, match="Priya Nair decided this at 14:35"):
        decide(inside, talk, of(inside, second))
    somebody_holds(inside.referral)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pair", [("taken", "helped"), ("taken", "taken"), ("helped", "passed_on")])
def test_two_people_decide_at_once(world: World, pair: tuple[str, str]) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        meeting = meetings.start(by=world.by, hub=world.hub)
        talk = meetings.discuss(by=world.by, meeting=meeting, referral=world.referral)
        decisions = [of(world, outcome) for outcome in pair]

    def attempt(decision: Decision) -> str:
        with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
            try:
                return str(decide(world, talk, decision, world.referral.version).outcome)
            except ChangedMeanwhile as error:
                return str(error.message)

    answers = at_once(*(lambda decision=decision: attempt(decision) for decision in decisions))
    with in_tenant(world.tenant.pk):
        kept = Discussion.objects.get().outcome
        somebody_holds(world.referral)
    assert kept in answers
    (told,) = [answer for answer in answers if answer not in Outcome.values]
    assert "Priya Nair decided this" in str(told)


DECIDED_AT = dt.datetime(2025, 6, 18, 9, 30, tzinfo=dt.UTC)
IMPOSSIBLE: list[dict[str, Any]] = [
    {"outcome": outcome, "decided_at": DECIDED_AT} for outcome in [*Outcome.values, "rejected"]
] + [{"outcome": "taken"}, {"decided_at": DECIDED_AT}]


@pytest.mark.parametrize("values", IMPOSSIBLE, ids=str)
def test_the_database_refuses_an_end_with_nobody(
    inside: World, talk: Discussion, values: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match="referrals_discussion"), transaction.atomic():
        Discussion.objects.filter(pk=talk.pk).update(**values)


def test_a_team_does_not_take_whom_another_is_being_asked_to_take(inside: World, talk: Discussion) -> None:
    team, _ = therapy(inside)
    handovers.send(by=inside.by, referral=inside.referral, team=ground.team(), **WARM)
    with pytest.raises(ValidationError, match="Take it back"):
        decide(inside, talk, of(inside, Outcome.TAKEN))
    assert team.pk != Referral.objects.get(pk=inside.referral.pk).team_id


def test_a_hub_has_one_meeting_at_a_time(inside: World, meeting: Meeting) -> None:
    assert meetings.start(by=inside.by, hub=inside.hub) == meeting
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(hub=inside.hub)
    meetings.end(by=inside.by, meeting=meeting)
    assert meetings.start(by=inside.by, hub=inside.hub) != meeting


@pytest.mark.django_db(transaction=True)
def test_two_people_start_it_at_once(world: World) -> None:
    def start() -> int:
        with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
            return meetings.start(by=world.by, hub=world.hub).pk

    assert len(set(at_once(start, start))) == 1


def test_who_is_there(inside: World, meeting: Meeting) -> None:
    _, ola = therapy(inside)
    guest = Guest("Jo Park", "Housing office")
    meetings.attend(by=inside.by, meeting=meeting, staff=[inside.staff, ola], guests=[guest, guest])
    assert [(row.name, row.organisation) for row in found.attendees(meeting)] == [
        ("Ola Reid", ola.organisation.name),
        ("Priya Nair", inside.staff.organisation.name),
        ("Jo Park", "Housing office"),
    ]
    meetings.attend(by=inside.by, meeting=meeting, staff=[ola])
    assert [row.name for row in found.attendees(meeting)] == ["Ola Reid"]
    assert MeetingAttendee.with_voided.filter(void_reason=meetings.NOT_THERE).count() == 2
    meetings.attend(by=inside.by, meeting=meeting, staff=[ola, inside.staff])
    assert len(found.attendees(meeting)) == 2


@pytest.mark.parametrize("guest", [Guest("Jo", " "), Guest("", "Housing")])
def test_a_guest_has_a_name_and_an_organisation(inside: World, meeting: Meeting, guest: Guest) -> None:
    with pytest.raises(ValidationError, match="organisation of each guest"):
        meetings.attend(by=inside.by, meeting=meeting, staff=[], guests=[guest])


def test_minutes_are_not_overwritten(inside: World, talk: Discussion) -> None:
    tom = ground.staff_member(role=Role.CLINICIAN, hub=inside.hub, team=inside.team, name="Tom Bell")
    assert tom.user is not None
    by: Actor | None = actor_of(tom.user)
    assert by is not None
    with in_tenant(inside.tenant.pk, staff_id=by.staff_id):
        meetings.write_minutes(by=by, discussion=talk, text="Sleeps badly.", version=talk.version)
    with pytest.raises(ChangedMeanwhile, match="Tom Bell wrote in these minutes"):
        meetings.write_minutes(by=inside.by, discussion=talk, text="Eats little.", version=talk.version)
    talk.refresh_from_db()
    assert talk.minutes == "Sleeps badly."
    both = meetings.write_minutes(
        by=inside.by, discussion=talk, text="Sleeps badly. Eats little.", version=talk.version
    )
    assert discussions.last_writer(both) == "Priya Nair"


def test_the_same_words_again_are_no_change(inside: World, talk: Discussion) -> None:
    first = meetings.write_minutes(by=inside.by, discussion=talk, text="Sleeps badly.", version=1)
    again = meetings.write_minutes(by=inside.by, discussion=talk, text="Sleeps badly.", version=1)
    assert first.version == again.version


def test_a_meeting_that_ended_is_over(inside: World, meeting: Meeting, talk: Discussion) -> None:
    meetings.end(by=inside.by, meeting=meeting)
    for act in (
        lambda: meetings.write_minutes(by=inside.by, discussion=talk, text="Late"),
        lambda: decide(inside, talk, of(inside, Outcome.HELPED)),
        lambda: meetings.attend(by=inside.by, meeting=meeting, staff=[]),
        lambda: meetings.discuss(by=inside.by, meeting=meeting, referral=record.referral(team=inside.team)),
        lambda: meetings.end(by=inside.by, meeting=meeting),
    ):
        with pytest.raises(ValidationError, match="This meeting ended at 14:35"):
            act()


def test_referrals_of_record_sets_are_discussed_where_they_are_kept(inside: World, meeting: Meeting) -> None:
    sent = record.referral(team=inside.team, source_month=TODAY.replace(day=1))
    with pytest.raises(ValidationError, match="kept in its provider's own system"):
        meetings.discuss(by=inside.by, meeting=meeting, referral=sent)
    assert sent not in found.to_discuss(inside.hub.pk)


def waiting(world: World, family: str, days: int, **given: Any) -> Referral:
    return record.referral(
        person=record.person(family_name=family),
        team=world.team,
        received_on=TODAY - timedelta(days=days),
        **given,
    )


def families(rows: Any) -> list[str]:
    return [row.person.family_name for row in rows]


def test_the_order_is_the_queues(inside: World, meeting: Meeting) -> None:
    waiting(inside, "Long", 90)
    urgent = waiting(inside, "Urgent", 2, priority="2")
    waiting(inside, "Newest", 1)
    agenda = found.agenda(meeting)
    assert families(agenda.first) == ["Urgent", "Long", "Okafor", "Newest"]
    assert agenda.total == 4
    references = [row.reference for row in agenda.first]
    for number, row in enumerate(agenda.first):
        place = found.place(meeting, row)
        assert place.previous == (references[number - 1] if number else "")
        assert place.next == (references[number + 1] if number < 3 else "")
    meetings.discuss(by=inside.by, meeting=meeting, referral=inside.referral)
    assert found.first_left(meeting) == urgent.reference
    place = found.place(meeting, inside.referral)
    assert (place.previous, place.next) == ("", urgent.reference)
    assert found.place(meeting, urgent).previous == inside.referral.reference


def test_who_was_decided_about_is_not_talked_about_again(inside: World, talk: Discussion) -> None:
    decide(inside, talk, of(inside, Outcome.HELPED))
    assert not found.to_discuss(inside.hub.pk).exists()


def test_who_was_not_decided_about_is_in_the_next_meeting(
    inside: World, meeting: Meeting, talk: Discussion
) -> None:
    assert not found.left(meeting).exists()
    meetings.end(by=inside.by, meeting=meeting)
    following = meetings.start(by=inside.by, hub=inside.hub)
    assert found.first_left(following) == inside.referral.reference


def test_what_was_found_out_comes_back(inside: World, meeting: Meeting, talk: Discussion) -> None:
    decided = decide(inside, talk, of(inside, Outcome.FIND_OUT))
    assert not found.to_discuss(inside.hub.pk).exists()
    assert decided.next_step is not None
    next_steps.done(by=inside.by, step=decided.next_step, result="No medicines.")
    assert found.to_discuss(inside.hub.pk).exists()
    # But not twice in one meeting.
    assert not found.left(meeting).exists()


def test_what_was_not_found_out_in_time_comes_back(inside: World, talk: Discussion) -> None:
    decided = decide(inside, talk, of(inside, Outcome.FIND_OUT))
    assert decided.next_step is not None
    NextStep.objects.filter(pk=decided.next_step.pk).update(due_on=TODAY)
    assert found.to_discuss(inside.hub.pk).exists()


@pytest.mark.parametrize(("state", "back"), [("waiting", False), ("questioned", True), ("withdrawn", True)])
def test_a_handover_that_did_not_work_comes_back(
    inside: World, talk: Discussion, state: str, back: bool
) -> None:
    decide(inside, talk, of(inside, Outcome.PASSED_ON))
    Handover.objects.update(state=state)
    assert found.to_discuss(inside.hub.pk).exists() is back


def test_who_lost_their_named_worker_comes_back(inside: World, talk: Discussion) -> None:
    decide(inside, talk, Decision("taken", team=inside.team, worker=inside.staff))
    assert not found.to_discuss(inside.hub.pk).exists()
    referrals.assign(by=inside.by, referral=inside.referral, worker=None)
    assert found.to_discuss(inside.hub.pk).exists()


def test_the_discussions_of_a_person(inside: World, talk: Discussion) -> None:
    decide(inside, talk, of(inside, Outcome.HELPED))
    made.discussion(referral=record.referral(team=inside.team), meeting=talk.meeting)
    (told,) = discussions.of_person(inside.person)
    assert told.next_step is not None
    assert told.next_step.staff.name == "Priya Nair"
