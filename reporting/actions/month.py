"""The facts and values of one month, made from the record in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models

from reporting.indicators import FAMILIES, LISTS
from reporting.models import (
    AdmissionFact,
    DueFact,
    HealthFact,
    IndicatorValue,
    NightlyRun,
    OutcomeFact,
    PairFact,
    ReferralFact,
    SpellFact,
)
from reporting.rules.months import Month
from reporting.rules.periods import add_months, financial_year_start, first_day

Stage = Callable[[str], None]

VALUES = """
    create temporary table night_value (
        indicator text, definition_version text, period_kind text, period_start date,
        level text, level_code text, breakdown text, "group" text,
        numerator numeric, denominator numeric, value numeric, excluded bigint, incomplete bigint
    ) on commit drop
"""
FACTS: dict[str, type[models.Model]] = {
    "night_referral": ReferralFact,
    "night_spell": SpellFact,
    "night_admission": AdmissionFact,
    "night_outcome": OutcomeFact,
    "night_pair": PairFact,
    "night_due": DueFact,
    "night_health": HealthFact,
}
# Every plan here reads most of a tenant once: parallel workers and compiled plans cost more than they give, and of the
# lists it is enough to know how long they are and roughly what is in them.
SETTINGS = {
    "work_mem": "128MB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "default_statistics_target": "10",
}
# Lists that look up what they need for some few rows; all others join whole tables. Of a tenant that is new to it the
# planner expects one row of everything, and would look up a hundred thousand one by one.
LOOKED_UP = frozenset({"night_admission"})


def compute(month: Month, *, within_days: int, run: NightlyRun, stage: Stage) -> int:
    """Make the facts and values of a month in the tenant and transaction in force; how many values changed.

    Rows that are as they were stay untouched, so that computing a month again changes nothing.
    """
    values = _parameters(month, within_days)
    with connection.cursor() as cursor:
        for name, value in SETTINGS.items():
            cursor.execute("select set_config(%s, %s, true)", [name, value])
        for table, statement in {**LISTS, "night_value": VALUES}.items():
            stage(table.removeprefix("night_"))
            cursor.execute(f"set local enable_nestloop = {'on' if table in LOOKED_UP else 'off'}")
            cursor.execute(f"drop table if exists pg_temp.{table}")
            cursor.execute(statement, values)
            cursor.execute(f"analyze {table}")
        cursor.execute("set local enable_nestloop = on")
        for family in FAMILIES:
            stage(family.name)
            for statement in family.statements():
                cursor.execute(statement, values)
        stage("writing")
        # Row by row look-ups would be planned for a month that seems empty, and would meet what they write themselves.
        cursor.execute("set local enable_nestloop = off")
        for table, model in FACTS.items():
            _write(cursor, model, table, values)
        return _write_values(cursor, values | {"run": run.pk})


def _parameters(month: Month, within_days: int) -> dict[str, Any]:
    end_of_day = dt.datetime.combine(month.as_at, dt.time(23, 59, 59), ZoneInfo(settings.TIME_ZONE))
    return {
        "period_end": month.end,
        "as_at": month.as_at,
        "as_at_time": end_of_day,
        "month_start": first_day(month.end),
        "quarter_start": add_months(month.end, -2),
        "year_start": add_months(month.end, -11),
        "financial_year_start": financial_year_start(month.end),
        "within_days": within_days,
    }


def _write(cursor: Any, model: type[models.Model], source: str, values: dict[str, Any]) -> None:
    """Bring the month's rows of a fact table into line with a temporary table that has the same columns."""
    key = list(model._meta.constraints[0].fields[1:])  # type: ignore[attr-defined]
    columns = [
        str(field.column) for field in model._meta.concrete_fields if field.name not in ("id", "tenant")
    ]
    _upsert(cursor, model._meta.db_table, f"select {_list(columns)} from {source}", columns, key, values)
    _delete_others(cursor, model._meta.db_table, source, key[1:], values)


VALUE_KEY = ("period_kind", "level", "level_code", "indicator", "breakdown", '"group"')
VALUE_REST = (
    "definition_version",
    "period_start",
    "numerator",
    "denominator",
    "value",
    "excluded",
    "incomplete",
)


def _write_values(cursor: Any, values: dict[str, Any]) -> int:
    """Bring the month's values into line with ``night_value``; how many changed. Only these name the run."""
    table = IndicatorValue._meta.db_table
    columns = [*VALUE_KEY, *VALUE_REST, "period_end", "as_at"]
    made = f"""
        select {_list(VALUE_KEY)}, definition_version, period_start, numerator::numeric(14, 4),
            denominator::numeric(14, 4), value::numeric(18, 8), excluded::integer, incomplete::integer,
            %(period_end)s::date as period_end, %(as_at_time)s::timestamptz as as_at
        from night_value
    """
    written = _upsert(
        cursor, table, made, columns, ["period_end", *VALUE_KEY], values, also={"run_id": "%(run)s"}
    )
    return written + _delete_others(cursor, table, "night_value", VALUE_KEY, values)


def _upsert(
    cursor: Any,
    table: str,
    made: str,
    columns: Sequence[str],
    key: Sequence[str],
    values: dict[str, Any],
    *,
    also: Mapping[str, str] | None = None,
) -> int:
    """Write the rows of ``made`` that are new or differ from what is there; how many they were.

    Rows that are as they were are not touched. Runs of a tenant take turns, so nobody adds the same row meanwhile.
    ``also`` are columns that only a changed row gets.
    """
    given = dict(also or {})
    rest = [column for column in columns if column not in key]
    month = "held.tenant_id = app_tenant() and held.period_end = %(period_end)s"
    same = " and ".join(f"held.{column} = made.{column}" for column in key)
    cursor.execute(
        f"""
        update {table} held
        set ({_list([*rest, *given])}) = row ({_list([f"made.{column}" for column in rest] + list(given.values()))})
        from ({made}) made
        where {month} and {same} and ({_list(rest, "held.")}) is distinct from ({_list(rest, "made.")})
        """,
        values,
    )
    changed = int(cursor.rowcount)
    cursor.execute(
        f"""
        insert into {table} (tenant_id, {_list([*columns, *given])})
        select app_tenant(), {_list([f"made.{column}" for column in columns] + list(given.values()))}
        from ({made}) made
        where not exists (select from {table} held where {month} and {same})
        """,
        values,
    )
    return changed + int(cursor.rowcount)


def _delete_others(cursor: Any, table: str, source: str, key: Sequence[str], values: dict[str, Any]) -> int:
    """Take away the month's rows that were not made again."""
    # NOT IN is worked out by hashing, whatever the planner believes of a table that has just been filled.
    cursor.execute(
        f"""
        delete from {table}
        where tenant_id = app_tenant()
            and period_end = %(period_end)s
            and ({_list(key)}) not in (select {_list(key)} from {source})
        """,
        values,
    )
    return int(cursor.rowcount)


def _list(columns: Any, prefix: str = "") -> str:
    return ", ".join(f"{prefix}{column}" for column in columns)
