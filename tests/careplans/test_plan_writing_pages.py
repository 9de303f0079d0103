"""Parts, goals and actions are written, by several at once and across the end of a session."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from careplans.actions import goals, plan_actions, plan_texts, sharing
from careplans.models import Plan, PlanAction, PlanGoal, PlanText
from hubs.forms import kept_words
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from tests.careplans.plan_site import LATER, acting, agreed, day, sent, told, written
from tests.conftest import ClientAs
from tests.factories import ground, sessions
from tests.referrals.conftest import TODAY, World


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
        address = world.page("plan", "parts", "matters")
        sealed = {kept_words.FIELD: kept_words.seal(world.by, address)}
        client.logout()
        response = client.post(address, {**sealed, "text": "My dog, always", "version": "1"})
        assert response.headers["Location"] == f"/sign-in/?next={address}"
        assert world.staff.user is not None
        client.force_login(world.staff.user, backend="django.contrib.auth.backends.ModelBackend")
        page = told(client, world, "parts", "matters")
        assert "These are your words from before you were signed out" in page
        assert "My dog, always" in page
        assert 'name="version" value="1"' in page
        sent(client, world, "parts", "matters", text="My dog, always", version="1", **sealed)
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
        address = world.page("plan", *parts)
        sealed = {kept_words.FIELD: kept_words.seal(world.by, address)}
        client.logout()
        client.post(address, {**sealed, words: "Half a sentence", **more})
        assert world.staff.user is not None
        client.force_login(world.staff.user, backend="django.contrib.auth.backends.ModelBackend")
        page = told(client, world, *parts)
        assert "Half a sentence" in page
        assert shown in page

    def test_nobody_else_sees_them(self, client: Client, client_as: ClientAs, world: World) -> None:
        other = client_as(Role.CLINICIAN, hub=world.hub)
        address = world.page("plan", "goals", "new")
        sealed = {kept_words.FIELD: kept_words.seal(world.by, address)}
        response = other.post(address, {**sealed, "words": "To sleep"})
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

    def test_an_action_of_a_session_is_put_differently_and_what_changed_says_so(
        self, client: Client, world: World
    ) -> None:
        with acting(world):
            made = sessions.session(world.referral, world.staff)
            key = str(made.action.public_id)
            plan = made.action.plan
        agreed(world, plan)
        form = told(client, world, "actions", key)
        assert re.search(r"<textarea[^>]*name=\"what\"[^>]*>\s*Write a CV</textarea>", form)
        assert f'<option value="{world.staff.public_id}" selected' in form
        sister = {"doer": "carer", "who": "Ada"}
        page = sent(client, world, "actions", key, what="Write to them", version="1", **sister)
        assert "The action is changed." in page
        assert "Changed since" in page
        page = sent(client, world, "actions", key, what="Visit them", version="1", **sister)
        assert "Somebody else saved the action as" in page
        assert "Write to them" in page
        assert re.search(r"<textarea[^>]*name=\"what\"[^>]*>\s*Visit them</textarea>", page)
        assert 'name="version" value="2"' in page
        assert "The action is changed." in sent(
            client, world, "actions", key, what="Visit them", version="2", **sister
        )
        changed = agreed(world, plan).changes
        assert any("“Write a CV”" in one and "“Visit them” (Ada)" in one for one in changed)

    def test_whoever_does_an_action_stays_also_where_they_could_not_be_chosen_now(
        self, client: Client, world: World
    ) -> None:
        plan = written(world)
        with acting(world):
            elsewhere = ground.staff_member(name="Sam Reid")
            closed = ground.organisation(name="Moorside Walkers", closed_on=TODAY)
            reached = goals.add(by=world.by, plan=plan, words="Walk each day")
            by_sam = plan_actions.add(
                by=world.by, plan=plan, what="Ring", doer="worker", staff=elsewhere, goal=reached
            )
            by_charity = plan_actions.add(
                by=world.by, plan=plan, what="Walk", doer="partner", organisation=closed
            )
            goals.end(by=world.by, goal=reached, state="reached")
        for action, chosen in ((by_sam, elsewhere), (by_sam, reached), (by_charity, closed)):
            form = told(client, world, "actions", str(action.public_id))
            assert f'<option value="{chosen.public_id}" selected' in form

    def test_who_does_not_see_the_goals_leaves_an_action_with_its_own(
        self, client: Client, world: World
    ) -> None:
        plan = written(world)
        with acting(world):
            goal = goals.add(by=world.by, plan=plan, words="Walk each day")
            action = plan_actions.add(by=world.by, plan=plan, what="Ring", doer="person", goal=goal)
            own = world.staff.organisation
            sharing.keep_from(by=world.by, person=world.person, organisation=own, parts=["goals"])
        key = str(action.public_id)
        assert "Walk each day" not in told(client, world, "actions", key)
        sent(client, world, "actions", key, what="Write", doer="person", version="1")
        with in_tenant(world.tenant.pk):
            changed = PlanAction.objects.get()
            assert (changed.what, changed.goal) == ("Write", goal)

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
        for parts in (
            ("goals", str(uuid4())),
            ("actions", str(uuid4())),
            ("actions", str(uuid4()), "settle"),
        ):
            told(client, world, *parts, status=404)
