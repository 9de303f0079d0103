"""Records that may be of one person: found when somebody asks for help, decided by a worker."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.rules.roles import Actor
from referrals.actions import changing, merges, referrals
from referrals.actions.merges import merge
from referrals.models import Merge, Person, PossibleDuplicate, Referral
from referrals.rules import matching
from referrals.selectors import duplicates

__all__ = ["ask_about", "decide", "join_and_return", "look", "merge", "undo"]


@transaction.atomic
def look(*, by: Actor, person: Person) -> list[PossibleDuplicate]:
    """Put to a worker whoever else may be this person, each pair once; those of them that nobody has decided.

    Three queries, whatever is found.
    """
    likely = {other.pk: matching.compare(person, other).words for other in duplicates.candidates(person)}
    onward = duplicates.going_on(likely)
    pairs = {onward[pk]: why for pk, why in likely.items() if why and onward[pk] != person.pk}
    if not pairs:
        return []
    PossibleDuplicate.objects.bulk_create(
        [_pair(person.pk, other, why) for other, why in pairs.items()], ignore_conflicts=True
    )
    of_person = Q(first=person.pk, second__in=pairs) | Q(second=person.pk, first__in=pairs)
    return list(PossibleDuplicate.objects.filter(of_person, decided_at=None))


@transaction.atomic
def ask_about(*, by: Actor, one: Person, other: Person) -> PossibleDuplicate:
    """A worker thinks that two records are of one person: the pair, which may have been asked about before.

    ValidationError for one record twice.
    """
    if one.pk == other.pk:
        raise ValidationError({"other": "Enter the references of two different records"})
    why = matching.compare(one, other).words or "A worker asked"
    pair = _pair(one.pk, other.pk, why)
    made, new = PossibleDuplicate.objects.get_or_create(
        first_id=pair.first_id, second_id=pair.second_id, defaults={"why": why}
    )
    if new:
        audit.record(by=by, action="duplicate.asked", obj_type="duplicate", reference=str(made.public_id))
    return made


@transaction.atomic
def decide(
    *, by: Actor, pair: PossibleDuplicate, kept: Person | None, reason: str = "", seen: str = ""
) -> PossibleDuplicate:
    """Two people, or one: then ``kept`` is the record that goes on, and the other is joined to it for a reason.

    ``seen`` is when it had been decided before (ISO), as far as the reader was shown. ValidationError, in words for
    the reader, when somebody else decided meanwhile.
    """
    held = PossibleDuplicate.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    _refuse_decided(held, seen)
    if kept is not None:
        ends = held.second if kept.pk == held.first_id else held.first
        merge(by=by, kept=kept, merged=ends, reason=reason)
        look(by=by, person=kept)
    _settle(held, by=by, is_same=kept is not None)
    return held


@transaction.atomic
def join_and_return(*, by: Actor, pair: PossibleDuplicate, seen: str = "") -> Referral:
    """Somebody known has asked again under a new record: the records are joined, the one that was known goes on, and
    what they asked for goes straight back to the team they know, as a return. Parted again like any joining.

    ValidationError when it is not so any more, and as for ``decide``.
    """
    found = duplicates.returning(pair)
    if found is None:
        words = "Nobody comes back here any more: one of the records has changed. Look at both, and decide"
        raise ValidationError(words, code="changed")
    closed = formats.date(found.before.discharged_on)
    reason = f"{pair.why}. Asked again after the closing on {closed}"
    decide(by=by, pair=pair, kept=found.known, reason=reason, seen=seen)
    asked = changing.lock_ours(Referral.objects.get(pk=found.asked.pk))
    asked.returns_to = found.before
    changing.save(asked, "returns_to")
    if asked.team_id == found.before.team_id:
        return asked
    return referrals.move(
        by=by,
        referral=asked,
        team=found.before.team,
        because=f"Back to the team they know, closed on {closed}",
    )


@transaction.atomic
def undo(*, by: Actor, merge: Merge, reason: str) -> Merge:
    """Part two records again (referrals.actions.merges.undo); the pair is two people from now on."""
    undone = merges.undo(by=by, merge=merge, reason=reason)
    # Nobody returns to what somebody else was closed from.
    theirs = Referral.objects.filter(person=undone.merged_id, returns_to__isnull=False)
    theirs.exclude(returns_to__person=undone.merged_id).update(returns_to=None)
    pair = duplicates.pair_of(undone.kept_id, undone.merged_id)
    if pair:
        _settle(pair, by=by, is_same=False)
    return undone


def _pair(one: int, other: int, why: str) -> PossibleDuplicate:
    first, second = sorted((one, other))
    return PossibleDuplicate(first_id=first, second_id=second, why=why)


def _refuse_decided(held: PossibleDuplicate, seen: str) -> None:
    if held.decided_at is None or held.decided_at.isoformat() == seen:
        return
    who = held.decided_by.name if held.decided_by else "Somebody"
    what = "one person" if held.is_same else "two different people"
    words = (
        f"{who} decided on {formats.date(held.decided_at)} that these are {what}. Nothing of yours was saved"
    )
    raise ValidationError(words, code="decided")


def _settle(pair: PossibleDuplicate, *, by: Actor, is_same: bool) -> None:
    if by.staff_id is None:
        return
    pair.decided_at, pair.decided_by_id, pair.is_same = timezone.now(), by.staff_id, is_same
    pair.save(update_fields=["decided_at", "decided_by", "is_same"])
    audit.record(
        by=by,
        action="duplicate.decided",
        obj_type="duplicate",
        reference=str(pair.public_id),
        detail={"same": is_same},
    )
