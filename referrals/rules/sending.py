"""When a message that could not be sent is tried again."""

from __future__ import annotations

import datetime as dt

MOST_TRIES = 5
# A sender is given up for dead after this; nothing that it waits for takes as long.
LEFT_AFTER = dt.timedelta(minutes=10)
FIRST_WAIT = dt.timedelta(minutes=5)


def wait_after(tries: int) -> dt.timedelta | None:
    """How long to wait after so many tries: 5, 15, 45 and 135 minutes; None after the last. ValueError for none."""
    if tries < 1:
        raise ValueError("It was not tried yet")
    return FIRST_WAIT * 3 ** (tries - 1) if tries < MOST_TRIES else None
