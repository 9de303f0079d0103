"""A whole DIALOG+ session by touch, on a tablet that two people look at, with the connection cut in the middle."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from careplans.models import DialogArea, DialogRating, PlanAction, SessionDraft
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from tests.journeys.conftest import sign_in
from tests.journeys.dialog_screen import (
    TABLET,
    NewContext,
    go_on,
    heading,
    kept,
    rating,
    world,
)
from tests.journeys.walk import look
from tests.referrals.conftest import World

__all__ = ["world"]


pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def tablet(new_context: NewContext) -> Page:
    """A tablet held upright, that is touched."""
    return new_context(viewport=TABLET, has_touch=True).new_page()


def test_a_whole_session_by_touch_with_the_connection_cut(tablet: Page, world: World) -> None:
    sign_in(tablet, world.staff, next_page=world.page())
    say_what_became_of_last_times_actions(tablet)
    rate_the_first_area(tablet)
    rate_the_second_without_a_connection(tablet)
    the_second_is_saved(world)
    rate_the_others_and_leave_one_out(tablet)
    choose_three_areas(tablet)
    write_while_the_connection_comes_and_goes(tablet)
    agree_on_an_action(tablet)
    pass_the_other_two_areas(tablet)
    complete(tablet)
    everything_said_is_recorded(world)


def say_what_became_of_last_times_actions(page: Page) -> None:
    page.get_by_role("link", name="Start a DIALOG+ session").tap()
    heading(page, "Start a DIALOG+ session")
    look(page, "start")
    page.get_by_role("button", name="Start the session").tap()
    heading(page, "Last time’s actions")
    page.get_by_role("radio", name="Partly done").check()
    page.get_by_label("In your own words").fill("They rang, and nobody answered.")
    kept(page)
    look(page, "last-time")
    go_on(page)


def rate_the_first_area(page: Page) -> None:
    heading(page, "Mental health")
    rating(page, "Very dissatisfied")
    page.get_by_role("radio", name="Yes").check()
    kept(page)
    look(page, "rate")
    go_on(page)


def rate_the_second_without_a_connection(page: Page) -> None:
    heading(page, "Physical health")
    page.context.set_offline(True)
    rating(page, "Fairly satisfied")
    page.get_by_label("In your own words").fill("The knee is better.")
    expect(page.locator("#draft-status")).to_contain_text("Not saved yet: no connection")
    go_on(page)
    expect(page.locator("#draft-status")).to_contain_text("it is saved by itself when the connection is back")
    look_offline(page)
    page.context.set_offline(False)
    heading(page, "Job situation")


def look_offline(page: Page) -> None:
    """The page is as it was: nothing typed is gone while there is no connection."""
    expect(page.get_by_label("In your own words")).to_have_value("The knee is better.")
    expect(page.get_by_role("radio", name="5 Fairly satisfied")).to_be_checked()


def the_second_is_saved(world: World) -> None:
    with in_tenant(world.tenant.pk):
        row = DialogRating.objects.order_by("pk").last()
        assert row is not None
        assert (row.rating, row.comment) == (5, "The knee is better.")


def rate_the_others_and_leave_one_out(page: Page) -> None:
    for name in ("Job situation", "Where I live", "Leisure activities", "Friendships", "Partner and family"):
        heading(page, name)
        rating(page, "In the middle")
        go_on(page)
    heading(page, "Personal safety")
    page.get_by_role("button", name="Leave this one out").tap()
    for name in ("Medication", "Practical help", "Meetings with workers"):
        heading(page, name)
        rating(page, "Very satisfied")
        go_on(page)


def choose_three_areas(page: Page) -> None:
    heading(page, "Choose what to talk about")
    for name in ("Mental health", "Job situation", "Friendships", "Medication"):
        page.get_by_role("checkbox", name=name).check()
    expect(page.locator("#draft-status")).to_contain_text("3 areas at most")
    page.get_by_role("checkbox", name="Medication").uncheck()
    kept(page)
    look(page, "choose")
    go_on(page)


def write_while_the_connection_comes_and_goes(page: Page) -> None:
    heading(page, "Mental health")
    page.get_by_label("1. Understanding").fill("Nights are bad since June.")
    page.get_by_label("2. Looking forward").fill("To sleep through.")
    page.context.set_offline(True)
    page.get_by_label("3. Exploring options").fill("A walk in the evening.")
    expect(page.locator("#draft-status")).to_contain_text("Not saved yet: no connection")
    page.context.set_offline(False)
    kept(page)


def agree_on_an_action(page: Page) -> None:
    page.get_by_label("What will be done?").fill("Walk by the sea")
    page.get_by_role("radio", name="A carer, relative or friend").check()
    page.get_by_role("button", name="Agree on this action").tap()
    expect(page.get_by_role("link", name="Write who it is")).to_be_visible()
    look(page, "talk-errors")
    page.get_by_label("Name (optional)").fill("Ada, my sister")
    # The words stand in the box of the page that is left, too.
    with page.expect_navigation():
        page.get_by_role("button", name="Agree on this action").tap()
    expect(page.get_by_text("Walk by the sea", exact=True)).to_be_visible()
    look(page, "talk")


def pass_the_other_two_areas(page: Page) -> None:
    go_on(page)
    heading(page, "Job situation")
    go_on(page)
    heading(page, "Friendships")
    go_on(page)


def complete(page: Page) -> None:
    heading(page, "Complete the session")
    look(page, "complete")
    page.get_by_role("button", name="Complete the session").dblclick()
    expect(page.get_by_text("The session is completed.")).to_be_visible()
    expect(page.get_by_role("button", name="Log the contact")).to_be_visible()
    # The second click may still be on its way.
    page.wait_for_load_state("networkidle")
    look(page, "completed")


def everything_said_is_recorded(world: World) -> None:
    with in_tenant(world.tenant.pk):
        assert (
            CodedScore.objects.exclude(completed_at=None).filter(taken_on=timezone.localdate()).count() == 10
        )
        area = DialogArea.objects.order_by("rank").first()
        assert area is not None
        assert (area.understanding, area.options) == ("Nights are bad since June.", "A walk in the evening.")
        walk = PlanAction.objects.get(what="Walk by the sea")
        assert (walk.doer, walk.who, walk.area_id) == ("carer", "Ada, my sister", area.pk)
        assert PlanAction.objects.get(what__startswith="Ring").state == "partly"
        assert SessionDraft.objects.count() == 0
