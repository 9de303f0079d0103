"""Contacts and their drafts; what other apps write beside them: a score, an agreed plan."""

from __future__ import annotations

import uuid

from django.utils import timezone

from careplans.actions import care_plans
from hubs.rules.roles import Actor, Permission
from outcomes.actions import scored_contacts, scores
from outcomes.actions.scored_contacts import Taken
from referrals.actions import contacts, drafts
from referrals.actions.contacts import Done
from referrals.models import Contact, ContactDraft
from referrals.selectors.contacts import Beside
from tests.factories import ground
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import a_referral, days_ago, holds, today
from tests.referrals.random_hub import Hub, Turn
from tests.reporting.clock_world import A_THERAPY, AN_ASSESSMENT, DIALOG


@deed("contacts.log", Permission.CONTACT_LOG, side=holds)
def log_contact(hub: Hub, by: Actor, turn: Turn) -> object:
    came = turn.one_of(["5", "5", "3"])
    return contacts.log(
        by=by,
        referral=a_referral(hub, turn),
        occurred_on=days_ago(turn),
        attendance=came,
        others=[Beside(ground.staff_member().pk, hub.teams[2].pk)] if turn.which % 2 else [],
        activities=[Done(turn.one_of([AN_ASSESSMENT, A_THERAPY]))]
        if came == "5" or turn.which % 3 == 0
        else [],
    )


def a_contact(hub: Hub, turn: Turn) -> Contact:
    return some(hub, turn, Contact.objects.filter(source_month=None), "contacts.log")


@deed("contacts.amend", Permission.CONTACT_LOG)
def amend_contact(hub: Hub, by: Actor, turn: Turn) -> object:
    held = a_contact(hub, turn)
    return contacts.amend(
        by=by,
        contact=held,
        reason="The wrong day",
        occurred_on=days_ago(turn),
        mechanism=turn.one_of(["01", "11"]),
    )


@deed("contacts.void", Permission.CONTACT_LOG)
def void_contact(hub: Hub, by: Actor, turn: Turn) -> object:
    return contacts.void(by=by, contact=a_contact(hub, turn), reason=turn.one_of(["Wrong person", ""]))


@deed("outcomes: a score in a contact", Permission.CONTACT_LOG, side=holds)
def log_with_score(hub: Hub, by: Actor, turn: Turn) -> object:
    return scored_contacts.log(
        by=by, referral=a_referral(hub, turn), occurred_on=days_ago(turn), taken=Taken(DIALOG, "4")
    )


@deed("outcomes: a score", Permission.CONTACT_LOG, side=holds)
def rate(hub: Hub, by: Actor, turn: Turn) -> object:
    return scores.record(
        by=by, referral=a_referral(hub, turn), tool_code=DIALOG, score="4", completed_at=timezone.now()
    )


@deed("careplans: a plan agreed", Permission.CONTACT_LOG, side=holds)
def agree(hub: Hub, by: Actor, turn: Turn) -> object:
    referral = a_referral(hub, turn)
    plan = care_plans.create(by=by, person=referral.person, provider=referral.provider, created_on=today())
    return care_plans.agree(by=by, plan=plan, agreed_on=today())


@deed("drafts.save", Permission.CONTACT_LOG, side=holds, quiet=True)
def keep_draft(hub: Hub, by: Actor, turn: Turn) -> object:
    return drafts.save(by=by, key=uuid.uuid4(), referral=a_referral(hub, turn), content={"note": ["Spoke"]})


@deed("drafts.discard", Permission.CONTACT_LOG, quiet=True)
def discard_draft(hub: Hub, by: Actor, turn: Turn) -> object:
    return drafts.discard(by=by, key=some(hub, turn, ContactDraft.objects.all(), "drafts.save").key)
