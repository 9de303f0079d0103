"""What one record takes over from another of the same person: only what it lacks, so that nothing is written over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from config import formats
from hubs.rules import nhs_number

# Taken one by one where they are not known.
DETAILS = (
    "preferred_name",
    "birth_date",
    "gender_identity",
    "gender_same_at_birth",
    "stated_gender",
    "marital_status",
    "ethnic_category",
    "ethnic_category_2021",
    "language",
    "phone",
    "email",
)
# What somebody needs is told in words, which can stand side by side.
WORDS_OF_NEEDS = ("communication", "adjustments")
NEEDS = ("interpreter_language", "reach_by", "digital_suits", "may_leave_message")


def taken_over(kept: Any, merged: Any) -> dict[str, Any]:
    """The details of a person that ``kept`` lacks and ``merged`` has, by column."""
    taken = {name: getattr(merged, name) for name in DETAILS if _lacks(kept, merged, name)}
    return {
        **taken,
        **_name(kept, merged),
        **_home(kept, merged),
        **_death(kept, merged),
        **_number(kept, merged),
    }


def needs_of_both(kept: Any, other: Any) -> dict[str, Any]:
    """What both say somebody needs. A consent to be written to is never taken over: it was given for one record."""
    found = {name: getattr(other, name) for name in NEEDS if _lacks(kept, other, name)}
    for name in WORDS_OF_NEEDS:
        first, second = getattr(kept, name).strip(), getattr(other, name).strip()
        if second and second not in first:
            found[name] = f"{first}\n{second}".strip()
    return found


def cannot_be_undone(changed: Sequence[str]) -> str:
    """Why two records cannot be parted, and what can be done."""
    return (
        f"This was changed since the records were joined: {formats.listed(list(changed))}. "
        "To undo now would lose that change, so nothing was undone. Put back what changed and try again, or ask"
        " for a new record and move what belongs there by hand"
    )


def _lacks(kept: Any, merged: Any, name: str) -> bool:
    return getattr(kept, name) in (None, "") and getattr(merged, name) not in (None, "")


def _name(kept: Any, merged: Any) -> dict[str, str]:
    return {
        name: getattr(merged, name) for name in ("family_name", "given_name") if _lacks(kept, merged, name)
    }


def _home(kept: Any, merged: Any) -> dict[str, str]:
    # An address belongs to its postcode: never one of each.
    if _lacks(kept, merged, "postcode") and not kept.address:
        return {"postcode": merged.postcode, "address": merged.address}
    if _lacks(kept, merged, "address") and kept.postcode == merged.postcode:
        return {"address": merged.address}
    return {}


def _death(kept: Any, merged: Any) -> dict[str, dt.date]:
    born = kept.birth_date or merged.birth_date
    died = merged.death_date
    fits = died is not None and (born is None or died >= born)
    return {"death_date": died} if fits and kept.death_date is None else {}


def _number(kept: Any, merged: Any) -> dict[str, str]:
    """The number with what is known of it; a claim to the same number is settled by having it."""
    if not _lacks(kept, merged, "nhs_number"):
        return {}
    taken = {"nhs_number": merged.nhs_number, "nhs_number_status": merged.nhs_number_status}
    if nhs_number.check(kept.nhs_number_claimed).number == merged.nhs_number:
        taken |= {"nhs_number_claimed": "", "nhs_number_problem": ""}
    return taken
