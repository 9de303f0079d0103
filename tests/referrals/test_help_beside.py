"""The four kinds of help: pathways, placements and short support, beside a referral that goes on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from referrals.actions import (
    pathways,
    short_support,
)
from referrals.models import (
    PathwayEpisode,
    Referral,
)
from referrals.selectors import pathways as pathway_selectors
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World, now, world
from tests.referrals.way_ground import inside, wrong

__all__ = ["inside", "now", "world"]


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
