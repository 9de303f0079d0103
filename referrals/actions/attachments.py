"""Files that come with a request."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from hubs.actions import audit
from hubs.rules.roles import Actor
from referrals.models import Attachment, Request
from referrals.rules import uploads


@dataclass(frozen=True)
class File:
    """A file as it was sent; its name is the sender's."""

    name: str
    content: bytes


@transaction.atomic
def add(*, by: Actor, request: Request, files: Sequence[File]) -> list[Attachment]:
    """Keep files with a request, each under a safe name. ValidationError for one that is not of a kind taken, too
    large, or one too many: then none is kept.
    """
    if len(files) > uploads.MOST_FILES:
        raise ValidationError(f"Choose no more than {uploads.MOST_FILES} files", code="too-many")
    made = [_attachment(request, file) for file in files]
    Attachment.objects.bulk_create(made)
    if made:
        detail = {"files": len(made), "types": sorted({each.content_type for each in made})}
        audit.record(
            by=by,
            action="request.attachments",
            obj_type="request",
            reference=request.reference,
            detail=detail,
        )
    return made


def _attachment(request: Request, file: File) -> Attachment:
    judged = uploads.judge(file.name, file.content)
    if judged.content_type is None:
        raise ValidationError(judged.problem, code="file")
    return Attachment(
        request=request,
        name=uploads.safe_name(file.name, judged.content_type),
        content_type=judged.content_type,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
    )
