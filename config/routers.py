"""Which of the two database logins serves what."""

from __future__ import annotations

from typing import Any


class SystemRouter:
    """Everything uses ``default``; ``system`` is asked for by name and is the same database under
    another login.
    """

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "default"

    def allow_relation(self, obj1: object, obj2: object, **hints: Any) -> bool:
        return True
