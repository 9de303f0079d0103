"""A record of each kind, and which of them stands in for each parameter of each route."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from hubs.models import Hub
from referrals.models import Contact, Person, Referral


@dataclass(frozen=True)
class World:
    """Records of the tenant that the matrix looks at."""

    hub: Hub
    person: Person
    referral: Referral
    contact: Contact


# (route name, parameter) -> the value that makes an address of it.
SAMPLES: dict[tuple[str, str], Callable[[World], object]] = {}

__all__ = ["SAMPLES", "World", "uuid"]
