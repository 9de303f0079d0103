"""Onward referrals as the national data set has them (MHS105, ONWARD REFERRAL REASON and REFERRAL CLOSURE REASON)."""

from __future__ import annotations

TRANSFER, NOT_A_TRANSFER = "01", "04"
# "Referred to other specialty/service": the end of a referral whose person another service has now.
CLOSED_FOR_ANOTHER_SERVICE = "08"
IN_WORDS = {
    TRANSFER: "a transfer of clinical responsibility",
    NOT_A_TRANSFER: "a new referral, not a transfer",
}
