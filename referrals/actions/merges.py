"""Two records of one person become one, with both histories, and can be parted again as long as nothing of it changed.

Every row that names the ending record names the one that goes on, and nothing is voided: two open referrals stay
two, held through the older one, so that no event and no wait is lost. See docs/adr/0009.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.rules.names import name_key
from hubs.rules.roles import Actor
from hubs.tenancy.history import because
from hubs.tenancy.models import TenantModel
from referrals.actions import holdings, joined_rows, recorded_changes
from referrals.actions.recorded_changes import Column
from referrals.models import Holding, Merge, MergedValue, Needs, Person, PersonHub, Referral
from referrals.rules import joining

SHORTEST_REASON = 10


@transaction.atomic
def merge(*, by: Actor, kept: Person, merged: Person, reason: str) -> Merge:
    """``merged`` ends and leads to ``kept``, which has the rows of both from now on.

    ValidationError, in words for the reader, when one of them was joined or voided meanwhile, or no reason is given.
    """
    reason = said(reason, "Say what makes you sure that both records are of one person")
    kept, merged = _lock(kept, merged)
    made = Merge.objects.create(kept=kept, merged=merged, reason=reason)
    with because(f"Joined with {merged.reference}: {reason}"):
        _hold_once(made)
        joined_rows.move(made)
        _take_over_details(made)
        _take_over_needs(made)
        recorded_changes.change(made, Column(Person, "merged_into_id"), [merged.pk], kept.pk)
    _record(by, "merged", made)
    return made


@transaction.atomic
def undo(*, by: Actor, merge: Merge, reason: str) -> Merge:
    """Part two records again: each value that the joining changed is what it was before.

    What was recorded since stays with the record that went on, but for what hangs on a referral that goes back.
    ValidationError says what stands in the way: a value changed since, or a later joining.
    """
    reason = said(reason, "Say how you know that these are two people")
    made = Merge.objects.select_for_update(of=("self",)).select_related("kept", "merged").get(pk=merge.pk)
    if made.undone_at:
        raise ValidationError(f"This was undone already, on {formats.date(made.undone_at)}", code="undone")
    _refuse_later_joining(made)
    _lock_rows([made.kept_id, made.merged_id])
    with because(f"Parted from {made.merged.reference}: {reason}"):
        _put_back(by, made)
    made.undone_at, made.undone_by_id, made.undo_reason = timezone.now(), by.staff_id, reason
    made.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    _record(by, "parted", made)
    return made


def said(reason: str, otherwise: str) -> str:
    """The reason without needless spaces. ValidationError with ``otherwise`` when it says too little."""
    words = " ".join(reason.split())
    if len(words) < SHORTEST_REASON:
        raise ValidationError({"reason": f"{otherwise}, in a few words"})
    return words


def _lock(kept: Person, merged: Person) -> tuple[Person, Person]:
    if kept.pk == merged.pk:
        raise ValidationError("Choose two records: a record cannot be joined with itself", code="itself")
    found = _lock_rows([kept.pk, merged.pk])
    for person in found.values():
        if person.merged_into_id:
            onward = Person.objects.get(pk=person.merged_into_id).reference
            words = f"The record {person.reference} was joined with {onward} meanwhile. Look at that one"
            raise ValidationError(words, code="joined-already")
    if len(found) < 2:
        raise ValidationError("One of these records is no longer in use. Nothing was joined", code="voided")
    return found[kept.pk], found[merged.pk]


def _lock_rows(ids: list[int]) -> dict[int, Person]:
    # No key is changed: whoever works on a referral of theirs may go on referring to the person meanwhile.
    people = Person.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk")
    found = {person.pk: person for person in people}
    list(Referral.objects.filter(person__in=ids).select_for_update(of=("self",)).order_by("pk"))
    return found


def _hold_once(merge: Merge) -> None:
    """Whoever holds the person through the older referral goes on; the other holding ends."""
    both = Q(person=merge.kept_id) | Q(person=merge.merged_id)
    held = Holding.objects.select_for_update(of=("self",)).filter(both, until=None).select_related("referral")
    ordered = sorted(held, key=lambda holding: (holding.referral.received_on, holding.referral_id))
    later = [holding.pk for holding in ordered[1:]]
    recorded_changes.change(merge, Column(Holding, "until"), later, merge.merged_at)


def _take_over_details(merge: Merge) -> None:
    """What the record that goes on lacks. A number is released first, as two may not have it even for a moment."""
    taken = joining.taken_over(merge.kept, merge.merged)
    if "nhs_number" in taken:
        recorded_changes.change(merge, Column(Person, "nhs_number"), [merge.merged_id], "")
    for name, value in taken.items():
        recorded_changes.change(merge, Column(Person, name), [merge.kept_id], value)
    if {"family_name", "given_name"} & taken.keys():
        family, given = (taken.get(name, getattr(merge.kept, name)) for name in ("family_name", "given_name"))
        recorded_changes.change(merge, Column(Person, "name_key"), [merge.kept_id], name_key(family, given))


def _take_over_needs(merge: Merge) -> None:
    """Only one row of needs may stand; what the other says is added to it, never dropped."""
    kept, other = (Needs.objects.filter(person=person).first() for person in (merge.kept_id, merge.merged_id))
    if kept is None or other is None:
        return
    for name, value in joining.needs_of_both(kept, other).items():
        recorded_changes.change(merge, Column(Needs, name), [kept.pk], value)


def _refuse_later_joining(merge: Merge) -> None:
    later = Merge.objects.filter(merged=merge.kept_id, undone_at=None).select_related("kept").first()
    if later:
        words = (
            f"The record {merge.kept.reference} was itself joined with {later.kept.reference} later, on"
            f" {formats.date(later.merged_at)}. Undo that first"
        )
        raise ValidationError(words, code="later-joining")


def _put_back(by: Actor, merge: Merge) -> None:
    values = list(merge.values.all())
    going_back = [value.row for value in values if _is(value, Referral, "person_id")]
    # Who may see a person is worked out anew from the record; such rows come and go by themselves.
    gone = [
        value for value in recorded_changes.changed_since(values) if not _is(value, PersonHub, "person_id")
    ]
    if gone:
        raise ValidationError(joining.cannot_be_undone(_told(gone)), code="changed")
    joined_rows.follow_referrals(going_back, person=merge.merged)
    _make_room(merge, [value.row for value in values if _is(value, PersonHub, "person_id")])
    ended = [value for value in values if _is(value, Holding, "until")]
    recorded_changes.take_back([value for value in values if value not in ended])
    _hold_again(by, merge, ended)
    _let_see(merge)


def _hold_again(by: Actor, merge: Merge, ended: list[MergedValue]) -> None:
    """The holding that the joining ended goes on, where it still says who has the person; else one begins."""
    for holding in Holding.objects.filter(pk__in=[value.row for value in ended]).select_related("referral"):
        held_already = Holding.objects.filter(person=holding.person_id, until=None).exists()
        if holding.referral.is_open and holding.referral.team_id == holding.team_id and not held_already:
            recorded_changes.take_back([value for value in ended if value.row == holding.pk])
    for person in (merge.kept_id, merge.merged_id):
        ours = Referral.objects.filter(person=person, discharged_on=None, source_month=None)
        if oldest := ours.order_by("received_on", "pk").first():
            holdings.begin(by=by, referral=oldest, because="The records were parted again")


def _make_room(merge: Merge, rows: list[int]) -> None:
    """What was worked out anew for the record meanwhile gives way to the row that goes back to it."""
    same = PersonHub.objects.filter(pk__in=rows, hub=OuterRef("hub"), source=OuterRef("source"))
    PersonHub.objects.filter(Exists(same), person=merge.merged_id).delete()


def _let_see(merge: Merge) -> None:
    """The hubs of the referrals that went back see that person, also where the joined row is gone meanwhile."""
    seen = PersonHub.objects.filter(person=merge.merged_id).values_list("hub_id", flat=True)
    lacking = Referral.objects.filter(person=merge.merged_id, hub__isnull=False).exclude(hub__in=seen)
    hubs = sorted(set(lacking.values_list("hub_id", flat=True)))
    PersonHub.objects.bulk_create(
        PersonHub(person_id=merge.merged_id, hub_id=hub, source="referral") for hub in hubs
    )


def _is(value: MergedValue, model: type[TenantModel], name: str) -> bool:
    return recorded_changes.column_of(value) == Column(model, name)


def _told(gone: list[MergedValue]) -> list[str]:
    return sorted({recorded_changes.column_of(value).label for value in gone})


def _record(by: Actor, verb: str, merge: Merge) -> None:
    audit.record(
        by=by,
        action=f"person.{verb}",
        obj_type="person",
        reference=merge.kept.reference,
        detail={"merged": merge.merged.reference, "values": merge.values.count()},
    )
