from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hubs.rules import demography
from tests.shared import shared_rows

DAYS = [
    dt.date(2025, 6, 30),
    dt.date(2025, 2, 28),
    dt.date(2025, 3, 1),
    dt.date(2024, 2, 29),
    dt.date(1999, 12, 31),
]
BIRTHS = [None, dt.date(2007, 6, 30), dt.date(2007, 7, 1), dt.date(2004, 2, 29), dt.date(1960, 6, 30), *DAYS]


def _one(expression: str, **columns: Any) -> Any:
    """The expression over a row of these columns; each value is (SQL type, value)."""
    names, values = ", ".join(columns), list(columns.values())
    row = ", ".join(f"%s::{kind}" for kind, _ in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {expression} from (values ({row})) as t ({names})", [value for _, value in values]
        )
        found = cursor.fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("A", "White"),
        ("C", "White"),
        ("D", "Mixed"),
        ("G", "Mixed"),
        ("H", "Asian"),
        ("L", "Asian"),
        ("M", "Black"),
        ("P", "Black"),
        # Chinese is counted under Other in the 2001 list.
        ("R", "Other"),
        ("S", "Other"),
        ("Z", "Not stated"),
        ("99", "Not known"),
        ("", "Not known"),
        (None, "Not known"),
        ("E1", "Not known"),
    ],
)
def test_ethnic_groups(code: str | None, group: str) -> None:
    assert demography.ethnic_group(code) == group


@pytest.mark.parametrize(
    ("identity", "stated", "group"),
    [
        ("1", "2", "Male"),
        ("3", "1", "Non-binary"),
        ("4", "", "Other"),
        ("X", "2", "Female"),
        ("Z", "9", "Indeterminate"),
        ("", "1", "Male"),
        ("", "X", "Not known"),
        (None, None, "Not known"),
        # 9 is a stated gender and no identity.
        ("9", "1", "Male"),
    ],
)
def test_gender_is_the_identity_where_there_is_one(
    identity: str | None, stated: str | None, group: str
) -> None:
    assert demography.gender_group(identity, stated) == group


@pytest.mark.parametrize(
    ("born", "on", "band"),
    [
        (dt.date(2007, 7, 1), dt.date(2025, 6, 30), "Under 18"),
        (dt.date(2007, 6, 30), dt.date(2025, 6, 30), "18-25"),
        (dt.date(1999, 7, 1), dt.date(2025, 6, 30), "18-25"),
        (dt.date(1999, 6, 30), dt.date(2025, 6, 30), "26-64"),
        (dt.date(1960, 7, 1), dt.date(2025, 6, 30), "26-64"),
        (dt.date(1960, 6, 30), dt.date(2025, 6, 30), "65+"),
        (dt.date(2004, 2, 29), dt.date(2022, 2, 28), "Under 18"),
        (dt.date(2004, 2, 29), dt.date(2022, 3, 1), "18-25"),
        (None, dt.date(2025, 6, 30), "Not known"),
    ],
)
def test_age_bands_change_on_the_birthday(born: dt.date | None, on: dt.date, band: str) -> None:
    assert demography.age_band(born, on) == band


@pytest.mark.parametrize(
    ("decile", "quintile", "core20"),
    [(1, "1", "Core20"), (2, "1", "Core20"), (3, "2", "Other"), (9, "5", "Other"), (10, "5", "Other")],
)
def test_deprivation(decile: int, quintile: str, core20: str) -> None:
    assert demography.imd_quintile(decile) == quintile
    assert demography.core20(decile) == core20


@given(st.dates(dt.date(1900, 1, 1)), st.dates(dt.date(1900, 1, 1)))
def test_nobody_is_older_the_day_before(born: dt.date, on: dt.date) -> None:
    before = on - dt.timedelta(days=1)
    assert 0 <= demography.age_on(born, on) - demography.age_on(born, before) <= 1


@pytest.mark.django_db
@pytest.mark.parametrize("born", BIRTHS)
def test_sql_says_the_same_of_ages(born: dt.date | None) -> None:
    for day in DAYS:
        found = _one(demography.age_band_sql("born", "day"), born=("date", born), day=("date", day))
        assert found == demography.age_band(born, day), (born, day)


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*"ABCDEFGHJKLMNPRSZ", "99", "", None, "?"])
def test_sql_says_the_same_of_ethnic_groups(code: str | None) -> None:
    found = _one(demography.ethnic_group_sql("category"), category=("text", code))
    assert found == demography.ethnic_group(code)


@pytest.mark.django_db
@pytest.mark.parametrize("identity", ["1", "2", "3", "4", "X", "Z", "9", "", None])
def test_sql_says_the_same_of_genders(identity: str | None) -> None:
    for stated in ("1", "2", "9", "X", "", None):
        sql = demography.gender_group_sql("identity", "stated")
        found = _one(sql, identity=("text", identity), stated=("text", stated))
        assert found == demography.gender_group(identity, stated)


@pytest.mark.django_db
@pytest.mark.parametrize("decile", [*range(1, 11), None])
def test_sql_says_the_same_of_deprivation(decile: int | None) -> None:
    given_decile = ("smallint", decile)
    assert _one(demography.imd_quintile_sql("decile"), decile=given_decile) == demography.imd_quintile(decile)
    assert _one(demography.core20_sql("decile"), decile=given_decile) == demography.core20(decile)


def test_every_group_has_its_place_in_the_order_shown() -> None:
    assert set(demography.ETHNIC_GROUPS.values()) < set(demography.ETHNIC_ORDER)
    genders = {*demography.GENDER_IDENTITIES.values(), *demography.STATED_GENDERS.values()}
    assert genders < set(demography.GENDER_ORDER)


def test_every_code_of_the_national_list_has_a_group() -> None:
    for row in shared_rows("oracles", "ethnic_category_england.csv"):
        group = demography.ethnic_group(row["code"])
        assert group == demography.NOT_KNOWN if row["code"] == "99" else row["display"].startswith(group), row
