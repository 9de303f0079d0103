"""The draft of an assurance return: stored values, definitions and the state of the data of a quarter."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from config import formats
from hubs.models import Tenant
from hubs.tenancy import current_tenant_id
from reporting.rules import return_parts
from reporting.rules.frozen import freeze
from reporting.rules.periods import Period, PeriodKind, add_months, last_day
from reporting.rules.return_document import DataState, ReturnDocument
from reporting.rules.return_parts import Parts
from reporting.rules.stored_values import Values
from reporting.rules.suppression import SuppressionPolicy
from reporting.selectors import data_state, definitions, values


class NoFigures(Exception):
    """The quarter has no stored figures; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A draft with the exact values and the definitions it was made from.

    ``doubts`` are what a signer should know; ``fingerprint`` changes when a figure shown does.
    """

    document: ReturnDocument
    values: list[Any]
    definitions: dict[str, Any]
    doubts: tuple[str, ...]
    fingerprint: str


def build(quarter: Period) -> Made:
    """The draft of a quarter. The same number of queries whatever is in it. Raises NoFigures."""
    tenant = Tenant.objects.get(pk=current_tenant_id())
    parts = Parts(
        values=values.read(_wanted(quarter)),
        described=definitions.all(),
        quarter=quarter,
        policy=SuppressionPolicy(threshold=tenant.suppress_below, base=tenant.round_to),
        labels=definitions.labels(),
    )
    _refuse_nothing(parts, tenant)
    state, newest_doubts = _state(parts)
    document = _document(tenant, parts, state)
    return Made(
        document=document,
        values=freeze(list(parts.values)),
        definitions={one: freeze(parts.described[one]) for one in return_parts.MEASURES},
        doubts=(*newest_doubts, *state.notes),
        fingerprint=_fingerprint(document),
    )


def _wanted(quarter: Period) -> Q:
    """The tenant's values of the trends and of the quarter before; areas and groups at the quarter's end only."""
    at_end = Q(period_end=quarter.end)
    whole = Q(level="tenant", level_code="")
    trend = Q(period_end__gte=last_day(add_months(quarter.end, 1 - return_parts.TREND_MONTHS)))
    areas = Q(indicator=return_parts.PEOPLE, level__in=("pcn", "place"), breakdown="")
    found = (whole & trend & Q(breakdown="")) | (at_end & whole & ~Q(breakdown="")) | (at_end & areas)
    return Q(indicator__in=return_parts.MEASURES, period_end__lte=quarter.end) & found


def _refuse_nothing(parts: Parts, tenant: Tenant) -> None:
    if missing := parts.missing():
        some = "no figures" if len(missing) == len(return_parts.NEEDED) else f"no {', '.join(missing)}"
        raise NoFigures(
            f"There are {some} for {parts.quarter.label} yet. Run the night first:"
            f" manage.py nightly --tenant {tenant.slug} --as-at {last_day(parts.quarter.end)}"
        )


def _document(tenant: Tenant, parts: Parts, state: DataState) -> ReturnDocument:
    return ReturnDocument(
        tenant_name=tenant.name,
        tenant_code=tenant.ods_code,
        quarter=parts.quarter,
        version=1,
        as_at=max(value.as_at for value in parts.values if value.period_end == parts.quarter.end),
        access=parts.access(),
        referrals=parts.referrals(),
        waits=parts.waits(),
        equalities=parts.equalities(),
        admissions=parts.admissions(),
        data_state=state,
        policy=parts.policy,
    )


def _state(parts: Parts) -> tuple[DataState, tuple[str, ...]]:
    """The state of the data as the document tells it, and what else is to be known of the newest night."""
    quarter = parts.quarter
    of_quarter = [value for value in parts.values if value.period_end == quarter.end]
    submissions = data_state.submissions(quarter)
    made, newest = data_state.runs(value.run_id for value in of_quarter)
    as_at = max(value.as_at for value in of_quarter)
    state = DataState(
        submissions=submissions,
        run_reference=data_state.run_name(made) if made else "Not recorded",
        run_finished_at=(made.finished_at if made else None) or as_at,
        definition_version=", ".join(sorted({value.definition_version for value in of_quarter})),
        notes=(
            *data_state.missing_doubts(submissions),
            *_early(quarter, as_at),
            *_months_without(parts.values, quarter),
        ),
    )
    return state, data_state.run_doubts(newest)


def _early(quarter: Period, as_at: dt.datetime) -> tuple[str, ...]:
    if formats.london_date(as_at) > quarter.end:
        return ()
    return (f"The figures were computed on {formats.date(as_at)}, before the quarter was over.",)


def _months_without(found: Values, quarter: Period) -> tuple[str, ...]:
    held = {value.period_end for value in found if value.period_kind == PeriodKind.MONTH}
    return tuple(
        f"There are no figures for {month:%B %Y}." for month in quarter.months if last_day(month) not in held
    )


def _fingerprint(document: ReturnDocument) -> str:
    """SHA-256 of what is shown, without when it was computed: a night that changes nothing changes it not."""
    shown = freeze(document)
    del shown["as_at"]
    for name in ("run_reference", "run_finished_at"):
        del shown["data_state"][name]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
