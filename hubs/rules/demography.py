"""The groups that figures are broken down by, as Python and as SQL made from the same tables.

Source: NHS England's published mental health statistics (ethnicity by upper group; gender is GENDER IDENTITY
CODE when it is 1 to 4, else PERSON STATED GENDER CODE 1, 2 or 9; Core20 is the most deprived fifth). Age
bands are those of the community mental health framework. In the ``_sql`` functions ``column`` and the like
are SQL expressions written by us, never something that was typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

NOT_KNOWN = "Not known"
NOT_STATED = "Not stated"

# ETHNIC CATEGORY (2001); 99 and anything else is not known.
ETHNIC_GROUPS: Mapping[str, str] = {
    **dict.fromkeys("ABC", "White"),
    **dict.fromkeys("DEFG", "Mixed"),
    **dict.fromkeys("HJKL", "Asian"),
    **dict.fromkeys("MNP", "Black"),
    **dict.fromkeys("RS", "Other"),
    "Z": NOT_STATED,
}
ETHNIC_ORDER: Sequence[str] = ("White", "Mixed", "Asian", "Black", "Other", NOT_STATED, NOT_KNOWN)

GENDER_IDENTITIES: Mapping[str, str] = {"1": "Male", "2": "Female", "3": "Non-binary", "4": "Other"}
STATED_GENDERS: Mapping[str, str] = {"1": "Male", "2": "Female", "9": "Indeterminate"}
GENDER_ORDER: Sequence[str] = ("Male", "Female", "Non-binary", "Other", "Indeterminate", NOT_KNOWN)

# The first age that is too old for the band.
AGE_BANDS: Sequence[tuple[int, str]] = ((18, "Under 18"), (26, "18-25"), (65, "26-64"))
OLDEST_BAND = "65+"
AGE_ORDER: Sequence[str] = (*(band for _, band in AGE_BANDS), OLDEST_BAND, NOT_KNOWN)

QUINTILE_ORDER: Sequence[str] = ("1", "2", "3", "4", "5", NOT_KNOWN)
CORE20, NOT_CORE20 = "Core20", "Other"
CORE20_ORDER: Sequence[str] = (CORE20, NOT_CORE20, NOT_KNOWN)
# Decile 1 is the most deprived tenth of small areas.
CORE20_DECILES = 2


def ethnic_group(category: str | None) -> str:
    """The upper group of an ETHNIC CATEGORY code."""
    return ETHNIC_GROUPS.get(category or "", NOT_KNOWN)


def gender_group(gender_identity: str | None, stated_gender: str | None) -> str:
    """The group of a person by GENDER IDENTITY CODE, else by PERSON STATED GENDER CODE."""
    identity = GENDER_IDENTITIES.get(gender_identity or "")
    return identity or STATED_GENDERS.get(stated_gender or "", NOT_KNOWN)


def age_on(birth_date: dt.date, on: dt.date) -> int:
    """Whole years; somebody born on 29 February has their birthday on 1 March of other years."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def age_band(birth_date: dt.date | None, on: dt.date) -> str:
    """The band of the age on a day."""
    if birth_date is None:
        return NOT_KNOWN
    age = age_on(birth_date, on)
    return next((band for limit, band in AGE_BANDS if age < limit), OLDEST_BAND)


def imd_quintile(decile: int | None) -> str:
    """ "1" for the most deprived fifth (deciles 1 and 2) to "5" for the least."""
    return NOT_KNOWN if decile is None else str((decile + 1) // 2)


def core20(decile: int | None) -> str:
    """Whether the decile is in the most deprived fifth."""
    if decile is None:
        return NOT_KNOWN
    return CORE20 if decile <= CORE20_DECILES else NOT_CORE20


def ethnic_group_sql(category: str) -> str:
    """``ethnic_group`` of a text column."""
    return _case(category, ETHNIC_GROUPS, otherwise=_text(NOT_KNOWN))


def gender_group_sql(gender_identity: str, stated_gender: str) -> str:
    """``gender_group`` of two text columns."""
    stated = _case(stated_gender, STATED_GENDERS, otherwise=_text(NOT_KNOWN))
    return _case(gender_identity, GENDER_IDENTITIES, otherwise=stated)


def age_on_sql(birth_date: str, on: str) -> str:
    """``age_on`` of two date expressions; null without a date of birth."""
    return f"extract(year from age({on}, {birth_date}))::int"


def age_band_sql(birth_date: str, on: str) -> str:
    """``age_band`` of two date expressions."""
    age = age_on_sql(birth_date, on)
    bands = " ".join(f"when {age} < {limit} then {_text(band)}" for limit, band in AGE_BANDS)
    return f"case when {birth_date} is null then {_text(NOT_KNOWN)} {bands} else {_text(OLDEST_BAND)} end"


def imd_quintile_sql(decile: str) -> str:
    """``imd_quintile`` of a whole-number column."""
    return f"coalesce((({decile} + 1) / 2)::text, {_text(NOT_KNOWN)})"


def core20_sql(decile: str) -> str:
    """``core20`` of a whole-number column."""
    return (
        f"case when {decile} is null then {_text(NOT_KNOWN)}"
        f" when {decile} <= {CORE20_DECILES} then {_text(CORE20)} else {_text(NOT_CORE20)} end"
    )


def _case(column: str, groups: Mapping[str, str], *, otherwise: str) -> str:
    whens = " ".join(f"when {_text(code)} then {_text(group)}" for code, group in groups.items())
    return f"case {column} {whens} else {otherwise} end"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
