"""DIALOG+ sessions: started, said in, completed once, voided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from careplans.actions import areas, ratings, session_drafts, sessions
from careplans.models import DeviceLink, DialogArea, DialogRating, DialogSession, PlanAction, SessionDraft
from careplans.rules.rating import Rated, State
from careplans.rules.talk import Talked, came_of_it
from careplans.selectors import sessions as selectors
from hubs.models import AuditEvent
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from outcomes.rules import dialog
from referrals.actions.changing import ChangedMeanwhile
from referrals.models import Referral
from tests.careplans import session_ground
from tests.careplans.session_ground import ELEVEN, asked, choose, left_to_do, own_item, rate, start
from tests.factories import record
from tests.referrals.conftest import NOW, TODAY, World, now, world

__all__ = ["now", "world"]

MENTAL_HEALTH = "1037651000000100"


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


@pytest.fixture
def session(inside: World) -> DialogSession:
    return start(inside)


def test_it_starts_and_is_in_the_audit(inside: World) -> None:
    made = sessions.start(by=inside.by, person=inside.person, referral=inside.referral, way="video")
    assert made.is_new
    assert (made.session.worker_id, made.session.started_at, made.session.way) == (
        inside.by.staff_id,
        NOW,
        "video",
    )
    assert AuditEvent.objects.get(action="dialog_session.started").detail == {
        "referral": inside.referral.reference
    }


def test_a_second_worker_goes_on_with_the_open_one(inside: World, session: DialogSession) -> None:
    again = sessions.start(by=inside.by, person=inside.person, referral=inside.referral)
    assert (again.is_new, again.session.pk) == (False, session.pk)


def test_after_it_is_completed_another_starts(inside: World, session: DialogSession) -> None:
    rate(inside, session, "job", 3)
    sessions.complete(by=inside.by, session=session)
    assert sessions.start(by=inside.by, person=inside.person, referral=inside.referral).is_new


def test_only_for_an_open_referral_of_the_person(inside: World) -> None:
    another = record.referral()
    with pytest.raises(ValidationError, match="referral of the person that is open"):
        sessions.start(by=inside.by, person=inside.person, referral=another)
    record.end(inside.referral, TODAY)
    with pytest.raises(ValidationError, match="referral of the person that is open"):
        sessions.start(by=inside.by, person=inside.person, referral=inside.referral)
    assert not DialogSession.objects.exists()


def test_the_eleven_in_the_national_order_then_the_tenants_own(inside: World, session: DialogSession) -> None:
    own_item("Money")
    own_item("Old", is_active=False)
    assert list(selectors.sheet(session).lines) == [*ELEVEN, "own-money"]


def test_what_is_said_is_kept_by_code(inside: World, session: DialogSession) -> None:
    row = ratings.save(
        by=inside.by, session=session, asked=asked("friendships"), said=Rated(3, True, " Few. ")
    )
    assert (row.item_code, row.rating, row.more_help, row.comment) == ("1833391000000107", 3, True, "Few.")
    again = rate(inside, session, "friendships", 5)
    assert (again.pk, again.rating, again.comment) == (row.pk, 5, "")
    assert selectors.sheet(session).lines["friendships"].in_words == "5: Fairly satisfied"


def test_an_area_can_be_left_out(inside: World, session: DialogSession) -> None:
    rate(inside, session, "job", None)
    sheet = selectors.sheet(session)
    assert sheet.lines["job"].in_words == "Left out"
    assert (sheet.answered, sheet.first_left) == (1, "mental_health")


def test_whoever_saves_over_what_they_did_not_see_is_told(inside: World, session: DialogSession) -> None:
    rate(inside, session, "job", 3, more_help=True)
    with pytest.raises(ChangedMeanwhile, match="3: Fairly dissatisfied, more help wanted"):
        ratings.save(by=inside.by, session=session, asked=asked("job"), said=Rated(5), seen=[Rated().state])
    assert session_ground.said(session)["job"] == "3: Fairly dissatisfied"
    ratings.save(
        by=inside.by, session=session, asked=asked("job"), said=Rated(5), seen=[Rated(3, True).state]
    )
    assert session_ground.said(session)["job"] == "5: Fairly satisfied"


def test_saying_the_same_again_changes_nothing(inside: World, session: DialogSession) -> None:
    rate(inside, session, "job", 3)
    before = DialogSession.objects.get().version
    rate(inside, session, "job", 3)
    assert DialogSession.objects.get().version == before


def test_the_ratings_of_a_session_are_not_earlier_ones_of_its_own(inside: World) -> None:
    session = start(inside)
    rate(inside, session, "job", 3)
    completed = sessions.complete(by=inside.by, session=session)
    assert selectors.sheet(completed).lines["job"].earlier == ()
    assert [each.rating for each in selectors.sheet(start(inside)).lines["job"].earlier] == [3]


def test_scores_of_a_referral_that_was_voided_are_not_earlier_ones(inside: World) -> None:
    score = session_ground.scored_before(inside, MENTAL_HEALTH, "3", NOW - timedelta(days=9))
    slip = record.referral(person=inside.person, team=inside.referral.team)
    CodedScore.objects.filter(pk=score.pk).update(referral=slip)
    session = start(inside)
    assert [each.rating for each in selectors.sheet(session).lines["mental_health"].earlier] == [3]
    Referral.objects.filter(pk=slip.pk).update(voided_at=NOW, void_reason="Somebody else's")
    assert selectors.sheet(session).lines["mental_health"].earlier == ()


def test_earlier_ratings_come_from_scores_of_every_kind(inside: World) -> None:
    for ago, score in ((400, "1"), (300, "2"), (200, "3"), (100, "4"), (50, "5"), (9, "6"), (5, "8")):
        session_ground.scored_before(inside, MENTAL_HEALTH, score, NOW - timedelta(days=ago))
    # The code that was valid until March 2024.
    session_ground.scored_before(inside, "1037701000000108", "2", NOW - timedelta(days=500))
    money = own_item()
    first = start(inside)
    rate(inside, first, "own-money", 2)
    rate(inside, first, "job", 5)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        sessions.complete(by=inside.by, session=first)
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        lines = selectors.sheet(start(inside)).lines
    assert [each.rating for each in lines["mental_health"].earlier] == [2, 3, 4, 5, 6]
    assert [each.rating for each in lines["friendships"].earlier] == [2]
    assert [(each.rating, each.day) for each in lines["job"].earlier] == [(5, TODAY)]
    assert [(each.rating, each.day) for each in lines["own-money"].earlier] == [(2, TODAY)]
    assert money.label == lines["own-money"].asked.label


def test_up_to_three_are_chosen(inside: World, session: DialogSession) -> None:
    rate(inside, session, "job", 2)
    chosen = choose(inside, session, "job", "family", "safety")
    assert [area.rank for area in chosen] == [1, 2, 3]
    with pytest.raises(ValidationError, match="3 areas at most"):
        choose(inside, session, "job", "family", "safety", "leisure")
    assert [line.asked.key for line in selectors.sheet(session).chosen] == ["job", "family", "safety"]


def test_what_was_written_is_there_again_when_an_area_is_chosen_again(
    inside: World, session: DialogSession
) -> None:
    (area, _) = choose(inside, session, "job", "family")
    areas.write(by=inside.by, area=area, said=Talked("No work."))
    choose(inside, session, "family")
    assert DialogArea.with_voided.get(pk=area.pk).void_reason == areas.NOT_CHOSEN
    choose(inside, session, "family", "job")
    again = DialogArea.objects.get(rating__item_code=asked("job").code)
    assert (again.pk, again.understanding) == (area.pk, "No work.")


def test_an_area_with_actions_stays(inside: World, session: DialogSession) -> None:
    (area,) = choose(inside, session, "job")
    areas.agree(by=inside.by, area=area, what="Write a CV", doer="person")
    with pytest.raises(ValidationError, match="Actions were agreed about Job situation"):
        choose(inside, session)
    assert [line.asked.key for line in selectors.sheet(session).chosen] == ["job"]


def test_somebody_else_chose_meanwhile(inside: World, session: DialogSession) -> None:
    choose(inside, session, "job")
    with pytest.raises(ChangedMeanwhile, match="chose meanwhile: Job situation"):
        areas.choose(by=inside.by, session=session, keys=["family"], seen=[[]])
    areas.choose(by=inside.by, session=session, keys=["family"], seen=[["job"]])


def test_talks_are_kept_and_whoever_did_not_see_them_is_told(inside: World, session: DialogSession) -> None:
    (area,) = choose(inside, session, "job")
    areas.write(by=inside.by, area=area, said=Talked("No work.", "A job."), seen=[Talked().state])
    with pytest.raises(ChangedMeanwhile, match="put the two together"):
        areas.write(by=inside.by, area=area, said=Talked("Idle."), seen=[Talked().state])
    held = DialogArea.objects.get()
    assert (held.understanding, held.looking_forward, held.version) == ("No work.", "A job.", 2)


def test_an_area_that_was_taken_away_takes_no_words(inside: World, session: DialogSession) -> None:
    (area,) = choose(inside, session, "job")
    choose(inside, session)
    with pytest.raises(ValidationError, match="not chosen any more"):
        areas.write(by=inside.by, area=area, said=Talked("No work."))


@pytest.mark.parametrize(
    ("doer", "field"), [("worker", "staff"), ("partner", "organisation"), ("carer", "who"), ("x", "doer")]
)
def test_an_action_says_who_does_it(inside: World, session: DialogSession, doer: str, field: str) -> None:
    (area,) = choose(inside, session, "job")
    with pytest.raises(ValidationError) as refused:
        areas.agree(by=inside.by, area=area, what="Write a CV", doer=doer)
    assert refused.value.code == field
    assert not PlanAction.objects.exists()


def test_an_action_sent_twice_is_agreed_once(inside: World, session: DialogSession) -> None:
    (area,) = choose(inside, session, "job")
    given = {
        "what": "Write a CV",
        "doer": "worker",
        "staff": inside.staff,
        "due_on": TODAY + timedelta(days=7),
    }
    first = areas.agree(by=inside.by, area=area, **given)  # type: ignore[arg-type]
    assert areas.agree(by=inside.by, area=area, **given).pk == first.pk  # type: ignore[arg-type]
    assert first.plan.person_id == inside.person.pk
    areas.take_back(by=inside.by, area=area, action=first)
    assert not PlanAction.objects.exists()


def test_last_times_actions_open_the_session(inside: World) -> None:
    done, waits = left_to_do(inside), left_to_do(inside, "Buy a bus pass")
    session = start(inside)
    (area,) = choose(inside, session, "job")
    areas.agree(by=inside.by, area=area, what="Write a CV", doer="person")
    sheet = selectors.sheet(session)
    assert [action.what for action in sheet.last_time] == ["Ring the GP", "Buy a bus pass"]
    areas.settle(by=inside.by, session=session, action=done, state="done", words="He rang back.")
    areas.settle(by=inside.by, session=session, action=waits, state="open", words="Next week.")
    sheet = selectors.sheet(session)
    assert [(action.state, action.settled_words) for action in sheet.last_time] == [
        ("done", "He rang back."),
        ("open", "Next week."),
    ]
    assert sheet.left_open == 1


def test_what_came_of_an_action_is_not_said_over_somebody_else(inside: World) -> None:
    action, session = left_to_do(inside), start(inside)
    nothing = [came_of_it("", "")]

    def settle(state: str, words: str, seen: list[State]) -> PlanAction:
        given = {"session": session, "action": action, "seen": seen}
        return areas.settle(by=inside.by, state=state, words=words, **given)  # type: ignore[arg-type]

    settle("", "He is away.", nothing)
    with pytest.raises(ChangedMeanwhile, match="what came of an action"):
        settle("done", "He rang.", [came_of_it("not_done", "")])
    # Words that are taken away leave it to do, and whoever took them away may say more.
    settle("", "", [came_of_it("", "He is away.")])
    settled = settle("done", "He rang.", nothing)
    assert (settled.state, settled.settled_words, settled.settled_on) == ("done", "He rang.", TODAY)
    assert settle("open", "", [came_of_it("done", "He rang.")]).settled_on is None


def test_completing_writes_a_score_for_each_rated_area_once(inside: World, session: DialogSession) -> None:
    own_item()
    for number, key in enumerate(ELEVEN[:5], 1):
        rate(inside, session, key, number)
    rate(inside, session, "safety", None)
    rate(inside, session, "own-money", 7)
    held = sessions.complete(by=inside.by, session=session)
    scored = CodedScore.objects.order_by("pk")
    assert [(row.tool_code, row.score) for row in scored] == [
        (asked(key).code, str(number)) for number, key in enumerate(ELEVEN[:5], 1)
    ]
    assert {(row.referral_id, row.completed_at, row.taken_on) for row in scored} == {
        (inside.referral.pk, held.completed_at, TODAY)
    }
    with pytest.raises(ValidationError, match="was completed on 18 June 2025"):
        sessions.complete(by=inside.by, session=session)
    assert CodedScore.objects.count() == 5


def test_the_code_is_that_of_the_day_on_which_it_is_completed(inside: World) -> None:
    zone = ZoneInfo("Europe/London")
    with time_machine.travel(datetime(2024, 3, 31, 23, 50, tzinfo=zone), tick=False):
        record.Referral.objects.update(received_on=datetime(2024, 3, 1, tzinfo=zone).date())
        session = start(inside)
        assert rate(inside, session, "family", 4).item_code == "1037711000000105"
    with time_machine.travel(datetime(2024, 4, 1, 0, 10, tzinfo=zone), tick=False):
        sessions.complete(by=inside.by, session=session)
    score = CodedScore.objects.get()
    assert score.tool_code == "1833401000000105"
    assert dialog.BY_CODE[score.tool_code].key == "family"


def test_nothing_rated_is_no_session_to_complete(inside: World, session: DialogSession) -> None:
    own_item()
    rate(inside, session, "own-money", 7)
    rate(inside, session, "job", None)
    with pytest.raises(ValidationError, match="Rate at least one"):
        sessions.complete(by=inside.by, session=session)


def test_what_was_said_since_the_summary_is_looked_at_first(inside: World, session: DialogSession) -> None:
    rate(inside, session, "job", 3)
    shown = DialogSession.objects.get().version
    rate(inside, session, "job", 5)
    with pytest.raises(ChangedMeanwhile, match="Look at the summary again"):
        sessions.complete(by=inside.by, session=session, version=shown)
    assert not CodedScore.objects.exists()
    sessions.complete(by=inside.by, session=session, version=shown + 1)


def test_a_completed_session_takes_nothing_more(inside: World, session: DialogSession) -> None:
    rate(inside, session, "job", 3)
    (area,) = choose(inside, session, "job")
    action = areas.agree(by=inside.by, area=area, what="Write a CV", doer="person")
    sessions.complete(by=inside.by, session=session)
    attempts: list[Callable[[], object]] = [
        lambda: rate(inside, session, "job", 5),
        lambda: choose(inside, session),
        lambda: areas.write(by=inside.by, area=area, said=Talked("x")),
        lambda: areas.agree(by=inside.by, area=area, what="More", doer="person"),
        lambda: areas.take_back(by=inside.by, area=area, action=action),
        lambda: areas.settle(by=inside.by, session=session, action=action, state="done", words=""),
    ]
    for attempt in attempts:
        with pytest.raises(ValidationError, match="was completed"):
            attempt()
    assert session_ground.said(session)["job"] == "3: Fairly dissatisfied"


def test_voiding_takes_its_scores_and_what_was_agreed(inside: World, session: DialogSession) -> None:
    kept = session_ground.scored_before(inside, MENTAL_HEALTH, "2", NOW - timedelta(days=90))
    rate(inside, session, "mental_health", 3)
    (area,) = choose(inside, session, "mental_health")
    areas.agree(by=inside.by, area=area, what="Walk", doer="person")
    sessions.complete(by=inside.by, session=session)
    sessions.void(by=inside.by, session=session, reason="Wrong person")
    assert list(CodedScore.objects.all()) == [kept]
    assert CodedScore.with_voided.get(score="3").void_reason == "Wrong person"
    for model in (DialogSession, DialogRating, DialogArea, PlanAction, DeviceLink):
        assert not model.objects.exists()
    with pytest.raises(ValidationError, match="voided already"):
        sessions.void(by=inside.by, session=session, reason="Again")


def test_voiding_needs_a_reason(inside: World, session: DialogSession) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        sessions.void(by=inside.by, session=session, reason="  ")


def test_drafts_are_theirs_and_go_with_the_session(inside: World, session: DialogSession) -> None:
    session_drafts.save(by=inside.by, session=session, page="rate:job", content={"comment": ["x"]})
    session_drafts.save(by=inside.by, session=session, page="rate:job", content={"comment": ["y"]})
    assert SessionDraft.objects.get().content == {"comment": ["y"]}
    session_drafts.save(by=inside.by, session=session, page="rate:job", content={})
    assert not SessionDraft.objects.exists()
    session_drafts.save(by=inside.by, session=session, page="rate:job", content={"comment": ["x"]})
    rate(inside, session, "job", 3)
    sessions.complete(by=inside.by, session=session)
    assert not SessionDraft.objects.exists()


def test_old_drafts_are_cleared(inside: World, session: DialogSession) -> None:
    session_drafts.save(by=inside.by, session=session, page="rate:job", content={"comment": ["x"]})
    assert session_drafts.clear(by=inside.by, now=NOW + timedelta(days=29)) == 0
    assert session_drafts.clear(by=inside.by, now=NOW + timedelta(days=31)) == 1
    assert AuditEvent.objects.get(action="session_drafts.cleared").detail["drafts"] == 1


def test_the_audit_holds_nothing_of_what_was_said(inside: World, session: DialogSession) -> None:
    ratings.save(by=inside.by, session=session, asked=asked("job"), said=Rated(3, True, "Laid off"))
    (area,) = choose(inside, session, "job")
    areas.write(by=inside.by, area=area, said=Talked("Laid off"))
    told = [str(event.detail) for event in AuditEvent.objects.all()]
    assert told
    assert not [detail for detail in told if "Laid" in detail or "job" in detail]
