"""What the page of a quarter's return shows: the figures as signed, or as they would be signed now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.rules.return_document import Reading, ReturnDocument
from reporting.rules.return_figures import main_figures, sections
from reporting.rules.return_layout import Section
from reporting.selectors import return_content, returns
from reporting.selectors.return_content import NoFigures
from reporting.selectors.returns import Quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPage:
    """``document`` is None where there are no figures; ``problem`` says why. ``doubts`` are about a draft."""

    document: ReturnDocument | None
    problem: str = ""
    doubts: Sequence[str] = ()
    fingerprint: str = ""
    next_version: int = 1

    @property
    def sections(self) -> tuple[Section, ...]:
        return sections(self.document) if self.document else ()

    @property
    def main(self) -> tuple[Reading, ...]:
        return main_figures(self.document) if self.document else ()

    @property
    def is_draft(self) -> bool:
        return self.document is None or self.document.signature is None


def page(quarter: Quarter, *, draft: bool) -> ReturnPage:
    """The newest signed version, or the draft when there is none or it is asked for."""
    if quarter.latest and not draft:
        return ReturnPage(document=returns.signed_document(quarter.latest))
    next_version = quarter.latest.version + 1 if quarter.latest else 1
    try:
        made = return_content.build(quarter.period)
    except NoFigures as error:
        return ReturnPage(document=None, problem=str(error), next_version=next_version)
    return ReturnPage(
        document=made.document, doubts=made.doubts, fingerprint=made.fingerprint, next_version=next_version
    )
