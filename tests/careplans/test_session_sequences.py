"""Whatever is said in whatever order: at most three areas, one open session, and scores that are what was rated.

Random sequences of what people do in sessions (hypothesis). What was completed never changes again, but by voiding.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from careplans.actions import areas, device_links, ratings, sessions
from careplans.models import DialogArea, DialogRating, DialogSession
from careplans.rules.rating import Rated
from careplans.rules.talk import Talked
from careplans.selectors import dialog_items
from hubs.models import Tenant
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from outcomes.rules import dialog
from tests.careplans.session_ground import own_item
from tests.referrals.conftest import TODAY, World, make_world, now

__all__ = ["now"]

KEYS = ["mental_health", "job", "family", "medication", "own-money"]
KEY = st.sampled_from(KEYS)
CHOSEN = st.lists(KEY, unique=True, max_size=4)
NUMBER = st.none() | st.integers(1, 7)


class Sessions(RuleBasedStateMachine):
    """A person, a worker and a device."""

    world: World

    @initialize()
    def meet(self) -> None:
        self.left = ExitStack()
        self.left.enter_context(in_tenant(self.world.tenant.pk, staff_id=self.world.by.staff_id))
        own_item()
        self.asked = dialog_items.asked_on(TODAY)
        self.secret = ""
        # What was rated in each session when it was completed.
        self.completed: dict[int, dict[str, int]] = {}
        self.start()

    def teardown(self) -> None:
        if hasattr(self, "left"):
            transaction.set_rollback(True)
            self.left.close()

    @rule()
    def start(self) -> None:
        world = self.world
        self.session = sessions.start(by=world.by, person=world.person, referral=world.referral).session

    @rule(key=KEY, number=NUMBER, more=st.none() | st.booleans())
    def rate(self, key: str, number: int | None, more: bool | None) -> None:
        said = Rated(number, more)
        self.attempt(
            lambda: ratings.save(by=self.world.by, session=self.session, asked=self.asked[key], said=said)
        )

    @rule(key=KEY, number=NUMBER)
    def rate_on_the_device(self, key: str, number: int | None) -> None:
        self.attempt(lambda: device_links.rate(secret=self.secret, asked=self.asked[key], said=Rated(number)))

    @rule()
    def make_a_link(self) -> None:
        def make() -> None:
            self.secret = device_links.make(by=self.world.by, session=self.session).rstrip("/").split(".")[-1]

        self.attempt(make)

    @rule(keys=CHOSEN)
    def choose(self, keys: list[str]) -> None:
        refused = self.attempt(lambda: areas.choose(by=self.world.by, session=self.session, keys=keys))
        assert refused or len(keys) <= 3

    @rule(text=st.sampled_from(["", "No work.", "Better."]), first=st.booleans())
    def talk(self, text: str, first: bool) -> None:
        chosen = list(DialogArea.objects.filter(session=self.session))
        if chosen:
            area = chosen[0 if first else -1]
            self.attempt(lambda: areas.write(by=self.world.by, area=area, said=Talked(text)))
            self.attempt(lambda: areas.agree(by=self.world.by, area=area, what=text, doer="person"))

    @rule()
    def complete(self) -> None:
        rated = DialogRating.objects.filter(session=self.session, rating__isnull=False).exclude(item_code="")
        held = {row.item_code: row.rating for row in rated if row.rating}
        refused = self.attempt(lambda: sessions.complete(by=self.world.by, session=self.session))
        if refused:
            assert not held or self.session.pk in self.completed or self.is_voided()
        else:
            self.completed[self.session.pk] = held

    @rule()
    def void(self) -> None:
        if not self.attempt(lambda: sessions.void(by=self.world.by, session=self.session, reason="A slip")):
            self.completed.pop(self.session.pk, None)

    def is_voided(self) -> bool:
        return not DialogSession.objects.filter(pk=self.session.pk).exists()

    def attempt(self, act: Callable[[], object]) -> bool:
        """Whether it was refused."""
        try:
            with transaction.atomic():
                act()
        except ValidationError:
            return True
        return False

    @invariant()
    def one_session_is_open(self) -> None:
        if hasattr(self, "asked"):
            assert DialogSession.objects.filter(completed_at=None).count() <= 1

    @invariant()
    def at_most_three_are_chosen_each_with_a_place_of_its_own(self) -> None:
        if hasattr(self, "asked"):
            for session in DialogSession.objects.all():
                ranks = list(DialogArea.objects.filter(session=session).values_list("rank", flat=True))
                assert len(ranks) == len(set(ranks)) <= 3

    @invariant()
    def scores_are_what_was_rated_and_nothing_else(self) -> None:
        if not hasattr(self, "asked"):
            return
        scored = sorted(CodedScore.objects.values_list("tool_code", "score"))
        rated = [(code, str(number)) for held in self.completed.values() for code, number in held.items()]
        assert scored == sorted(rated)
        assert {code for code, _ in scored} <= set(dialog.BY_CODE)

    @invariant()
    def what_was_completed_stays(self) -> None:
        for pk, held in getattr(self, "completed", {}).items():
            rows = DialogRating.objects.filter(session=pk, rating__isnull=False).exclude(item_code="")
            assert dict(rows.values_list("item_code", "rating")) == held


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_whatever_is_said(tenant: Tenant) -> None:
    class OfThisWorld(Sessions):
        pass

    OfThisWorld.world = make_world(tenant)
    run_state_machine_as_test(
        OfThisWorld,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
