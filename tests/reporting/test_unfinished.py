"""What a worker began and has not finished stands on their caseload."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careplans.actions import sessions
from careplans.models import DialogSession
from hubs.tenancy import in_tenant
from referrals.models import ContactDraft
from reporting.selectors import unfinished
from tests.factories import ground
from tests.factories import sessions as made_up
from tests.referrals.conftest import World, client, now, world

__all__ = ["client", "now", "world"]


def begun(world: World) -> DialogSession:
    """By the worker of the world, in the middle."""
    with in_tenant(world.tenant.pk):
        return made_up.session(world.referral, world.staff).session


def shown(client: Client) -> str:
    return client.get("/caseload/").content.decode()


def test_a_session_that_was_paused_leads_on_from_the_caseload(client: Client, world: World) -> None:
    session = begun(world)
    page = shown(client)
    address = world.page("dialog", str(session.public_id))
    assert f'<a href="{address}">Go on with the session with OKAFOR, Amara</a>' in page
    assert "begun 18 Jun 2025" in page
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("end", ["complete", "void"])
def test_one_that_is_over_does_not(client: Client, world: World, end: str) -> None:
    session = begun(world)
    assert "Go on with the session" in shown(client)
    with in_tenant(world.tenant.pk):
        if end == "complete":
            sessions.complete(by=world.by, session=session)
        else:
            sessions.void(by=world.by, session=session, reason="A slip")
    assert "Go on with the session" not in shown(client)


def test_that_of_a_colleague_does_not(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        made_up.session(world.referral, ground.staff_member(team=world.team))
    assert "Go on with the session" not in shown(client)


def test_sessions_and_drafts_are_asked_for_at_once(world: World) -> None:
    begun(world)
    with in_tenant(world.tenant.pk):
        draft = ContactDraft.objects.create(staff=world.staff, referral=world.referral)
        with CaptureQueriesContext(connection) as queries:
            found = unfinished.of(world.by)
        assert len(queries) == 1
        assert [(one.key, one.person.reference) for one in found.drafts] == [
            (draft.key, world.person.reference)
        ]
        assert [one.person.display_name for one in found.sessions] == ["OKAFOR, Amara"]
