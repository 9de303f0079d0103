"""A stranger's form on its way: found by its key and the secret that its owner's browser holds."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from referrals.models import RequestDraft
from referrals.rules import refer_steps


def hash_of(secret: str) -> str:
    # A plain hash will do: the secret is 256 random bits, not a password.
    return hashlib.sha256(secret.encode()).hexdigest()


def find(key: UUID, secret: str) -> RequestDraft | None:
    """The draft, for whoever knows its secret; None for anybody else, and after seven days."""
    kept_since = timezone.now() - refer_steps.KEPT
    draft: RequestDraft | None = RequestDraft.objects.filter(key=key, updated_at__gte=kept_since).first()
    return draft if draft and constant_time_compare(draft.secret_hash, hash_of(secret)) else None


def is_paused(draft: RequestDraft) -> bool:
    """Whether it was left alone for so long that somebody else may sit there now."""
    return timezone.now() - draft.updated_at > refer_steps.PAUSE
