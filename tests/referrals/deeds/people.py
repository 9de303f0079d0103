"""Somebody's own record, and who may open it."""

from __future__ import annotations

from hubs.rules.roles import Actor, Permission
from referrals.actions import overrides, people, person_hubs
from referrals.models import AccessOverride
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import a_person, clinician, days_ago, somebody_new
from tests.referrals.random_hub import Hub, Turn


@deed("people.register", Permission.REFERRAL_RECEIVE)
def register(hub: Hub, by: Actor, turn: Turn) -> object:
    return people.register(by=by, **somebody_new(turn))


@deed("people.change", Permission.REFERRAL_MANAGE)
def change_person(hub: Hub, by: Actor, turn: Turn) -> object:
    return people.change(by=by, person=a_person(hub, turn), phone="01253 000000")


@deed("people.register_with_gp", Permission.REFERRAL_MANAGE)
def register_with_gp(hub: Hub, by: Actor, turn: Turn) -> object:
    return people.register_with_gp(
        by=by, person=a_person(hub, turn), practice_code="P81001", starts_on=days_ago(turn)
    )


@deed("person_hubs.refresh", None, quiet=True)
def refresh(hub: Hub, by: Actor, turn: Turn) -> object:
    return person_hubs.refresh(by=by)


@deed("overrides.open_with_reason", Permission.PERSON_OVERRIDE, quiet=True)
def override(hub: Hub, by: Actor, turn: Turn) -> object:
    reason = turn.one_of(["She rang the duty desk", "?"])
    return overrides.open_with_reason(by=by, person=a_person(hub, turn), reason=reason)


@deed("overrides.review", Permission.ACCESS_REVIEW, quiet=True)
def review(hub: Hub, by: Actor, turn: Turn) -> object:
    if not AccessOverride.objects.exists():
        who = clinician(hub)
        overrides.open_with_reason(by=who, person=a_person(hub, turn), reason="She rang the duty desk")
    return overrides.review(by=by, override=some(hub, turn, AccessOverride.objects.all()))
