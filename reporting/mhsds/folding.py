"""Bringing rows of the record into line with the snapshot rows that it follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reporting.mhsds.reading import NOT_SENT, Reading
from reporting.mhsds.specification import tables
from reporting.mhsds.sql import drop, run, value
from reporting.mhsds.told import keep_days
from reporting.mhsds.winners import find_winners, gone, won


def unvoid(row: str) -> str:
    """SQL that brings back rows that are not sent any more and now are again. So they have come anew: what is made of
    the record is made again from the days they are about.
    """
    return (
        "voided_at = null, voided_by_id = null, void_reason = '', created_at ="
        f" case when {row}.voided_at is null then {row}.created_at else statement_timestamp() end"
    )


def not_voided_here(row: str) -> str:
    """SQL of rows that nobody voided with a reason of their own, which stands whatever is sent."""
    return f"({row}.voided_at is null or {row}.void_reason like '{NOT_SENT} %')"


@dataclass(frozen=True)
class Fold:
    """How a table of the data set becomes rows of ``target``.

    ``identity`` are the columns that say which row it is, ``values`` those that follow the newest month, both as
    SQL about the row w and what ``joins`` adds; ``begins`` are those that a new row begins with and keeps for itself.
    ``apart`` are elements that, beside the table's key, tell rows apart each of which is followed for itself.
    ``adjusts`` are columns recorded here which must fit the new values f, as SQL about the row t. ``keep_if`` is SQL
    about a row t that must not be voided although nobody sends it any more. ``keeps_days_of`` is SQL of what
    the row t belongs to, called p, where rows keep on which days they were told.
    """

    table: str
    target: str
    joins: str
    identity: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)
    begins: Mapping[str, str] = field(default_factory=dict)
    apart: tuple[str, ...] = ()
    nullable: frozenset[str] = frozenset()
    adjusts: Mapping[str, str] = field(default_factory=dict)
    keep_if: str = "false"
    keeps_days_of: str = ""


def fold(plan: Fold, reading: Reading) -> None:
    """Change, add and void what this reading changes, adds and no longer carries; nothing else.

    Rows recorded here (without a source month) are left alone.
    """
    table = tables()[plan.table]
    find_winners(table, reading, plan.apart)
    columns = {**plan.identity, **plan.values, **plan.begins}
    listed = ", ".join(f"{expression} as {column}" for column, expression in columns.items())
    drop("folded")
    run(
        f"create temporary table folded on commit drop as select w.since, w.older, w.exact,"
        f" w.month = {reading.month} as sent, {listed}"
        f" from {won(table)} w {plan.joins}"
    )
    run("analyze folded")
    _change(plan, reading)
    _add(plan, reading, columns)
    if value(f"select exists (select from {gone(table)})"):
        _void(plan, reading)
    if plan.keeps_days_of:
        ours = (
            f"{plan.keeps_days_of} and p.provider_id = {reading.provider_id} and p.source_month is not null"
        )
        keep_days(plan.target, f"folded f where f.sent and {same_row(plan)}", ours, reading)


def same_row(plan: Fold, side: str = "f") -> str:
    return " and ".join(
        f"t.{column} {'is not distinct from' if column in plan.nullable else '='} {side}.{column}"
        for column in plan.identity
    )


def _change(plan: Fold, reading: Reading) -> None:
    values = [f"{column} = f.{column}" for column in plan.values]
    values += [f"{column} = {expression}" for column, expression in plan.adjusts.items()]
    since = (
        "source_month = case when f.exact or t.voided_at is not null then f.since"
        " else least(t.source_month, f.since) end"
    )
    old, new = (", ".join(f"{side}.{column}" for column in plan.values) for side in "tf")
    differs = f"({old}) is distinct from ({new}) or " if plan.values else ""
    ours = (
        f"t.tenant_id = {reading.tenant_id} and t.source_month is not null and {same_row(plan)}"
        f" and {not_voided_here('t')}"
    )
    run(
        f"update {plan.target} t set {', '.join([*values, since, unvoid('t')])} from folded f where {ours}"
        f" and not f.older and ({differs}t.voided_at is not null or t.source_month > f.since"
        " or (f.exact and t.source_month <> f.since))"
    )
    # A newer month has the say about the row; this one only carried it, too.
    run(
        f"update {plan.target} t set source_month = f.since from folded f"
        f" where {ours} and f.older and t.source_month > f.since"
    )


def _add(plan: Fold, reading: Reading, columns: Mapping[str, str]) -> None:
    run(
        f"insert into {plan.target} (tenant_id, source_month, {', '.join(columns)})"
        f" select {reading.tenant_id}, f.since, {', '.join(f'f.{column}' for column in columns)} from folded f"
        f" where not f.older and not exists (select from {plan.target} t where t.tenant_id = {reading.tenant_id}"
        f" and {same_row(plan)})"
    )


def _void(plan: Fold, reading: Reading) -> None:
    table = tables()[plan.table]
    listed = ", ".join(f"{expression} as {column}" for column, expression in plan.identity.items())
    run(
        f"update {plan.target} t set voided_at = now(), void_reason = {reading.void_reason}"
        f" from (select {listed} from {gone(table)} w {plan.joins}) f"
        f" where t.tenant_id = {reading.tenant_id} and t.source_month is not null and t.voided_at is null"
        f" and {same_row(plan)} and not ({plan.keep_if})"
    )
