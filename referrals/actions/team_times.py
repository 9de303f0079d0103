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
    given, _ = ReferralTeamTime.objects.get_or_create(referral=referral, team=gives, defaults={"days": EVER})
    taken, _ = ReferralTeamTime.objects.get_or_create(referral=referral, team=takes, defaults={"days": NEVER})
    given.days, taken.days = without("days", since(next_month)), joined("days", since(this_month))
    ReferralTeamTime.objects.bulk_update([given, taken], ["days"])
