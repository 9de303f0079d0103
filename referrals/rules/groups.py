"""Groups: what a session is, and what becomes of somebody's contact when it is written down who came.

Nationally a group session counts for a person as any other contact does (MHS201): attended and face to face or by
video. Whoever did not come has a contact that says so, which does not count; who came without giving a name has none
(MHS302), and the session itself is sent apart (MHS301).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from config import formats
from referrals.rules import attendance as attendances
from referrals.rules.contact_dates import LONGEST_MINUTES

# CARE CONTACT PATIENT THERAPY MODE: group therapy.
THERAPY_MODE = "3"
# GROUP SESSION TYPE CODE: therapeutic group.
THERAPEUTIC = "03"
# CONSULTATION MECHANISM: how a group can meet.
MECHANISMS = {"01": "Face to face", "11": "Video"}
MOST_UNNAMED = 500
MOST_PEOPLE = 300
MOST_WEEKS = 52
# Nobody is written down: what stands for that on a sheet.
LEFT_OUT = ""
MARKS: dict[str, str] = {
    attendances.ATTENDED: "Attended",
    attendances.LATE_BUT_SEEN: "Came late",
    attendances.DID_NOT_ATTEND: "Did not attend",
    attendances.CANCELLED_BY_PERSON: "They cancelled",
    attendances.CANCELLED_BY_US: "We cancelled",
    LEFT_OUT: "Leave out",
}


def marks(now: str) -> list[tuple[str, str]]:
    """What may be picked for somebody; ``now`` is what is written down, which may always stay."""
    if now in MARKS:
        return list(MARKS.items())
    return [*MARKS.items(), (now, attendances.in_words(now))]


def in_words(mark: str) -> str:
    """A mark as a table shows it."""
    return MARKS.get(mark) or attendances.in_words(mark)


def weekly(first: dt.date, times: int) -> list[dt.date]:
    """The days of a course that meets once a week."""
    return [first + dt.timedelta(weeks=number) for number in range(times)]


def faults_of_group(
    *, starts_on: dt.date, ends_on: dt.date | None, is_course: bool, places: int | None, taken: int
) -> dict[str, str]:
    """Why a group cannot be so, by field; ``taken`` is how many have a place now."""
    wrong = {}
    if ends_on and ends_on < starts_on:
        wrong["ends_on"] = f"Last day must be on or after {formats.date(starts_on)}, the first day"
    if is_course and not places:
        wrong["places"] = "Enter how many places the course has"
    if is_course and places and places < taken:
        wrong["places"] = f"There must be at least {taken} places: so many people have one"
    return wrong


def faults_of_session(
    *, held_on: dt.date, duration_minutes: int, mechanism: str, starts_on: dt.date, ends_on: dt.date | None
) -> dict[str, str]:
    """Why a group that runs between these days cannot meet so, by field."""
    wrong = {}
    if held_on < starts_on:
        wrong["held_on"] = f"Date must be on or after {formats.date(starts_on)}, when the group starts"
    if ends_on and held_on > ends_on:
        wrong["held_on"] = f"Date must be on or before {formats.date(ends_on)}, when the group ends"
    if not 1 <= duration_minutes <= LONGEST_MINUTES:
        wrong["duration_minutes"] = f"Duration must be between 1 and {LONGEST_MINUTES} minutes"
    if mechanism not in MECHANISMS:
        wrong["mechanism"] = "Select how the group met"
    return wrong


def contact_of(session: Mapping[str, Any], mark: str) -> dict[str, Any]:
    """What somebody's contact says of a session; one who was not there was there for no time."""
    took_place = attendances.took_place(mark)
    return {
        **session,
        "attendance": mark,
        "duration_minutes": session["duration_minutes"] if took_place else None,
    }


def correction(
    *, session: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any], mark: str
) -> dict[str, Any]:
    """What must change in a contact that says ``now``, when the session was ``before`` and is ``session``.

    Only what is another: that somebody joined by video, written in their own contact, stays as long as the session's
    own way of meeting does.
    """
    wanted = contact_of(session, mark)
    unchanged = {name for name in session if session[name] == before[name]}
    if attendances.took_place(mark) != attendances.took_place(now["attendance"]):
        unchanged.discard("duration_minutes")
    differs = {name: value for name, value in wanted.items() if now[name] != value}
    return {name: value for name, value in differs.items() if name not in unchanged}
