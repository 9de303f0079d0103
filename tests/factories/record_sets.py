"""Record sets as they stand when they have been read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from reporting.models import RecordSet
from tests.factories import ground


def taken(month: date, **given: Any) -> RecordSet:
    """A provider's month that was read, with 1,000 contacts of which ten were refused."""
    state = given.pop("state", "taken")
    made = RecordSet.objects.create(
        **{
            "provider": given.pop("provider", None) or ground.organisation(),
            "month": month,
            "name": f"{month:%Y-%m}",
            "summary": {
                "MHS101Referral": {"read": 200, "taken": 200, "warned": 3, "refused": 0},
                "MHS201CareContact": {"read": 1000, "taken": 990, "warned": 7, "refused": 10},
            },
            **given,
        }
    )
    # The moment of asking is the database's own when the row is made.
    read_at = datetime(month.year, month.month, 28, 9, 30, tzinfo=UTC)
    RecordSet.objects.filter(pk=made.pk).update(state=state, asked_at=read_at, finished_at=read_at)
    made.refresh_from_db()
    return made
