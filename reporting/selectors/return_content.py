"""The draft of an assurance return: stored values, definitions and the state of the data of a quarter."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from config import formats
from hubs.models import Tenant
from hubs.rules.frozen import freeze
from hubs.tenancy import current_tenant_id
from reporting.rules.added_up import with_quarters
from reporting.rules.periods import Period, PeriodKind, add_months, last_day, month_of
from reporting.rules.return_document import DataState, ReturnDocument
from reporting.rules.return_making import TREND_MONTHS
from reporting.rules.return_measures import (
    ADDED_UP,
    ALL_QUARTER,
    AT_END,
    EQUALITIES,
    MEASURES,
    NEEDED,
    PAIRED,
    PEOPLE,
    WITHIN,
)
from reporting.rules.return_parts import Parts
from reporting.rules.stored_values import Values
from reporting.rules.suppression import SuppressionPolicy, count
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
    found = with_quarters(values.read(_wanted(quarter)), ADDED_UP, quarter, quarter.previous, within=WITHIN)
    parts = Parts(
        values=found,
        described=definitions.described(),
        quarter=quarter,
        policy=SuppressionPolicy(threshold=tenant.suppress_below, base=tenant.round_to),
        labels=definitions.labels({value.level_code for value in found if value.level == "pcn"}),
    )
    _refuse_nothing(parts, tenant)
    state, newest_doubts = _state(parts)
    document = _document(tenant, parts, state)
    return Made(
        document=document,
        values=freeze(list(parts.values)),
        definitions={one: freeze(parts.described[one]) for one in MEASURES},
        doubts=(*newest_doubts, *state.notes),
        fingerprint=_fingerprint(document),
    )


def _wanted(quarter: Period) -> Q:
    """The tenant's values of the last twelve months; of areas and groups those that a return shows."""
    whole, at_end = Q(level="tenant", level_code=""), Q(period_end=quarter.end)
    trend = whole & Q(
        indicator__in=MEASURES, breakdown="", period_end__gte=_months_before(quarter, TREND_MONTHS)
    )
    areas = at_end & Q(indicator=PEOPLE, level__in=("pcn", "place"), breakdown="")
    people = at_end & whole & Q(indicator__in=EQUALITIES, breakdown__in=list(definitions.CHARACTERISTICS))
    groups = at_end & whole & Q(indicator__in=MEASURES, breakdown__in=AT_END)
    added_up = whole & Q(
        indicator__in=ADDED_UP, breakdown__in=ALL_QUARTER, period_end__gte=_months_before(quarter, 3)
    )
    return Q(period_end__lte=quarter.end) & (trend | areas | people | groups | added_up)


def _months_before(quarter: Period, months: int) -> dt.date:
    """The end of the first of so many months that end with the quarter."""
    return last_day(add_months(quarter.end, 1 - months))


def _refuse_nothing(parts: Parts, tenant: Tenant) -> None:
    missing = parts.missing()
    if not missing:
        return
    label = parts.quarter.label
    if len(missing) == len(NEEDED):
        what = f"There are no figures for {label} yet."
    else:
        titles = ", ".join(parts.described[one].title for one in missing)
        what = f"Some figures for {label} are missing: {titles}."
    raise NoFigures(
        f"{what} Run nightly first: manage.py nightly --tenant {tenant.slug} --as-at {parts.quarter.end}"
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
        outcomes=parts.outcomes(),
        plans=parts.plans(),
        health=parts.health(),
        employment=parts.employment(),
        therapies=parts.therapies(),
        data_state=state,
        policy=parts.policy,
    )


def _state(parts: Parts) -> tuple[DataState, tuple[str, ...]]:
    """The state of the data as the document tells it, and what else is to be known of the newest night."""
    quarter = parts.quarter
    of_quarter = [value for value in parts.values if value.period_end == quarter.end]
    submissions = data_state.submissions(quarter)
    as_at = max(value.as_at for value in of_quarter)
    computed = data_state.computed(month_of(quarter.end))
    state = DataState(
        submissions=submissions,
        run_reference=computed.run if computed else "Not recorded",
        run_finished_at=(computed.run_finished_at or computed.read_at) if computed else as_at,
        definition_version=_versions(value.definition_version for value in of_quarter),
        notes=(
            *data_state.missing_doubts(submissions),
            *_early(quarter, as_at),
            *_months_without(parts.values, quarter),
            *_parts_without(parts),
            *_incomplete(parts),
        ),
    )
    return state, data_state.run_doubts(data_state.newest_run())


def _versions(found: Iterable[str]) -> str:
    versions = sorted(set(found))
    word = "Version" if len(versions) == 1 else "Versions"
    return f"{word} {formats.listed(versions)} of the measures named here"


def _early(quarter: Period, as_at: dt.datetime) -> tuple[str, ...]:
    if formats.london_date(as_at) >= quarter.end:
        return ()
    return (f"The figures go up to {formats.date(as_at)} only, before the end of the quarter.",)


def _months_without(found: Values, quarter: Period) -> tuple[str, ...]:
    held = {value.period_end for value in found if value.period_kind == PeriodKind.MONTH}
    return tuple(
        f"There are no figures for {month:%B %Y}." for month in quarter.months if last_day(month) not in held
    )


def _parts_without(parts: Parts) -> tuple[str, ...]:
    return tuple(
        f"There are no figures on {name} for this quarter: that part is left out."
        for name in parts.left_out()
    )


def _incomplete(parts: Parts) -> tuple[str, ...]:
    """How many rows could not be counted, because the record lacks what the rule asks for."""
    found: dict[str, str] = {}
    for one in (PEOPLE, "wait.mrs02", PAIRED):
        described = parts.described[one]
        value = parts.values.get(one, described.period(parts.quarter.end))
        if value and value.incomplete and described.incomplete:
            shown = count(value.incomplete, parts.policy).text
            found[described.incomplete] = (
                f"{described.incomplete}: {shown}. They are left out of the figures."
            )
    return tuple(found.values())


def _fingerprint(document: ReturnDocument) -> str:
    """SHA-256 of what is shown, without when it was computed: a night that changes nothing changes it not."""
    shown = freeze(document)
    del shown["as_at"]
    for name in ("run_reference", "run_finished_at"):
        del shown["data_state"][name]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
