"""A linter that is not ours (pgrls) reads the policies; what it may still say is listed here with the reason."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from hubs.tenancy.models import GlobalModel, TenantModel
from hubs.tenancy.third_party import THIRD_PARTY_TABLES

# Policies that let the system role read the tables that name it, every row: that is what they are for.
SYSTEM_POLICY = {"SEC005", "SEC008", "SEC038"}
# One permissive policy a role, and no flag to open it. Where a worker of some hubs is held to less, a restrictive one
# stands beside it; of other tables there is nothing that it would hold back.
ONE_POLICY_A_ROLE = {"SEC007"}
# Staff are seen by their whole tenant: a colleague's name is not private among colleagues.
SHARED_IN_THE_TENANT = {("SEC027", "public.hubs_staffmember")}
HISTORY_TRIGGERS = {"SEC013"}
NO_ROW_SECURITY = {"SEC001"}


def lint() -> list[dict[str, str]]:
    command = [str(Path(sys.executable).with_name("pgrls")), "lint", "--format", "json"]
    done = subprocess.run(
        [*command, "--database-url", os.environ["DATABASE_OWNER_URL"]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    found: list[dict[str, str]] = report["violations"] if isinstance(report, dict) else report
    return found


def expected(finding: dict[str, str], global_tables: set[str], system_tables: set[str]) -> bool:
    rule, location = finding["rule_id"], finding["location"]
    table = location.split(".")[1]
    if rule in NO_ROW_SECURITY:
        return table in global_tables
    if rule in SYSTEM_POLICY:
        return table in system_tables and location.endswith(".system")
    return rule in ONE_POLICY_A_ROLE | HISTORY_TRIGGERS or (rule, location) in SHARED_IN_THE_TENANT


@pytest.mark.django_db(transaction=True)
def test_the_linter_finds_nothing_that_is_not_meant() -> None:
    models = apps.get_models()
    global_tables = {
        m._meta.db_table for m in models if issubclass(m, GlobalModel)
    } | THIRD_PARTY_TABLES.keys()
    system_tables = {m._meta.db_table for m in models if issubclass(m, TenantModel) and m.system_may_read}
    findings = lint()
    assert any(finding["rule_id"] == "SEC001" for finding in findings), "the linter looked at nothing"
    surprises = [finding for finding in findings if not expected(finding, global_tables, system_tables)]
    assert not surprises, json.dumps(surprises, indent=2)


@pytest.mark.django_db
def test_no_function_runs_with_the_rights_of_its_owner() -> None:
    """History triggers, and all else, run as whoever caused them, under that login's policies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"
        )
        assert cursor.fetchall() == []
