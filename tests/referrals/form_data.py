"""A contact's form as a browser sends it."""

from __future__ import annotations

from uuid import uuid4

from django.test import Client

from tests.referrals.conftest import World


def filled(world: World, **changes: object) -> dict[str, object]:
    """An attended contact of today with one assessment; a change to None leaves the field out."""
    data: dict[str, object] = {
        "form_key": str(uuid4()),
        "referral": world.referral.reference,
        "attendance": "5",
        "occurred_on_day": "18",
        "occurred_on_month": "6",
        "occurred_on_year": "2025",
        "occurred_time": "9:30am",
        "mechanism": "01",
        "duration_minutes": "45",
        "activities": "1",
        "activity-0-procedure": "386053000",
        "activity-0-code": "",
        "activity-0-minutes": "",
        "tool": "",
        "score": "",
        "note": "Spoke about housing.",
        "team": str(world.team.pk),
        "staff": str(world.by.staff_id),
        "location_type": "E01",
        "subject": "01",
        "save": "1",
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def owner(client: Client, world: World) -> str:
    """The seal that a form opened by this client holds."""
    page = client.get(world.page("contacts", "new")).content.decode()
    return page.split('name="owner" value="')[1].split('"')[0]
