"""The link by which somebody rates on their own device: a secret that opens one session's questions, for a day."""

from __future__ import annotations

import datetime as dt

from config import formats

# Long enough for a call that is put off to the next day; a link in an inbox must not stay a way in.
LASTS = dt.timedelta(hours=24)
# The kind of the messages that hold a secret.
KIND = "rating-link"
SUBJECT = "The link that we spoke about"


def expires_at(now: dt.datetime) -> dt.datetime:
    return now + LASTS


def works(*, expires_at: dt.datetime, used_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a link still opens its questions."""
    return used_at is None and now < expires_at


def body(address: str, until: dt.datetime) -> str:
    """What the message says: nothing about whom or what it is for."""
    return (
        f"Here is the link that we spoke about: {address}\n"
        f"It works until {formats.datetime(until)}. You cannot reply to this message."
    )
