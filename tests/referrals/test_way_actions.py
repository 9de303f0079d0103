"""Steps, care co-ordinators and workers: written down with a reason, beside a referral that goes on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from hubs.days import EVER
from hubs.models import AuditEvent, Team
from referrals.actions import (
    coordinators,
    involvements,
    pathways,
    referrals,
    short_support,
    steps,
)
from referrals.actions.changing import ChangedMeanwhile
from referrals.models import (
    CareCoordinator,
    Holding,
    Referral,
    ReferralTeam,
    ReferralTeamTime,
)
from referrals.selectors import holdings, way
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World, now, world
from tests.referrals.way_ground import SAID, handed_over, inside, wrong

__all__ = ["inside", "now", "world"]


def days_of(held: Referral, team: Team) -> Any:
    return ReferralTeamTime.objects.get(referral=held, team=team).days


def test_both_teams_are_on_the_record_of_the_month_in_which_one_passed_it_on(inside: World) -> None:
    first, second = inside.team, ground.team(name="Therapy", hub=inside.hub)
    this_month, next_month = TODAY.replace(day=1), (TODAY.replace(day=1) + timedelta(days=31)).replace(day=1)
    held = steps.step(by=inside.by, referral=inside.referral, level="more", team=second, **SAID)
    assert days_of(held, first) == Multirange([Range(None, next_month)])
    assert days_of(held, second) == Multirange([Range(this_month, None)])
    held = steps.step(by=inside.by, referral=held, level="less", team=first, **SAID)
    assert days_of(held, first) == EVER
    assert days_of(held, second) == Multirange([Range(this_month, next_month)])


def test_a_step_with_the_same_team_leaves_it_on_the_record_all_along(inside: World) -> None:
    steps.step(by=inside.by, referral=inside.referral, level="complex", **SAID)
    assert not ReferralTeamTime.objects.exists()


def test_a_step_up_with_the_same_team(inside: World) -> None:
    held = steps.step(by=inside.by, referral=inside.referral, level="complex", **SAID)
    held = steps.step(by=inside.by, referral=held, level="more", **SAID)
    assert (held.level, held.team_id, held.is_open) == ("more", inside.team.pk, True)
    up, first = holdings.steps(held)
    assert (first.direction, up.direction, up.team, up.by) == ("first", "up", "", "Priya Nair")
    assert up.reason == "The voices are back\nThe person said: I want more help"
    assert Holding.objects.filter(person=inside.person).count() == 1


def test_a_step_to_another_team_of_the_hub_goes_at_once(inside: World) -> None:
    therapy = ground.team(name="Therapy", hub=inside.hub)
    held = steps.step(by=inside.by, referral=inside.referral, level="more", team=therapy, **SAID)
    assert (held.team, held.level, held.discharged_on) == (therapy, "more", None)
    # The named worker goes along, and so does the provider, who reports the wait.
    assert held.named_worker == inside.staff
    assert held.provider_id == inside.team.organisation_id
    newest, before = holdings.chain(inside.person)
    assert (newest.team, before.team) == (therapy, inside.team)
    assert before.until == newest.since
    assert newest.because.startswith("The voices are back")
    assert ReferralTeam.objects.get(referral=held).team == inside.team
    assert [step.team for step in holdings.steps(held)] == ["Therapy"]


def test_a_step_to_a_team_of_mine_in_another_hub_goes_at_once(inside: World) -> None:
    mine = ground.team(hub=ground.hub())
    ground.TeamMembership.objects.create(staff=inside.staff, team=mine, starts_on=date(2020, 1, 1))
    assert inside.staff.user is not None
    by = ground.actor_of(inside.staff.user)
    assert by is not None
    held = steps.step(by=by, referral=inside.referral, team=mine, **SAID)
    assert (held.team, held.hub_id) == (mine, mine.hub_id)


def test_any_other_team_is_asked_first(inside: World) -> None:
    elsewhere = ground.team(hub=ground.hub())
    with pytest.raises(ValidationError, match="so that they can say yes"):
        steps.step(by=inside.by, referral=inside.referral, team=elsewhere, **SAID)
    assert holdings.chain(inside.person)[0].team == inside.team


def test_what_a_step_refuses(inside: World) -> None:
    with pytest.raises(ValidationError) as error:
        steps.step(by=inside.by, referral=inside.referral, level="more", reason=" ", person_said="")
    assert set(wrong(error)) == {"reason", "person_said"}
    with pytest.raises(ValidationError, match="Nothing would change"):
        steps.step(by=inside.by, referral=inside.referral, **SAID)
    with pytest.raises(ValidationError, match="from the list"):
        steps.step(by=inside.by, referral=inside.referral, level="most", **SAID)


def test_a_step_waits_for_a_handover(inside: World) -> None:
    handed_over(inside)
    with pytest.raises(ValidationError, match="A handover waits"):
        steps.step(by=inside.by, referral=inside.referral, team=ground.team(hub=inside.hub), **SAID)


def test_two_at_once(inside: World) -> None:
    seen = inside.referral.version
    steps.step(by=inside.by, referral=inside.referral, level="more", version=seen, **SAID)
    with pytest.raises(ChangedMeanwhile, match=r"Priya Nair, .* changed the level of complexity"):
        steps.step(by=inside.by, referral=inside.referral, level="less", version=seen, **SAID)
    assert Referral.objects.get(pk=inside.referral.pk).level == "more"


def test_a_referral_kept_elsewhere_is_left_alone(inside: World) -> None:
    theirs = record.referral(team=inside.team, source_month=date(2025, 5, 1))
    with pytest.raises(ValidationError, match="kept in its provider"):
        steps.step(by=inside.by, referral=theirs, level="more", **SAID)
    with pytest.raises(ValidationError, match="kept in its provider"):
        pathways.start(by=inside.by, referral=theirs, kind="core", started_on=TODAY)


def test_one_care_co_ordinator_follows_another(inside: World) -> None:
    tom = ground.staff_member(name="Tom Bell")
    on = inside.referral.received_on
    coordinators.name(by=inside.by, referral=inside.referral, staff=inside.staff, on=on)
    coordinators.name(by=inside.by, referral=inside.referral, staff=tom, on=TODAY)
    rows = CareCoordinator.objects.order_by("starts_on")
    assert [(row.staff, row.starts_on, row.ends_on) for row in rows] == [
        (inside.staff, on, TODAY),
        (tom, TODAY, None),
    ]
    assert rows[0].team_type == "A06"
    with pytest.raises(ValidationError, match="already"):
        coordinators.name(by=inside.by, referral=inside.referral, staff=tom, on=TODAY)
    with pytest.raises(ValidationError, match="when the last one began"):
        coordinators.name(by=inside.by, referral=inside.referral, staff=inside.staff, on=on)
    coordinators.end(by=inside.by, referral=inside.referral, on=TODAY)
    assert way.coordinator(inside.referral) is None
    with pytest.raises(ValidationError, match="nothing to end"):
        coordinators.end(by=inside.by, referral=inside.referral, on=TODAY)


def test_the_same_co_ordinator_again_on_the_same_day(inside: World) -> None:
    coordinators.name(by=inside.by, referral=inside.referral, staff=inside.staff, on=TODAY)
    coordinators.end(by=inside.by, referral=inside.referral, on=TODAY)
    coordinators.name(by=inside.by, referral=inside.referral, staff=inside.staff, on=TODAY)
    assert CareCoordinator.objects.get().ends_on is None


def test_a_co_ordinator_whom_a_provider_names_stays_theirs(inside: World) -> None:
    theirs = CareCoordinator.objects.create(
        person=inside.person,
        provider=inside.referral.provider,
        staff=ground.staff_member(),
        starts_on=date(2025, 6, 1),
        source_month=date(2025, 6, 1),
    )
    coordinators.name(by=inside.by, referral=inside.referral, staff=inside.staff, on=TODAY)
    theirs.refresh_from_db()
    assert theirs.ends_on is None


def test_workers_of_several_organisations(inside: World) -> None:
    charity = ground.staff_member(name="Sam Peer", organisation=ground.organisation(kind="vcse"))
    started = involvements.start(
        by=inside.by, referral=inside.referral, staff=charity, what="Peer support", starts_on=TODAY
    )
    with pytest.raises(ValidationError, match="involved already"):
        involvements.start(
            by=inside.by, referral=inside.referral, staff=charity, what="Again", starts_on=TODAY
        )
    with pytest.raises(ValidationError, match="when their part began"):
        involvements.end(by=inside.by, involvement=started, on=TODAY - timedelta(1))
    involvements.end(by=inside.by, involvement=started, on=TODAY)
    with pytest.raises(ValidationError, match="ended already, on 18 June 2025"):
        involvements.end(by=inside.by, involvement=started, on=TODAY)
    involvements.start(by=inside.by, referral=inside.referral, staff=charity, what="Again", starts_on=TODAY)
    assert [row.ends_on for row in way.involved(inside.referral)] == [None, TODAY]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"what": " "}, "what"), ({"starts_on": date(2025, 1, 1)}, "starts_on")],
)
def test_what_an_involvement_refuses(inside: World, given: dict[str, Any], field: str) -> None:
    values = {"staff": ground.staff_member(), "what": "Debts", "starts_on": TODAY, **given}
    with pytest.raises(ValidationError) as error:
        involvements.start(by=inside.by, referral=inside.referral, **values)
    assert field in wrong(error)


def test_everything_is_told_in_the_audit(inside: World) -> None:
    steps.step(by=inside.by, referral=inside.referral, level="more", **SAID)
    coordinators.name(by=inside.by, referral=inside.referral, staff=inside.staff, on=TODAY)
    record_of = pathways.start(by=inside.by, referral=inside.referral, kind="core", started_on=TODAY)
    pathways.end(by=inside.by, pathway=record_of, on=TODAY, reason="Private words")
    support = short_support.start(
        by=inside.by, referral=inside.referral, what="Private words", starts_on=TODAY, ends_on=TODAY
    )
    short_support.end(by=inside.by, support=support, on=TODAY, result="Private words")
    part = involvements.start(
        by=inside.by, referral=inside.referral, staff=inside.staff, what="Debts", starts_on=TODAY
    )
    involvements.end(by=inside.by, involvement=part, on=TODAY)
    told = AuditEvent.objects.filter(object_reference=inside.referral.reference).order_by("pk")
    assert [event.action for event in told] == [
        "referral.level",
        "coordinator.named",
        "pathway.started",
        "pathway.ended",
        "support.started",
        "support.ended",
        "involvement.started",
        "involvement.ended",
    ]
    assert all(event.staff_id == inside.by.staff_id for event in told)
    assert not any("Private" in str(event.detail) for event in told)


def test_the_chain_has_no_gap(inside: World) -> None:
    one, two = ground.team(hub=inside.hub), ground.team(hub=inside.hub)
    held = inside.referral
    for team in (one, two, inside.team):
        held = referrals.move(by=inside.by, referral=held, team=team, because="Step")
    chain = list(reversed(holdings.chain(inside.person)))
    assert [row.team for row in chain] == [inside.team, one, two, inside.team]
    for before, after in pairwise(chain):
        assert isinstance(before.until, datetime)
        assert before.until == after.since
    assert chain[-1].until is None
