"""A DIALOG+ session in the middle: rated, chosen from, with an action and a link for the person's own device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from careplans.actions import areas, plan_actions, plans, ratings, sessions
from careplans.models import DeviceLink, DialogArea, DialogSession, PlanAction
from careplans.rules.rating import Rated
from careplans.selectors import dialog_items
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from referrals.models import Referral
from referrals.rules import answer_links

SECRET = "VGhlIHNlY3JldCBpcyBoZXI"


@dataclass(frozen=True)
class Session:
    session: DialogSession
    area: DialogArea
    action: PlanAction
    token: str


def session(referral: Referral, staff: StaffMember) -> Session:
    """Open, with an action of last time."""
    by = Actor(staff.pk, staff.name, staff.tenant_id)
    plan = plans.open(by=by, person=referral.person)
    plan_actions.add(by=by, plan=plan, what="Ring the GP", doer="person")
    made = sessions.start(by=by, person=referral.person, referral=referral).session
    asked = dialog_items.asked_on(timezone.localdate())
    ratings.save(by=by, session=made, asked=asked["job"], said=Rated(2, more_help=True, comment="No work"))
    chosen = areas.choose(by=by, session=made, keys=["job"])
    area = chosen[0].area
    assert area is not None
    action = areas.agree(by=by, area=area, what="Write a CV", doer="worker", staff=staff)
    DeviceLink.objects.create(
        session=made,
        secret_hash=answer_links.digest(SECRET),
        expires_at=timezone.now() + timedelta(hours=24),
    )
    return Session(made, area, action, answer_links.token(staff.tenant.slug, SECRET))
