"""Sessions in the database, read through the cache; without a cache they are only slower."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class SessionStore(CachedStore):
    def load(self) -> dict[str, Any]:
        try:
            return super().load()
        except RedisError:
            logger.warning("The cache does not answer: sessions are read from the database.")
            return dict(DatabaseStore(self.session_key).load())

    def delete(self, session_key: str | None = None) -> None:
        try:
            super().delete(session_key)
        except RedisError:
            # The row is gone first (the database's delete runs before the cache's), so nobody
            # stays signed in.
            logger.warning("The cache does not answer: a session was ended in the database only.")
