"""What is known of the care plans that providers report."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from careplans.models import CarePlan


def last_updated_on(plan: CarePlan) -> dt.date | None:
    """The day it was last worked on, of all that is known; None for a plan that was never updated."""
    latest: dt.date | None = plan.updates.aggregate(latest=Max("updated_on"))["latest"]
    return latest
