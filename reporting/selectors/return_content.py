"""The figures of an assurance return: stored values, suppressed, in the order of the document."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from hubs.models import Organisation, Place, Tenant
from hubs.models.organisation import OrganisationKind
from hubs.tenancy import current_tenant_id
from reporting.rules import breakdowns
from reporting.rules.frozen import freeze
from reporting.rules.periods import Period, PeriodKind, add_months, iter_months, last_day, month_of
from reporting.rules.return_document import (
    Access,
    Admissions,
    Breakdown,
    Characteristic,
    DataState,
    Equalities,
    Group,
    Measure,
    Reading,
    Referrals,
    ReturnDocument,
    Trend,
    TrendLine,
    Waits,
)
from reporting.rules.stored_values import WHOLE, Value, Values, published
from reporting.rules.suppression import Published, SuppressionPolicy
from reporting.selectors import data_state, values
from reporting.selectors.definitions import Definition, definition

PEOPLE = "access.mhs108"
TRANSFORMED = "access.mhs108_transformed"
RECEIVED = "access.referrals"
REJECTED = "access.rejected"
FINISHED = ("wait.mrs01", "wait.mrs01a", "wait.mrs01b")
OPEN = ("wait.mrs02", "wait.mrs02a", "wait.mrs02b", "wait.mrs02c", "wait.mrs02d", "wait.mrs02e", "wait.mrs02f")
SECOND = ("wait.mrs03", "wait.mrs03a", "wait.mrs03b", "wait.mrs07a", "wait.mrs07c", "wait.mrs07e", "wait.mrs15")
SPELLS = ("wait.mrs04", "wait.mrs05", "wait.mrs06", "wait.mrs20", "wait.mrs21", "wait.mrs22")
ADMISSIONS = ("access.mhs106", "access.mhs106b", "access.mhs107b")
EQUALITIES = (PEOPLE, "wait.mrs01", "wait.mrs01b", "wait.mrs02", "wait.mrs03a")
LENGTH, COMPONENTS = "wait.open_by_length", "wait.components"
TRENDS = (PEOPLE, RECEIVED, "wait.mrs02", "wait.mrs03")
# Without these there is no return: they are its first page and the headlines of its parts.
NEEDED = (PEOPLE, RECEIVED, REJECTED, "wait.mrs01b", "wait.mrs02", "wait.mrs03a")
ALL = tuple(
    dict.fromkeys(
        (PEOPLE, TRANSFORMED, RECEIVED, REJECTED, "access.rejected_share", *FINISHED, *OPEN, *SECOND)
        + (*SPELLS, *ADMISSIONS, LENGTH, COMPONENTS)
    )
)
MONTHS = 12


class NoFigures(Exception):
    """The quarter has no stored figures; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A draft of a return with the exact values and the definitions it was made from.

    ``fingerprint`` is one of the figures shown: it changes when one of them does.
    """

    document: ReturnDocument
    values: list[dict[str, Any]]
    definitions: dict[str, Any]
    doubts: tuple[str, ...]
    fingerprint: str


def build(quarter: Period) -> Made:
    """The draft of a quarter. The same number of queries whatever is in it. Raises NoFigures."""
    tenant = Tenant.objects.get(pk=current_tenant_id())
    found = values.read(_wanted(quarter))
    _refuse_nothing(found, quarter, tenant)
    figures = _Figures(found, quarter, SuppressionPolicy(threshold=tenant.suppress_below, base=tenant.round_to))
    state = _state(found, quarter)
    document = ReturnDocument(
        tenant_name=tenant.name,
        tenant_code=tenant.ods_code,
        quarter=quarter,
        version=1,
        as_at=max(value.as_at for value in found),
        access=_access(figures),
        referrals=_referrals(figures),
        waits=_waits(figures),
        equalities=_equalities(figures),
        admissions=Admissions(readings=figures.readings(*ADMISSIONS)),
        data_state=state.shown,
        policy=figures.policy,
    )
    return Made(
        document=document,
        values=[freeze_value(value) for value in found],
        definitions={name: freeze(definition(name)) for name in ALL},
        doubts=state.doubts,
        fingerprint=_fingerprint(document),
    )
