"""What a night goes by: how far months have been computed, what has changed since, and runs and their state."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.db import connection

from reporting.indicators import FAMILIES, LISTS
from reporting.models import ComputedMonth
from reporting.rules import months
from reporting.rules.months import Computed, Month

ROOT = Path(__file__).resolve().parents[2]

# Everything besides the record that figures are made by: who is whose, and the national reference data. Postcodes are
# only counted, as the directory is large and every new edition of it has more or fewer.
_GROUND = """
    select concat_ws(
        ' ',
        (select within_days from hubs_tenant where id = app_tenant()),
        (select md5(string_agg(concat_ws('|', id, team_type, hub_id), ',' order by id)) from hubs_team),
        (select md5(string_agg(concat_ws('|', id, code, place_id), ',' order by id)) from hubs_hub),
        (select md5(string_agg(concat_ws('|', id, code), ',' order by id)) from hubs_place),
        (select md5(string_agg(concat_ws('|', id, kind, ods_code, place_id, transformed_from), ',' order by id))
            from hubs_organisation where kind = 'pcn' or id in (select organisation_id from hubs_team)),
        (select md5(string_agg(concat_ws('|', hub_id, pcn_id, starts_on, ends_on), ',' order by id))
            from hubs_hubcoverage),
        (select md5(string_agg(concat_ws('|', practice_code, pcn_code, starts_on, ends_on), ','
            order by practice_code, pcn_code, starts_on)) from hubs_pcnpractice),
        (select md5(string_agg(concat_ws('|', refset_id, concept_id, active_from, active_to), ','
            order by refset_id, concept_id, active_from)) from hubs_refsetmember),
        (select md5(string_agg(concat_ws('|', code, is_baseline_outcome), ',' order by code)) from hubs_assessmenttool),
        (select md5(string_agg(concat_ws('|', edition, lsoa, decile), ',' order by edition, lsoa))
            from hubs_deprivationdecile),
        (select count(*) from hubs_postcode)
    )
"""

# The months in which something is known to have happened: record sets, and what was recorded here.
_SPAN = """
    select min(found.first), max(found.last)
    from (
        select min(month) as first, max(month) as last from reporting_recordset where state = 'taken'
        union all
        select min(received_on), max(received_on) from referrals_referral
        where source_month is null and voided_at is null and received_on <= %(as_at)s
        union all
        select min(occurred_on), max(occurred_on) from referrals_contact
        where source_month is null and voided_at is null and occurred_on <= %(as_at)s
    ) found
"""

# The start of the oldest transaction of ours that is at work: what it writes will carry that time when it commits.
_READ_AT = """
    select least(now(), min(xact_start))
    from pg_stat_activity
    where datname = current_database() and usename = current_user and backend_type = 'client backend'
"""


def stale_months(as_at: dt.date) -> list[Month]:
    """The months that a night computes when nobody says which: see reporting.rules.months.stale."""
    first, last = _one(_SPAN, {"as_at": as_at})
    return months.stale(
        first=first,
        last=last,
        as_at=as_at,
        computed=computed_months(),
        definitions=definitions(),
        changed_since=lru_cache(changed_since),
    )


def is_stale(month: Month) -> bool:
    """Whether nobody has computed the month since it was found to be stale, or it has changed again."""
    return months.is_stale(month, computed_months().get(month.end), definitions(), changed_since)


def computed_months() -> dict[dt.date, Computed]:
    """How far each month has been computed, by its last day. One query."""
    found = ComputedMonth.objects.values_list("period_end", "as_at", "read_at", "definitions")
    return {end: Computed(as_at, read_at, made_by) for end, as_at, read_at, made_by in found}


def changed_since(moment: dt.datetime) -> dt.date | None:
    """The earliest day that something recorded, corrected or voided since a moment is about; None when nothing was."""
    day: dt.date | None
    (day,) = _one("select reporting_changed_from(%(moment)s)", {"moment": moment})
    return day


def read_at() -> dt.datetime:
    """A moment before which everything that was recorded can be seen by this transaction."""
    moment: dt.datetime
    (moment,) = _one(_READ_AT, {})
    return moment


def definitions() -> str:
    """A fingerprint of everything besides the record that figures are made by."""
    (ground,) = _one(_GROUND, {})
    return hashlib.sha256(f"{_declared()} {ground}".encode()).hexdigest()


@cache
def _declared() -> str:
    """A fingerprint of the declarations and the SQL of this version of the product."""
    statements = [statement for family in FAMILIES for statement in family.statements()]
    # Which contacts count is said beside them, the rest here.
    sql = [
        ROOT / "referrals" / "sql" / "contact_counts.sql",
        *sorted((ROOT / "reporting" / "sql").glob("*.sql")),
    ]
    files = [file.read_text(encoding="utf-8") for file in sql]
    return hashlib.sha256("\n".join([*statements, *LISTS.values(), *files]).encode()).hexdigest()


def _one(statement: str, values: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    assert row is not None
    return tuple(row)
