"""Teams: what they keep, what is refused, and which of a hub takes new people."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hubs.models import (
    Team,
    Tenant,
)
from tests.factories import ground
from tests.hubs.forms_on_pages import send, words


def test_a_team_keeps_provider_and_identifier(administrator: Client, ours: Tenant) -> None:
    team = ground.team(local_id="CM01", team_type="A05")
    page = send(
        administrator,
        reverse("setup-team", args=[team.public_id]),
        name="Renamed",
        team_type="A06",
        intended_age_group="04",
        local_id="CM99",
    )
    assert "Renamed is saved" in page
    team.refresh_from_db()
    assert (team.name, team.team_type, team.intended_age_group, team.local_id) == (
        "Renamed",
        "A06",
        "04",
        "CM01",
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"local_id": "CM01"}, "CM01 is or was the identifier of Core"),
        ({"local_id": "CM-01"}, "20 letters and digits or fewer"),
        ({"team_type": "A03"}, "from the list"),
        ({"team_type": ""}, "Select the type of team"),
        ({"intended_age_group": "09"}, "from the list"),
    ],
)
def test_a_team_that_is_wrong_is_refused(
    administrator: Client, ours: Tenant, given: dict[str, str], says: str
) -> None:
    core = ground.team(name="Core", local_id="CM01")
    sent = {
        "name": "New",
        "organisation": str(core.organisation.public_id),
        "team_type": "A06",
        "intended_age_group": "03",
        **given,
    }
    assert says in send(administrator, reverse("setup-team-new"), **sent)
    assert not Team.objects.filter(name="New").exists()


def test_a_retired_type_stays_on_its_team_only(administrator: Client, ours: Tenant) -> None:
    team = ground.team(team_type="A03", name="Old crisis team")
    address = reverse("setup-team", args=[team.public_id])
    assert "Crisis Resolution Team (no longer used)" in words(administrator.get(address))
    page = send(administrator, address, name="Crisis team", team_type="A03", intended_age_group="03")
    assert "Crisis team is saved" in page


def test_one_team_of_a_hub_takes_new_people(administrator: Client, ours: Tenant) -> None:
    hub = ground.hub()
    front, next_one = (
        ground.team(name="Front door", hub=hub, takes_new=True),
        ground.team(name="Coast", hub=hub),
    )
    elsewhere = ground.team(name="Nowhere's", takes_new=True)
    asked = {"team_type": "A06", "intended_age_group": "03", "hub": hub.code}
    address = reverse("setup-team", args=[next_one.public_id])
    page = send(administrator, address, name="Coast", takes_new="on", **asked)
    assert "It takes new requests now, and Front door no longer does" in page
    front.refresh_from_db()
    next_one.refresh_from_db()
    elsewhere.refresh_from_db()
    assert [front.takes_new, next_one.takes_new, elsewhere.takes_new] == [False, True, True]
    # Without the tick it is taken from nobody; closed and open again, it does not take it back.
    assert "no longer" not in send(administrator, address, name="Coast", takes_new="on", **asked)
    Team.objects.filter(pk=next_one.pk).update(closed_on=timezone.localdate())
    page = send(
        administrator, reverse("setup-team", args=[front.public_id]), name="Front", takes_new="on", **asked
    )
    assert "no longer" not in page
    send(administrator, reverse("setup-team-reopen", args=[next_one.public_id]))
    next_one.refresh_from_db()
    assert next_one.closed_on is None
    assert not next_one.takes_new


def test_a_team_that_moves_to_another_hub_takes_the_new_people_there(
    administrator: Client, ours: Tenant
) -> None:
    hub = ground.hub()
    there = ground.team(name="There", hub=hub, takes_new=True)
    moves = ground.team(name="Moves", hub=ground.hub(), takes_new=True)
    asked = {"team_type": "A06", "intended_age_group": "03", "hub": hub.code, "takes_new": "on"}
    assert "There no longer does" in send(
        administrator, reverse("setup-team", args=[moves.public_id]), name="Moves", **asked
    )
    there.refresh_from_db()
    assert not there.takes_new
