"""Whether a contact took place (ATTENDANCE STATUS, MHS201), in the words of the people who log it."""

from __future__ import annotations

ATTENDED, LATE_BUT_SEEN, LATE_NOT_SEEN = "5", "6", "7"
DID_NOT_ATTEND, CANCELLED_BY_PERSON, CANCELLED_BY_US = "3", "2", "4"

# The order in which they are offered: what happens most comes first.
IN_WORDS: dict[str, str] = {
    ATTENDED: "Attended",
    LATE_BUT_SEEN: "Arrived late and was seen",
    DID_NOT_ATTEND: "Did not attend",
    CANCELLED_BY_PERSON: "Cancelled by the person",
    CANCELLED_BY_US: "Cancelled by us",
    LATE_NOT_SEEN: "Arrived too late to be seen",
}
TOOK_PLACE = frozenset({ATTENDED, LATE_BUT_SEEN})

# Alt and a letter that no browser keeps for itself; the letter stands in the words.
KEYS: dict[str, str] = {DID_NOT_ATTEND: "n", CANCELLED_BY_PERSON: "c", CANCELLED_BY_US: "u"}


def took_place(status: str) -> bool:
    """Whether somebody was seen or spoken to, so that there can be activities and scores."""
    return status in TOOK_PLACE


def in_words(status: str) -> str:
    """The status as the timeline tells it; what is not recorded says so."""
    return IN_WORDS.get(status, "Attendance not recorded" if not status else f"Attendance code {status}")
