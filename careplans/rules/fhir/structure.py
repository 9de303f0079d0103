"""The parts of a resource, and what is wrong with each: missing, unknown, too many, of another type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from careplans.rules.fhir.elements import ELEMENTS, Element
from careplans.rules.fhir.primitives import PRIMITIVES

# Any element may have them; ``contained`` any resource (in ELEMENTS).
EVERYWHERE = {
    "id": Element("id", "string", 0, False, "", frozenset(), frozenset()),
    "extension": Element("extension", "Extension", 0, True, "", frozenset(), frozenset()),
    "modifierExtension": Element("modifierExtension", "Extension", 0, True, "", frozenset(), frozenset()),
}
VALUE = "value"


@dataclass(frozen=True)
class Part:
    """An element as it stands: at ``path``, of ``type`` ("CarePlan.activity", "Reference", "code")."""

    path: str
    type: str
    value: Any
    element: Element | None = None


def parts(resource: Any) -> Iterator[Part]:
    """The resource and everything in it, as far as it is known; the resources of a Bundle as well."""
    yield from _inside(Part(_kind(resource) or "Resource", "Resource", resource))


def faults(part: Part) -> Iterator[str]:
    """What is wrong with one part, without what stands inside it."""
    if part.type in PRIMITIVES:
        yield from _primitive(part)
    elif not isinstance(part.value, dict) or not part.value:
        yield f"{part.path} must say something: an object with elements"
    elif part.type == "Extension":
        yield from _extension(part)
    elif part.type not in ELEMENTS:
        yield f"{part.path} is of no kind that is used here"
    else:
        yield from _unknown(part)
        yield from _how_many(part)


def _inside(part: Part) -> Iterator[Part]:
    if part.type == "Resource":
        part = Part(part.path, _kind(part.value) or "Resource", part.value, part.element)
    yield part
    if not isinstance(part.value, dict):
        return
    for name, value in part.value.items():
        element = _elements(part).get(name)
        if element:
            values = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
            for place, each in values:
                where = f"{part.path}.{name}" if place is None else f"{part.path}.{name}[{place}]"
                yield from _inside(Part(where, element.type, each, element))


def _kind(resource: Any) -> str:
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    return kind if isinstance(kind, str) else ""


def _elements(part: Part) -> Mapping[str, Element]:
    if part.type == "Extension":
        return {**EVERYWHERE, **{name: _of_extension(name) for name in part.value}}
    return {**EVERYWHERE, **ELEMENTS.get(part.type, {})}


def _of_extension(name: str) -> Element:
    """``url``, ``id``, or a value whose type its name ends with."""
    if name in EVERYWHERE:
        return EVERYWHERE[name]
    kind = name.removeprefix(VALUE)
    primitive = kind[:1].lower() + kind[1:]
    kind = "uri" if name == "url" else primitive if primitive in PRIMITIVES else kind
    return Element(name, kind, 0, False, "", frozenset(), frozenset())


def _primitive(part: Part) -> Iterator[str]:
    if not PRIMITIVES[part.type](part.value):
        yield f"{part.path} is no {part.type}: {part.value!r}"
    elif part.element and part.element.codes and part.value not in part.element.codes:
        yield f"{part.path} must be one of {', '.join(sorted(part.element.codes))}, and is {part.value!r}"


def _unknown(part: Part) -> Iterator[str]:
    known = {"resourceType", *_elements(part)} if "resourceType" in part.value else set(_elements(part))
    yield from (f"{part.path} has no element {name!r}" for name in part.value if name not in known)


def _how_many(part: Part) -> Iterator[str]:
    for element in ELEMENTS[part.type].values():
        value = part.value.get(element.name)
        if element.name in part.value and isinstance(value, list) != element.many:
            yield f"{part.path}.{element.name} must be {'a list' if element.many else 'one and no list'}"
        elif value == []:
            yield f"{part.path}.{element.name} is an empty list"
    for name, alternatives in _alternatives(part.type).items():
        there = [each for each in alternatives if each in part.value]
        if not there and ELEMENTS[part.type][alternatives[0]].least:
            yield f"{part.path}.{name} is missing"
        if len(there) > 1:
            yield f"{part.path} has {' and '.join(there)}, of which one excludes the other"


def _alternatives(kind: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in ELEMENTS[kind].values():
        found.setdefault(element.choice or element.name, []).append(element.name)
    return found


def _extension(part: Part) -> Iterator[str]:
    said = [name for name in part.value if name not in ("id", "url")]
    if "url" not in part.value:
        yield f"{part.path}.url is missing"
    if len(said) != 1:
        yield f"{part.path} must have one value, or extensions of its own"
