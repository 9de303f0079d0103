"""Closing a referral with the person, and with it what was only done because of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from hubs.rules.roles import Actor
from referrals.actions import onward, referrals
from referrals.models import CareCoordinator, Involvement, PathwayEpisode, Referral, ShortSupport
from referrals.models.referral import ClosedWith

WITH_THE_REFERRAL = "The referral was closed"


@transaction.atomic
def close(
    *,
    by: Actor,
    referral: Referral,
    on: dt.date,
    reason: str,
    closed_with: str = ClosedWith.PERSON,
    words: str = "",
    version: int | None = None,
) -> Referral:
    """``referrals.close``, which says what it refuses; pathways, short support, involved workers and, when no other
    referral to the provider is open, the care co-ordinator end with it.
    """
    closed = referrals.close(
        by=by,
        referral=referral,
        on=on,
        reason=reason,
        closed_with=closed_with,
        words=words,
        version=version,
    )
    # What began after the day of the end, ends when it began.
    PathwayEpisode.objects.filter(referral=closed, ended_on=None).update(
        ended_on=Greatest("started_on", Value(on)), end_reason=WITH_THE_REFERRAL
    )
    ShortSupport.objects.filter(referral=closed, ended_on=None).update(
        ended_on=Greatest("starts_on", Value(on)), result=WITH_THE_REFERRAL
    )
    Involvement.objects.filter(referral=closed, ends_on=None).update(ends_on=Greatest("starts_on", Value(on)))
    _end_coordination(closed, on)
    onward.transfer(by=by, closed=closed)
    return closed


def _end_coordination(closed: Referral, on: dt.date) -> None:
    others = Referral.objects.filter(
        person=closed.person_id, provider=closed.provider_id, discharged_on=None, rejected_on=None
    )
    if not others.exists():
        CareCoordinator.objects.filter(
            person=closed.person_id, provider=closed.provider_id, ends_on=None, source_month=None
        ).update(ends_on=Greatest("starts_on", Value(on)))
