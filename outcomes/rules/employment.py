"""Employment support after the Individual Placement and Support (IPS) model: jobs, and how well a team keeps to it."""

from __future__ import annotations

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
