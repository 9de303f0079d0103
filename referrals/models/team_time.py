from __future__ import annotations

from django.db import models

from hubs.days import DaysField
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel


class ReferralTeamTime(TenantModel):
    """The days on which a team was on a referral's record, as its own (MHS101) or as another one (MHS102).

    Nationally a month's contacts count by the teams that this month's record of the referral named, and in scope is
    what one of them brings into it. So the days are whole months: those whose record sets named the team, the newest
    until another is read, and of a team that passed a referral on here, through the month it did.
    A team without a time of its own is on the referral all along.

    A record set told of the referral's days (ReferralRequestReceivedDate, ServDischDate) and of those of the team's
    part (ReferRejectionDate, ReferClosureDate), too, and nationally each month goes by its own: ``received_on`` is
    null where the time was made here, and the referral's own days stand. ``team`` is null where MHS101 named none.
    """

    referral = TenantForeignKey("referrals.Referral", related_name="team_times", indexed=False)
    team = TenantForeignKey("hubs.Team", null=True, related_name="+", indexed=False)
    is_other = models.BooleanField(default=False)
    received_on = models.DateField(null=True)
    discharged_on = models.DateField(null=True)
    rejected_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    days = DaysField()

    class Privacy:
        identifying = ("referral",)
        operational = (
            "tenant",
            "team",
            "is_other",
            "received_on",
            "discharged_on",
            "rejected_on",
            "closed_on",
            "days",
        )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "tenant",
                    "referral",
                    "team",
                    "is_other",
                    "received_on",
                    "discharged_on",
                    "rejected_on",
                    "closed_on",
                ],
                nulls_distinct=False,
                name="referrals_referralteamtime_uniq",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} on {self.referral_id}"
