"""SQL functions made from the national lists that the clock goes by, so that each list stands in one place.

The data files are under hubs/data; a change to them needs a migration that makes these functions again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from hubs.rules import team_types

EXCLUDED_CONCEPTS = (
    Path(__file__).resolve().parents[2] / "hubs" / "data" / "codes" / "snomed_4ww_excluded_concepts.csv"
)


# The four reference sets that NHS England and the PRSB made for the clock; their members come from RF2 files.
COMPONENT = """
    create or replace function reporting_component(refset_id text) returns text
    language sql immutable parallel safe
    return case refset_id
        when '1853441000000109' then 'assessment'
        when '1853461000000105' then 'intervention'  -- psychological therapies
        when '1853481000000101' then 'intervention'  -- psychosocial interventions
        when '1853451000000107' then 'intervention'  -- medication and physical therapy
    end
"""


def create() -> str:
    """The statements that make the functions, or make them again."""
    return ";\n".join([_in_wait_scope(), _in_access_scope(), _is_meaningful(), COMPONENT])


def drop() -> str:
    """The statements that take the functions away."""
    return """
        drop function reporting_in_wait_scope(text);
        drop function reporting_in_access_scope(text, date);
        drop function reporting_is_meaningful(text);
        drop function reporting_component(text)
    """


def _in_wait_scope() -> str:
    return f"""
        create or replace function reporting_in_wait_scope(team_type text) returns boolean
        language sql immutable parallel safe
        return team_type in ({_listed(team_types.adult_four_week())})
    """


def _in_access_scope() -> str:
    access = [kind for kind in team_types.scope().values() if kind.access]
    always = f"team_type in ({_listed(kind.code for kind in access if kind.access_from is None)})"
    later = [
        f"(team_type = '{kind.code}' and on_day >= date '{kind.access_from}')"
        for kind in access
        if kind.access_from
    ]
    return f"""
        create or replace function reporting_in_access_scope(team_type text, on_day date) returns boolean
        language sql immutable parallel safe
        return {" or ".join([always, *later])}
    """


def _is_meaningful() -> str:
    """Consultation, signposting and discussion never count as an assessment or an intervention for adults."""
    with EXCLUDED_CONCEPTS.open(encoding="utf-8", newline="") as file:
        excluded = [row["code"] for row in csv.DictReader(file)]
    return f"""
        create or replace function reporting_is_meaningful(concept text) returns boolean
        language sql immutable parallel safe
        return concept not in ({_listed(excluded)})
    """


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(codes))
