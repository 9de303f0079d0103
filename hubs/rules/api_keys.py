"""Keys of partners' systems: ``<tenant>.<public id>.<secret>``, shown once and kept as a hash.

The first part says whose data is meant before anything of a tenant is read; the second names the client.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

SECRET_BYTES = 32
LONGEST = 200


class Scope(StrEnum):
    """What a partner's system may do."""

    REQUESTS_WRITE = "requests.write"
    REQUESTS_READ = "requests.read"
    PLANS_READ = "plans.read"


SCOPE_LABELS: dict[Scope, str] = {
    Scope.REQUESTS_WRITE: "Ask for help for somebody",
    Scope.REQUESTS_READ: "See who holds what it asked for",
    Scope.PLANS_READ: "Read the agreed plans of people whom its organisation works with",
}


@dataclass(frozen=True)
class Key:
    """A key as it was sent, taken apart."""

    tenant: str
    client: UUID
    secret: str

    @property
    def text(self) -> str:
        return f"{self.tenant}.{self.client.hex}.{self.secret}"

    @property
    def hash(self) -> str:
        """What is kept. A random secret of 32 bytes cannot be guessed, so a fast hash is enough."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def fits(self, kept: str) -> bool:
        """Whether this is the key that was kept; it takes as long for a wrong one."""
        return hmac.compare_digest(self.hash, kept)


def make(tenant: str, client: UUID) -> Key:
    return Key(tenant, client, secrets.token_urlsafe(SECRET_BYTES))


def read(text: str) -> Key | None:
    """The key in what was sent; None when it has another form."""
    parts = text.strip().split(".")
    if len(parts) != 3 or not all(parts) or len(text) > LONGEST or not text.isascii():
        return None
    try:
        return Key(parts[0], UUID(hex=parts[1]), parts[2])
    except ValueError:
        return None
