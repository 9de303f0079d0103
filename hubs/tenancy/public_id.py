"""The name of a row in addresses, where it has no code of its own: database ids stay inside."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.db import models


def public_id() -> models.UUIDField[Any, Any]:
    """A random UUID, also for rows that are written by bulk SQL. The model makes it unique in its tenant."""
    return models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
