"""Employment support after the Individual Placement and Support (IPS) model: jobs, and how well a team keeps to it."""

from __future__ import annotations

import datetime as dt

from django.db import models

# The IPS-25 fidelity scale has 25 items of 1 to 5.
FIDELITY_ITEMS = 25
LOWEST_FIDELITY, HIGHEST_FIDELITY = FIDELITY_ITEMS, FIDELITY_ITEMS * 5
# A job is sustained when it lasted thirteen weeks.
SUSTAINED_DAYS = 91


class FidelityBand(models.TextChoices):
    """The bands of the IPS-25 scale; the reviewer says which one was given."""

    EXEMPLARY = "exemplary", "Exemplary fidelity"
    GOOD = "good", "Good fidelity"
    FAIR = "fair", "Fair fidelity"
    NOT_IPS = "not_ips", "Not IPS"


class TellEmployer(models.TextChoices):
    """Whether an employer is told of the person’s mental health, which is for the person alone to decide."""

    YES = "yes", "Yes, they agreed what is said"
    NO = "no", "No"
    LATER = "later", "Not decided yet"


class Sustained(models.TextChoices):
    """Whether a job lasted thirteen weeks."""

    YES = "yes", "Sustained at 13 weeks"
    NO = "no", "Ended before 13 weeks"
    NOT_YET = "not_yet", "Not 13 weeks yet"
    ASK = "ask", "13 weeks are over: ask whether they still work there"


def thirteen_weeks(started_on: dt.date) -> dt.date:
    """The day on which a job has lasted thirteen weeks."""
    return started_on + dt.timedelta(days=SUSTAINED_DAYS)


def sustained(
    *, started_on: dt.date, in_work_on: dt.date | None, ended_on: dt.date | None, today: dt.date
) -> Sustained:
    """By the last day that is known: when the job ended, or when the person was known to be in it still.

    What is dated after ``today`` is not known yet. Nobody is taken to be in work because nobody asked.
    """
    reached = thirteen_weeks(started_on)
    known = [day for day in (in_work_on, ended_on) if day and day <= today]
    if any(day >= reached for day in known):
        return Sustained.YES
    if ended_on and ended_on <= today:
        return Sustained.NO
    return Sustained.ASK if today >= reached else Sustained.NOT_YET
