"""Whether the parts that the product stands on answer."""

from __future__ import annotations

from collections.abc import Callable

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, connection
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

PING_SECONDS = 1.0
# A ping waits its whole time out, so its answer serves the next questions too.
PING_KEPT_SECONDS = 10


def state() -> dict[str, bool]:
    """Part -> whether it answers."""
    return {
        "web": True,
        "database": _answers(_database),
        "redis": _answers(_redis),
        "worker": _answers(_worker),
    }


def _answers(ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    except (DatabaseError, RedisError, KombuError, OSError):
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return True


def _redis() -> bool:
    cache.set("healthz", True, 5)
    return cache.get("healthz") is True


def _worker() -> bool:
    known = cache.get("healthz-worker")
    if known is None:
        known = bool(current_app.control.ping(timeout=PING_SECONDS))
        cache.set("healthz-worker", known, PING_KEPT_SECONDS)
    return bool(known)
