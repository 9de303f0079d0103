"""Words of letters: plain text with names in double curly brackets, filled in and drawn by what stands here alone.

No template engine ever reads what a user wrote. A name is replaced once, by a value that is not looked at again; every
other character of the words and of the values is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

MOST_CHARACTERS = 6000
NAME = re.compile(r"\{\{[ \t]*([a-z][a-z_]{0,39})[ \t]*\}\}")
# Anything between brackets that belong together, and what opens or closes one, wherever it stands.
PAIR = re.compile(r"\{\{([^{}\n]*)\}\}")
BRACKETS = re.compile(r"\{\{|\}\}")
TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>|<!--")
# What stands for a value that is not known, until the writer fills it in.
GAP = re.compile(r"\[([a-z][a-z ]{0,38}) to fill in\]")
GROUPED = re.compile(r"(?<=[0-9]) (?=[0-9])")
BULLET = re.compile(r"[-*•][ \t]+")


@dataclass(frozen=True)
class Name:
    """What a name stands for, and an example."""

    means: str
    example: str


NAMES: Mapping[str, Name] = {
    "person_name": Name("The person’s name, as they like to be called", "Ann Okafor"),
    "team_name": Name("The team that holds the person", "Fleetwood core team"),
    "worker_name": Name("The person’s named worker", "Priya Nair"),
    "phone": Name("The number of your public pages", "01632 960 100"),
    "system_name": Name("Your system", "Fylde Coast"),
    "reference": Name("The reference of the referral", "R7K2M9QX4T3"),
    "received_on": Name("The day the request arrived", "3 November 2026"),
    "writer_name": Name("Who writes the letter", "Sam Reid"),
    "appointment_date": Name("The day of the next appointment", "Tuesday 24 November 2026"),
    "appointment_time": Name("When it begins", "2:35pm"),
    "appointment_length": Name("How long it takes", "60 minutes"),
    "appointment_where": Name("Where it is, or by telephone or video", "at Moorside House, Lord Street"),
    "appointment_with": Name("Whom they meet", "Priya Nair"),
    "closed_on": Name("The day the referral was closed", "14 January 2027"),
    "back_until": Name("Until when they come straight back", "14 January 2028"),
    "birth_date": Name("The patient’s date of birth", "4 May 1980"),
    "nhs_number": Name("The patient’s NHS number", "943 476 5919"),
}
_EVERY = (
    "person_name",
    "team_name",
    "worker_name",
    "phone",
    "system_name",
    "reference",
    "received_on",
    "writer_name",
)
_PATIENT = ("birth_date", "nhs_number")
_APPOINTMENT = (
    "appointment_date",
    "appointment_time",
    "appointment_length",
    "appointment_where",
    "appointment_with",
)
_CLOSED = ("closed_on", "back_until")
# Kind of letter -> the names that its words may use.
NAMES_OF: Mapping[str, Sequence[str]] = {
    "received": _EVERY,
    "appointment": (*_EVERY, *_APPOINTMENT),
    "handed_over": _EVERY,
    "closed": (*_EVERY, *_CLOSED),
    "gp_received": (*_EVERY, *_PATIENT),
    "gp_taken": (*_EVERY, *_PATIENT),
    "gp_closed": (*_EVERY, *_PATIENT, *_CLOSED),
}


def is_to_gp(kind: str) -> bool:
    return kind.startswith("gp_")


def example(kind: str) -> Mapping[str, str]:
    """Values of somebody who does not exist, for a preview."""
    return {name: NAMES[name].example for name in NAMES_OF[kind]}


def problems(text: str, known: Collection[str]) -> list[str]:
    """What is wrong with words that somebody wrote, each in a sentence that says what to do; empty when nothing is."""
    return [
        *(["Write the words of the letter"] if not text.strip() else []),
        *(
            [f"Make it shorter: {len(text):,} characters, and {MOST_CHARACTERS:,} are the most"]
            if len(text) > MOST_CHARACTERS
            else []
        ),
        *_bracket_problems(text),
        *_unknown(text, known),
        *_tags(text),
    ]


def _bracket_problems(text: str) -> Iterator[str]:
    """Brackets that were opened and not closed, or closed and never opened; told by the line they stand in."""
    for number, line in enumerate(text.split("\n"), start=1):
        if BRACKETS.search(PAIR.sub("name", line)):
            yield f"Line {number}: each {{{{ needs its }}}} behind the name, in the same line"


def _unknown(text: str, known: Collection[str]) -> Iterator[str]:
    for inside in dict.fromkeys(PAIR.findall(text)):
        name = inside.strip(" \t")
        if name not in known:
            words = f"“{name}” is" if name else "Empty brackets are"
            yield f"{words} not a name that this letter knows. Choose one of the list"


def _tags(text: str) -> Iterator[str]:
    found = TAG.search(text)
    if found:
        yield f"Write plain words: “{found.group()[:40]}” looks like HTML, which would be printed as it stands"


def fill(text: str, values: Mapping[str, str]) -> str:
    """The words with each name that ``values`` knows replaced; all else, and every value, as it is."""
    return NAME.sub(lambda found: values.get(found.group(1), found.group()), text)


def gap(what: str) -> str:
    """What stands in the words for something that is not known: ``[phone number to fill in]``."""
    return f"[{what} to fill in]"


def gaps(text: str) -> list[str]:
    """What the writer has still to fill in."""
    return list(dict.fromkeys(GAP.findall(text)))


def as_html(text: str) -> Markup:
    """Paragraphs, parted by empty lines, and lists, whose lines begin with a hyphen or a star. Numbers that are written
    in groups, as telephone and NHS numbers are, stay in one line.
    """
    return Markup("\n").join(_block(lines) for lines in _blocks(grouped(text)))


def grouped(text: str) -> str:
    """The same words, with numbers that are written in groups kept in one line."""
    return GROUPED.sub("\N{NO-BREAK SPACE}", text)


def _blocks(text: str) -> Iterator[list[str]]:
    lines = [line.strip() for line in text.splitlines()]
    for kind, together in groupby(lines, key=lambda line: (bool(line), bool(BULLET.match(line)))):
        if kind[0]:
            yield list(together)


def _block(lines: Sequence[str]) -> Markup:
    if BULLET.match(lines[0]):
        items = Markup("").join(Markup("<li>{}</li>").format(BULLET.sub("", line, count=1)) for line in lines)
        return Markup("<ul>{}</ul>").format(items)
    return Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in lines))
