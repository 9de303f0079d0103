"""How names are told, and made comparable."""

from __future__ import annotations

import unicodedata


def name_key(family_name: str, given_name: str) -> str:
    """``O'Neill``, ``Séan`` -> ``oneill sean``: lower case, no accents, no punctuation, family name first.

    Stored beside the name so that a search is a range on an index, which row security lets through.
    """
    return " ".join(part for part in (_plain(family_name), _plain(given_name)) if part)[:200]


def search_key(text: str) -> str:
    """What somebody typed, in the form of a key: ``Neill, Sean`` and ``neill sean`` are the same."""
    return " ".join(word for word in (_plain(part) for part in text.replace(",", " ").split()) if word)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = (character for character in decomposed if character.isalnum() or character.isspace())
    return " ".join("".join(kept).split())


def in_lists(*, family: str, given: str, reference: str) -> str:
    """Family name in capitals first, as NHS systems show it; record sets carry no names."""
    if not family:
        return f"Name not recorded ({reference})"
    return f"{family.upper()}, {given}".rstrip(", ")
