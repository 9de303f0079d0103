"""Disclosure control: the national rule case by case, and what must hold for every number."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.suppression import (
    NATIONAL,
    Published,
    SuppressionPolicy,
    count,
    half_up,
    linked,
    percent,
)

ORACLE = Path(__file__).parents[3] / "shared" / "oracles" / "suppression_cases.csv"
counts = st.integers(min_value=0, max_value=10_000_000)
policies = st.builds(
    SuppressionPolicy,
    threshold=st.integers(min_value=1, max_value=50),
    base=st.integers(min_value=1, max_value=50),
    symbol=st.sampled_from(["*", "c", "[low]"]),
)


@pytest.mark.parametrize(
    ("exact", "published"),
    [
        (0, "*"),
        (1, "*"),
        (4, "*"),
        (5, "5"),
        (7, "5"),
        (8, "10"),
        (12, "10"),
        (13, "15"),
        (1232, "1230"),
        (1233, "1235"),
    ],
)
def test_counts_below_five_are_withheld_and_others_rounded_to_the_nearest_five(
    exact: int, published: str
) -> None:
    assert count(exact).plain == published


def test_counts_agree_with_the_national_code() -> None:
    if not ORACLE.exists():
        pytest.skip("the reference cases are not on this machine")
    rows = list(csv.DictReader(ORACLE.read_text().splitlines()))
    assert rows
    assert [count(int(row["count"])).plain for row in rows] == [row["published"] for row in rows]


@pytest.mark.parametrize(
    ("numerator", "denominator", "published"),
    [
        (5, 10, "50%"),
        (4, 1000, "*"),
        (0, 1000, "*"),
        (5, 4, "*"),
        (5, 1000, "1%"),
        (25, 1000, "3%"),
        (24, 1000, "2%"),
        (10, 10, "100%"),
        (12, 10, "120%"),
        (None, 10, "*"),
        (10, None, "*"),
    ],
)
def test_percentages(numerator: int | None, denominator: int | None, published: str) -> None:
    assert percent(numerator, denominator).text == published


@pytest.mark.parametrize(
    ("value", "over", "published"),
    [
        (63.5, 871, "64 days"),
        (63.49, 871, "63 days"),
        (Decimal("0.5"), 5, "1 day"),
        (0, 5, "0 days"),
        (63.5, 4, "*"),
        (63.5, None, "*"),
        (None, 871, "*"),
        (1234.0, 871, "1,234 days"),
    ],
)
def test_medians_go_with_the_count_they_rest_on(
    value: float | None, over: int | None, published: str
) -> None:
    assert linked(value, over).text == published


def test_a_ratio_goes_with_a_small_denominator_too() -> None:
    assert linked(12, 40, denominator=4).withheld
    assert linked(12, 40, denominator=5).number == 12


def test_an_unknown_count_is_withheld() -> None:
    assert count(None) == Published(None)


@pytest.mark.parametrize(
    ("published", "plain", "text", "drawn"),
    [
        (count(1232), "1230", "1,230", 1230),
        (percent(53, 100), "0.53", "53%", 53),
        (percent(5, 100), "0.05", "5%", 5),
        (percent(100, 100), "1.00", "100%", 100),
        (percent(110, 100), "1.10", "110%", 110),
        (linked(41, 9), "41", "41 days", 41),
        (linked(Decimal("4.25"), 85, denominator=20, unit="rate"), "4.3", "4.3", 4.3),
        (linked(Decimal(5), 100, denominator=20, unit="rate"), "5.0", "5.0", 5.0),
        (linked(Fraction(17, 4), 17, denominator=4, unit="rate"), "*", "*", "*"),
        (count(3), "*", "*", "*"),
    ],
)
def test_how_a_figure_is_written(published: Published, plain: str, text: str, drawn: float | str) -> None:
    assert (published.plain, published.text, published.drawn) == (plain, text, drawn)


def test_a_tenant_may_have_a_stricter_rule() -> None:
    strict = SuppressionPolicy(threshold=10, base=10, symbol="[low]")
    assert [count(value, strict).plain for value in (9, 10, 14, 15)] == ["[low]", "10", "10", "20"]
    assert percent(9, 100, strict).text == "[low]"


@pytest.mark.parametrize(
    "policy",
    [{"threshold": 0}, {"base": 0}, {"symbol": " "}, {"symbol": "0"}],
    ids=["threshold", "base", "blank", "digit"],
)
def test_a_policy_that_would_publish_what_it_should_hide_is_refused(policy: dict[str, int | str]) -> None:
    with pytest.raises(ValueError, match="suppression"):
        SuppressionPolicy(**policy)  # type: ignore[arg-type]


def test_a_negative_count_is_a_fault_of_the_query_not_a_figure() -> None:
    with pytest.raises(ValueError, match="Look at the query"):
        count(-1)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_a_number_is_never_published(value: float | Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        linked(value, 100)


@given(counts, policies)
def test_a_published_count_is_near_the_exact_one_and_tells_no_more(
    exact: int, policy: SuppressionPolicy
) -> None:
    published = count(exact, policy)
    assert published.withheld == (exact < policy.threshold)
    if published.number is not None:
        assert published.number % policy.base == 0
        assert 2 * abs(published.number - exact) <= policy.base


@given(counts, counts)
def test_equal_publications_never_order_the_exact_counts(one: int, other: int) -> None:
    first, second = count(min(one, other)), count(max(one, other))
    assert (first.number or 0) <= (second.number or 0)


@given(counts, counts, policies)
def test_a_percentage_shows_nothing_that_its_parts_hide(
    numerator: int, denominator: int, policy: SuppressionPolicy
) -> None:
    published = percent(numerator, denominator, policy)
    hidden = count(numerator, policy).withheld or count(denominator, policy).withheld
    assert published.withheld == hidden
    if published.number is not None:
        assert abs(Fraction(100 * numerator, denominator) - published.number) <= Fraction(1, 2)


@given(st.fractions(min_value=0, max_value=100_000))
def test_a_half_goes_up(value: Fraction) -> None:
    assert Fraction(-1, 2) < half_up(value) - value <= Fraction(1, 2)


@given(st.decimals(min_value=0, max_value=100_000, places=3))
def test_decimals_and_fractions_round_alike(value: Decimal) -> None:
    assert half_up(value) == half_up(Fraction(value))


def test_the_national_rule_is_the_default() -> None:
    assert (NATIONAL.threshold, NATIONAL.base, NATIONAL.symbol) == (5, 5, "*")
