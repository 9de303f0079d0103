"""A seal in a form that says for whom it was opened.

It lets what somebody typed be kept as their draft after their session has ended, and shows when a form is
sent by somebody else than the worker who opened it. It gives no access to anything: a draft is read by its
worker alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

SALT = "referrals.contact-form"
LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class Owner:
    tenant_id: int
    staff_id: int
    person: str
    key: UUID


def seal(owner: Owner, *, salt: str = SALT) -> str:
    """The text of the form's hidden field; ``salt`` is of the kind of form."""
    held = [owner.tenant_id, owner.staff_id, owner.person, owner.key.hex]
    return signing.dumps(held, salt=salt)


def opened(sealed: str, *, salt: str = SALT) -> Owner | None:
    """For whom a form was opened; None when that was over a day ago, or nobody here sealed it."""
    try:
        tenant_id, staff_id, person, key = signing.loads(sealed, salt=salt, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Owner(tenant_id, staff_id, person, UUID(hex=key))
