"""The page of a plan, its versions, and how it is agreed and looked at again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from careplans.actions import participants, reviews, sessions, sharing
from careplans.models import CarePlan, Plan, PlanComment, PlanParticipant, PlanReview
from careplans.rules.parts import WHOLE, PlanPart
from hubs.models import AccessLog
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from tests.careplans.plan_site import LATER, acting, agreed, day, sent, told, written
from tests.careplans.sessions import session
from tests.conftest import ClientAs
from tests.factories import ground
from tests.referrals.conftest import NOW, TODAY, World


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

    def test_a_version_shows_the_change_over_all_sessions_until_it_was_agreed(
        self, client: Client, world: World
    ) -> None:
        plan = written(world)
        with acting(world):
            days = [TODAY - timedelta(days=60 - 20 * place) for place in range(3)]
            held = [session(world.referral, on, {"job": 3 + place}) for place, on in enumerate(days)]
        agreed(world, plan)
        with acting(world):
            session(world.referral, TODAY, {"job": 1})
            sessions.void(by=world.by, session=held[0], reason="Another person")
        page = told(client, world, "versions", "1")
        assert "3 sessions, from 19 April 2025 to 29 May 2025." in page
        assert "Job situation: Up 2: better." in page
        assert "What was worked on, and when" in page

    def test_whoever_does_not_see_the_sessions_sees_no_change_in_a_version(
        self, client: Client, world: World
    ) -> None:
        plan = written(world)
        with acting(world):
            for days in (1, 30):
                session(world.referral, TODAY - timedelta(days=days))
            own = world.staff.organisation
            sharing.keep_from(by=world.by, person=world.person, organisation=own, parts=["sessions"])
        agreed(world, plan)
        page = told(client, world, "versions", "1")
        assert "My dog" in page
        assert "Each area over all sessions" not in page

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
        assert "<li>Ada, Sister " in page
        with in_tenant(world.tenant.pk):
            assert PlanParticipant.objects.count() == 1

    def test_who_was_named_by_mistake_is_taken_out_and_what_changed_says_so(
        self, client: Client, world: World
    ) -> None:
        plan = written(world)
        with acting(world):
            sister = participants.name(by=world.by, plan=plan, name="Ada", part="Sister")
        agreed(world, plan)
        address = ("people", str(sister.public_id), "take-out")
        assert "Ada, Sister" in told(client, world, *address)
        assert "Enter reason" in sent(client, world, *address, reason="")
        page = sent(client, world, *address, reason="Of another record")
        assert "They are taken out." in page
        assert "<li>Ada" not in page
        assert "Changed since" in page
        told(client, world, *address, status=404)
        assert "Ada, Sister" in told(client, world, "versions", "1")
        agreed(world, plan)
        assert "Ada (Sister) is no longer named among those who helped" in told(
            client, world, "versions", "2"
        )

    def test_whoever_sees_only_some_parts_takes_nobody_out(self, client: Client, world: World) -> None:
        plan = written(world)
        with acting(world):
            sister = participants.name(by=world.by, plan=plan, name="Ada")
            own = world.staff.organisation
            sharing.keep_from(by=world.by, person=world.person, organisation=own, parts=[WHOLE])
        page = told(client, world, "people", str(sister.public_id), "take-out", status=403)
        assert "Ada" not in page


def test_another_hubs_worker_is_refused(client_as: ClientAs, world: World) -> None:
    written(world)
    with in_tenant(world.tenant.pk):
        elsewhere = ground.hub()
    told(client_as(Role.CLINICIAN, hub=elsewhere), world, status=403)
