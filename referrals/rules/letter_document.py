"""A letter on paper: what stands on it beside its words, and the PDF that is made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from config.pdf import render_pdf
from referrals.rules import letters

TEMPLATE = "referrals/letters/document.jinja"
# The window of an envelope takes no more lines.
MOST_ADDRESS_LINES = 7


@dataclass(frozen=True)
class LetterDocument:
    """All that is on the paper. ``reference`` is the referral's, ``phone`` whom to ring, empty when there is none."""

    kind: str
    subject: str
    body: str
    to_name: str
    to_address: str
    sender: str
    team: str
    phone: str
    reference: str
    written_at: dt.datetime
    large_print: bool = False

    @property
    def address_lines(self) -> Sequence[str]:
        """Name and address as they stand in the window."""
        lines = [self.to_name, *self.to_address.splitlines()]
        return [line.strip() for line in lines if line.strip()][:MOST_ADDRESS_LINES]

    @property
    def has_crisis_help(self) -> bool:
        """On every letter to a person; a practice knows."""
        return not letters.is_to_gp(self.kind)


def letter_pdf(environment: Environment, document: LetterDocument, *, static: Path) -> bytes:
    """The letter as PDF/UA-1, the same bytes for the same document. Raises what ``render_pdf`` raises."""
    html = environment.get_template(TEMPLATE).render(document=document, body=letters.as_html(document.body))
    return render_pdf(html, base_url=str(static), title=document.subject)
