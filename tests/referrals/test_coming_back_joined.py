"""Two records of one person: who comes back under a new one goes straight back, and a second open referral is seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from hubs.models import Team
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import closings, duplicates, requests
from referrals.actions.requests import Asked
from referrals.models import Holding, Person, PossibleDuplicate, Referral
from referrals.models.request import Way
from referrals.selectors import duplicates as selectors
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World
from tests.referrals.test_contact_page import text_of


@pytest.fixture
def front_door(world: World) -> Team:
    with in_tenant(world.tenant.pk):
        return ground.team(name="Front door", hub=world.hub, takes_new=True)


@pytest.fixture
def inside(world: World) -> Any:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def asks_again(world: World, days_after: int = 0) -> PossibleDuplicate:
    """Closed ten days ago, and asks by the public form under a name that is written alike."""
    closings.close(by=world.by, referral=world.referral, on=TODAY - timedelta(days=10), reason="02")
    known = {"family_name": "Okafor", "given_name": "Amara", "birth_date": world.person.birth_date}
    on = TODAY + timedelta(days=days_after)
    requests.ask(by=world.by, asked=Asked(way=Way.SELF, story="It is back", asked_on=on), known=known)
    return PossibleDuplicate.objects.get()


def test_a_return_under_a_new_record_goes_straight_back(inside: World, front_door: Team) -> None:
    pair = asks_again(inside)
    new = Referral.objects.get(discharged_on=None)
    assert new.team_id == front_door.pk
    back = duplicates.join_and_return(by=inside.by, pair=pair)
    back.refresh_from_db()
    assert (back.pk, back.person_id, back.team_id) == (new.pk, inside.person.pk, inside.team.pk)
    assert back.returns_to_id == inside.referral.pk
    assert Holding.objects.get(until=None).team_id == inside.team.pk
    pair.refresh_from_db()
    assert pair.is_same
    with pytest.raises(ValidationError, match="Nobody comes back here any more"):
        duplicates.join_and_return(by=inside.by, pair=pair)


def test_parted_again_nobody_returns_to_what_was_somebody_else_s(inside: World, front_door: Team) -> None:
    back = duplicates.join_and_return(by=inside.by, pair=asks_again(inside))
    made = selectors.joining_of(PossibleDuplicate.objects.get())
    assert made is not None
    duplicates.undo(by=inside.by, merge=made, reason="They are sisters, not one person")
    back.refresh_from_db()
    assert back.person_id != inside.person.pk
    assert back.returns_to_id is None


def test_not_after_a_year_nor_to_a_closed_team_nor_while_one_is_open(inside: World, front_door: Team) -> None:
    pair = asks_again(inside)
    assert selectors.returning(pair) is not None
    Referral.objects.filter(pk=inside.referral.pk).update(
        received_on=TODAY - timedelta(days=500),
        first_requested_on=TODAY - timedelta(days=500),
        discharged_on=TODAY - timedelta(days=366),
    )
    assert selectors.returning(pair) is None
    Referral.objects.filter(pk=inside.referral.pk).update(discharged_on=TODAY - timedelta(days=365))
    assert selectors.returning(pair) is not None
    Team.objects.filter(pk=inside.team.pk).update(closed_on=TODAY)
    assert selectors.returning(pair) is None
    Team.objects.filter(pk=inside.team.pk).update(closed_on=None)
    record.referral(person=inside.person, team=inside.team)
    assert selectors.returning(pair) is None


def test_the_page_says_who_comes_back_and_one_click_does_it(
    world: World, front_door: Team, client: Client
) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        pair = asks_again(world)
    page = reverse("duplicate", args=[pair.public_id])
    shown = text_of(client.get(page).content.decode())
    assert "was closed on 8 June 2025 by Northbrook core team" in shown
    assert "Join, and go straight back to Northbrook core team" in shown
    answer = client.post(f"{page}back/", {"seen": ""}, follow=True)
    assert "The records are joined. Northbrook core team holds the person again." in answer.content.decode()
    again = client.post(f"{page}back/", {"seen": ""}, follow=True)
    assert "Nobody comes back here any more" in text_of(again.content.decode())
    assert "go straight back" not in text_of(client.get(page).content.decode())


def test_another_hub_does_not_join_them(world: World, front_door: Team, client_as: ClientAs) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        pair = asks_again(world)
        elsewhere = ground.hub()
    stranger = client_as(Role.CLINICIAN, hub=elsewhere)
    assert stranger.post(f"{reverse('duplicate', args=[pair.public_id])}back/").status_code == 403
    with in_tenant(world.tenant.pk):
        assert not Person.objects.exclude(merged_into=None).exists()


@pytest.fixture
def twice(world: World, front_door: Team) -> Referral:
    """The person has another open referral, as after joining."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        other = record.referral(team=front_door, received_on=TODAY - timedelta(days=3))
        duplicates.merge(by=world.by, kept=world.person, merged=other.person, reason="Same telephone number")
        other.refresh_from_db()
        return other


def test_both_rows_of_the_queue_say_that_there_is_another(
    world: World, twice: Referral, client: Client
) -> None:
    shown = client.get("/queue/").content.decode()
    assert shown.count("Another open referral") == 2
    for one, other in ((world.referral, twice), (twice, world.referral)):
        close = reverse("referral-close", args=[world.person.reference, one.reference])
        assert f'href="{close}?beside={other.reference}"' in shown


def test_the_one_that_is_not_needed_is_closed_with_the_person(
    world: World, twice: Referral, client: Client
) -> None:
    close = reverse("referral-close", args=[world.person.reference, twice.reference])
    page = client.get(f"{close}?beside={world.referral.reference}").content.decode()
    assert "The person’s other referral goes on, with Northbrook core team" in text_of(page)
    assert '<option value="08" selected>' in page
    assert "Northbrook core team goes on looking after you" in page
    assert '<option value="08" selected>' not in client.get(f"{close}?beside=nobody").content.decode()
    sent = {
        "version": str(twice.version),
        "on_day": "18",
        "on_month": "6",
        "on_year": "2025",
        "closed_with": "person",
        "reason": "08",
        "words": "You asked twice.",
    }
    assert client.post(close, sent).status_code == 302
    assert "Another open referral" not in client.get("/queue/").content.decode()
    with in_tenant(world.tenant.pk):
        assert Holding.objects.get(until=None).team_id == world.team.pk
