"""Who may open a record: by hub, by reason, and never across tenants."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db.models.functions import Now
from django.test import Client

from hubs.models import AccessLog, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import AccessOverride, Contact
from tests.conftest import ClientAs
from tests.factories import ground
from tests.referrals.conftest import NOW, World
from tests.referrals.form_data import filled

REASON = "The person is at our door and their team cannot be reached."


def logs(world: World) -> list[tuple[str, str, str]]:
    with in_tenant(world.tenant.pk):
        return list(AccessLog.objects.order_by("pk").values_list("kind", "what", "person_reference"))


@pytest.fixture
def elsewhere(world: World, client_as: ClientAs) -> Client:
    """A clinician of another hub."""
    with in_tenant(world.tenant.pk):
        hub = ground.hub()
    return client_as(Role.CLINICIAN, hub=hub)


PAGES = [[], ["contacts", "new"]]


@pytest.mark.parametrize("page", PAGES)
def test_the_hub_that_holds_the_person_opens_it(client: Client, world: World, page: list[str]) -> None:
    assert client.get(world.page(*page)).status_code == 200
    assert logs(world)[0][0] == "opened"


@pytest.mark.parametrize("typed", ["lower", "spaced"])
def test_however_the_reference_is_typed(client: Client, world: World, typed: str) -> None:
    reference = world.person.reference
    text = reference.lower() if typed == "lower" else f"{reference[:4]} {reference[4:]}"
    assert client.get(f"/people/{text}/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_another_hub_is_refused_and_told_how_to_ask(elsewhere: Client, world: World, page: list[str]) -> None:
    response = elsewhere.get(world.page(*page))
    assert response.status_code == 403
    text = response.content.decode()
    assert "Open with a reason" in text
    assert "Okafor" not in text
    assert "OKAFOR" not in text
    assert [(kind, person) for kind, _, person in logs(world)] == [("refused", world.person.reference)]


@pytest.mark.parametrize("page", PAGES)
def test_another_tenant_finds_nothing(
    world: World, client_as: ClientAs, other_tenant: Tenant, page: list[str]
) -> None:
    stranger = client_as(Role.CLINICIAN, of=other_tenant)
    assert stranger.get(world.page(*page)).status_code == 404
    assert stranger.post(world.page("open"), {"reason": REASON}).status_code == 404


def test_an_unknown_reference_is_not_found(client: Client) -> None:
    assert client.get("/people/P0000000000/").status_code == 404


def test_a_reason_opens_it_for_eight_hours(elsewhere: Client, world: World) -> None:
    response = elsewhere.post(world.page("open"), {"reason": REASON, "wanted": world.page("contacts", "new")})
    assert response.headers["Location"] == world.page("contacts", "new")
    page = elsewhere.get(world.page()).content.decode()
    assert "OKAFOR, Amara" in page
    assert "You opened this record with a reason" in page
    with in_tenant(world.tenant.pk):
        override = AccessOverride.objects.get()
        log = AccessLog.objects.get(kind="override")
    assert (override.reason, override.expires_at - override.opened_at) == (REASON, timedelta(hours=8))
    assert (log.reason, log.person_reference) == (REASON, world.person.reference)
    with time_machine.travel(NOW + timedelta(hours=8, seconds=1), tick=False):
        assert elsewhere.get(world.page()).status_code in {302, 403}


def test_with_a_reason_a_contact_can_be_logged_too(elsewhere: Client, world: World) -> None:
    assert elsewhere.post(world.page("contacts", "new"), filled(world)).status_code == 403
    elsewhere.post(world.page("open"), {"reason": REASON})
    with in_tenant(world.tenant.pk):
        # Row security goes by the clock of the database, which these tests do not stop.
        AccessOverride.objects.update(expires_at=Now() + timedelta(hours=8))
        override = AccessOverride.objects.get()
    data = filled(world, staff=str(override.staff_id))
    assert elsewhere.post(world.page("contacts", "new"), data).status_code == 302
    with in_tenant(world.tenant.pk):
        assert Contact.objects.get().created_by_id == override.staff_id


@pytest.mark.parametrize("reason", ["", "needed"])
def test_a_reason_says_something(elsewhere: Client, world: World, reason: str) -> None:
    response = elsewhere.post(world.page("open"), {"reason": reason, "wanted": world.page("contacts", "new")})
    assert response.status_code == 200
    assert f'name="wanted" value="{world.page("contacts", "new")}"' in response.content.decode()
    assert "Say why you need this record" in response.content.decode()
    with in_tenant(world.tenant.pk):
        assert not AccessOverride.objects.exists()


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "people/"])
def test_a_reason_leads_nowhere_else(elsewhere: Client, world: World, wanted: str) -> None:
    response = elsewhere.post(world.page("open"), {"reason": REASON, "wanted": wanted})
    assert response.headers["Location"] == world.page()


def test_a_partner_worker_is_told_whom_to_ask(world: World, client_as: ClientAs) -> None:
    with in_tenant(world.tenant.pk):
        hub = ground.hub()
    partner = client_as(Role.PARTNER, hub=hub)
    response = partner.get(world.page())
    assert response.status_code == 403
    assert "Open with a reason" not in response.content.decode()
    assert partner.post(world.page("open"), {"reason": REASON}).status_code == 403
    with in_tenant(world.tenant.pk):
        assert not AccessOverride.objects.exists()


def test_a_role_in_the_whole_tenant_opens_every_record(world: World, client_as: ClientAs) -> None:
    assert client_as(Role.CLINICIAN).get(world.page()).status_code == 200


@pytest.mark.parametrize("role", [Role.MANAGER, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.PRIVACY])
@pytest.mark.parametrize("page", PAGES)
def test_roles_that_see_nobody(world: World, client_as: ClientAs, role: Role, page: list[str]) -> None:
    assert client_as(role).get(world.page(*page)).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_nobody_signed_in_goes_to_sign_in(world: World, page: list[str]) -> None:
    response = Client().get(world.page(*page))
    assert response.headers["Location"].startswith("/sign-in/?next=/people/")


def test_the_reason_given_by_one_opens_it_for_nobody_else(
    elsewhere: Client, world: World, client_as: ClientAs
) -> None:
    elsewhere.post(world.page("open"), {"reason": REASON})
    with in_tenant(world.tenant.pk):
        hub = ground.hub()
    assert client_as(Role.CLINICIAN, hub=hub).get(world.page()).status_code == 403


@pytest.mark.parametrize("page", ["/caseload/", "/queue/", "/people/"])
def test_pages_with_people_are_never_stored(client: Client, page: str) -> None:
    assert "no-store" in client.get(page).headers["Cache-Control"]
