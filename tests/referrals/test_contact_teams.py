"""Whose contact it is, unless somebody says otherwise."""

from __future__ import annotations

import pytest
from django.test import Client

from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Contact
from referrals.rules import contact_teams
from tests.factories import ground
from tests.referrals.conftest import World, now, world
from tests.referrals.form_data import filled

__all__ = ["now", "world"]


@pytest.mark.parametrize(
    ("held_by", "own", "team"),
    [(1, (1, 2), 1), (1, (), 1), (1, (2,), 2), (1, (2, 3), 1), (None, (2,), 2), (None, (), None)],
)
def test_the_usual_team(held_by: int | None, own: tuple[int, ...], team: int | None) -> None:
    assert contact_teams.usual(held_by, own) == team


def test_a_partner_s_worker_logs_for_their_own_team(world: World) -> None:
    with in_tenant(world.tenant.pk):
        theirs = ground.team(name="Recovery service", hub=world.hub)
        worker = ground.staff_member(role=Role.PARTNER, hub=world.hub, team=theirs)
    client = Client()
    assert worker.user is not None
    client.force_login(worker.user, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(world.page("contacts", "new")).content.decode()
    assert "Team, worker and place: Recovery service" in shown
    sent = filled(world, team=theirs.pk, staff=worker.pk)
    client.post(world.page("contacts", "new"), sent)
    with in_tenant(world.tenant.pk):
        assert Contact.objects.get().team == theirs
