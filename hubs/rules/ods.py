"""Organisation codes of the Organisation Data Service (ODS): what each kind looks like.

Source: NHS Data Dictionary, organisation coding frames and default codes. Real codes break the frames, so the
checks are wider than what is published: QUY and QOX are ICBs and RBS is a trust, although the frame has no B,
I, O, S, U or Z in those places; care trusts start with T; and codes given out now are letter, digit, letter,
digit, letter, whatever the kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

# GP practice codes that say there is none: not registered, not applicable, not known.
NOT_REGISTERED, NOT_APPLICABLE, NOT_KNOWN = "V81997", "V81998", "V81999"
DEFAULT_PRACTICES = frozenset({NOT_REGISTERED, NOT_APPLICABLE, NOT_KNOWN})
DEFAULT_REFERRERS = frozenset({"X99998", "X99999"})
DEFAULT_PROVIDERS = frozenset({"89999"})
RESIDENCE_NOT_KNOWN = "Q99"

_NEW = "[A-Z][0-9][A-Z][0-9][A-Z]"


class Kind(StrEnum):
    """The kinds of organisation; those that a tenant sets up are named as hubs.models.OrganisationKind names
    them.
    """

    NHS_TRUST = "nhs_trust"
    COUNCIL = "council"
    PCN = "pcn"
    GP_PRACTICE = "gp_practice"
    VCSE = "vcse"
    ICB = "icb"
    INDEPENDENT = "independent"
    SUB_ICB = "sub_icb"
    NON_NHS_PROVIDER = "non_nhs_provider"


_SHAPES: dict[Kind, str] = {
    Kind.NHS_TRUST: f"[RT][A-Z0-9]{{2}}|{_NEW}",
    # Councils have three characters that start with a digit; the frame of newer ones is not published.
    Kind.COUNCIL: f"[0-9][A-Z0-9]{{2}}|{_NEW}",
    Kind.PCN: "U[0-9]{5}",
    Kind.GP_PRACTICE: "[A-HJ-NPYW][0-9]{5}",
    Kind.VCSE: f"8[A-Z][A-Z0-9]{{3}}|[ABDGIKLMNOSUVW][A-Z][A-Z0-9]|{_NEW}",
    Kind.ICB: f"Q[A-Z0-9]{{2}}|{_NEW}",
    Kind.INDEPENDENT: f"8[A-Z][A-Z0-9]{{3}}|[ABDGIKLMNOSUVW][A-Z][A-Z0-9]|{_NEW}",
    Kind.SUB_ICB: f"[0-9]{{2}}[A-Z]|{_NEW}",
    Kind.NON_NHS_PROVIDER: "8[A-Z][A-Z0-9]{3}",
}
_PATTERNS = {kind: re.compile(shape) for kind, shape in _SHAPES.items()}

_IN_WORDS: dict[Kind, str] = {
    Kind.NHS_TRUST: "R or T and 2 letters or digits, like RRE",
    Kind.COUNCIL: "3 characters that start with a digit, like 323",
    Kind.PCN: "U and 5 digits, like U12345",
    Kind.GP_PRACTICE: "a letter and 5 digits, like P81001",
    Kind.VCSE: "8, a letter and 3 letters or digits, like 8HA03",
    Kind.ICB: "Q and 2 letters or digits, like QE1",
    Kind.INDEPENDENT: "3 letters or digits like NV7, or 5 like 8HA03",
    Kind.SUB_ICB: "2 digits and a letter, like 01A",
    Kind.NON_NHS_PROVIDER: "8, a letter and 3 letters or digits, like 8HA03",
}


@dataclass(frozen=True)
class Checked:
    """``code`` in capitals without spaces, or None with the ``problem`` in a sentence that says what to
    do.
    """

    code: str | None
    problem: str = ""


def normalise(text: str) -> str:
    """Capitals, without the spaces that come with copying."""
    return "".join(text.split()).upper()


def matches(kind: Kind, code: str) -> bool:
    """Whether the code, as written, has the form of that kind. A default code is no organisation's and never
    has.
    """
    return _PATTERNS[kind].fullmatch(code) is not None and not is_default(code)


def check(kind: Kind, text: str) -> Checked:
    """What was typed as a code of that kind."""
    code = normalise(text)
    if not code:
        return Checked(None, "Enter an ODS code")
    if is_default(code):
        return Checked(
            None, f"{code} means that there is no code. Enter the organisation's own or leave it empty"
        )
    if not matches(kind, code):
        return Checked(None, f"ODS code must be {_IN_WORDS[kind]}. Look it up in the ODS portal")
    return Checked(code)


def is_default(code: str) -> bool:
    """Whether the code stands for "none", "not applicable" or "not known" rather than for an organisation."""
    return code in DEFAULT_PRACTICES | DEFAULT_REFERRERS | DEFAULT_PROVIDERS or code == RESIDENCE_NOT_KNOWN
