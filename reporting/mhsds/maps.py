"""What the provider calls its teams, staff, referrals, plans and spells, and our rows for them.

The maps are temporary tables with fresh statistics, because the planner knows nothing yet of the thousands of rows
that the same transaction has just added to the real ones.
"""

from __future__ import annotations

from reporting.mhsds.reading import Reading
from reporting.mhsds.specification import STAFF, TEAMS, Table, tables
from reporting.mhsds.sql import run, temporary
from reporting.mhsds.winners import find_winners, won


def make_register_maps(reading: Reading) -> None:
    """Add the teams and staff that the record set describes or names, and map all of the provider's.

    One that is only named gets no type: so it is the same whether the month that describes it is read before or
    after. Names and hubs are the administrators' and never changed.
    """
    temporary("reading", f"select {reading.provider_id}::bigint as provider_id, {reading.claim} as claim")
    _register(
        reading,
        tables()["MHS902"],
        "hubs_team",
        {"team_type": 'w."ServTeamTypeMH"', "intended_age_group": 'w."ServTeamIntAgeGroup"'},
        names=TEAMS,
    )
    _register(
        reading,
        tables()["MHS901"],
        "hubs_staffmember",
        {"staff_group": "coalesce(w.\"CareProfStaffGpMH\", '')"},
        names=(STAFF,),
    )
    for name, target in (("team_sent", "hubs_team"), ("staff_sent", "hubs_staffmember")):
        temporary(
            name,
            f"select local_id, id from {target}"
            f" where tenant_id = {reading.tenant_id} and organisation_id = {reading.provider_id}",
        )


def make_map(name: str, target: str, column: str, reading: Reading) -> None:
    """Map what the provider calls the rows of ``target`` to their ids, voided rows too."""
    temporary(
        name,
        f"select {column}, id from {target}"
        f" where tenant_id = {reading.tenant_id} and provider_id = {reading.provider_id}",
    )


def _register(
    reading: Reading, table: Table, target: str, values: dict[str, str], *, names: tuple[str, ...]
) -> None:
    find_winners(table, reading)
    described = ", ".join(f"{expression} as {column}" for column, expression in values.items())
    blank = ", ".join("''" for _ in values)
    temporary(
        "register",
        "select distinct on (local_id) * from"
        f" (select w.key as local_id, {described}, true as described from {won(table)} w where not w.older"
        f" union all select n.name, {blank}, false from ({_named(reading, names)}) n) r"
        " order by local_id, described desc",
    )
    old, new = (", ".join(f"{side}.{column}" for column in values) for side in "tr")
    run(
        f"update {target} t set {', '.join(f'{column} = r.{column}' for column in values)} from register r"
        f" where t.tenant_id = {reading.tenant_id} and t.organisation_id = {reading.provider_id}"
        f" and t.local_id = r.local_id and r.described and ({old}) is distinct from ({new})"
    )
    run(
        f"insert into {target} (tenant_id, organisation_id, local_id, name, {', '.join(values)})"
        f" select {reading.tenant_id}, {reading.provider_id}, r.local_id, r.local_id, {new} from register r"
        " on conflict do nothing"
    )


def _named(reading: Reading, names: tuple[str, ...]) -> str:
    """SQL of what the accepted rows name in any of the columns."""
    parts = [
        f'select distinct s."{name}" as name from {staged.accepted} s where s."{name}" is not null'
        for staged in reading.staged.values()
        for name in names
        if name in staged.columns
    ]
    return " union ".join(parts) or "select null::text as name where false"
