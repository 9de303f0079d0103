"""A tenant's own definition of a wait, beside the national one: which event starts it, which ends it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class WaitStart(models.TextChoices):
    REQUESTED = "requested", "The day the person first asked anybody for help"
    RECEIVED = "received", "The day the referral was received"


class WaitEnd(models.TextChoices):
    CONTACT = "contact", "The first contact"
    SECOND_CONTACT = "second_contact", "The second contact"
    HELP = "help", "The first plan agreed or intervention done"
    ALL = "all", "Contact, baseline score, assessment and help, as nationally"


@dataclass(frozen=True)
class Promise:
    """What a tenant promises: from which event to which, within so many days."""

    start: WaitStart = WaitStart.REQUESTED
    end: WaitEnd = WaitEnd.HELP
    within_days: int = 28

    @property
    def words(self) -> str:
        return f"{self.start.label}, until {self.end.label[0].lower()}{self.end.label[1:]}"
