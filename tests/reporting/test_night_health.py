"""The values of physical health checks: the register, the year, declined and unsuitable apart."""

from __future__ import annotations

from datetime import date

import pytest

from hubs.models import PcnPractice, Tenant
from outcomes.rules.health import CheckKind
from referrals.models import GpRegistration, Person
from tests.factories import ground, record
from tests.reporting.care_world import checked, checked_whole, fraction, left_out, registered
from tests.reporting.clock_world import Story, reference_data
from tests.reporting.night_world import compute, groups

pytestmark = pytest.mark.usefixtures("in_a_tenant")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


def on_register(**more: str) -> Person:
    person = record.person()
    registered(person, **more)
    return person


def complete(on: date = date(2025, 6, 30)) -> tuple[int, int]:
    compute(on)
    return fraction("phc.complete", on=on)


class TestRegister:
    @pytest.mark.parametrize(
        ("since", "until", "counts"),
        [
            ("2025-06-30", None, 1),
            ("2025-07-01", None, 0),
            ("2024-01-01", "2025-06-30", 0),
            ("2024-01-01", "2025-07-01", 1),
        ],
    )
    def test_on_the_last_day(self, since: str, until: str | None, counts: int) -> None:
        ended = {"ends_on": until, "end_reason": "Moved away"} if until else {}
        on_register(since=since, **ended)
        assert complete() == (0, counts)

    @pytest.mark.parametrize(("since", "counts"), [("2025-06-30", 0), ("2025-07-01", 1)])
    def test_people_in_remission_are_left_out(self, since: str, counts: int) -> None:
        checked_whole(on_register(remission_on=since))
        assert complete() == (counts, counts)
        assert left_out("phc.complete") == (1 - counts, 0)
        assert fraction("phc.each") == (6 * counts, 6 * counts)

    def test_somebody_whose_records_were_joined_counts_once(self) -> None:
        kept, ended = on_register(), on_register()
        Person.objects.filter(pk=ended.pk).update(merged_into=kept)
        assert complete() == (0, 1)

    @pytest.mark.parametrize(("died_on", "counts"), [(date(2025, 6, 30), 0), (date(2025, 7, 1), 1)])
    def test_who_has_died_is_on_no_register(self, died_on: date, counts: int) -> None:
        person = on_register()
        Person.objects.filter(pk=person.pk).update(death_date=died_on)
        assert complete() == (0, counts)

    def test_nobody_else(self) -> None:
        checked_whole(record.person())
        assert complete() == (0, 0)

    def test_somebody_without_a_referral_lies_where_their_practice_does(self) -> None:
        network = ground.pcn(ods_code="U12345")
        ground.coverage(hub=ground.hub(code="fylde"), pcn=network)
        PcnPractice.objects.create(
            practice_code="P81001", pcn_code="U12345", pcn_name="A PCN", starts_on=date(2020, 1, 1)
        )
        person = on_register()
        GpRegistration.objects.create(person=person, practice_code="P81001", starts_on=date(2020, 1, 1))
        checked_whole(person)
        assert complete() == (1, 1)
        assert fraction("phc.complete", level="pcn", code="U12345") == (1, 1)
        assert fraction("phc.complete", level="hub", code="fylde") == (1, 1)

    def test_somebody_with_referrals_lies_once_where_the_open_one_does(self) -> None:
        story = Story()
        story.referred("2025-01-01", provider="RXA")
        story.referred("2025-03-01", "2025-06-01", provider="RXB")
        registered(story.person)
        compute()
        assert fraction("phc.complete") == (0, 1)
        assert fraction("phc.complete", level="provider", code="RXA") == (0, 1)
        assert fraction("phc.complete", level="provider", code="RXB") == (0, 0)


class TestComplete:
    @pytest.mark.parametrize("kind", CheckKind.values)
    def test_all_six(self, kind: str) -> None:
        checked_whole(on_register())
        checked_whole(on_register(), but=kind)
        assert complete() == (1, 2)

    @pytest.mark.parametrize(
        ("on", "counts"),
        [("2024-06-30", 1), ("2024-06-29", 0), ("2025-06-30", 1), ("2025-07-01", 0)],
    )
    def test_twelve_months_to_the_day(self, on: str, counts: int) -> None:
        person = on_register()
        checked_whole(person, but="lipids")
        checked(person, "lipids", on)
        assert complete() == (counts, 1)

    def test_twelve_months_to_the_end_of_february(self) -> None:
        for on in ("2023-02-28", "2023-02-27"):
            person = on_register(since="2023-01-01")
            checked_whole(person, "2023-09-01", but="smoking")
            checked(person, "smoking", on)
        assert complete(date(2024, 2, 29)) == (1, 2)

    @pytest.mark.parametrize("state", ["declined", "unsuitable"])
    def test_declined_and_unsuitable_are_not_done(self, state: str) -> None:
        person = on_register()
        checked_whole(person, but="glucose")
        checked(person, "glucose", "2025-05-01", state)
        assert complete() == (0, 1)

    def test_one_that_was_done_stays_done_when_the_next_is_declined(self) -> None:
        person = on_register()
        checked_whole(person)
        checked(person, "glucose", "2025-05-01", "declined")
        assert complete() == (1, 1)

    def test_the_same_check_twice_is_one(self) -> None:
        person = on_register()
        for _ in range(6):
            checked(person, "weight", "2025-03-01")
        assert complete() == (0, 1)
        assert fraction("phc.each") == (1, 6)


class TestEach:
    def states(self, kind: str) -> dict[str, tuple[int, int]]:
        where = {"breakdown": "check", "group": kind}
        return {
            "done": fraction("phc.each", **where),
            "declined": fraction("phc.each.declined", **where),
            "unsuitable": fraction("phc.each.unsuitable", **where),
        }

    def test_done_declined_unsuitable_and_missing_apart(self) -> None:
        done, declined, unsuitable, _ = (on_register() for _ in range(4))
        checked(done, "weight", "2025-03-01")
        checked(declined, "weight", "2025-03-01", "declined")
        checked(unsuitable, "weight", "2025-03-01", "unsuitable")
        compute()
        assert self.states("weight") == {"done": (1, 4), "declined": (1, 4), "unsuitable": (1, 4)}
        assert self.states("lipids") == {"done": (0, 4), "declined": (0, 4), "unsuitable": (0, 4)}
        assert fraction("phc.each") == (1, 24)
        assert groups("phc.each", "check") == {**dict.fromkeys(CheckKind.values, 0), "weight": 1}

    @pytest.mark.parametrize(
        ("answers", "expected"),
        [
            ([("2025-03-01", "declined"), ("2025-04-01", "unsuitable")], "unsuitable"),
            ([("2025-03-01", "unsuitable"), ("2025-04-01", "declined")], "declined"),
            ([("2025-03-01", "unsuitable"), ("2025-03-01", "declined")], "unsuitable"),
            ([("2024-03-01", "done"), ("2025-03-01", "declined")], "declined"),
            ([("2024-06-29", "declined")], ""),
        ],
    )
    def test_the_last_answer_of_the_year_stands(self, answers: list[tuple[str, str]], expected: str) -> None:
        person = on_register()
        for on, state in answers:
            checked(person, "alcohol", on, state)
        compute()
        found = {state for state, (counted, _) in self.states("alcohol").items() if counted}
        assert found == ({expected} if expected else set())
