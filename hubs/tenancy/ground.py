"""What the first migration needs before any table: the roles, and the function that policies ask."""

from __future__ import annotations

from django.db import migrations

ROLES = ("chub_app", "chub_report", "chub_system")

# A grant to a missing role would fail halfway with PostgreSQL's own words; say what to do.
REQUIRE_ROLES = f"""
do $$ begin
  if (select count(*) from pg_roles where rolname in {ROLES!r}) < {len(ROLES)} then
    raise exception 'The database roles {", ".join(ROLES)} are missing: run "manage.py prepare_database"
    first.'; end if; end $$
"""

# STABLE and plain SQL, so that the planner inlines it and still sees an equality on an indexed column.
APP_TENANT = """
create function app_tenant() returns bigint language sql stable parallel safe
return nullif(current_setting('app.tenant_id', true), '')::bigint
"""

OPERATIONS = [
    migrations.RunSQL(REQUIRE_ROLES, migrations.RunSQL.noop),
    migrations.RunSQL(APP_TENANT, "drop function app_tenant()"),
]
