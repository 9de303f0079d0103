"""How a person is let in to their own plan: by a code that is sent to where a worker checked with them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from time_machine import Traveller

from careplans.actions import person_access, sign_ins
from careplans.models import PersonAccess, PersonSignIn
from careplans.rules import sign_in as rules
from careplans.selectors import person_access as selectors
from hubs.models import AuditEvent, Tenant
from hubs.rules.roles import Actor, Role
from referrals.actions import duplicates
from referrals.models import OutgoingMessage, Person
from tests.conftest import ActorWith
from tests.factories import record

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
BORN = dt.date(1980, 5, 4)


@pytest.fixture
def by(actor: ActorWith) -> Actor:
    return actor(Role.CLINICIAN)


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def access(in_a_tenant: Tenant, by: Actor, clock: Traveller) -> PersonAccess:
    return given(by)


def given(by: Actor, person: Person | None = None, address: str = "07911 123456") -> PersonAccess:
    return person_access.give(
        by=by,
        person=person or record.person(birth_date=BORN),
        channel="text",
        address=address,
        invite="https://hub.example/my/fylde/",
    )


def asked(by: Actor, access: PersonAccess) -> tuple[PersonSignIn, str]:
    """A sign-in with the code that was sent for it."""
    sign_in = sign_ins.ask(by=by, access=access, service="Fylde Coast")
    assert sign_in is not None
    body = OutgoingMessage.objects.get(key=f"sign-in-code:{sign_in.public_id}").body
    found = re.search(r"\b\d{6}\b", body)
    assert found
    return sign_in, found.group()


def test_a_person_is_told_where_and_with_which_reference(access: PersonAccess) -> None:
    told = OutgoingMessage.objects.get(kind="own-access")
    assert told.address == "+447911123456"
    assert "https://hub.example/my/fylde/" in told.body
    assert access.person.reference in told.body
    assert "plan" not in told.body, "others may read a message"


@pytest.mark.parametrize(
    ("channel", "address"),
    [("text", "01772 555123"), ("text", "no number"), ("email", "nobody at home"), ("email", "")],
)
def test_codes_go_only_where_they_can_be_read(
    in_a_tenant: Tenant, by: Actor, channel: str, address: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        person_access.give(by=by, person=record.person(), channel=channel, address=address, invite="x")
    assert "address" in refused.value.message_dict
    assert not PersonAccess.objects.exists()


def test_nobody_is_let_in_to_the_plan_of_somebody_who_died(in_a_tenant: Tenant, by: Actor) -> None:
    with pytest.raises(ValidationError, match="has died"):
        given(by, record.person(death_date=dt.date(2026, 1, 1)))


def test_another_address_ends_the_one_before_and_signs_out(by: Actor, access: PersonAccess) -> None:
    sign_in, code = asked(by, access)
    opened = sign_ins.enter(by=by, sign_in=sign_in, code=code)
    assert opened
    again = given(by, access.person, "07911 123457")
    assert selectors.current(access.person) == again
    assert selectors.signed_in(opened.secret) is None


def test_the_code_opens_once(by: Actor, access: PersonAccess) -> None:
    sign_in, code = asked(by, access)
    opened = sign_ins.enter(by=by, sign_in=sign_in, code=f"{code[:3]} {code[3:]}")
    assert opened
    assert selectors.signed_in(opened.secret) == sign_in
    assert sign_ins.enter(by=by, sign_in=sign_in, code=code) is None


def test_neither_the_code_nor_the_secret_is_kept(by: Actor, access: PersonAccess) -> None:
    sign_in, code = asked(by, access)
    opened = sign_ins.enter(by=by, sign_in=sign_in, code=code)
    assert opened
    row = PersonSignIn.objects.values().get(pk=sign_in.pk)
    assert not [value for value in row.values() if str(value) in {code, opened.secret}]


def test_a_code_that_is_guessed_wrong_three_times_is_spent(by: Actor, access: PersonAccess) -> None:
    sign_in, code = asked(by, access)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(rules.MOST_TRIES):
        assert sign_ins.enter(by=by, sign_in=sign_in, code=wrong) is None
    assert sign_ins.enter(by=by, sign_in=sign_in, code=code) is None


@pytest.mark.parametrize(("minutes", "opens"), [(14, True), (15, False)])
def test_a_code_works_for_fifteen_minutes(
    by: Actor, access: PersonAccess, clock: Traveller, minutes: int, opens: bool
) -> None:
    sign_in, code = asked(by, access)
    clock.shift(dt.timedelta(minutes=minutes))
    assert (sign_ins.enter(by=by, sign_in=sign_in, code=code) is not None) is opens


def test_whoever_asks_too_often_gets_no_more_codes_for_an_hour(
    by: Actor, access: PersonAccess, clock: Traveller
) -> None:
    for _ in range(rules.MOST_CODES):
        asked(by, access)
    assert sign_ins.ask(by=by, access=access, service="Fylde Coast") is None
    clock.shift(rules.CODES_WITHIN)
    asked(by, access)


@pytest.mark.parametrize(
    ("waits", "still_in"),
    [
        ([20], True),
        ([21], False),
        ([15] * 15, True),
        ([15] * 17, False),
    ],
)
def test_a_sign_in_that_is_left_alone_ends_by_itself(
    by: Actor,
    access: PersonAccess,
    clock: Traveller,
    waits: list[int],
    still_in: bool,
) -> None:
    sign_in, code = asked(by, access)
    opened = sign_ins.enter(by=by, sign_in=sign_in, code=code)
    assert opened
    for minutes in waits[:-1]:
        clock.shift(dt.timedelta(minutes=minutes))
        sign_ins.seen(by=by, sign_in=sign_in)
    clock.shift(dt.timedelta(minutes=waits[-1]))
    assert (selectors.signed_in(opened.secret) is not None) is still_in


def test_signing_out_ends_it(by: Actor, access: PersonAccess) -> None:
    sign_in, code = asked(by, access)
    opened = sign_ins.enter(by=by, sign_in=sign_in, code=code)
    assert opened
    sign_ins.end(by=by, sign_in=sign_in)
    assert selectors.signed_in(opened.secret) is None
    told = AuditEvent.objects.filter(object_type="person_sign_in").values_list("action", flat=True)
    assert set(told) == {"person_access.asked", "person_access.signed_in", "person_access.signed_out"}


def test_a_death_ends_it(by: Actor, access: PersonAccess) -> None:
    sign_in, code = asked(by, access)
    opened = sign_ins.enter(by=by, sign_in=sign_in, code=code)
    assert opened
    Person.objects.filter(pk=access.person_id).update(death_date=timezone.localdate())
    assert selectors.signed_in(opened.secret) is None
    assert selectors.by_details(access.person.reference, BORN) is None


def test_once_access_has_ended_nobody_is_known(by: Actor, access: PersonAccess) -> None:
    sign_in, code = asked(by, access)
    assert person_access.end(by=by, person=access.person)
    assert selectors.by_details(access.person.reference, BORN) is None
    assert selectors.current(access.person) is None
    assert sign_ins.enter(by=by, sign_in=sign_in, code=code) is None
    assert not person_access.end(by=by, person=access.person)


def test_who_is_known_by_reference_and_date_of_birth(access: PersonAccess) -> None:
    reference = access.person.reference
    assert selectors.by_details(f" {reference[:4].lower()} {reference[4:]}", BORN) == access
    assert selectors.by_details(reference, dt.date(1980, 4, 5)) is None
    assert selectors.by_details("P0000000000", BORN) is None


def test_a_joined_record_leads_to_the_one_that_goes_on(by: Actor, access: PersonAccess) -> None:
    kept = record.person(birth_date=BORN)
    sign_in, code = asked(by, access)
    opened = sign_ins.enter(by=by, sign_in=sign_in, code=code)
    assert opened
    duplicates.merge(by=by, kept=kept, merged=access.person, reason="The same passport")
    assert selectors.by_details(access.person.reference, BORN) == access
    held = selectors.signed_in(opened.secret)
    assert held
    assert selectors.person_of(held) == kept


def test_whoever_came_by_a_joined_record_is_signed_out_as_well(by: Actor, access: PersonAccess) -> None:
    """Both records had access, so that the one of the record that ended stayed with it."""
    kept = record.person(birth_date=BORN)
    given(by, kept, "07911 123457")
    sign_in, code = asked(by, access)
    opened = sign_ins.enter(by=by, sign_in=sign_in, code=code)
    assert opened
    late, late_code = asked(by, access)
    duplicates.merge(by=by, kept=kept, merged=access.person, reason="The same passport")
    held = selectors.signed_in(opened.secret)
    assert held
    assert selectors.person_of(held) == kept
    assert person_access.end(by=by, person=kept)
    assert selectors.signed_in(opened.secret) is None
    assert sign_ins.enter(by=by, sign_in=late, code=late_code) is None
