"""The link with which a receiver without a login answers: whose system it is, and a secret."""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 16
# An email that nobody has answered for so long is as good as lost; the handover has escalated long before.
LASTS_DAYS = 30
LONGEST_TOKEN = 80


def new_secret() -> str:
    """128 random bits, for addresses."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """What is kept of a secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token(slug: str, secret: str) -> str:
    """What stands in the address. A slug holds no full stop."""
    return f"{slug}.{secret}"


def read(text: str) -> tuple[str, str] | None:
    """The slug and the secret of a token; None for anything else."""
    slug, dot, secret = text.partition(".")
    return (slug, secret) if slug and dot and secret and len(text) <= LONGEST_TOKEN else None
