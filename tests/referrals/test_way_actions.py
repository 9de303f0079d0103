"""Steps, workers, pathways and support: written down with a reason, beside a referral that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from hubs.models import AuditEvent
from hubs.tenancy import in_tenant
from referrals.actions import (
    closings,
    coordinators,
    involvements,
    pathways,
    referrals,
    requests,
    short_support,
    steps,
)
from referrals.actions.changing import ChangedMeanwhile
from referrals.actions.requests import Asked
from referrals.models import (
    Appointment,
    CareCoordinator,
    Handover,
    Holding,
    Involvement,
    NextStep,
    PathwayEpisode,
    Referral,
    ReferralTeam,
    ShortSupport,
)
from referrals.models.request import Way
from referrals.selectors import holdings, people, urgent, way
from referrals.selectors import pathways as pathway_selectors
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World, now, world

__all__ = ["now", "world"]

SAID: dict[str, Any] = {"reason": "The voices are back", "person_said": "I want more help"}


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def wrong(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return error.value.message_dict


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


def test_the_four_kinds_of_help(inside: World) -> None:
    cen = pathways.start(
        by=inside.by, referral=inside.referral, kind="cen", started_on=TODAY, cen_help="assessment"
    )
    for number, help_given in enumerate(("psychoeducation", "low_intensity", "high_intensity")):
        cen = pathways.change(by=inside.by, pathway=cen, seen=number, cen_help=help_given)
    assert cen.cen_help == "high_intensity"
    assert pathway_selectors.times_changed(cen) == 3
    with pytest.raises(ValidationError, match="Somebody has changed this pathway"):
        pathways.change(by=inside.by, pathway=cen, seen=0, cen_help="assessment")
    with pytest.raises(ValidationError, match="kind of help"):
        pathways.change(by=inside.by, pathway=cen, cen_help="")


def test_a_pathway_ends_and_the_referral_goes_on(inside: World) -> None:
    started = pathways.start(by=inside.by, referral=inside.referral, kind="older_adult", started_on=TODAY)
    with pytest.raises(ValidationError) as error:
        pathways.end(by=inside.by, pathway=started, on=TODAY - timedelta(1), reason="")
    assert set(wrong(error)) == {"on", "reason"}
    pathways.end(by=inside.by, pathway=started, on=TODAY, reason="Goals reached")
    assert Referral.objects.get(pk=inside.referral.pk).is_open
    with pytest.raises(ValidationError, match="ended already"):
        pathways.end(by=inside.by, pathway=started, on=TODAY, reason="Twice")
    pathways.start(by=inside.by, referral=inside.referral, kind="older_adult", started_on=TODAY)
    assert [row.ended_on for row in pathway_selectors.of_referral(inside.referral)] == [None, TODAY]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "unheard"}, "kind"),
        ({"kind": "cen"}, "cen_help"),
        ({"kind": "core", "started_on": date(2025, 1, 1)}, "started_on"),
        ({"kind": "rehabilitation", "placement_provider": "Far Hospital"}, "placement_review_on"),
        ({"kind": "rehabilitation", "placement_place": "Far away"}, "placement_provider"),
        (
            {
                "kind": "rehabilitation",
                "placement_provider": "Far Hospital",
                "placement_began_on": TODAY,
                "placement_review_on": TODAY - timedelta(1),
            },
            "placement_review_on",
        ),
        (
            {
                "kind": "rehabilitation",
                "placement_provider": "Far Hospital",
                "placement_began_on": TODAY,
                "placement_review_on": TODAY,
                "placement_ended_on": TODAY - timedelta(1),
            },
            "placement_ended_on",
        ),
    ],
)
def test_what_a_pathway_refuses(inside: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        pathways.start(by=inside.by, referral=inside.referral, **{"started_on": TODAY, **given})
    assert field in wrong(error)
    assert not PathwayEpisode.objects.exists()


def test_a_pathway_is_not_begun_twice_nor_asked_what_it_does_not_ask(inside: World) -> None:
    pathways.start(by=inside.by, referral=inside.referral, kind="core", started_on=TODAY)
    with pytest.raises(ValidationError, match="already"):
        pathways.start(by=inside.by, referral=inside.referral, kind="core", started_on=TODAY)
    with pytest.raises(TypeError, match="cen_help"):
        pathways.start(
            by=inside.by, referral=inside.referral, kind="older_adult", started_on=TODAY, cen_help="x"
        )


def placed(inside: World, review_on: date, **given: Any) -> PathwayEpisode:
    return pathways.start(
        by=inside.by,
        referral=given.pop("referral", inside.referral),
        kind="rehabilitation",
        started_on=TODAY,
        placement_provider="Far Hospital",
        placement_place="Leeds",
        placement_began_on=date(2025, 1, 6),
        placement_review_on=review_on,
        **given,
    )


def test_placements_are_listed_until_they_end(inside: World) -> None:
    late = placed(inside, TODAY - timedelta(3))
    soon = placed(inside, TODAY + timedelta(3), referral=record.referral(team=inside.team, received_on=TODAY))
    other_hub = record.referral(team=ground.team(hub=ground.hub()), received_on=TODAY)
    placed(inside, TODAY, referral=other_hub)
    assert list(pathway_selectors.placements(inside.by)) == [late, soon]
    pathways.change(by=inside.by, pathway=late, placement_ended_on=TODAY)
    assert list(pathway_selectors.placements(inside.by)) == [soon]


def test_short_support_has_its_end_from_the_start(inside: World) -> None:
    support = short_support.start(
        by=inside.by,
        referral=inside.referral,
        what="Weekly calls",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(41),
    )
    with pytest.raises(ValidationError, match="goes on already, until 29 July 2025"):
        short_support.start(
            by=inside.by, referral=inside.referral, what="More", starts_on=TODAY, ends_on=TODAY
        )
    with pytest.raises(ValidationError) as error:
        short_support.end(by=inside.by, support=support, on=TODAY, result=" ")
    assert "result" in wrong(error)
    with pytest.raises(ValidationError, match="when it began"):
        short_support.end(by=inside.by, support=support, on=TODAY - timedelta(1), result="Better")
    short_support.end(by=inside.by, support=support, on=TODAY, result="Better")
    with pytest.raises(ValidationError, match="ended already"):
        short_support.end(by=inside.by, support=support, on=TODAY, result="Better")
    assert Referral.objects.get(pk=inside.referral.pk).is_open


def test_what_short_support_refuses(inside: World) -> None:
    with pytest.raises(ValidationError) as error:
        short_support.start(
            by=inside.by,
            referral=inside.referral,
            what="",
            starts_on=date(2025, 1, 1),
            ends_on=TODAY,
        )
    assert set(wrong(error)) == {"what", "starts_on", "ends_on"}


def test_closing_ends_what_was_done_because_of_it(inside: World) -> None:
    record.way(inside.referral, inside.staff)
    coordinators.name(by=inside.by, referral=inside.referral, staff=inside.staff, on=TODAY)
    closed = closings.close(
        by=inside.by,
        referral=inside.referral,
        on=TODAY,
        reason="02",
        words="You did it.",
        version=Referral.objects.get(pk=inside.referral.pk).version,
    )
    assert (closed.closing_words, closed.closed_with) == ("You did it.", "person")
    assert PathwayEpisode.objects.get().ended_on == TODAY
    assert ShortSupport.objects.get().ended_on == TODAY
    assert Involvement.objects.get().ends_on == TODAY
    assert CareCoordinator.objects.get().ends_on == TODAY
    assert holdings.now(inside.person) is None


def test_what_begins_later_than_the_end_ends_when_it_begins(inside: World) -> None:
    later = TODAY + timedelta(5)
    record.pathway(referral=inside.referral, started_on=later)
    closings.close(by=inside.by, referral=inside.referral, on=TODAY, reason="02")
    assert PathwayEpisode.objects.get().ended_on == later


def test_a_co_ordinator_stays_while_another_referral_is_open(inside: World) -> None:
    record.referral(person=inside.person, team=inside.team, received_on=TODAY)
    coordinators.name(by=inside.by, referral=inside.referral, staff=inside.staff, on=TODAY)
    closings.close(by=inside.by, referral=inside.referral, on=TODAY, reason="02")
    assert CareCoordinator.objects.get().ends_on is None


def test_loose_ends_in_words(inside: World) -> None:
    handed_over(inside)
    for kind in ("do", "check_back"):
        NextStep.objects.create(
            referral=inside.referral, kind=kind, what="Call", staff=inside.staff, due_on=TODAY
        )
    Appointment.objects.create(
        referral=inside.referral,
        staff=inside.staff,
        team=inside.team,
        starts_at=timezone.now() + timedelta(days=1),
        mechanism="01",
    )
    NextStep.objects.create(
        referral=inside.referral,
        kind="do",
        what="Write",
        staff=inside.staff,
        due_on=TODAY,
        done_at=timezone.now(),
        result="Written",
    )
    found = way.loose_ends(inside.referral)
    assert [(end.kind, end.stops) for end in found] == [
        ("handover", True),
        ("step", True),
        ("step", False),
        ("appointment", False),
    ]
    assert "Far team of 18 June 2025 is not confirmed" in found[0].words
    assert found[1].words == (
        "Check back with the person and write down how it was (Priya Nair, by 18 June 2025)"
    )


def handed_over(inside: World) -> Handover:
    return Handover.objects.create(
        referral=inside.referral,
        receiver="team",
        from_team=inside.team,
        to_team=ground.team(name="Far team"),
        rings_on=TODAY,
        escalates_on=TODAY,
        reason="Therapy",
        shared="Everything",
        person_said="Yes",
    )


@pytest.mark.parametrize(("days", "comes_back"), [(365, True), (366, False)])
def test_coming_back_within_a_year(inside: World, days: int, comes_back: bool) -> None:
    inside.referral.received_on = inside.referral.first_requested_on = date(2024, 1, 1)
    record.end(inside.referral, TODAY - timedelta(days))
    found = people.find(inside.person.reference, by=inside.by)
    assert found is not None
    before = way.comes_back_to(found, TODAY)
    assert (before == inside.referral) is comes_back


@pytest.mark.parametrize(("days", "comes_back"), [(365, True), (366, False)])
def test_whoever_asks_again_within_a_year_is_with_the_team_they_know(
    inside: World, days: int, comes_back: bool
) -> None:
    new = ground.team(hub=inside.hub, takes_new=True)
    inside.referral.received_on = inside.referral.first_requested_on = date(2024, 1, 1)
    record.end(inside.referral, TODAY - timedelta(days))
    asked = requests.ask(by=inside.by, asked=Asked(way=Way.SELF, story="It is back"), person=inside.person)
    assert asked.referral.team == (inside.team if comes_back else new)
    assert asked.referral.returns_to == (inside.referral if comes_back else None)


def test_straight_back_to_the_team(inside: World) -> None:
    ground.team(hub=inside.hub, takes_new=True)
    closings.close(by=inside.by, referral=inside.referral, on=TODAY, reason="02")
    asked = requests.ask(by=inside.by, asked=Asked(way=Way.SELF, story="It is back"), person=inside.person)
    assert (asked.referral.team, asked.referral.returns_to) == (inside.team, inside.referral)
    holder = holdings.now(inside.person)
    assert holder is not None
    assert holder.team == inside.team


def test_nobody_comes_back_to_a_closed_team_or_from_an_open_referral(inside: World) -> None:
    found = people.find(inside.person.reference, by=inside.by)
    assert found is not None
    assert way.comes_back_to(found, TODAY) is None
    record.end(inside.referral, TODAY)
    inside.team.closed_on = TODAY
    inside.team.save()
    found = people.find(inside.person.reference, by=inside.by)
    assert found is not None
    assert way.comes_back_to(found, TODAY) is None


def test_urgent_and_not_seen(inside: World) -> None:
    def asked(days: int, **given: Any) -> Referral:
        on = TODAY - timedelta(days)
        return record.referral(team=inside.team, received_on=on, **{"priority": "2", **given})

    late, in_time, seen = asked(8), asked(7), asked(9)
    asked(20, priority="3")
    record.contact(referral=late, occurred_on=TODAY, attendance="3")
    record.contact(referral=seen, occurred_on=TODAY)
    assert list(urgent.unseen(Referral.objects.all())) == [late, in_time]
    assert list(urgent.overdue(Referral.objects.all())) == [late]
    found = urgent.of_referral(seen)
    assert found is not None
    assert (found.due_on, found.seen_on, found.in_time) == (TODAY - timedelta(2), TODAY, False)
    assert urgent.of_referral(inside.referral) is None


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
