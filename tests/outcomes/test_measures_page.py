"""The person's measures: recorded on pages, listed by tool with what changed, and taken out."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from hubs.models import AccessLog, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore, OutcomeGoal
from outcomes.rules import dialog
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.outcomes.taken import FAMILY, FAMILY_BEFORE, GOALS, MEDICATION, MENTAL_HEALTH, REQOL_10
from tests.referrals.conftest import NOW, TODAY, World, client, now, world

__all__ = ["client", "now", "world"]

PHQ_9 = "720433000"


def words_of(client: Client, address: str) -> str:
    """What a page says, without its markup."""
    page = client.get(address).content.decode()
    main = page.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def sent(world: World, **given: Any) -> dict[str, Any]:
    """A form as it is sent, at ten on the day."""
    return {
        "referral": world.referral.reference,
        "taken_on_day": "18",
        "taken_on_month": "6",
        "taken_on_year": "2025",
        "taken_time": "10:00",
        "how_taken": "together",
        "staff": str(world.staff.pk),
        **given,
    }


def taken(world: World) -> list[CodedScore]:
    with in_tenant(world.tenant.pk):
        return list(CodedScore.objects.order_by("pk"))


def scored(world: World, code: str, score: str, days_ago: int, **given: Any) -> CodedScore:
    """A score of so many days ago, at ten."""
    with in_tenant(world.tenant.pk):
        on = TODAY - timedelta(days=days_ago)
        return record.score(
            **{
                "referral": world.referral,
                "tool_code": code,
                "score": score,
                "value": score,
                "taken_on": on,
                **given,
            }
        )


def test_somebody_without_scores_is_told_so(world: World, client: Client) -> None:
    assert "Nothing has been measured yet" in words_of(client, world.page("measures"))


def test_the_person_page_leads_to_the_measures(world: World, client: Client) -> None:
    assert world.page("measures") in client.get(world.page()).content.decode()


def test_looking_is_written_down(world: World, client: Client) -> None:
    client.get(world.page("measures"))
    with in_tenant(world.tenant.pk):
        assert AccessLog.objects.filter(what="Measures", person_reference=world.person.reference).exists()


def test_the_total_of_a_tool_is_recorded(world: World, client: Client) -> None:
    answer = client.post(
        world.page("measures", "new", REQOL_10), sent(world, score="22", how_taken="self"), follow=True
    )
    (score,) = taken(world)
    assert (score.tool_code, score.score, score.how_taken, score.staff_id) == (
        REQOL_10,
        "22",
        "self",
        world.staff.pk,
    )
    assert score.completed_at == NOW.replace(hour=10, minute=0)
    page = answer.content.decode()
    assert "The score of ReQoL: 10-item total is recorded." in page
    assert "By the person alone, on paper or a device" in page


def test_a_form_that_is_sent_again_makes_one_score(world: World, client: Client) -> None:
    for _ in range(2):
        client.post(world.page("measures", "new", REQOL_10), sent(world, score="22"))
    assert len(taken(world)) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"score": ""}, "Enter score"),
        ({"score": "41"}, "Score must be between 0 and 40 for this tool"),
        ({"score": "well"}, "Score must be a number of at most 5 characters, like 4 or 12.5"),
        ({"taken_on_year": ""}, "Day it was taken must include a year"),
        ({"taken_on_day": "19"}, "Day it was taken must be today or in the past"),
        ({"taken_time": "15:00"}, "Enter a day and time that are not in the future"),
        (
            {"taken_on_day": "1", "taken_on_month": "5"},
            "Enter a day on or after 29 May 2025, when the referral was received",
        ),
        ({"taken_time": "half past"}, "Time it was taken must be a time, like 9:30am or 14:30"),
        ({"how_taken": ""}, "Choose how it was taken"),
        ({"staff": "0"}, "Select who took it"),
        ({"referral": "R0"}, "Select"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(
    world: World, client: Client, given: dict[str, str], words: str
) -> None:
    answer = client.post(world.page("measures", "new", REQOL_10), sent(world, **{"score": "22", **given}))
    page = unescape(answer.content.decode())
    assert "There is a problem" in page
    assert words in page
    assert given.get("score", "22") in page
    assert not taken(world)


def test_a_tool_is_found_by_its_name(world: World, client: Client) -> None:
    assert "ReQoL: 10-item total" in words_of(client, world.page("measures", "new"))
    page = client.get(world.page("measures", "new"), {"text": "phq-9"}).content.decode()
    assert f"/measures/new/{PHQ_9}/" in page
    nothing = client.get(world.page("measures", "new"), {"text": "no such thing"}).content.decode()
    assert "No measure of the national list has this name" in nothing


def test_a_tool_that_is_not_in_the_list_is_not_found(world: World, client: Client) -> None:
    assert client.get(world.page("measures", "new", "123456")).status_code == 404


def test_a_scale_on_paper_is_recorded_at_once_by_the_current_codes(world: World, client: Client) -> None:
    ratings = dict(zip(dialog.ITEMS, "45364547656", strict=True))
    answer = client.post(world.page("measures", "dialog"), sent(world, **ratings), follow=True)
    assert "11 areas of the DIALOG scale recorded." in answer.content.decode()
    assert {score.tool_code: score.score for score in taken(world)} == {
        item.code_on(TODAY): ratings[key] for key, item in dialog.ITEMS.items()
    }
    words = words_of(client, world.page("measures"))
    assert "Quality of life, mean of 8 4.8" in words
    assert "Treatment, mean of 3 5.7" in words


def test_a_scale_may_leave_areas_out_and_then_has_no_mean_of_their_group(
    world: World, client: Client
) -> None:
    client.post(
        world.page("measures", "dialog"),
        sent(world, job="3", medication="6", practical_help="5", meetings="6"),
    )
    assert [score.score for score in taken(world)] == ["3", "6", "5", "6"]
    words = words_of(client, world.page("measures"))
    assert "Quality of life, mean of 8 Not all areas rated" in words
    assert "Treatment, mean of 3 5.7" in words


def test_a_scale_without_any_rating_is_refused(world: World, client: Client) -> None:
    page = client.post(world.page("measures", "dialog"), sent(world)).content.decode()
    assert "Rate at least one area" in page
    assert client.post(world.page("measures", "dialog"), sent(world, job="8")).status_code == 200
    assert not taken(world)


def test_what_has_changed_is_said_in_words_with_the_name_of_the_rule(world: World, client: Client) -> None:
    scored(world, MENTAL_HEALTH, "3", 15)
    scored(world, MENTAL_HEALTH, "5", 2)
    scored(world, MEDICATION, "3", 15)
    scored(world, MEDICATION, "6", 2)
    scored(world, FAMILY_BEFORE, "4", 15)
    scored(world, FAMILY, "3", 2)
    scored(world, REQOL_10, "20", 15)
    scored(world, REQOL_10, "26", 2)
    words = words_of(client, world.page("measures"))
    assert "From 3 to 5: improved (change of 1 or more: national rule)" in words
    assert "From 3 to 6. Not measured for change nationally" in words
    assert "From 4 to 3: got worse (change of 1 or more: national rule)" in words
    assert "From 20 to 26: improved (change of 5 or more: national rule)" in words
    assert "Recovered: from below the cut-off of 25 to 25 or more, and improved" in words


def test_nothing_is_compared_across_referrals(world: World, client: Client) -> None:
    with in_tenant(world.tenant.pk):
        other = record.referral(person=world.person, team=world.team, received_on=TODAY - timedelta(days=9))
    scored(world, REQOL_10, "20", 15)
    scored(world, REQOL_10, "30", 2, referral=other)
    words = words_of(client, world.page("measures"))
    assert "national rule)" not in words
    assert "20" in words
    assert "30" in words


def test_a_score_off_the_scale_is_shown_and_said_to_count_nowhere(world: World, client: Client) -> None:
    scored(world, REQOL_10, "99", 2, value=None, source_month=date(2025, 6, 1))
    assert "99 Not on the scale: kept, counts nowhere" in words_of(client, world.page("measures"))


def goal_of(world: World, **given: Any) -> OutcomeGoal:
    with in_tenant(world.tenant.pk):
        return record.goal(referral=world.referral, **given)


def goals_page(world: World, page: str) -> str:
    return world.page("measures", "referrals", world.referral.reference, page)


def test_goals_are_set_and_scored_in_the_persons_words(world: World, client: Client) -> None:
    day = {"set_on_day": "1", "set_on_month": "6", "set_on_year": "2025"}
    client.post(goals_page(world, "goal"), {"words": "Swim again", **day})
    client.post(goals_page(world, "goal"), {"words": "Ring my sister", **day})
    page = client.get(goals_page(world, "goals")).content.decode()
    assert "Swim again" in page
    assert "Ring my sister" in page
    client.post(goals_page(world, "goals"), sent(world, **{"goal-1": "0", "goal-2": "4"}))
    assert {score.tool_code: score.score for score in taken(world)} == {GOALS[0]: "0", GOALS[1]: "4"}
    words = words_of(client, world.page("measures"))
    assert "Goal 1: Swim again" in words
    assert "Goal 2: Ring my sister" in words


def test_goals_need_a_score_and_a_day_on_which_they_were_set(world: World, client: Client) -> None:
    goal_of(world, set_on=TODAY)
    page = unescape(client.post(goals_page(world, "goals"), sent(world)).content.decode())
    assert "Score at least one goal" in page
    early = sent(world, **{"goal-1": "3", "taken_on_day": "17"})
    page = unescape(client.post(goals_page(world, "goals"), early).content.decode())
    assert "This goal was set on 18 June 2025: it cannot be scored before" in page
    assert not taken(world)


def test_without_an_open_goal_there_is_nothing_to_score(world: World, client: Client) -> None:
    assert client.get(goals_page(world, "goals")).status_code == 404


def test_goals_change_by_three_or_more(world: World, client: Client) -> None:
    goal_of(world)
    scored(world, GOALS[0], "2", 15)
    scored(world, GOALS[0], "5", 2)
    words = words_of(client, world.page("measures"))
    assert "From 2 to 5: improved (change of 3 or more: national rule)" in words


def test_scores_of_two_goals_that_had_one_number_are_not_compared(world: World, client: Client) -> None:
    goal_of(world, words="Swim again", ended_on=TODAY - timedelta(days=10))
    goal_of(world, words="Ring my sister", set_on=TODAY - timedelta(days=9))
    scored(world, GOALS[0], "2", 15)
    scored(world, GOALS[0], "9", 2)
    words = words_of(client, world.page("measures"))
    assert "Another goal had this number before: these two are not compared" in words
    assert "From 2 to 9" not in words


def test_a_score_of_a_goal_without_words_says_so(world: World, client: Client) -> None:
    scored(world, GOALS[1], "2", 3)
    assert "Goal 2 No words are recorded for this goal." in words_of(client, world.page("measures"))


def test_a_goal_is_said_better_ended_and_taken_out(world: World, client: Client) -> None:
    one, two = goal_of(world, words="Swim again"), goal_of(world, number=2, words="Wrong person")
    own = world.page("measures", "goals", str(one.public_id))
    client.post(f"{own}change/", {"words": "Swim in the sea", "version": "1"})
    page = unescape(client.post(f"{own}change/", {"words": "Swim", "version": "1"}).content.decode())
    assert "It now says: Swim in the sea" in page
    client.post(f"{own}end/", {"ended_on_day": "18", "ended_on_month": "6", "ended_on_year": "2025"})
    client.post(world.page("measures", "goals", str(two.public_id), "remove"), {"reason": "Wrong person"})
    words = words_of(client, world.page("measures"))
    assert "Goal 1: Swim in the sea Set on 29 May 2025, ended on 18 June 2025" in words
    assert "Goal 2" not in words


def test_a_score_is_taken_out_with_a_reason(world: World, client: Client) -> None:
    score = scored(world, REQOL_10, "20", 2)
    own = world.page("measures", "scores", str(score.pk), "remove")
    assert "ReQoL: 10-item total: 20, taken on 16 June 2025" in words_of(client, own)
    assert "Enter reason" in client.post(own, {"reason": ""}).content.decode()
    client.post(own, {"reason": "Wrong person"})
    assert not taken(world)
    assert client.get(own).status_code == 404


@pytest.mark.parametrize(("which", "left"), [("all", 0), ("one", 2)])
def test_a_whole_scale_is_taken_out_at_once_or_one_score_of_it(
    world: World, client: Client, which: str, left: int
) -> None:
    client.post(world.page("measures", "dialog"), sent(world, job="3", safety="6", leisure="5"))
    scores = taken(world)
    own = world.page("measures", "scores", str(scores[0].pk), "remove")
    assert "The whole scale: all 3 scores" in words_of(client, own)
    client.post(own, {"which": which, "reason": "Wrong person"})
    assert len(taken(world)) == left


def test_what_came_with_a_record_set_or_a_contact_is_not_taken_out_here(world: World, client: Client) -> None:
    imported = scored(world, REQOL_10, "20", 2, source_month=date(2025, 6, 1))
    with in_tenant(world.tenant.pk):
        activity = record.activity(contact=record.contact(referral=world.referral))
    in_contact = scored(world, REQOL_10, "21", 1, activity=activity, completed_at=None)
    for score in (imported, in_contact):
        assert client.get(world.page("measures", "scores", str(score.pk), "remove")).status_code == 404
    page = client.get(world.page("measures")).content.decode()
    assert f"/contacts/{activity.contact.local_id}/correct/" in page
    assert "/remove/" not in page


def test_a_score_or_goal_of_somebody_else_is_not_found(world: World, client: Client) -> None:
    with in_tenant(world.tenant.pk):
        other = record.referral(team=world.team)
        score, goal = record.score(referral=other), record.goal(referral=other)
    assert client.get(world.page("measures", "scores", str(score.pk), "remove")).status_code == 404
    assert client.get(world.page("measures", "goals", str(goal.public_id), "end")).status_code == 404


def test_another_hub_is_asked_for_a_reason(world: World, client_as: ClientAs, tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        elsewhere = ground.hub()
    stranger = client_as(Role.CLINICIAN, hub=elsewhere)
    assert stranger.get(world.page("measures")).status_code == 403
    refused = stranger.post(world.page("measures", "new", REQOL_10), sent(world, score="22"))
    assert refused.status_code == 403
    assert not taken(world)
