"""The page of a plan and those that change it, in a browser without JavaScript."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from careplans.actions import agreements, comments, goals, plan_actions, plan_texts, plans, reviews, sharing
from careplans.models import (
    CarePlan,
    Plan,
    PlanAction,
    PlanComment,
    PlanGoal,
    PlanParticipant,
    PlanReview,
    PlanText,
    PlanVersion,
    SharingOverride,
)
from careplans.rules.parts import PlanPart
from hubs.models import AccessLog, Organisation, StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import duplicates
from referrals.views.kept_entries import seal
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import NOW, TODAY, World

LATER = TODAY + timedelta(days=90)


def acting(world: World) -> Any:
    return in_tenant(world.tenant.pk, staff_id=world.by.staff_id)


def told(client: Client, world: World, *parts: str, status: int = 200) -> str:
    response = client.get(world.page("plan", *parts))
    assert response.status_code == status
    return response.content.decode()


def sent(client: Client, world: World, *parts: str, **data: Any) -> str:
    """The page that a form leads to."""
    return client.post(world.page("plan", *parts), data, follow=True).content.decode()


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def written(world: World, part: str = "matters", text: str = "My dog") -> Plan:
    with acting(world):
        plan = plans.open(by=world.by, person=world.person)
        plan_texts.write(by=world.by, plan=plan, part=part, text=text)
        return plan


def agreed(world: World, plan: Plan, *codes: str) -> PlanVersion:
    with acting(world):
        return agreements.agree(
            by=world.by,
            plan=plan,
            agreed_with=codes or ["10"],
            agreed_on=TODAY,
            review_on=LATER,
            chosen_by_person=True,
        )


class TestReading:
    def test_an_empty_plan_says_how_to_begin_and_begins_nothing(self, client: Client, world: World) -> None:
        page = told(client, world)
        assert "Begin with what matters most to the person" in page
        assert f'href="{world.page("plan", "parts", "matters")}"' in page
        assert all(part.label in page.replace("&#39;", "’") for part in PlanPart)
        with in_tenant(world.tenant.pk):
            assert not Plan.objects.exists()
            assert AccessLog.objects.get(what="Plan").person_reference == world.person.reference

    def test_the_parts_in_their_order(self, client: Client, world: World) -> None:
        written(world, "crisis", "Ring my sister")
        page = told(client, world)
        places = [page.index(f'id="{part.value}"') for part in PlanPart]
        assert places == sorted(places)
        assert "Ring my sister" in page
        assert "never" not in page
        assert "conformant" not in page
        assert "built to the headings" in page

    def test_it_says_who_agreed_and_warns_when_the_person_did_not(self, client: Client, world: World) -> None:
        plan = written(world)
        assert "Not agreed yet" in told(client, world)
        agreed(world, plan, "13")
        page = told(client, world)
        assert "Agreed on 18 June 2025, version 1" in page
        assert "Clinical service or team" in page
        assert "The person has not agreed this version" in page
        agreed(world, plan, "10")
        assert "The person has not agreed" not in told(client, world)

    def test_it_says_that_it_changed_since(self, client: Client, world: World) -> None:
        plan = written(world)
        agreed(world, plan)
        assert "Changed since" not in told(client, world)
        written(world, text="My cat")
        assert "Changed since" in told(client, world)

    def test_a_version_is_read_as_it_was_agreed(self, client: Client, world: World) -> None:
        plan = written(world)
        agreed(world, plan)
        written(world, text="My cat")
        page = told(client, world, "versions", "1")
        assert "My dog" in page
        assert "My cat" not in page
        assert "The first version." in page
        told(client, world, "versions", "2", status=404)

    def test_a_review_that_is_past_shows_everywhere(self, client: Client, world: World) -> None:
        plan = written(world)
        with acting(world):
            reviews.set_day(by=world.by, plan=plan, due_on=TODAY, chosen_by_person=True)
        places = [world.page("plan"), world.page(), "/caseload/", "/caseload/?sort=-waited"]
        assert not [place for place in places if "eview past" in client.get(place).content.decode()]
        with time_machine.travel(NOW + timedelta(days=1), tick=False):
            shown = [place for place in places if "eview past" in client.get(place).content.decode()]
            assert shown == places
            assert (
                "To be looked at again, a day that the person chose" in client.get("/due/").content.decode()
            )

    def test_the_page_of_the_person_leads_to_the_plan(self, client: Client, world: World) -> None:
        page = client.get(world.page()).content.decode()
        assert "No plan yet" in page
        agreed(world, written(world))
        page = client.get(world.page()).content.decode()
        assert "Agreed on 18 June 2025, version 1" in page
        assert f'href="{world.page("plan")}"' in page

    @pytest.mark.parametrize("role", [Role.MANAGER, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.PRIVACY])
    def test_other_roles_see_no_plan(self, client_as: ClientAs, world: World, role: Role) -> None:
        written(world)
        told(client_as(role, hub=world.hub), world, status=403)


class TestWriting:
    def test_the_first_words_begin_the_plan(self, client: Client, world: World) -> None:
        page = sent(client, world, "parts", "matters", text="My dog, and quiet", version="0")
        assert "“What matters most to me” is saved." in page
        assert "My dog, and quiet" in page
        with in_tenant(world.tenant.pk):
            row = PlanText.objects.get()
            assert (row.writer_name, row.version) == ("Priya Nair", 1)

    def test_two_who_write_at_once_lose_nothing(self, client: Client, world: World) -> None:
        written(world)
        form = told(client, world, "parts", "matters")
        assert 'name="version" value="1"' in form
        with acting(world):
            colleague = ground.actor(Role.CLINICIAN, hub=world.hub)
            plan = Plan.objects.get()
            plan_texts.write(by=colleague, plan=plan, part="matters", text="My dog and my sister", version=1)
        page = sent(client, world, "parts", "matters", text="My dog and my garden", version="1")
        assert "Two of you were writing" in page
        assert "My dog and my sister" in page
        assert re.search(r"<textarea[^>]*>\s*My dog and my garden</textarea>", page)
        assert 'name="version" value="2"' in page
        together = "My dog, my sister and my garden"
        assert together in sent(client, world, "parts", "matters", text=together, version="2")
        with in_tenant(world.tenant.pk):
            assert PlanText.objects.get().text == together
            before = PlanText.objects.get().history.order_by("pgh_id")  # type: ignore[attr-defined]
            assert [event.text for event in before] == ["My dog", "My dog and my sister"]

    def test_somebody_who_wrote_the_first_words_meanwhile_is_shown_too(
        self, client: Client, world: World
    ) -> None:
        told(client, world, "parts", "matters")
        written(world)
        page = sent(client, world, "parts", "matters", text="My garden", version="0")
        assert "Two of you were writing" in page
        assert "My dog" in page

    def test_the_same_words_twice_are_one_change(self, client: Client, world: World) -> None:
        for _ in range(2):
            assert "is saved" in sent(client, world, "parts", "matters", text="My dog", version="0")
        with in_tenant(world.tenant.pk):
            assert PlanText.objects.get().version == 1

    def test_a_part_that_is_none_is_not_found(self, client: Client, world: World) -> None:
        told(client, world, "parts", "horoscope", status=404)

    def test_words_of_an_ended_session_wait_for_their_worker(self, client: Client, world: World) -> None:
        written(world)
        owner = seal(world.by, world.person.reference)
        address = world.page("plan", "parts", "matters")
        client.logout()
        response = client.post(address, {"owner": owner, "text": "My dog, always", "version": "1"})
        assert response.headers["Location"] == f"/sign-in/?next={address}"
        assert world.staff.user is not None
        client.force_login(world.staff.user, backend="django.contrib.auth.backends.ModelBackend")
        page = told(client, world, "parts", "matters")
        assert "These are your words from before you were signed out" in page
        assert "My dog, always" in page
        assert 'name="version" value="1"' in page
        sent(client, world, "parts", "matters", text="My dog, always", version="1", owner=owner)
        assert "before you were signed out" not in told(client, world, "parts", "matters")

    @pytest.mark.parametrize(
        ("parts", "words", "more", "shown"),
        [
            (("goals", "new"), "words", {"target_on_day": "3", "target_on_month": "x"}, 'value="x"'),
            (("actions", "new"), "what", {"doer": "carer", "who": "Ada"}, 'value="Ada"'),
            (("comments", "new"), "text", {"part": "people"}, '<option value="people" selected'),
            (("review",), "words", {"who_chose": "yes"}, 'value="yes" checked'),
        ],
    )
    def test_so_do_those_of_the_other_forms(
        self,
        client: Client,
        world: World,
        parts: tuple[str, ...],
        words: str,
        more: dict[str, str],
        shown: str,
    ) -> None:
        written(world)
        owner = seal(world.by, world.person.reference)
        client.logout()
        client.post(world.page("plan", *parts), {"owner": owner, words: "Half a sentence", **more})
        assert world.staff.user is not None
        client.force_login(world.staff.user, backend="django.contrib.auth.backends.ModelBackend")
        page = told(client, world, *parts)
        assert "Half a sentence" in page
        assert shown in page

    def test_nobody_else_sees_them(self, client: Client, client_as: ClientAs, world: World) -> None:
        owner = seal(world.by, world.person.reference)
        other = client_as(Role.CLINICIAN, hub=world.hub)
        address = world.page("plan", "goals", "new")
        response = other.post(address, {"owner": owner, "words": "To sleep"})
        assert response.status_code == 409
        assert "To sleep" not in other.get(address).content.decode()
        assert "To sleep" in client.get(address).content.decode()


class TestGoalsAndActions:
    def test_a_goal_is_added_changed_and_reached(self, client: Client, world: World) -> None:
        page = sent(
            client, world, "goals", "new", words="Walk each day", how_known="", **day("target_on", LATER)
        )
        assert "Walk each day" in page
        with in_tenant(world.tenant.pk):
            goal = PlanGoal.objects.get()
        key = str(goal.public_id)
        assert 'value="16"' in told(client, world, "goals", key)
        page = sent(client, world, "goals", key, words="Walk twice a day", version="1")
        assert "The goal is changed." in page
        page = sent(client, world, "goals", key, words="Walk thrice", version="1")
        assert "Somebody else saved the goal as" in page
        assert "Walk twice a day" in page
        assert 'name="version" value="2"' in page
        page = sent(client, world, "goals", key, "end", state="reached", **day("on", TODAY))
        assert "The goal is over" in page
        assert "over: “Reached” since 18 June 2025" in sent(
            client, world, "goals", key, words="Walk", version="3"
        )

    def test_an_action_is_added_for_a_goal_and_settled(self, client: Client, world: World) -> None:
        plan = written(world)
        with acting(world):
            goal = goals.add(by=world.by, plan=plan, words="Walk each day")
        form = client.get(
            world.page("plan", "actions", "new"), {"goal": str(goal.public_id)}
        ).content.decode()
        assert f'<option value="{goal.public_id}" selected' in form
        page = sent(
            client,
            world,
            "actions",
            "new",
            what="Lend a lead",
            doer="worker",
            staff=str(world.staff.public_id),
            goal=str(goal.public_id),
            **day("due_on", TODAY),
        )
        assert "Priya Nair, by 18 June 2025" in page
        assert "Lend a lead" in client.get("/due/").content.decode()
        with in_tenant(world.tenant.pk):
            action = PlanAction.objects.get()
            assert (action.staff, action.goal) == (world.staff, goal)
        key = str(action.public_id)
        page = sent(
            client, world, "actions", key, "settle", state="partly", words="It broke", **day("on", TODAY)
        )
        assert "Partly done on 18 June 2025: It broke" in page
        assert "Lend a lead" not in client.get("/due/").content.decode()
        assert "The action is taken out" in sent(client, world, "actions", key, "take-out", reason="A slip")
        assert "Lend a lead" not in told(client, world)

    def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
        self, client: Client, world: World
    ) -> None:
        page = sent(client, world, "actions", "new", what="Ring", doer="partner", who="")
        assert "Say who does it: choose an organisation" in page
        assert re.search(r"<textarea[^>]*name=\"what\"[^>]*>\s*Ring</textarea>", page)
        page = sent(client, world, "actions", "new", what="", doer="")
        assert "Say what will be done" in page
        assert "Choose who does it" in page
        with in_tenant(world.tenant.pk):
            assert not Plan.objects.exists()

    def test_what_is_not_in_this_plan_is_not_found(self, client: Client, world: World) -> None:
        written(world)
        for parts in (("goals", str(uuid4())), ("actions", str(uuid4()), "settle")):
            told(client, world, *parts, status=404)


class TestAgreeing:
    def test_an_empty_plan_is_not_agreed(self, client: Client, world: World) -> None:
        page = client.get(world.page("plan", "agree"), follow=True).content.decode()
        assert "There is nothing to agree yet" in page

    def test_it_is_agreed_and_reported(self, client: Client, world: World) -> None:
        written(world)
        page = sent(
            client,
            world,
            "agree",
            agreed_with=["10", "13"],
            family_involved="N",
            who_chose="yes",
            **day("agreed_on", TODAY),
            **day("review_on", LATER),
        )
        assert "The plan is agreed" in page
        assert "16 September 2025, a day that the person chose" in page
        with in_tenant(world.tenant.pk):
            assert CarePlan.objects.get().agreements.count() == 2

    def test_errors_stand_beside_their_fields(self, client: Client, world: World) -> None:
        written(world)
        page = sent(client, world, "agree", **day("agreed_on", TODAY), **day("review_on", TODAY))
        assert "Choose who agreed" in page
        assert "Answer “Who chose that day?”" in page
        early = day("agreed_on", TODAY - timedelta(days=1))
        given = {"agreed_with": ["10"], "who_chose": "no", **early, **day("review_on", LATER)}
        page = sent(client, world, "agree", **given)
        assert "first written on 18 June 2025" in page
        assert 'href="#id_agreed_on_day"' in page

    def test_it_is_looked_at_again(self, client: Client, world: World) -> None:
        agreed(world, written(world))
        page = sent(
            client,
            world,
            "review",
            words="Better",
            who_chose="no",
            **day("on", TODAY),
            **day("review_on", LATER),
        )
        assert "The review is saved." in page
        assert "When it was looked at again" in page
        assert "Better" in page
        page = sent(client, world, "review", "day", who_chose="yes", **day("review_on", TODAY))
        assert "To be looked at again by 18 June 2025, a day that the person chose" in page
        with in_tenant(world.tenant.pk):
            assert PlanReview.objects.get(reviewed_on__isnull=False).words == "Better"

    @pytest.mark.parametrize("parts", [("review",), ("review", "day"), ("versions", "1")])
    def test_a_plan_that_nobody_began_has_none_of_these(
        self, client: Client, world: World, parts: tuple[str, ...]
    ) -> None:
        told(client, world, *parts, status=404)

    def test_comments_are_made_and_talked_about(self, client: Client, world: World) -> None:
        written(world)
        page = sent(client, world, "comments", "new", part="matters", text="She told me so as well")
        assert "She told me so as well" in page
        with in_tenant(world.tenant.pk):
            comment = PlanComment.objects.get()
            assert (comment.part, comment.writer_name) == ("matters", "Priya Nair")
        page = sent(client, world, "comments", str(comment.public_id), "answer")
        assert "Talked about on 18 June 2025" in page

    def test_who_helped_is_named(self, client: Client, world: World) -> None:
        page = sent(client, world, "people", "new", name="Ada", part="Sister", organisation_name="")
        assert "<li>Ada, Sister</li>" in page
        with in_tenant(world.tenant.pk):
            assert PlanParticipant.objects.count() == 1


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

    @pytest.mark.parametrize("given", ["x", str(uuid4())])
    def test_what_is_none_carries_nothing(
        self, client: Client, world: World, other: Plan, given: str
    ) -> None:
        for parts in (("parts", "people"), ("goals", "new")):
            response = client.get(world.page("plan", *parts), {"from": given})
            assert response.status_code == 200
            assert "My cat" not in response.content.decode()


def test_another_hubs_worker_is_refused(client_as: ClientAs, world: World) -> None:
    written(world)
    with in_tenant(world.tenant.pk):
        elsewhere = ground.hub()
    told(client_as(Role.CLINICIAN, hub=elsewhere), world, status=403)
