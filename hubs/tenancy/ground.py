"""What the first migration needs before any table: the roles, and the function that policies ask."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

ROLES = ("chub_app", "chub_hub", "chub_report", "chub_system")

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

# Who works and in which hubs and teams, for the policies that keep records to hubs; without any, the empty array.
APP_HUBS = """
create function app_hubs() returns bigint[] language sql stable parallel safe
return coalesce(string_to_array(nullif(current_setting('app.hub_ids', true), ''), ',')::bigint[], '{}')
"""
APP_TEAMS = """
create function app_teams() returns bigint[] language sql stable parallel safe
return coalesce(string_to_array(nullif(current_setting('app.team_ids', true), ''), ',')::bigint[], '{}')
"""
APP_STAFF = """
create function app_staff() returns bigint language sql stable parallel safe
return nullif(current_setting('app.staff_id', true), '')::bigint
"""

OPERATIONS = [
    migrations.RunSQL(REQUIRE_ROLES, migrations.RunSQL.noop),
    migrations.RunSQL(APP_TENANT, "drop function app_tenant()"),
]
# What the application may do, the same application may do for a worker of some hubs, where tables were there before.
SAME_FOR_HUBS = """
do $$
declare it record;
begin
  for it in select table_name, string_agg(privilege_type, ', ') as privileges
            from information_schema.role_table_grants
            where table_schema = 'public' and grantee = 'chub_app' group by 1 loop
    execute format('grant %s on %I to chub_hub', it.privileges, it.table_name);
  end loop;
  for it in select tablename from pg_policies where schemaname = 'public' and policyname = 'tenant' loop
    execute format('alter policy tenant on %I to chub_app, chub_hub', it.tablename);
  end loop;
end $$
"""
SERVE = (Path(__file__).resolve().parents[1] / "sql" / "serve.sql").read_text(encoding="utf-8")
HUBS = [
    migrations.RunSQL(REQUIRE_ROLES, migrations.RunSQL.noop),
    migrations.RunSQL(APP_HUBS, "drop function app_hubs()"),
    migrations.RunSQL(APP_TEAMS, "drop function app_teams()"),
    migrations.RunSQL(APP_STAFF, "drop function app_staff()"),
    migrations.RunSQL(SERVE, "drop function hubs_serve(bigint, text[], date)"),
    migrations.RunSQL(SAME_FOR_HUBS, migrations.RunSQL.noop),
]
