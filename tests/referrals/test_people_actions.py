"""Registering people and changing what is known about them."""

from __future__ import annotations

from datetime import date

import pytest

from hubs.models import AuditEvent, Tenant
from hubs.rules import references
from hubs.rules.roles import Role
from referrals.actions import people
from referrals.models import GpRegistration, Person
from tests.conftest import ActorWith


def test_a_new_person_has_a_reference_and_a_key_to_be_found_by(actor: ActorWith) -> None:
    person = people.register(
        by=actor(Role.CLINICIAN),
        family_name="O'Neill",
        given_name="Séan",
        nhs_number="943 476 5919",
        postcode="pr11ah",
    )
    assert person.reference.startswith("P")
    assert references.is_valid(person.reference)
    assert person.name_key == "oneill sean"
    assert (person.nhs_number, person.nhs_number_problem) == ("9434765919", "")
    assert person.postcode == "PR1 1AH"


def test_a_number_that_cannot_be_right_is_kept_as_claimed(actor: ActorWith) -> None:
    person = people.register(by=actor(Role.CLINICIAN), family_name="Ali", nhs_number="943 476 5918")
    assert person.nhs_number == ""
    assert person.nhs_number_claimed == "943 476 5918"
    assert "a digit is wrong" in person.nhs_number_problem


def test_a_number_that_somebody_else_holds_is_kept_as_claimed(actor: ActorWith) -> None:
    by = actor(Role.CLINICIAN)
    people.register(by=by, family_name="Ali", nhs_number="9434765919")
    second = people.register(by=by, family_name="Alli", nhs_number="9434765919")
    assert (second.nhs_number, second.nhs_number_claimed) == ("", "9434765919")
    assert second.nhs_number_problem == people.TAKEN


def test_a_change_keeps_the_key_and_leaves_a_trace(actor: ActorWith) -> None:
    by = actor(Role.CLINICIAN)
    person = people.register(by=by, family_name="Owens", given_name="Beth")
    changed = people.change(by=by, person=person, family_name="Ali")
    assert changed.name_key == "ali beth"
    event = AuditEvent.objects.get(action="person.changed")
    assert (event.object_reference, event.detail) == (person.reference, {"fields": ["family_name"]})
    before = Person.objects.get(pk=person.pk).history.get()  # type: ignore[attr-defined]
    assert before.family_name == "Owens"


def test_a_corrected_number_takes_its_problem_away(actor: ActorWith) -> None:
    by = actor(Role.CLINICIAN)
    person = people.register(by=by, family_name="Ali", nhs_number="1")
    changed = people.change(by=by, person=person, nhs_number="9434765919")
    assert (changed.nhs_number, changed.nhs_number_claimed, changed.nhs_number_problem) == (
        "9434765919",
        "",
        "",
    )


@pytest.mark.parametrize("field", ["reference", "name_key", "voided_at", "shoe_size"])
def test_what_is_not_known_about_people_is_refused(actor: ActorWith, field: str) -> None:
    with pytest.raises(TypeError, match=field):
        people.register(by=actor(Role.CLINICIAN), **{field: "x"})


def test_moving_to_another_practice_ends_the_first_registration(
    actor: ActorWith, in_a_tenant: Tenant
) -> None:
    by = actor(Role.CLINICIAN)
    person = people.register(by=by, family_name="Ali")
    people.register_with_gp(by=by, person=person, practice_code="P81001", starts_on=date(2024, 1, 1))
    people.register_with_gp(by=by, person=person, practice_code="P81002", starts_on=date(2025, 3, 1))
    held = GpRegistration.objects.filter(person=person).order_by("starts_on")
    assert [(row.practice_code, row.ends_on) for row in held] == [
        ("P81001", date(2025, 2, 28)),
        ("P81002", None),
    ]
