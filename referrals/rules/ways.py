"""How somebody asked, and what that is called nationally."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models


class Way(models.TextChoices):
    """How somebody asked. Each maps to a national source of referral."""

    SELF = "self", "The person themselves"
    CARER = "carer", "A carer, relative or friend"
    GP = "gp", "GP practice"
    VCSE = "vcse", "Voluntary or community organisation"
    SOCIAL_CARE = "social_care", "Social care"
    HOUSING = "housing", "Housing"
    SCHOOL = "school", "School, college or university"
    POLICE = "police", "Police"
    EMPLOYER = "employer", "Employer"
    STAFF = "staff", "A worker of the hub"
    PRACTICE = "practice", "A practitioner in a GP practice, booked directly"
    TENANT = "tenant", "Another system"


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
