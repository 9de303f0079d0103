"""How a check stands on a day, what a result says, and who does the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from outcomes.rules import health_next, health_results
from outcomes.rules.health import CheckedBy, CheckKind, CheckState, Measure
from outcomes.rules.health_states import (
    SOON,
    Recorded,
    Stand,
    Standing,
    all_done,
    last_day,
    outstanding,
    standings,
    year_before,
)

TODAY = date(2025, 6, 18)
SINCE = date(2020, 1, 1)
DONE, DECLINED, UNSUITABLE = CheckState.DONE, CheckState.DECLINED, CheckState.UNSUITABLE
PRESSURE = CheckKind.BLOOD_PRESSURE
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def pressure(*recorded: tuple[CheckState, date], today: date = TODAY, since: date = SINCE) -> Standing:
    found = standings([Recorded(PRESSURE, state, on) for state, on in recorded], since=since, today=today)
    return next(each for each in found if each.kind == PRESSURE)


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2024, 6, 18), date(2025, 6, 18)),
        (date(2024, 12, 31), date(2025, 12, 31)),
        # A year after 29 February is the last day of that February.
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2024, 2, 28), date(2025, 2, 28)),
        # Twelve months before 29 February is 28 February.
        (date(2023, 2, 28), date(2024, 2, 29)),
        (date(2022, 2, 28), date(2023, 2, 28)),
        (date(2023, 3, 1), date(2024, 3, 1)),
    ],
)
def test_a_check_counts_for_twelve_months_to_the_day(on: date, last: date) -> None:
    assert last_day(on) == last
    assert pressure((DONE, on), today=last).state == Stand.DUE_SOON
    assert pressure((DONE, on), today=last + timedelta(days=1)).state == Stand.OVERDUE


@given(days)
def test_the_last_day_is_the_last_on_which_it_is_no_older_than_twelve_months(on: date) -> None:
    assert year_before(last_day(on)) <= on
    assert year_before(last_day(on) + timedelta(days=1)) > on


@pytest.mark.django_db
def test_twelve_months_are_those_of_the_database() -> None:
    """The night counts in SQL; both must mean the same day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select day::date, (day - interval '12 months')::date"
            " from generate_series(date '2023-01-01', date '2029-12-31', interval '1 day') day"
        )
        wrong = [(day, before) for day, before in cursor.fetchall() if year_before(day) != before]
    assert wrong == []


@pytest.mark.parametrize(
    ("recorded", "state"),
    [
        ((), Stand.MISSING),
        (((DONE, date(2025, 6, 18)),), Stand.MET),
        (((DONE, date(2024, 8, 18)),), Stand.MET),
        (((DONE, date(2024, 8, 17)),), Stand.DUE_SOON),
        (((DONE, date(2024, 6, 17)),), Stand.OVERDUE),
        (((DECLINED, date(2024, 6, 18)),), Stand.DECLINED),
        # Who declined more than a year ago is asked again, and was never checked.
        (((DECLINED, date(2024, 6, 17)),), Stand.MISSING),
        (((UNSUITABLE, date(2025, 1, 1)),), Stand.UNSUITABLE),
        # Done counts, whatever was said since.
        (((DONE, date(2025, 1, 1)), (DECLINED, date(2025, 5, 1))), Stand.MET),
        (((DONE, date(2023, 1, 1)), (DECLINED, date(2025, 5, 1))), Stand.DECLINED),
        (((DECLINED, date(2025, 5, 1)), (UNSUITABLE, date(2025, 5, 1))), Stand.UNSUITABLE),
        (((UNSUITABLE, date(2025, 4, 1)), (DECLINED, date(2025, 5, 1))), Stand.DECLINED),
        # What is still to come is not known yet.
        (((DONE, date(2025, 6, 19)),), Stand.MISSING),
    ],
)
def test_how_a_check_stands(recorded: Sequence[tuple[CheckState, date]], state: Stand) -> None:
    assert pressure(*recorded).state == state


def test_since_when_it_is_wanted() -> None:
    assert pressure(since=date(2025, 3, 1)).wanted_since == date(2025, 3, 1)
    assert pressure((DONE, date(2024, 5, 31))).wanted_since == date(2025, 6, 1)
    # Not before the person came on the register.
    assert pressure((DONE, date(2015, 5, 31)), since=date(2025, 6, 1)).wanted_since == date(2025, 6, 1)
    # Whoever declined is wanted again when that has run out.
    told = pressure((DONE, date(2021, 5, 31)), (DECLINED, date(2024, 1, 10)))
    assert (told.state, told.wanted_since) == (Stand.OVERDUE, date(2025, 1, 11))
    assert pressure((DONE, TODAY)).wanted_since is None


records = st.lists(
    st.builds(
        Recorded,
        st.sampled_from(CheckKind),
        st.sampled_from(CheckState),
        st.dates(date(2022, 1, 1), date(2026, 12, 31)),
    ),
    max_size=20,
)


@given(records)
def test_the_six_always_stand_somehow(recorded: list[Recorded]) -> None:
    found = standings(recorded, since=SINCE, today=TODAY)
    assert [each.kind for each in found] == list(CheckKind)
    for each in found:
        # Wanted or not: never both, never neither.
        assert (each.wanted_since is not None) == (each.state in (Stand.OVERDUE, Stand.MISSING))
        assert each.wanted_since is None or SINCE <= each.wanted_since <= TODAY
        assert each.until is None or each.until >= TODAY
    assert all_done(found) == all(
        any(
            one.kind == kind and one.state == DONE and year_before(TODAY) <= one.on <= TODAY
            for one in recorded
        )
        for kind in CheckKind
    )


@given(records, st.sampled_from(CheckKind))
def test_doing_a_check_today_never_makes_anything_worse(recorded: list[Recorded], kind: CheckKind) -> None:
    before = standings(recorded, since=SINCE, today=TODAY)
    after = standings([*recorded, Recorded(kind, DONE, TODAY)], since=SINCE, today=TODAY)
    assert {each.kind for each in outstanding(before)} - {kind} == {each.kind for each in outstanding(after)}


def test_what_is_wanted_longest_stands_first() -> None:
    found = standings(
        [Recorded(PRESSURE, DONE, date(2024, 1, 1)), Recorded(CheckKind.SMOKING, DONE, date(2023, 1, 1))],
        since=date(2023, 6, 1),
        today=TODAY,
    )
    wanted = [(each.kind, each.wanted_since) for each in outstanding(found)]
    assert wanted[0][1] == date(2023, 6, 1)
    assert wanted[-2:] == [(CheckKind.SMOKING, date(2024, 1, 2)), (PRESSURE, date(2025, 1, 2))]


def test_soon_is_two_months() -> None:
    last = TODAY + SOON
    assert pressure((DONE, year_before(last))).state == Stand.DUE_SOON
    assert pressure((DONE, year_before(last + timedelta(days=1)))).state == Stand.MET


@pytest.mark.parametrize(
    ("measure", "typed", "number", "second", "shown"),
    [
        (Measure.BMI, " 31.2 ", "31.2", None, "31.2 kg/m2"),
        (Measure.WEIGHT, "92.5 kg", "92.5", None, "92.5 kg"),
        (Measure.BLOOD_PRESSURE, "128/82", "128", "82", "128/82 mmHg"),
        (Measure.BLOOD_PRESSURE, "128 over 82 mmHg", "128", "82", "128 over 82 mmHg"),
        (Measure.AUDIT_C, "0", "0", None, "0 points"),
        (Measure.ALCOHOL_UNITS, "14", "14", None, "14 units a week"),
        (Measure.HBA1C, "42", "42", None, "42 mmol/mol"),
        (Measure.GLUCOSE, "5.4 mmol/L", "5.4", None, "5.4 mmol/L"),
        (Measure.CHOLESTEROL, "5.1", "5.1", None, "5.1 mmol/L"),
        (Measure.SMOKING, "Used to smoke", None, None, "Used to smoke"),
    ],
)
def test_a_result_is_kept_as_typed_and_read_as_numbers(
    measure: Measure, typed: str, number: str | None, second: str | None, shown: str
) -> None:
    found = health_results.read(measure, typed)
    assert found.problem == ""
    assert found.number == (Decimal(number) if number else None)
    assert found.second == (Decimal(second) if second else None)
    assert found.in_words == shown


@pytest.mark.parametrize(
    ("measure", "typed", "problem"),
    [
        (Measure.BMI, "", "Enter the result"),
        (Measure.BMI, "thirty", "BMI must be a number in kg/m2"),
        (Measure.BMI, "312", "BMI must be from 8 to 120 kg/m2"),
        (Measure.BLOOD_PRESSURE, "128", "Blood pressure must be two numbers, like 128/82"),
        (
            Measure.BLOOD_PRESSURE,
            "82/128",
            "Blood pressure must be the upper number first, from 50 to 300, like 128/82",
        ),
        (Measure.AUDIT_C, "4.5", "AUDIT-C score must be a whole number in points"),
        (Measure.AUDIT_C, "13", "AUDIT-C score must be from 0 to 12 points"),
        (Measure.SMOKING, "Sometimes", "Choose the smoking status from the list"),
        ("steps", "9000", "Choose what was measured"),
        (Measure.BMI, "٣١", "BMI must be a number in kg/m2"),
    ],
)
def test_a_result_that_cannot_be(measure: str, typed: str, problem: str) -> None:
    assert health_results.read(measure, typed).problem == problem


@given(st.sampled_from(Measure), st.text(max_size=30))
def test_whatever_is_typed_is_read_or_told(measure: Measure, typed: str) -> None:
    found = health_results.read(measure, typed)
    assert found.problem or found.typed
    assert (found.number is None) == (found.unit == "")


def test_every_check_has_a_measure_and_every_measure_a_check() -> None:
    listed = [measure for measures in health_results.MEASURES.values() for measure in measures]
    assert sorted(listed) == sorted(Measure)
    assert set(health_results.MEASURES) == set(CheckKind)


@pytest.mark.parametrize(
    ("since", "unstable", "in_hospital", "by"),
    [
        (None, False, False, CheckedBy.GP),
        (date(2025, 6, 18), False, False, CheckedBy.SECONDARY),
        (date(2024, 6, 19), False, False, CheckedBy.SECONDARY),
        # Exactly twelve months: the first year is over.
        (date(2024, 6, 18), False, False, CheckedBy.GP),
        (date(2025, 6, 19), False, False, CheckedBy.GP),
        (date(2020, 1, 1), True, False, CheckedBy.SECONDARY),
        (None, False, True, CheckedBy.SECONDARY),
    ],
)
def test_who_does_the_next_one(since: date | None, unstable: bool, in_hospital: bool, by: CheckedBy) -> None:
    found = health_next.propose(
        secondary_since=since, unstable=unstable, in_hospital=in_hospital, today=TODAY
    )
    assert found.by == by
    assert found.why
