"""Every table is a tenant's, under forced row security with composite keys, or is named as global with a
reason.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import GlobalModel, TenantModel
from hubs.tenancy.third_party import THIRD_PARTY_TABLES

OURS = ["hubs", "referrals", "outcomes", "careplans", "vcse", "reporting"]


def tenant_tables() -> dict[str, type[models.Model]]:
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if issubclass(model, TenantModel) or (hasattr(model, "pgh_tracked_model") and _is_ours(model))
    }


def _is_ours(model: type[models.Model]) -> bool:
    return model._meta.app_label in OURS


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_every_table_is_a_tenants_or_global_with_a_reason() -> None:
    tables = {
        str(name)
        for (name,) in rows(
            "select relname from pg_class"
            " where relkind in ('r', 'p', 'm') and relnamespace = 'public'::regnamespace"
        )
    }
    global_tables = {
        model._meta.db_table for model in apps.get_models() if issubclass(model, GlobalModel) and model.reason
    }
    unknown = tables - tenant_tables().keys() - global_tables - THIRD_PARTY_TABLES.keys()
    assert not unknown, f"Say whose these tables are: {sorted(unknown)}"


@pytest.mark.django_db
def test_tenant_tables_have_forced_row_security_and_policies_on_the_tenant() -> None:
    forced = {
        name for (name,) in rows("select relname from pg_class where relrowsecurity and relforcerowsecurity")
    }
    policies = {
        (table, role): (using, check)
        for table, role, using, check in rows(
            "select tablename, unnest(roles)::text, qual, with_check"
            " from pg_policies where schemaname = 'public' and permissive = 'PERMISSIVE'"
        )
    }
    for table in tenant_tables():
        assert table in forced, f"{table} is not under forced row security"
        assert policies[table, "chub_app"] == ("(tenant_id = app_tenant())", "(tenant_id = app_tenant())")
        assert policies[table, "chub_hub"] == policies[table, "chub_app"], (
            "the application is the same for both"
        )
        assert policies[table, "chub_report"] == ("(tenant_id = app_tenant())", None)


@pytest.mark.django_db
def test_only_named_tables_are_open_to_the_system_role() -> None:
    opened = {
        table for (table,) in rows("select tablename from pg_policies where 'chub_system' = any(roles)")
    }
    named = {
        table
        for table, model in tenant_tables().items()
        if issubclass(model, TenantModel) and model.system_may_read
    }
    assert opened == named


@pytest.mark.django_db
def test_no_policy_has_a_way_round() -> None:
    for _table, using in rows(
        "select tablename, qual from pg_policies"
        " where permissive = 'PERMISSIVE' and not ('chub_system' = any(roles))"
    ):
        assert using == "(tenant_id = app_tenant())"


@pytest.mark.django_db
def test_what_a_worker_of_some_hubs_may_do_with_tables_is_what_the_application_may() -> None:
    held = rows(
        """
        select relname, privilege, has_table_privilege('chub_app', c.oid, privilege),
               has_table_privilege('chub_hub', c.oid, privilege)
        from pg_class c, unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as privilege
        where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
        """
    )
    assert [row for row in held if row[2]]
    assert not [row for row in held if row[2] != row[3]]


@pytest.mark.django_db
def test_keys_of_tenant_tables_carry_the_tenant() -> None:
    constraints = rows(
        """
        select r.relname, c.conname, c.contype::text, pg_get_constraintdef(c.oid), f.relname
        from pg_constraint c join pg_class r on r.oid = c.conrelid left join pg_class f on f.oid = c.confrelid
        where c.contype in ('f', 'u') and r.relnamespace = 'public'::regnamespace
        """
    )
    tables = tenant_tables()
    for table, name, kind, definition, target in constraints:
        if table not in tables:
            continue
        if kind == "u":
            # A login has one staff member; the login itself is global, and so is its key.
            assert "tenant_id" in str(definition) or definition == "UNIQUE (user_id)", f"{name}: {definition}"
        elif target in tables:
            assert str(definition).startswith("FOREIGN KEY (tenant_id, "), f"{name}: {definition}"


@pytest.mark.django_db
def test_unique_indexes_of_tenant_tables_carry_the_tenant() -> None:
    for table, definition, primary in rows(
        """
        select r.relname, pg_get_indexdef(i.indexrelid), i.indisprimary
        from pg_index i join pg_class r on r.oid = i.indrelid
        where i.indisunique and r.relnamespace = 'public'::regnamespace
        """
    ):
        if table in tenant_tables() and not primary and "(user_id)" not in str(definition):
            assert "(tenant_id" in str(definition), definition


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_references_between_tenant_models_are_composite(model: type[models.Model]) -> None:
    if not issubclass(model, TenantModel):
        return
    for field in model._meta.local_fields:
        target = field.related_model
        if isinstance(target, type) and issubclass(target, TenantModel):
            assert isinstance(field, TenantForeignKey), (
                f"{model._meta.label}.{field.name} needs a TenantForeignKey"
            )


@pytest.mark.django_db
def test_the_application_role_has_no_power_over_isolation() -> None:
    [(superuser, bypass, owned, truncate)] = rows(
        """
        select rolsuper, rolbypassrls,
               (select count(*) from pg_class where relowner = r.oid and relkind in ('r', 'p')
                and relnamespace = 'public'::regnamespace),
               (select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
                and has_table_privilege(r.oid, oid, 'truncate'))
        from pg_roles r where rolname = current_user
        """
    )
    assert (superuser, bypass, owned, truncate) == (False, False, 0, 0)
    assert rows("select current_user::text, session_user::text") == [("chub_app", "chub_app")]


@pytest.mark.django_db
def test_no_materialised_views_and_no_enums() -> None:
    assert not rows("select 1 from pg_matviews where schemaname = 'public'")
    assert not rows("select 1 from pg_type t join pg_enum e on e.enumtypid = t.oid")


@pytest.mark.parametrize(
    "model",
    [
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS and not hasattr(model, "pgh_tracked_model")
    ],
    ids=lambda model: model._meta.label,
)
def test_every_field_says_how_sensitive_it_is(model: type[models.Model]) -> None:
    privacy = getattr(model, "Privacy", None)
    assert privacy is not None, f"{model._meta.label} declares no Privacy"
    declared = [
        name
        for level in ("identifying", "clinical", "operational", "secret")
        for name in getattr(privacy, level, ())
    ]
    fields = {field.name for field in model._meta.concrete_fields if field.name not in ("id", "pk")}
    assert len(declared) == len(set(declared)), "a field is declared twice"
    assert fields <= set(declared), f"say how sensitive these are: {sorted(fields - set(declared))}"
    assert set(declared) <= {field.name for field in model._meta.get_fields()}, (
        f"no such fields: {sorted(set(declared) - {field.name for field in model._meta.get_fields()})}"
    )
