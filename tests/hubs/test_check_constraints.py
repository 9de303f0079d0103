"""A check constraint answers yes or no: PostgreSQL lets a row through where the answer is NULL.

``(ended_on is null and reason = '') or (ended_on >= started_on and reason <> '')`` is NULL, and so no rule at all, for
a reason without a date. Each constraint is asked for every mix of missing and sample values of its columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.db import connection

FOUND = """
select c.conname, r.relname, pg_get_expr(c.conbin, c.conrelid),
       array_agg(a.attname order by a.attnum), array_agg(format_type(a.atttypid, null) order by a.attnum),
       array_agg(a.attnotnull order by a.attnum)
  from pg_constraint c
  join pg_class r on r.oid = c.conrelid
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
 where c.contype = 'c' and c.connamespace = 'public'::regnamespace
 group by c.oid, c.conname, r.relname
 order by c.conname
"""
# Two values of a type, of which the first is less.
SAMPLES = {
    "character varying": ["''", "'x'"],
    "text": ["''", "'x'"],
    "boolean": ["false", "true"],
    "date": ["'2025-01-01'", "'2025-02-01'"],
    "timestamp with time zone": ["'2025-01-01'", "'2025-02-01'"],
    "smallint": ["0", "2"],
    "integer": ["0", "2"],
    "bigint": ["0", "2"],
    "numeric": ["0", "2"],
    "uuid": ["gen_random_uuid()"],
    "jsonb": ["'{}'"],
}


@dataclass(frozen=True)
class Check:
    name: str
    table: str
    expression: str
    columns: list[str]
    types: list[str]
    filled: list[bool]

    def unknown(self) -> list[str]:
        """Some mixes of values for which the database would not know."""
        mixes = " cross join ".join(
            f"unnest(array[{', '.join(self.values_of(number))}]::{kind}[]) as v{number}({column})"
            for number, (column, kind) in enumerate(zip(self.columns, self.types, strict=True))
        )
        shown = " || ' ' || ".join(f"coalesce({column}::text, 'NULL')" for column in self.columns)
        with connection.cursor() as cursor:
            cursor.execute(f"select {shown} from {mixes} where ({self.expression}) is null limit 3")
            return [str(mix) for (mix,) in cursor.fetchall()]

    def values_of(self, number: int) -> list[str]:
        kind = self.types[number]
        values = [*SAMPLES[kind]]
        if kind == "text":
            values += sorted(set(re.findall(r"'[^']*'(?=::text)", self.expression)))[:6]
        return values if self.filled[number] else [*values, "null"]


def checks() -> list[Check]:
    with connection.cursor() as cursor:
        cursor.execute(FOUND)
        return [Check(*row) for row in cursor.fetchall()]


@pytest.mark.django_db
def test_no_check_is_in_doubt() -> None:
    """A check of one column alone may be: a missing value is then right whatever it is compared with."""
    together = [check for check in checks() if len(check.columns) > 1]
    assert len(together) > 100
    doubtful = {check.name: check.unknown() for check in together}
    assert {name: mixes for name, mixes in doubtful.items() if mixes} == {}
