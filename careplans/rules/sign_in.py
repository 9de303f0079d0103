"""How a person signs in to their own plan: six digits that are sent to them, and what the browser gets for them."""

from __future__ import annotations

import datetime as dt
import secrets
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "careplans.sign-in"
DIGITS = 6
# A message may take a while to arrive; a code that lies about for longer is a risk.
CODE_LASTS = dt.timedelta(minutes=15)
# Guessing one in a million three times a code, five codes an hour, takes a lifetime.
MOST_TRIES = 3
MOST_CODES = 5
CODES_WITHIN = dt.timedelta(hours=1)
# As for staff: a page that is left open on a shared computer does not stay open.
LEFT_ALONE = dt.timedelta(minutes=20)
LONGEST = dt.timedelta(hours=4)


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def new_secret() -> str:
    """256 random bits, for a cookie."""
    return secrets.token_urlsafe(32)


def digest(text: str, key: UUID | str = "") -> str:
    """What is kept of a code or a secret. Keyed with the installation's secret: six digits alone are soon tried out."""
    return salted_hmac(SALT, f"{key}:{text}", algorithm="sha256").hexdigest()


def is_code(typed: str, key: UUID, code_hash: str) -> bool:
    """Whether what was typed, with or without spaces, is the code that was sent."""
    return constant_time_compare(digest("".join(typed.split()), key), code_hash)


def is_over(*, used_at: dt.datetime, seen_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a sign-in has been left alone for too long, or has lasted its longest."""
    return now - seen_at > LEFT_ALONE or now - used_at > LONGEST


def words_of_code(service: str, code: str) -> str:
    """The message with the code. It says nothing of what it opens: others may see a telephone."""
    minutes = int(CODE_LASTS.total_seconds() // 60)
    return f"{service}: your code is {code}. It works for {minutes} minutes. We never ask you for it by telephone."


def words_of_invitation(address: str, reference: str) -> str:
    """Where the person signs in, and with which reference. It does not say what waits there."""
    return f"Your pages are at {address} Your reference is {reference}. You also need your date of birth."
