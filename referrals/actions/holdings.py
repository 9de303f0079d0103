"""Who answers for a person: given from team to team without a moment between, and ended only with the referral."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from hubs.rules.roles import Actor
from referrals.models import Holding, Referral


def begin(*, by: Actor, referral: Referral, because: str) -> Holding:
    """The team of the referral holds the person, unless somebody does already: then they go on."""
    held = Holding.objects.select_for_update().filter(person=referral.person_id, until=None).first()
    return held or _open(referral, because, timezone.now())


def follow(*, by: Actor, referral: Referral, because: str) -> Holding | None:
    """The referral has another team now: if it is the one that the person is held through, that team holds them."""
    held = Holding.objects.select_for_update().filter(referral=referral, until=None).first()
    if held is None or held.team_id == referral.team_id:
        return held
    return _pass_on(held, referral, because)


def end(*, by: Actor, referral: Referral, because: str) -> Holding | None:
    """The referral is closed or voided: another open one of the person takes over, and else nobody needs to."""
    held = Holding.objects.select_for_update().filter(referral=referral, until=None).first()
    if held is None:
        return None
    others = Referral.objects.filter(person=referral.person_id, discharged_on=None, source_month=None)
    other = others.exclude(pk=referral.pk).order_by("received_on", "pk").first()
    if other:
        return _pass_on(held, other, because)
    held.until = timezone.now()
    held.save(update_fields=["until"])
    return None


def _pass_on(held: Holding, referral: Referral, because: str) -> Holding:
    # The same moment ends the one and begins the other: there is none between.
    held.until = timezone.now()
    held.save(update_fields=["until"])
    return _open(referral, because, held.until)


def _open(referral: Referral, because: str, since: dt.datetime) -> Holding:
    return Holding.objects.create(
        person_id=referral.person_id,
        referral=referral,
        team=referral.team,
        since=since,
        because=because,
    )
