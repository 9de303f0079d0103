"""Everything that can be done to somebody's referral and around it, as people of any role may try it.

``DEEDS`` are all of them by the action that they drive.
"""

from tests.referrals.deeds import (
    advice,
    appointments,
    asking,
    assessments,
    contacts,
    duplicates,
    groups,
    handing_over,
    holding,
    meetings,
    other_systems,
    pathways,
    people,
    telling,
)
from tests.referrals.deeds.registry import DEEDS, do

__all__ = [
    "DEEDS",
    "advice",
    "appointments",
    "asking",
    "assessments",
    "contacts",
    "do",
    "duplicates",
    "groups",
    "handing_over",
    "holding",
    "meetings",
    "other_systems",
    "pathways",
    "people",
    "telling",
]
