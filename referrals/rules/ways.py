"""How somebody asked, and what that is called nationally."""

from __future__ import annotations

from collections.abc import Mapping

from referrals.models.request import Way

# SOURCE OF REFERRAL FOR MENTAL HEALTH SERVICES (MHSDS v6).
SOURCE_OF_REFERRAL: Mapping[str, str] = {
    Way.SELF: "B1",
    Way.CARER: "B2",
    Way.GP: "A1",
    Way.PRACTICE: "A1",
    Way.VCSE: "G4",
    Way.SOCIAL_CARE: "C1",
    Way.SCHOOL: "C2",
    Way.HOUSING: "C3",
    Way.EMPLOYER: "D1",
    Way.POLICE: "E1",
    Way.STAFF: "P1",
    Way.TENANT: "I2",
}

# Urgent, and not a crisis: seen within seven days (seed: the Thurrock case, seen in seven days).
URGENT, ROUTINE = "2", "3"
# Emergency, urgent and very urgent: what another urgent request need not raise.
AS_URGENT = frozenset({"1", URGENT, "4"})
URGENT_DAYS = 7
# Whoever was closed within a year goes straight back to the team they know.
COMES_BACK_WITHIN_DAYS = 365
