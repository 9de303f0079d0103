"""Searches kept for half an hour under a key that only the searcher can use, so that a page of results has
an address.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets

from django.core.cache import cache
from redis.exceptions import RedisError

from hubs.rules.roles import Actor
from referrals.selectors.people import Search

logger = logging.getLogger(__name__)
SECONDS = 1800


def keep(by: Actor, asked: Search) -> str:
    """The key of a search; empty when it could not be kept."""
    key = secrets.token_urlsafe(16)
    try:
        cache.set(_name(by, key), [asked.text, asked.birth_date and asked.birth_date.isoformat()], SECONDS)
    except RedisError:
        logger.warning("The cache does not answer: a search could not be kept.")
        return ""
    return key


def kept(by: Actor, key: str) -> Search | None:
    """The search with this key, when ``by`` made it less than half an hour ago."""
    try:
        held = cache.get(_name(by, key)) if key else None
    except RedisError:
        return None
    return Search(held[0], held[1] and dt.date.fromisoformat(held[1])) if held else None


def kind(asked: Search) -> str:
    """What was searched by, for the access log."""
    return f"Search by {'NHS number' if asked.nhs_number else 'reference' if asked.reference else 'name'}"


def typed(asked: Search) -> str:
    """What was typed, which a privacy officer needs to see that somebody was looked for without cause."""
    born = f", born {asked.birth_date.isoformat()}" if asked.birth_date else ""
    return f"Searched for: {asked.text}{born}"


def _name(by: Actor, key: str) -> str:
    return f"person-search:{by.tenant_id}:{by.staff_id}:{key}"
