"""What the person keeps from an organisation on the pages of their plan, and plans of records that were joined."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from careplans.actions import comments, goals, plan_actions, plan_texts, plans, sharing
from careplans.models import Plan, PlanText, SharingOverride
from hubs.models import Organisation, StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import duplicates
from tests.careplans.plan_site import acting, agreed, day, sent, told, written
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import NOW, TODAY, World


@pytest.fixture
def charity(world: World) -> Organisation:
    with in_tenant(world.tenant.pk):
        return ground.organisation(name="Moorside Minds", kind="vcse")


@pytest.fixture
def theirs(world: World, charity: Organisation) -> StaffMember:
    with in_tenant(world.tenant.pk):
        return ground.staff_member(role=Role.CLINICIAN, hub=world.hub, organisation=charity, name="Jo Marsh")


@pytest.fixture
def their_client(theirs: StaffMember) -> Client:
    client = Client()
    assert theirs.user is not None
    client.force_login(theirs.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestSharing:
    def keep(self, world: World, charity: Organisation, *parts: str) -> None:
        with acting(world):
            sharing.keep_from(by=world.by, person=world.person, organisation=charity, parts=parts)

    def test_the_person_chooses_for_an_organisation(
        self, client: Client, world: World, charity: Organisation
    ) -> None:
        written(world)
        page = sent(client, world, "sharing", organisation=str(charity.public_id))
        assert "What may Moorside Minds see?" in page
        key = str(charity.public_id)
        page = sent(client, world, "sharing", key, how_much="some", **day("chosen_on", TODAY))
        assert "Choose the parts that they do not see" in page
        page = sent(client, world, "sharing", key, how_much="some", kept=["goals"], **day("chosen_on", TODAY))
        assert "does not see: Goals." in page
        page = sent(client, world, "sharing", key, how_much="nothing", **day("chosen_on", TODAY))
        assert "sees nothing of it" in page
        assert "keeps from Moorside Minds" in told(client, world)
        page = sent(client, world, "sharing", key, how_much="all", **day("chosen_on", TODAY))
        assert "sees all of it" in page

    def test_what_is_kept_is_seen_nowhere(
        self, client: Client, their_client: Client, world: World, charity: Organisation
    ) -> None:
        plan = written(world, "people", "My sister Ada")
        agreed(world, plan)
        with acting(world):
            goals.add(by=world.by, plan=plan, words="To leave Bob")
            comments.add(by=world.by, plan=plan, part="people", text="Ada rang today")
            comments.add(by=world.by, plan=plan, part="goals", text="Since last year")
        agreed(world, plan)
        secrets = ("My sister Ada", "To leave Bob", "Ada rang today", "Since last year")
        pages = [(), ("versions", "1"), ("versions", "2")]
        own = "".join(told(client, world, *page) for page in pages)
        assert all(secret in own for secret in secrets)
        self.keep(world, charity, "people", "goals")
        seen = "".join(told(their_client, world, *page) for page in pages)
        assert not [secret for secret in secrets if secret in seen]
        assert "Not shared with your organisation" in seen
        assert "Agree the plan" in own
        assert "Agree the plan" not in seen
        form = told(their_client, world, "comments", "new")
        assert 'value="people"' not in form

    @pytest.mark.parametrize("parts", [("parts", "people"), ("goals", "new"), ("actions", "new"), ("agree",)])
    def test_nor_is_it_changed(
        self, their_client: Client, world: World, charity: Organisation, parts: tuple[str, ...]
    ) -> None:
        written(world, "people", "My sister Ada")
        self.keep(world, charity, "people", "goals", "actions")
        assert "Not shared with your organisation" in told(their_client, world, *parts, status=403)
        response = their_client.post(world.page("plan", *parts), {"text": "x", "version": "1"})
        assert response.status_code == 403
        with in_tenant(world.tenant.pk):
            assert PlanText.objects.get().text == "My sister Ada"

    def test_a_reason_opens_it_and_the_privacy_officer_reads_it(
        self,
        their_client: Client,
        theirs: StaffMember,
        client_as: ClientAs,
        world: World,
        charity: Organisation,
    ) -> None:
        written(world, "people", "My sister Ada")
        self.keep(world, charity, "people")
        page = sent(their_client, world, "open", reason="no")
        assert "in a few words" in page
        page = sent(their_client, world, "open", reason="She is at our door in distress")
        assert "My sister Ada" in page
        assert "closes again by itself after 8 hours" in page
        officer = client_as(Role.PRIVACY)
        page = officer.get("/access/").content.decode()
        assert "She is at our door in distress" in page
        assert "Jo Marsh, Moorside Minds" in page
        with in_tenant(world.tenant.pk):
            opened = SharingOverride.objects.get()
        page = officer.post(f"/access/plans/{opened.public_id}/review/", follow=True).content.decode()
        assert "Marked as reviewed" in page
        with in_tenant(world.tenant.pk):
            assert SharingOverride.objects.get().reviewed_at is not None
        with time_machine.travel(NOW + timedelta(hours=9), tick=False):
            assert theirs.user is not None
            again = Client()
            again.force_login(theirs.user, backend="django.contrib.auth.backends.ModelBackend")
            assert "My sister Ada" not in told(again, world)

    def test_a_partner_asks_the_person(
        self, world: World, charity: Organisation, client_as: ClientAs
    ) -> None:
        written(world, "people", "My sister Ada")
        with in_tenant(world.tenant.pk):
            partner = ground.staff_member(role=Role.PARTNER, hub=world.hub, organisation=charity)
        self.keep(world, charity, "people")
        client = Client()
        assert partner.user is not None
        client.force_login(partner.user, backend="django.contrib.auth.backends.ModelBackend")
        assert "Your role may not open what a person does not share" in told(client, world)
        assert client.post(world.page("plan", "open"), {"reason": "I want to know"}).status_code == 403

    def test_their_own_actions_are_not_due_when_actions_are_kept(
        self, their_client: Client, theirs: StaffMember, world: World, charity: Organisation
    ) -> None:
        plan = written(world)
        with acting(world):
            plan_actions.add(
                by=world.by, plan=plan, what="Lend a lead", doer="worker", staff=theirs, due_on=TODAY
            )
        assert "Lend a lead" in their_client.get("/due/").content.decode()
        self.keep(world, charity, "actions")
        assert "Lend a lead" not in their_client.get("/due/").content.decode()


class TestJoinedRecords:
    @pytest.fixture
    def other(self, world: World) -> Plan:
        """The plan of a record that was joined with the person's, which has one too."""
        written(world)
        with acting(world):
            person = record.person()
            plan = plans.open(by=world.by, person=person)
            plan_texts.write(by=world.by, plan=plan, part="matters", text="My cat")
            goals.add(by=world.by, plan=plan, words="Sleep")
            duplicates.merge(
                by=world.by, kept=world.person, merged=person, reason="Both have the same passport"
            )
            return plan

    def test_it_is_read_beside_and_carried_over(self, client: Client, world: World, other: Plan) -> None:
        assert "that record had a plan too" in told(client, world)
        page = told(client, world, "beside", str(other.public_id))
        assert "My cat" in page
        assert "My dog" not in page
        links = re.findall(r'href="(/people/[^"]+\?from=[^"]+)"', page)
        assert len(links) == 2
        assert re.search(
            r"<textarea[^>]*>\s*My dog\n\nMy cat</textarea>", client.get(links[0]).content.decode()
        )
        assert re.search(r"<textarea[^>]*>\s*Sleep</textarea>", client.get(links[1]).content.decode())

    def test_it_is_put_away_with_a_reason(self, client: Client, world: World, other: Plan) -> None:
        page = sent(client, world, "beside", str(other.public_id), "put-away", reason="All carried over")
        assert "The other plan is put away" in page
        assert "that record had a plan too" not in page
        told(client, world, "beside", str(other.public_id), status=404)
        with in_tenant(world.tenant.pk):
            assert Plan.with_voided.get(pk=other.pk).void_reason == "All carried over"

    @pytest.mark.parametrize("given", ["x", "6f1c1f5e-3c1e-4a50-9d1f-0d2f3b6a7c11"])
    def test_what_is_none_carries_nothing(
        self, client: Client, world: World, other: Plan, given: str
    ) -> None:
        for parts in (("parts", "people"), ("goals", "new")):
            response = client.get(world.page("plan", *parts), {"from": given})
            assert response.status_code == 200
            assert "My cat" not in response.content.decode()
