"""Two records become one: nothing is lost, and who holds the person is never in doubt."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubs.models import AuditEvent, Tenant
from hubs.rules.roles import Actor
from hubs.selectors.staff import system_actor
from referrals.actions import duplicates, joined_rows, people
from referrals.models import (
    Assessment,
    GpRegistration,
    Holding,
    Merge,
    Needs,
    Person,
    PersonHub,
    PossibleDuplicate,
    Referral,
)
from reporting.selectors import clock
from tests.factories import ground, record
from tests.referrals.merging import NUMBER, REASON, at_once, by, check, counts, one_of_each, whole_record

__all__ = ["at_once", "by"]


def test_every_model_that_says_whose_a_row_is_may_be_changed() -> None:
    columns = list(joined_rows.of_people())
    assert {"Referral", "Contact"} & {column.model.__name__ for column in columns} == {"Referral"}
    assert len(columns) > 15
    for column in columns:
        assert "UPDATE" in column.model.app_may, column


def test_both_histories_are_kept_and_come_apart_byte_for_byte(by: Actor, at_once: None) -> None:
    kept, merged = record.person(birth_date=None), record.person(nhs_number=NUMBER, phone="01772 000000")
    for person in (kept, merged):
        one_of_each(person)
        record.contact(referral=record.referral(person=person))
    check()
    before, rows = whole_record(), counts()
    made = duplicates.merge(by=by, kept=kept, merged=merged, reason=REASON)
    check()
    assert counts() == rows
    left = {
        column.model.__name__
        for column in joined_rows.of_people()
        if column.model.objects.filter(**{column.name: merged.pk}).exists()
    }
    # Only one row of needs may stand; what it said is added to the other's. So may one entry of the register, which
    # both had, and one address that the person's codes go to.
    assert left <= {"Needs", "PersonAccess", "SmiRegister"}
    duplicates.undo(by=by, merge=made, reason="The passport was of a sister")
    check()
    assert whole_record() == before


def test_what_the_record_lacks_is_taken_over(by: Actor) -> None:
    kept = people.register(by=by, family_name="Okafor", phone="01772 111111")
    merged = people.register(
        by=by,
        family_name="Okafor",
        given_name="Amara",
        birth_date=dt.date(1988, 3, 3),
        nhs_number=NUMBER,
        phone="01772 222222",
        postcode="PR1 1AA",
    )
    made = duplicates.merge(by=by, kept=kept, merged=merged, reason=REASON)
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.nhs_number, kept.given_name, kept.name_key) == (NUMBER, "Amara", "okafor amara")
    assert (kept.phone, kept.postcode, kept.birth_date) == ("01772 111111", "PR1 1AA", dt.date(1988, 3, 3))
    assert (merged.nhs_number, merged.merged_into_id) == ("", kept.pk)
    duplicates.undo(by=by, merge=made, reason="It was her sister after all")
    merged.refresh_from_db()
    kept.refresh_from_db()
    assert (merged.nhs_number, merged.merged_into_id) == (NUMBER, None)
    assert (kept.nhs_number, kept.given_name, kept.name_key) == ("", "", "okafor")


def test_a_claimed_number_is_settled_by_having_it(by: Actor) -> None:
    holder = people.register(by=by, family_name="Okafor", nhs_number=NUMBER)
    claims = people.register(by=by, family_name="Okafor", nhs_number="943 476 5919")
    assert claims.nhs_number_problem
    duplicates.merge(by=by, kept=claims, merged=holder, reason=REASON)
    claims.refresh_from_db()
    assert (claims.nhs_number, claims.nhs_number_claimed, claims.nhs_number_problem) == (NUMBER, "", "")


def test_what_both_say_somebody_needs_stands_side_by_side(by: Actor) -> None:
    kept, merged = record.person(), record.person()
    Needs.objects.create(person=kept, communication="Large print")
    Needs.objects.create(
        person=merged, communication="A BSL interpreter", adjustments="A quiet room", may_text=True
    )
    duplicates.merge(by=by, kept=kept, merged=merged, reason=REASON)
    needs = Needs.objects.get(person=kept)
    assert needs.communication == "Large print\nA BSL interpreter"
    assert needs.adjustments == "A quiet room"
    assert needs.may_text is False  # a consent is of the record it was given for
    assert Needs.objects.filter(person=merged).exists()


def test_what_both_say_already_is_not_said_twice(by: Actor) -> None:
    hub = ground.hub()
    kept, merged = record.person(), record.person()
    for person in (kept, merged):
        PersonHub.objects.create(person=person, hub=hub, source="referral")
        GpRegistration.objects.create(person=person, practice_code="P81001", starts_on=dt.date(2020, 1, 1))
    duplicates.merge(by=by, kept=kept, merged=merged, reason=REASON)
    for model in (PersonHub, GpRegistration):
        assert model.objects.filter(person=kept).count() == 1
        assert model.objects.filter(person=merged).count() == 1


def test_a_second_assessment_says_why_it_is_there(by: Actor) -> None:
    kept, merged = record.person(), record.person()
    for person in (kept, merged):
        Assessment.objects.create(
            person=person, referral=record.referral(person=person), started_on=dt.date(2025, 4, 1)
        )
    duplicates.merge(by=by, kept=kept, merged=merged, reason=REASON)
    reasons = sorted(Assessment.objects.filter(person=kept).values_list("repeat_reason", flat=True))
    assert reasons == ["", f"Joined from the record {merged.reference}"]


@pytest.mark.parametrize("older", ["kept", "merged"])
def test_one_team_holds_the_person(by: Actor, at_once: None, older: str) -> None:
    """The team of the older referral goes on; both referrals stay open, with all their events."""
    days = {"kept": dt.date(2025, 5, 1), "merged": dt.date(2025, 5, 1), older: dt.date(2025, 4, 1)}
    own = record.referral(received_on=days["kept"])
    theirs = record.referral(received_on=days["merged"])
    duplicates.merge(by=by, kept=own.person, merged=theirs.person, reason=REASON)
    check()
    held = Holding.objects.get(person=own.person, until=None)
    assert held.referral == (own if older == "kept" else theirs)
    assert Referral.objects.filter(person=own.person, discharged_on=None).count() == 2
    assert Holding.objects.filter(person=own.person).count() == 2


def spell_ends(person: Person) -> list[tuple[Any, ...]]:
    return [
        (found.started_on, found.is_open, found.stopped_on, found.days)
        for found in clock.for_person(person.pk)
    ]


days_apart = st.integers(-40, 40)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    received=st.tuples(days_apart, days_apart),
    contacts_on=st.lists(st.tuples(st.booleans(), st.integers(0, 60)), max_size=4),
    same_provider=st.booleans(),
)
def test_the_clock_is_that_of_one_person_who_had_it_all(
    by: Actor, received: tuple[int, int], contacts_on: list[tuple[bool, int]], same_provider: bool
) -> None:
    """The same events, recorded for one person from the start, make the same clock."""
    teams = [ground.team(), ground.team()]
    if same_provider:
        teams[1].organisation = teams[0].organisation
        teams[1].save()
    start = dt.date(2025, 3, 1)

    def make(people_of: list[Person]) -> None:
        made = []
        for person, team, offset in zip(people_of, teams, received, strict=True):
            made.append(
                record.referral(person=person, team=team, received_on=start + dt.timedelta(days=offset))
            )
        for second, day in contacts_on:
            referral = made[second]
            record.contact(referral=referral, occurred_on=referral.received_on + dt.timedelta(days=day))

    one = record.person()
    make([one, one])
    first, second = record.person(), record.person()
    make([first, second])
    duplicates.merge(by=by, kept=first, merged=second, reason=REASON)
    assert spell_ends(one)
    assert spell_ends(first) == spell_ends(one)
    assert clock.for_person(second.pk) == []


def test_the_joining_is_told(by: Actor) -> None:
    own, theirs = record.referral(), record.referral()
    made = duplicates.merge(by=by, kept=own.person, merged=theirs.person, reason=REASON)
    duplicates.undo(by=by, merge=made, reason="They are two people")
    told = AuditEvent.objects.filter(object_reference=own.person.reference).order_by("pk")
    assert [event.action for event in told] == ["person.merged", "person.parted"]
    assert told[0].detail["merged"] == theirs.person.reference
    history = Referral.objects.get(pk=theirs.pk).history.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [event.person_id for event in history] == [theirs.person_id, own.person_id]
    assert REASON in history[0].pgh_context["reason"]


def test_deciding(by: Actor) -> None:
    kept, merged, third = (record.person(family_name="Okafor", given_name="Amara") for _ in range(3))
    pairs = {frozenset((p.first_id, p.second_id)): p for p in duplicates.look(by=by, person=kept)}
    pair = pairs[frozenset((kept.pk, merged.pk))]
    duplicates.decide(by=by, pair=pair, kept=kept, reason=REASON)
    pair.refresh_from_db()
    assert pair.is_same is True
    # The pair was looked at as undecided, and no longer is.
    with pytest.raises(ValidationError, match=r"decided on .* that these are one person"):
        duplicates.decide(by=by, pair=pair, kept=None)
    duplicates.undo(by=by, merge=Merge.objects.get(), reason="They are two people")
    pair.refresh_from_db()
    assert pair.is_same is False
    assert pair.decided_at is not None
    # Whoever has seen that may decide again.
    duplicates.decide(by=by, pair=pair, kept=merged, reason=REASON, seen=pair.decided_at.isoformat())
    assert Person.objects.get(pk=kept.pk).merged_into == merged
    assert PossibleDuplicate.objects.filter(first=merged, second=third).exists()


def test_nobody_is_referred_to_a_record_that_leads_to_another(by: Actor) -> None:
    kept, merged = record.referral().person, record.referral().person
    duplicates.merge(by=by, kept=kept, merged=merged, reason=REASON)
    stray = record.referral(person=merged)
    with pytest.raises(IntegrityError, match="leads to another"), transaction.atomic():
        check()
    Referral.objects.filter(pk=stray.pk).update(voided_at=timezone.now(), void_reason="A test")
    Holding.objects.filter(referral=stray).update(until=timezone.now())


def test_the_system_may_join_without_a_pair_being_decided(in_a_tenant: Tenant) -> None:
    by = system_actor(in_a_tenant.pk)
    made = duplicates.merge(by=by, kept=record.person(), merged=record.person(), reason=REASON)
    assert duplicates.undo(by=by, merge=made, reason="They are two people").undone_at
