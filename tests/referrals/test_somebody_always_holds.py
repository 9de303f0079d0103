"""Whatever people do, in whatever order and role: whoever asked is held by one team, and nothing is lost.

Every action that is written in ``referrals.actions`` is done by somebody of every role, and all of them in random
sequences (hypothesis). After each of them: the database's own rules hold, each open person is held by exactly one team
without a gap, the clock that a page shows is the clock of the night, no row of anybody's record is gone, and what
changed is in the audit.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

import referrals.actions
from hubs.models import Tenant
from hubs.rules.roles import ROLE_PERMISSIONS, Role, has_permission
from tests.referrals.deeds import DEEDS, do
from tests.referrals.random_hub import Hub, Turn

# Every role tries; those who work with people do so most of the time.
ROLES = st.sampled_from([*[Role.CLINICIAN] * 8, *[Role.PARTNER] * 4, *Role])
NUMBER = st.integers(0, 60)
# What takes ``by`` and is not done here by itself, and why.
INSIDE = "a part of other actions, which are driven"
NOT_DRIVEN = {
    "messages.send_soon": "only asks the worker to send what is due",
    "contacts_at_once.amend": INSIDE,
    "contacts_at_once.log": INSIDE,
    "contacts_at_once.void": INSIDE,
    "drafts.clear": "throws old drafts away, which are no part of a record: tests/referrals/test_drafts.py",
    "exchanges.add_words": INSIDE,
    "exchanges.ask_back": INSIDE,
    "exchanges.confirm": INSIDE,
    "exchanges.reply": INSIDE,
    "exchanges.speak": INSIDE,
    "exchanges.withdraw": INSIDE,
    "holdings.begin": INSIDE,
    "holdings.end": INSIDE,
    "holdings.follow": INSIDE,
    "letters.edit_words": "the tenant's words, about nobody: tests/referrals/test_letters.py",
    "letters.finish": "draws for a second and opens a transaction of its own; what it does then is letters.keep",
    "messages.cancel": INSIDE,
    "messages.queue": INSIDE,
    "messages.queue_all": INSIDE,
    "messages.retry": "a message about nobody's referral: tests/referrals/test_sending.py",
    "onward.transfer": INSIDE,
    "onward.write": INSIDE,
    "referrals.close": INSIDE,
    "referrals.receive": INSIDE,
    "reminders.tell_moved": INSIDE,
    "request_drafts.clear": "throws old drafts away, which nobody has asked with: tests/referrals/refer/test_drafts.py",
    "request_drafts.discard": "a form that nobody has sent: tests/referrals/refer/test_drafts.py",
    "request_drafts.go_on": "a form that nobody has sent: tests/referrals/refer/test_drafts.py",
    "request_drafts.refuse": "a form that nobody has sent: tests/referrals/refer/test_drafts.py",
    "sending.send_due": "opens transactions of its own, and changes messages alone: tests/referrals/test_sending.py",
    "telling.outside": INSIDE,
    "telling.staff": INSIDE,
}


def actions_of_referrals() -> set[str]:
    """Every function that is written there for somebody who acts: of staff, or with the secret of a link."""
    found = set()
    for module in pkgutil.iter_modules(referrals.actions.__path__):
        held = importlib.import_module(f"referrals.actions.{module.name}")
        for name, function in inspect.getmembers(held, inspect.isfunction):
            is_own = function.__module__ == held.__name__ and not name.startswith("_")
            asked = inspect.signature(function).parameters.values()
            who = {each.name for each in asked if each.kind is each.KEYWORD_ONLY} & {"by", "secret"}
            if is_own and who:
                found.add(f"{module.name}.{name}")
    return found


def test_every_action_is_driven_or_says_why_not() -> None:
    driven = {name.partition(":")[0] for name in DEEDS}
    assert actions_of_referrals() <= driven | set(NOT_DRIVEN)
    assert not driven & set(NOT_DRIVEN)
    assert set(NOT_DRIVEN) <= actions_of_referrals(), "no reason outlives its action"


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_every_action_by_every_role(role: Role, tenant: Tenant) -> None:
    """Done, refused in words, or not the role's to do; and whatever comes of it, somebody holds."""
    hub = Hub(tenant)
    try:
        for number, (name, deed) in enumerate(DEEDS.items()):
            do(hub, name, Turn(role, which=number, how=1 + number % 3, ago=number % 20))
            hub.check()
            may = deed.permission is None or has_permission(hub.actors[role, 0], deed.permission)
            assert may or not hub.done[name] + hub.refused[name], f"{role} may not do {name}"
        hub.no_list_leaves_anything_out()
    finally:
        hub.close()


def who_may(name: str, role: Role) -> Role:
    """The role, when it may do this; else one that may."""
    permission = DEEDS[name].permission
    may: list[Role] = [
        other for other in (role, *Role) if permission is None or permission in ROLE_PERMISSIONS[other]
    ]
    return may[0]


class Sequences(RuleBasedStateMachine):
    """The deeds are dealt like cards, so that none is favoured: each sequence has them in an order of its own."""

    tenant: ClassVar[Tenant]
    done: ClassVar[Counter[str]]

    @initialize(order=st.permutations(sorted(DEEDS)))
    def open_the_hub(self, order: list[str]) -> None:
        self.hub = Hub(self.tenant)
        self.dealt = iter(order)

    @rule(role=ROLES, which=NUMBER, how=NUMBER, ago=st.integers(0, 20))
    def do(self, role: Role, which: int, how: int, ago: int) -> None:
        name = next(self.dealt)
        do(self.hub, name, Turn(role if which % 3 == 0 else who_may(name, role), which, how, ago))

    @invariant()
    def somebody_holds(self) -> None:
        if hasattr(self, "hub"):
            self.hub.check()

    def teardown(self) -> None:
        if hasattr(self, "hub"):
            self.done.update(self.hub.done)
            try:
                self.hub.no_list_leaves_anything_out()
            finally:
                self.hub.close()


@pytest.mark.django_db
def test_whatever_people_do(tenant: Tenant) -> None:
    class OfThisTenant(Sequences):
        pass

    OfThisTenant.tenant, OfThisTenant.done = tenant, Counter()
    run_state_machine_as_test(
        OfThisTenant,
        settings=settings(
            max_examples=6,
            stateful_step_count=len(DEEDS),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    by_chance = set(OfThisTenant.done)
    assert len(by_chance) > len(DEEDS) * 2 / 3, "hardly a deed is favoured or forgotten"
    assert by_chance | done_at_last(tenant, sorted(set(DEEDS) - by_chance)) == set(DEEDS)


def done_at_last(tenant: Tenant, missed: list[str]) -> set[str]:
    """What chance left out, tried until it was done; with what holds after each."""
    hub = Hub(tenant)
    try:
        for name in missed:
            for number in range(40):
                do(
                    hub,
                    name,
                    Turn(who_may(name, Role.CLINICIAN), which=number, how=number + 1, ago=number % 20),
                )
                hub.check()
                if hub.done[name]:
                    break
        return set(hub.done)
    finally:
        hub.close()
