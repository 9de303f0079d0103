"""One-time passwords, to be read aloud or typed from a note."""

from __future__ import annotations

import secrets

# Without letters and digits that are taken for one another.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_GROUPS, _GROUP = 4, 4


def one_time() -> str:
    """Four groups of four, as ``KT7F-9QWM-...``: 79 bits, far beyond guessing while sign-in locks after five
    tries.
    """
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
