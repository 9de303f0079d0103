"""Requests for help: those of a person with their files, and the request that a form became."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from hubs.models import Team
from referrals.models import Attachment, Request


def of_person(person_id: int) -> Sequence[Request]:
    """What was asked for a person, newest first, each with its ``attachments`` but not their content. Two queries."""
    files = Prefetch("attachments", Attachment.objects.defer("content").order_by("pk"))
    found = Request.objects.filter(person=person_id).select_related("referral__team")
    return list(found.prefetch_related(files).order_by("-asked_at", "-pk"))


def attachment(public_id: UUID, *, person_id: int) -> Attachment | None:
    """A file with its content, if it came with a request for this person."""
    found: Attachment | None = Attachment.objects.filter(
        public_id=public_id, request__person=person_id
    ).first()
    return found


def of_form(key: UUID) -> Request | None:
    """The request that a form became, if it was sent."""
    sent: Request | None = Request.objects.filter(form_key=key).first()
    return sent


def open_teams() -> QuerySet[Team]:
    """The teams that work today, by name."""
    today = timezone.localdate()
    return Team.objects.exclude(closed_on__lte=today).order_by("name", "pk")
