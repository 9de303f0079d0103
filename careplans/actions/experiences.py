"""What people say of their care, and what is done about it."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.models import Experience
from careplans.rules.experiences import Recommend
from hubs.actions import audit
from hubs.rules.roles import Actor
from referrals.models import Person
from referrals.selectors import holdings


@transaction.atomic
def say(
    *,
    by: Actor,
    person: Person,
    form_key: UUID,
    recommend: str,
    good: str = "",
    change: str = "",
    wants_answer: bool = False,
) -> Experience:
    """What somebody says of their care. The same form sent twice says it once. ValidationError by field."""
    if recommend not in Recommend.values:
        raise ValidationError({"recommend": "Choose how likely you are to recommend us"})
    if wants_answer and not (good.strip() or change.strip()):
        raise ValidationError({"change": "Write what you would like an answer to"})
    holder = holdings.now(person)
    said: Experience
    said, is_new = Experience.objects.get_or_create(
        form_key=form_key,
        defaults={
            "person": person,
            "hub_id": holder.referral.hub_id if holder else None,
            "said_at": timezone.now(),
            "recommend": recommend,
            "good": good.strip(),
            "change": change.strip(),
            "wants_answer": wants_answer,
        },
    )
    if is_new:
        _record(by, "said", said)
    return said


@transaction.atomic
def answer(*, by: Actor, experience: Experience, text: str) -> Experience:
    """What was done about it, once; the person reads it on their own page. ValidationError when somebody was first."""
    held = Experience.objects.select_for_update().get(pk=experience.pk)
    if held.answered_at:
        words = f"{held.answered_name} answered while you wrote. Read that answer first: yours was not saved"
        raise ValidationError(words, code="answered")
    if not text.strip():
        raise ValidationError({"text": "Write what was done about it"})
    held.answer, held.answered_at, held.answered_name = text.strip(), timezone.now(), by.name
    held.save(update_fields=["answer", "answered_at", "answered_name"])
    _record(by, "answered", held)
    return held


def _record(by: Actor, verb: str, said: Experience) -> None:
    audit.record(by=by, action=f"experience.{verb}", obj_type="experience", reference=str(said.public_id))
