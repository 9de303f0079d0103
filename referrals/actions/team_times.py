"""On which days teams are on a referral's record, which is what national figures go by."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from hubs.days import EVER, NEVER, joined, since, without
from hubs.models import Team
from referrals.models import Referral, ReferralTeamTime


def pass_on(*, referral: Referral, gives: Team, takes: Team) -> None:
    """One team passes the referral on to another today.

    The month's record names both: the one as a team that took part in it, the other as the referral's own.
    """
    this_month = timezone.localdate().replace(day=1)
    next_month = (this_month + dt.timedelta(days=31)).replace(day=1)
    own = ReferralTeamTime.objects.filter(referral=referral, is_other=False)
    given = own.filter(team=gives)
    if not given.exists():
        ReferralTeamTime.objects.create(referral=referral, team=gives, days=EVER)
    given.update(days=without("days", since(next_month)))
    # Beside what record sets told of the team, if they did.
    taken, _ = own.get_or_create(referral=referral, team=takes, received_on=None, defaults={"days": NEVER})
    own.filter(pk=taken.pk).update(days=joined("days", since(this_month)))
