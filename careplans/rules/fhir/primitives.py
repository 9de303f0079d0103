"""Whether a value is of a primitive type of FHIR R4, as it stands in JSON.

Source: https://hl7.org/fhir/R4/datatypes.html, the regular expressions of each type.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

from careplans.rules.fhir.words import XHTML, said

_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
_ZONE = r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))"
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1
# What the narrative of a resource may be written with: no scripts, forms, frames or links to them.
_NAMES = (
    "div p br hr span a img pre blockquote address table caption colgroup col thead tbody tfoot tr th td"
    " b i em strong small big tt sub sup code cite q abbr acronym dfn kbd samp var ul ol li dl dt dd h1 h2 h3 h4 h5 h6"
)
_ELEMENTS = frozenset(_NAMES.split())


def is_text(value: Any) -> bool:
    """A string with something in it, and nothing that FHIR or XML cannot carry."""
    return isinstance(value, str) and bool(value.strip()) and said(value) == value.strip()


def _matching(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: is_text(value) and bool(compiled.fullmatch(value))


def _dated(pattern: str) -> Callable[[Any], bool]:
    """Of the right form, and a day that the calendar has."""
    has_form = _matching(pattern)
    return lambda value: has_form(value) and _is_day(value[:10])


def _is_day(text: str) -> bool:
    whole = text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text
    try:
        dt.date.fromisoformat(whole)
    except ValueError:
        return False
    return True


def _whole(least: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= _LARGEST


def is_xhtml(value: Any) -> bool:
    """Well-formed XHTML in one div that says something, without a document type or entities of its own."""
    if not isinstance(value, str):
        return False
    names: list[str] = []
    words: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: names.extend((name, *map(_attribute, attributes)))
    parser.CharacterDataHandler = words.append
    parser.StartDoctypeDeclHandler = lambda *declared: names.append("a document type")
    try:
        parser.Parse(value, True)
    except (expat.ExpatError, ValueError):
        return False
    known = {f"{XHTML} {name}" for name in _ELEMENTS} | {"an attribute"}
    return names[0] == f"{XHTML} div" and known.issuperset(names) and bool("".join(words).strip())


def _attribute(name: str) -> str:
    """What acts when the page is read is no attribute of a narrative."""
    return "an act" if name.lower().startswith("on") else "an attribute"


PRIMITIVES: Mapping[str, Callable[[Any], bool]] = {
    "boolean": lambda value: isinstance(value, bool),
    "integer": _whole(_SMALLEST),
    "unsignedInt": _whole(0),
    "positiveInt": _whole(1),
    "decimal": lambda value: type(value) in (int, float),
    "string": is_text,
    "markdown": is_text,
    "code": _matching(r"\S+( \S+)*"),
    "id": _matching(r"[A-Za-z0-9\-.]{1,64}"),
    "uri": _matching(r"\S+"),
    "url": _matching(r"\S+"),
    "canonical": _matching(r"\S+"),
    "base64Binary": _matching(r"[0-9A-Za-z+/=\s]+"),
    "date": _dated(_DATE),
    "dateTime": _dated(rf"({_DATE}|{_DAY}T{_TIME}{_ZONE})"),
    "instant": _dated(rf"{_DAY}T{_TIME}{_ZONE}"),
    "time": _matching(_TIME),
    "xhtml": is_xhtml,
}
