"""What the pages of Set up are told and say."""

from __future__ import annotations

import datetime as dt
import re

SPRING = dt.date(2024, 4, 1)


def one_time_password(page: str) -> str:
    found = re.search(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}", page)
    assert found is not None, page
    return found[0]
