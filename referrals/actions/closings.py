"""Closing a referral with the person, and with it what was only done because of it."""

from __future__ import annotations

import datetime as dt
from typing import Unpack

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from hubs.rules.roles import Actor
from referrals.actions import onward, referrals
from referrals.models import CareCoordinator, Involvement, PathwayEpisode, Referral, ShortSupport

WITH_THE_REFERRAL = "The referral was closed"


@transaction.atomic
def close(*, by: Actor, referral: Referral, **ending: Unpack[referrals.Ending]) -> Referral:
    """``referrals.close``, which says what it refuses; pathways, short support, involved workers and, when no other
    referral to the provider is open, the care co-ordinator end with it.
    """
    closed, on = referrals.close(by=by, referral=referral, **ending), ending["on"]
    _end_what_went_with_it(closed, on)
    _end_coordination(closed, on)
    onward.transfer(by=by, closed=closed)
    return closed


def _end_what_went_with_it(closed: Referral, on: dt.date) -> None:
    # What began after the day of the end, ends when it began.
    PathwayEpisode.objects.filter(referral=closed, ended_on=None).update(
        ended_on=Greatest("started_on", Value(on)), end_reason=WITH_THE_REFERRAL
    )
    ShortSupport.objects.filter(referral=closed, ended_on=None).update(
        ended_on=Greatest("starts_on", Value(on)), result=WITH_THE_REFERRAL
    )
    Involvement.objects.filter(referral=closed, ends_on=None).update(ends_on=Greatest("starts_on", Value(on)))


def _end_coordination(closed: Referral, on: dt.date) -> None:
    others = Referral.objects.filter(
        person=closed.person_id, provider=closed.provider_id, discharged_on=None, rejected_on=None
    )
    if not others.exists():
        CareCoordinator.objects.filter(
            person=closed.person_id, provider=closed.provider_id, ends_on=None, source_month=None
        ).update(ends_on=Greatest("starts_on", Value(on)))
