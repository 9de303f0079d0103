"""The values of the four-week wait: what lies in which month and quarter, and what must hold between them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from hubs.models import Tenant
from reporting.benchmarks import by_hand, population
from reporting.indicators.waits import LENGTHS
from reporting.models import IndicatorValue, SpellFact
from tests.factories.record_sets import taken
from tests.reporting.clock_world import Story, reference_data, trust
from tests.reporting.night_world import JUNE, compute, groups, number, value

pytestmark = pytest.mark.usefixtures("in_a_tenant")


KEY = ("level", "level_code", "breakdown", "group")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


@pytest.mark.parametrize(
    ("helped_on", "stopped", "within"),
    [("2025-04-29", 1, 1), ("2025-04-30", 1, 0), ("2025-06-30", 1, 0), ("2025-07-01", 0, 0)],
)
def test_stops_of_the_three_months(helped_on: str, stopped: int, within: int) -> None:
    story = Story()
    story.helped(story.referred("2025-04-01"), helped_on)
    compute()
    assert number("wait.mrs01") == stopped
    assert number("wait.mrs01a") == within
    assert number("wait.mrs01b") == (Decimal(within) / stopped if stopped else None)
    assert number("wait.mrs02") == 1 - stopped


@pytest.mark.parametrize(("helped_on", "counts"), [("2025-03-31", 0), ("2025-04-01", 1)])
def test_stop_before_the_three_months_is_not_counted_again(helped_on: str, counts: int) -> None:
    story = Story()
    story.helped(story.referred("2025-03-20"), helped_on)
    compute()
    assert number("wait.mrs01") == counts
    assert number("wait.mrs20") == 1


def test_boundary_of_four_weeks_is_the_tenant_s(in_a_tenant: Tenant) -> None:
    in_a_tenant.within_days = 27
    in_a_tenant.save()
    story = Story()
    story.helped(story.referred("2025-04-01"), "2025-04-29")
    compute()
    assert (number("wait.mrs01"), number("wait.mrs01a")) == (1, 0)


@pytest.mark.parametrize(
    ("received", "over"),
    [
        ("2024-07-01", ()),
        ("2024-06-30", ("e",)),
        ("2024-01-01", ("e",)),
        ("2023-12-31", ("c", "e")),
        ("2023-07-03", ("c", "e")),
        ("2023-07-02", ("a", "c", "e")),
    ],
)
def test_long_waits_are_more_than_364_546_and_728_days(received: str, over: tuple[str, ...]) -> None:
    Story().referred(received)
    compute()
    for count, share in (("a", "b"), ("c", "d"), ("e", "f")):
        for measure in ("wait.mrs02", "wait.mrs07"):
            assert number(f"{measure}{count}") == (count in over)
            assert number(f"{measure}{share}") == (count in over)


def test_waiting_for_a_second_contact_and_its_days() -> None:
    for received in ("2025-06-20", "2025-06-10", "2025-05-31"):
        Story().referred(received)
    seen = Story()
    referral = seen.referred("2025-01-01")
    seen.seen(referral, "2025-01-05")
    seen.seen(referral, "2025-04-01")
    compute()
    assert number("wait.mrs03") == 3
    assert number("wait.mrs03a") == 20
    assert number("wait.mrs03b") == Decimal(28)
    assert (number("wait.mrs15"), number("wait.mrs21")) == (1, 1)


def test_median_lies_between_two_waits_and_is_none_for_nobody() -> None:
    compute()
    assert number("wait.mrs03a") is None
    for received in ("2025-06-20", "2025-06-11"):
        Story().referred(received)
    compute()
    assert number("wait.mrs03a") == Decimal("14.5")


def test_spells_started_ended_and_open() -> None:
    Story().referred("2025-03-31")
    Story().referred("2025-04-01", "2025-04-20")
    Story().referred("2024-12-01", "2025-03-31")
    Story().rejected("2025-05-01", "2025-05-09", latest_month=date(2025, 5, 1))
    taken(date(2025, 6, 1), provider=trust())
    Story().referred("2025-05-01", "2025-06-26")
    compute()
    assert number("wait.mrs04") == 3
    assert number("wait.mrs05") == 2
    assert number("wait.mrs06") == 2


def test_rejected_is_neither_open_nor_closed_while_it_is_sent_without_a_discharge_date() -> None:
    """Nationally what is sent without a discharge date is not closed; but the rejection has ended the spell."""
    Story().rejected("2025-05-01", "2025-05-09", latest_month=date(2025, 6, 1))
    Story().rejected("2025-05-01", "2025-05-09", "2025-05-12", latest_month=date(2025, 6, 1))
    compute()
    assert (number("wait.mrs04"), number("wait.mrs05"), number("wait.mrs06")) == (2, 1, 0)


def test_ratio_of_stops_to_two_contacts_can_pass_one() -> None:
    story = Story()
    story.helped(story.referred("2025-04-01"), "2025-04-10")
    twice = Story()
    referral = twice.referred("2025-04-01")
    twice.helped(referral, "2025-04-10")
    twice.seen(referral, "2025-04-20")
    compute()
    assert (number("wait.mrs20"), number("wait.mrs21"), number("wait.mrs22")) == (2, 1, 2)


def test_what_open_waits_lack() -> None:
    nothing, seen = Story(), Story()
    nothing.referred("2025-06-01")
    seen.seen(seen.referred("2025-06-01"), "2025-06-02")
    compute()
    assert groups("wait.components", "component") == {"contact": 1, "outcome": 2, "assessment": 2, "help": 2}
    assert number("wait.components") == 2


@pytest.mark.parametrize(
    ("received", "length"),
    [
        ("2025-06-30", "Under 1 week"), ("2025-06-24", "Under 1 week"), ("2025-06-23", "1 to 2 weeks"),
        ("2025-06-17", "1 to 2 weeks"), ("2025-06-16", "2 to 4 weeks"), ("2025-06-02", "2 to 4 weeks"),
        ("2025-06-01", "4 to 12 weeks"), ("2025-04-07", "4 to 12 weeks"), ("2025-04-06", "12 to 18 weeks"),
        ("2025-02-24", "12 to 18 weeks"), ("2025-02-23", "18 to 52 weeks"), ("2024-07-01", "18 to 52 weeks"),
        ("2024-06-30", "Over 52 weeks"),
    ],
)  # fmt: skip
def test_open_waits_by_length(received: str, length: str) -> None:
    Story().referred(received)
    compute()
    assert groups("wait.open_by_length", "length") == {length: 1}


def test_lengths_follow_each_other_without_a_gap() -> None:
    bounds = list(LENGTHS.values())
    assert bounds[0][0] == 0
    assert all(after[0] == before[1] + 1 for before, after in pairwise(bounds))


def test_what_was_left_out_and_what_lacks_a_birth_date_is_said() -> None:
    Story().referred("2025-06-01")
    Story(birth_date=date(2010, 1, 1)).referred("2025-06-01")
    Story(postcode="CF10 1AA").referred("2025-06-01")
    Story(birth_date=None).referred("2025-06-01")
    Story(birth_date=None).referred("2025-06-01", kind="A18")
    compute()
    found = value("wait.mrs02")
    assert found is not None
    assert (found.numerator, found.excluded, found.incomplete) == (1, 2, 1)


def test_month_to_date_says_up_to_which_day() -> None:
    Story().referred("2025-06-01")
    Story().referred("2025-06-20")
    compute(date(2025, 6, 10))
    found = value("wait.mrs02")
    assert found is not None
    assert (found.value, found.as_at.date()) == (1, date(2025, 6, 10))
    assert number("wait.mrs03a") == 9
    compute(JUNE)
    found = value("wait.mrs02")
    assert found is not None
    assert (found.value, found.as_at.date()) == (2, JUNE)


def test_a_later_day_gives_a_month_that_is_over_the_same_values() -> None:
    story = Story()
    story.helped(story.referred("2025-05-20", "2025-07-04"), "2025-06-10")
    compute(JUNE)
    then = numbers()
    compute(date(2026, 11, 22), months=18)
    assert numbers() == then
    assert number("wait.mrs06", on=date(2026, 11, 30)) == 0


def numbers(on: date = JUNE) -> list[tuple[object, ...]]:
    columns = ("indicator", *KEY, "numerator", "denominator", "value", "as_at")
    return sorted(IndicatorValue.objects.filter(period_end=on).values_list(*columns), key=str)


def test_identities_hold_in_every_area_and_group_and_parts_add_up() -> None:
    population.make(people=400, as_at=JUNE)
    compute()
    cells: dict[tuple[str, ...], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for found in IndicatorValue.objects.filter(indicator__startswith="wait.mrs", value__isnull=False):
        where = (found.level, found.level_code, found.breakdown, found.group)
        cells[where][found.indicator.removeprefix("wait.")] = found.value or Decimal(0)
    assert len(cells) > 300
    for place, cell in cells.items():
        identities(cell, place)
    parts_add_up_to_the_whole()
    night_agrees_with_the_pass_written_by_hand()


def identities(cell: dict[str, Decimal], where: tuple[str, ...]) -> None:
    assert cell["mrs01a"] <= cell["mrs01"], where
    assert cell["mrs02a"] <= cell["mrs02c"] <= cell["mrs02e"] <= cell["mrs02"], where
    assert cell["mrs07a"] <= cell["mrs07c"] <= cell["mrs07e"] <= cell["mrs03"], where
    assert cell["mrs02"] + cell["mrs20"] == cell["mrs06"], where
    assert cell["mrs03"] + cell["mrs21"] == cell["mrs06"], where
    assert cell["mrs03a"] <= cell["mrs03b"], where
    assert 0 <= cell["mrs01b"] <= 1, where


def parts_add_up_to_the_whole() -> None:
    for indicator in ("wait.mrs01", "wait.mrs02", "wait.mrs06"):
        whole = number(indicator)
        for breakdown in ("age_band", "gender", "ethnic_group", "imd_quintile", "core20"):
            assert sum(groups(indicator, breakdown).values()) == whole, breakdown
    for level in ("hub", "provider", "pcn", "place"):
        found = IndicatorValue.objects.filter(indicator="wait.mrs02", level=level, breakdown="")
        assert sum(one.value or 0 for one in found) == number("wait.mrs02"), level


def night_agrees_with_the_pass_written_by_hand() -> None:
    found = by_hand.compute(JUNE)
    assert {name: round(Decimal(str(figure)), 8) for name, figure in found.items()} == {
        name: number(f"wait.{name}") for name in found
    }
    assert SpellFact.objects.count() > 100
