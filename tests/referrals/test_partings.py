"""One record becomes two again: what may be parted, and what stands in the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from hubs.rules.roles import Actor
from referrals.actions import duplicates, people, person_hubs, referrals
from referrals.models import (
    Contact,
    Holding,
    Person,
    PersonHub,
    Referral,
    Request,
)
from referrals.selectors import people as found_people
from tests.factories import ground, record
from tests.referrals.merging import REASON, at_once, by, check, whole_record

__all__ = ["at_once", "by"]


def test_a_joined_record_cannot_be_joined_again(by: Actor) -> None:
    kept, merged, third = (record.person() for _ in range(3))
    duplicates.merge(by=by, kept=kept, merged=merged, reason=REASON)
    for pair in ((third, merged), (merged, third)):
        with pytest.raises(ValidationError, match=f"was joined with {kept.reference} meanwhile"):
            duplicates.merge(by=by, kept=pair[0], merged=pair[1], reason=REASON)
    with pytest.raises(ValidationError, match="cannot be joined with itself"):
        duplicates.merge(by=by, kept=kept, merged=kept, reason=REASON)
    with pytest.raises(ValidationError, match="Say what makes you sure"):
        duplicates.merge(by=by, kept=kept, merged=third, reason="  same ")


def test_a_chain_leads_to_its_last_record_and_comes_apart_from_its_end(by: Actor, at_once: None) -> None:
    first, second, third = (record.referral().person for _ in range(3))
    before = whole_record()
    inner = duplicates.merge(by=by, kept=second, merged=first, reason=REASON)
    between = whole_record()
    outer = duplicates.merge(by=by, kept=third, merged=second, reason=REASON)
    check()
    for person in (first, second, third):
        found = found_people.find(person.reference, by=by)
        assert found is not None
        assert found.person == third
        assert len(found.referrals) == 3
    with pytest.raises(ValidationError, match=f"was itself joined with {third.reference} later"):
        duplicates.undo(by=by, merge=inner, reason="They are two people")
    duplicates.undo(by=by, merge=outer, reason="They are two people")
    assert whole_record() == between
    duplicates.undo(by=by, merge=inner, reason="They are two people")
    assert whole_record() == before


def test_undoing_twice_is_refused(by: Actor) -> None:
    made = duplicates.merge(by=by, kept=record.person(), merged=record.person(), reason=REASON)
    duplicates.undo(by=by, merge=made, reason="They are two people")
    with pytest.raises(ValidationError, match="undone already"):
        duplicates.undo(by=by, merge=made, reason="They are two people")
    again = duplicates.merge(by=by, kept=made.kept, merged=made.merged, reason=REASON)
    with pytest.raises(ValidationError, match="Say how you know"):
        duplicates.undo(by=by, merge=again, reason="")


def test_a_value_changed_since_stands_in_the_way(by: Actor) -> None:
    kept, merged = record.person(phone=""), record.person(phone="01772 222222")
    made = duplicates.merge(by=by, kept=kept, merged=merged, reason=REASON)
    people.change(by=by, person=kept, phone="01772 333333")
    before = whole_record()
    with pytest.raises(ValidationError, match="changed since the records were joined: phone of the person"):
        duplicates.undo(by=by, merge=made, reason="They are two people")
    assert whole_record() == before
    people.change(by=by, person=kept, phone="01772 222222")
    duplicates.undo(by=by, merge=made, reason="They are two people")
    assert Person.objects.get(pk=kept.pk).phone == ""


def test_what_was_recorded_since_stays_but_for_what_hangs_on_the_other_referral(
    by: Actor, at_once: None
) -> None:
    own, theirs = record.referral(), record.referral()
    made = duplicates.merge(by=by, kept=own.person, merged=theirs.person, reason=REASON)
    for referral in (own, theirs):
        record.contact(referral=referral)
        Request.objects.create(person=own.person, referral=referral, reference=f"Q{referral.pk}", way="gp")
    duplicates.undo(by=by, merge=made, reason="They are two people")
    check()
    for referral in (own, theirs):
        person = Person.objects.get(pk=referral.person_id)
        assert Referral.objects.get(person=person) == referral
        assert Contact.objects.get(referral__person=person).referral == referral
        assert Request.objects.get(person=person).referral == referral
        assert Holding.objects.get(person=person, until=None).referral == referral


@pytest.mark.parametrize("changed", ["moved", "the other closed", "closed"])
def test_each_is_held_after_parting_whatever_happened_to_the_referrals(
    by: Actor, at_once: None, changed: str
) -> None:
    own, theirs = (
        record.referral(received_on=dt.date(2025, 4, 1)),
        record.referral(received_on=dt.date(2025, 5, 1)),
    )
    made = duplicates.merge(by=by, kept=own.person, merged=theirs.person, reason=REASON)
    if changed == "moved":
        referrals.move(by=by, referral=theirs, team=ground.team(), because="Better placed")
    else:
        closing = own if changed == "the other closed" else theirs
        referrals.close(by=by, referral=closing, on=dt.date(2025, 6, 1), reason="02")
    check()
    duplicates.undo(by=by, merge=made, reason="They are two people")
    check()
    for referral in Referral.objects.all():
        held = Holding.objects.filter(person=referral.person_id, until=None).first()
        if referral.is_open:
            assert held is not None
            assert (held.referral, held.team_id) == (referral, referral.team_id)
        else:
            assert held is None


def test_who_may_see_is_worked_out_anew_and_does_not_stand_in_the_way(by: Actor) -> None:
    hub = ground.hub()
    team = ground.team(hub=hub)
    own, theirs = record.referral(), record.referral(team=team)
    made = duplicates.merge(by=by, kept=own.person, merged=theirs.person, reason=REASON)
    assert PersonHub.objects.filter(person=own.person, hub=hub).exists()
    PersonHub.objects.filter(person=own.person).delete()
    person_hubs.refresh(by=by)
    duplicates.undo(by=by, merge=made, reason="They are two people")
    assert PersonHub.objects.filter(person=theirs.person, hub=hub).exists()
