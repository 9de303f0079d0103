"""Forms on their way, of somebody without a login: kept as they go, sent, or thrown away."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from hubs.actions import audit
from hubs.models import Hub
from hubs.rules.roles import Actor
from referrals.actions import attachments, requests
from referrals.actions.attachments import File
from referrals.actions.requests import Asked
from referrals.models import Request, RequestDraft
from referrals.rules import refer_steps
from referrals.selectors import request_drafts

Typed = Mapping[str, Sequence[str]]


class DraftGone(Exception):
    """The draft was sent, thrown away, or is older than it is kept."""


def start(*, by: Actor, content: Mapping[str, Any]) -> tuple[RequestDraft, str]:
    """A new draft, and the secret that reads it. The secret is kept nowhere here."""
    secret = secrets.token_urlsafe(32)
    draft = RequestDraft.objects.create(
        secret_hash=request_drafts.hash_of(secret), content={"pages": {}, **content}
    )
    return draft, secret


@transaction.atomic
def save(*, by: Actor, draft: RequestDraft, page: str, typed: Typed) -> RequestDraft:
    """Keep what was typed on a page, right or wrong, in place of what was kept of it before. Raises DraftGone.

    A draft that was left alone stays so: what came is kept, and who goes on with it is asked all the same.
    """
    held = _locked(draft)
    # PostgreSQL keeps no NUL in JSON.
    words = {name: [value.replace("\0", "") for value in values] for name, values in typed.items()}
    held.content["pages"] = {**held.content["pages"], page: words}
    if request_drafts.is_paused(held):
        RequestDraft.objects.filter(pk=held.pk).update(content=held.content)
    else:
        held.save(update_fields=["content", "updated_at"])
    return held


@transaction.atomic
def go_on(*, by: Actor, draft: RequestDraft) -> RequestDraft:
    """Its owner is back after a pause and has shown who they are. Raises DraftGone."""
    held = _locked(draft)
    held.content.pop("tries", None)
    held.save(update_fields=["content", "updated_at"])
    return held


@transaction.atomic
def refuse(*, by: Actor, draft: RequestDraft, most: int) -> bool:
    """Somebody could not show that the draft is theirs; after ``most`` times it is thrown away, which gives True."""
    held = _locked(draft)
    tries = held.content.get("tries", 0) + 1
    if tries >= most:
        held.delete()
        return True
    # Not by save(), which would end the pause.
    RequestDraft.objects.filter(pk=held.pk).update(content={**held.content, "tries": tries})
    return False


def discard(*, by: Actor, draft: RequestDraft) -> None:
    """Throw the draft away, for good."""
    RequestDraft.objects.filter(pk=draft.pk).delete()


@transaction.atomic
def send(
    *,
    by: Actor,
    draft: RequestDraft,
    asked: Asked,
    known: Mapping[str, Any],
    practice_code: str = "",
    hub: Hub | None = None,
    files: Sequence[File] = (),
) -> Request:
    """Ask with what the draft holds; nothing of it is left. Sent twice, the same request is given again.

    Raises DraftGone for a draft that was thrown away, and ValidationError where no team can take the request.
    """
    try:
        held = _locked(draft)
    except DraftGone:
        if again := Request.objects.filter(form_key=draft.key).first():
            return again
        raise
    request = requests.ask(by=by, asked=asked, known=dict(known), practice_code=practice_code, hub=hub)
    attachments.add(by=by, request=request, files=files)
    held.delete()
    return request


@transaction.atomic
def clear(*, by: Actor, now: dt.datetime) -> int:
    """Remove the drafts that nobody went on with for seven days; how many there were."""
    removed, _ = RequestDraft.objects.filter(updated_at__lt=now - refer_steps.KEPT).delete()
    if removed:
        detail = {"drafts": removed, "days": refer_steps.KEPT.days}
        audit.record(
            by=by, action="request_drafts.cleared", obj_type="request_draft", reference="", detail=detail
        )
    return removed


def _locked(draft: RequestDraft) -> RequestDraft:
    held = RequestDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        raise DraftGone
    return held
