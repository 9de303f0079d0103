"""How a score is taken, and when it can have been."""

from __future__ import annotations

import datetime as dt

from django.db import models

from config import formats


class HowTaken(models.TextChoices):
    TOGETHER = "together", "Together, face to face"
    SELF = "self", "By the person alone, on paper or a device"
    VIDEO = "video", "By video"
    TELEPHONE = "telephone", "By telephone"
    STAFF = "staff", "By staff, from what they know"


def problem(at: dt.datetime, *, received_on: dt.date, closed_on: dt.date | None, now: dt.datetime) -> str:
    """Why a score cannot have been taken at this moment in the course of a referral; empty when it can."""
    day = at.astimezone(formats.LONDON).date()
    if at > now:
        return "Enter a day and time that are not in the future"
    if day < received_on:
        return f"Enter a day on or after {formats.date(received_on)}, when the referral was received"
    if closed_on is not None and day > closed_on:
        return f"Enter a day on or before {formats.date(closed_on)}, when the referral was closed"
    return ""
