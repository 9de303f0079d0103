"""Assurance returns: which quarters there are, what is signed of each, and the signed documents."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from hubs.rules.frozen import thaw
from hubs.rules.roles import Actor, Permission, has_permission
from reporting.models import AssuranceReturn, IndicatorValue
from reporting.rules.periods import Period, financial_quarter
from reporting.rules.return_document import ReturnDocument

# No return is made without it (reporting.rules.return_parts): its months say which quarters there are.
NEEDED = "access.referrals"


class Altered(RuntimeError):
    """A signed document is not what was signed."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter with its signed versions, newest first; their documents are not read.

    ``has_figures``: there are figures of it as they are now, and whoever asked may see them.
    """

    period: Period
    versions: Sequence[AssuranceReturn]
    has_figures: bool

    @property
    def latest(self) -> AssuranceReturn | None:
        """The newest signed version."""
        return self.versions[0] if self.versions else None

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed, before which nobody can sign."""
        return self.period.end < timezone.localdate()


def quarters(by: Actor) -> list[Quarter]:
    """Every quarter with a signed return, newest first; for those who sign, those with figures too. Two
    queries.
    """
    signed = _by_quarter(_without_document())
    figures = {financial_quarter(end).start for end in _months()} if may_see_drafts(by) else set()
    starts = sorted({*signed, *figures}, reverse=True)
    return [Quarter(financial_quarter(start), signed.get(start, ()), start in figures) for start in starts]


def quarter(by: Actor, period: Period) -> Quarter | None:
    """One quarter; None when ``by`` may see neither figures nor a signed return of it. Two queries."""
    versions = tuple(_without_document().filter(quarter_start=period.start))
    months = _months().filter(period_end__range=(period.start, period.end))
    has_figures = may_see_drafts(by) and months.exists()
    return Quarter(period, versions, has_figures) if versions or has_figures else None


def may_see_drafts(by: Actor) -> bool:
    """Whether they see figures that nobody has signed: those who sign do, those who are told do not."""
    return has_permission(by, Permission.RETURN_SIGN)


def latest(period: Period) -> AssuranceReturn | None:
    """The newest signed version of a quarter, with its document."""
    return AssuranceReturn.objects.filter(quarter_start=period.start).order_by("-version").first()


def version(period: Period, number: int) -> AssuranceReturn | None:
    """One signed version, with its document."""
    return AssuranceReturn.objects.filter(quarter_start=period.start, version=number).first()


def signed_document(signed: AssuranceReturn) -> ReturnDocument:
    """The figures as they were signed."""
    return thaw(ReturnDocument, signed.content["document"])


def intact_document(signed: AssuranceReturn) -> bytes:
    """The bytes that were signed. Raises Altered when they are no longer those of the fingerprint."""
    document = bytes(signed.document)
    if hashlib.sha256(document).hexdigest() != signed.sha256:
        raise Altered(f"The document of {signed} is not the one that was signed: restore it from a backup.")
    return document


def _without_document() -> QuerySet[AssuranceReturn]:
    return AssuranceReturn.objects.defer("document", "content").order_by("-quarter_start", "-version")


def _months() -> QuerySet[IndicatorValue, dt.date]:
    """The last days of the months that have figures."""
    whole = IndicatorValue.objects.filter(indicator=NEEDED, level="tenant", level_code="", breakdown="")
    return whole.values_list("period_end", flat=True)


def _by_quarter(found: Iterable[AssuranceReturn]) -> dict[dt.date, list[AssuranceReturn]]:
    signed: dict[dt.date, list[AssuranceReturn]] = {}
    for one in found:
        signed.setdefault(one.quarter_start, []).append(one)
    return signed
