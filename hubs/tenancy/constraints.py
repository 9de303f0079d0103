"""Constraints that migrations write from what a model declares: row security, grants and composite keys."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

APP, REPORT, SYSTEM = "chub_app", "chub_report", "chub_system"
# What the application becomes for a worker whose hubs do not reach every record (hubs.tenancy.reach).
HUB = "chub_hub"
OWN = "tenant_id = app_tenant()"
# Whether a worker of some hubs reaches a person's record: because one of the hubs holds or held them, which costs one
# look-up and is nearly always so, or for what a function knows, which is planned once a connection.
REACHED = (
    f"exists (select from referrals_personhub where {OWN} and referrals_personhub.person_id = {{person}}"
    " and referrals_personhub.hub_id = any ((select app_hubs())::bigint[])"
    " union all select where referrals_works_with({person}))"
)


class SqlConstraint(models.BaseConstraint):
    """A constraint whose SQL Django does not know; subclasses say how to make and drop it."""

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        raise NotImplementedError

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        # While the table is being created none of this can be said inline: say it once the table is there.
        assert schema_editor is not None
        statement = self.create_sql(model, schema_editor)
        if statement:
            schema_editor.deferred_sql.append(statement)
        return ""

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database checks it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


class TenantPolicy(SqlConstraint):
    """Row security, forced, with one policy a role; no flag opens it (docs/adr/0002).

    ``grants`` is what the application may do: clinical rows leave DELETE out, histories UPDATE as well.
    ``system`` names the few tables that cross-tenant jobs may read.
    """

    def __init__(
        self, *, name: str, grants: str = "SELECT, INSERT, UPDATE, DELETE", system: bool = False
    ) -> None:
        super().__init__(name=name)
        self.grants = grants
        self.system = system

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        table = _table(model)
        statements = [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy tenant on {table} to {APP}, {HUB} using ({OWN}) with check ({OWN})",
            f"create policy report on {table} for select to {REPORT} using ({OWN})",
            f"grant {self.grants.lower()} on {table} to {APP}, {HUB}",
            f"grant select on {table} to {REPORT}",
        ]
        if self.system:
            statements += [
                f"create policy system on {table} for select to {SYSTEM} using (true)",
                f"grant select on {table} to {SYSTEM}",
            ]
        return "; ".join(statements)

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        table = _table(model)
        roles = ", ".join([APP, HUB, REPORT, *([SYSTEM] if self.system else [])])
        return "; ".join(
            [
                *(f"drop policy if exists {policy} on {table}" for policy in ("tenant", "report", "system")),
                f"revoke all on {table} from {roles}",
                f"alter table {table} no force row level security",
                f"alter table {table} disable row level security",
            ]
        )

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "grants": self.grants, "system": self.system}


class GlobalGrants(SqlConstraint):
    """What the application may do with a table that belongs to no tenant; ``reason`` says why it belongs
    to none.
    """

    def __init__(self, *, name: str, reason: str, grants: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
        super().__init__(name=name)
        self.reason = reason
        self.grants = grants

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        table = _table(model)
        return f"grant {self.grants.lower()} on {table} to {APP}, {HUB}; grant select on {table} to {REPORT}, {SYSTEM}"

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        return f"revoke all on {_table(model)} from {APP}, {HUB}, {REPORT}, {SYSTEM}"

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "reason": self.reason, "grants": self.grants}


class HubPolicy(SqlConstraint):
    """What a worker of some hubs sees, on top of TenantPolicy: rows that are part of a record in their reach.

    ``path`` leads to the person whose record it is, or to a row that has such a policy itself. It holds for chub_hub
    alone: whoever reaches every record of the tenant has another role, not a way round in the policy (docs/adr/0002).
    """

    def __init__(self, *, name: str, path: str) -> None:
        super().__init__(name=name)
        self.path = path

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        return f"create policy hub on {_table(model)} as restrictive to {HUB} using ({_reached(model, self.path)})"

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        return f"drop policy hub on {_table(model)}"

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "path": self.path}


def _reached(model: type[models.Model], path: str) -> str:
    name, _, rest = path.partition("__")
    field = model._meta.get_field(name)
    target = field.related_model
    assert isinstance(field, models.ForeignKey)
    assert isinstance(target, type)
    own = f'{_table(model)}."{field.column}"'
    if target._meta.label == "referrals.Person":
        return REACHED.format(person=own)
    further = f" and {_reached(target, rest)}" if rest else ""
    table = _table(target)
    return f"exists (select from {table} where {table}.{OWN} and {table}.id = {own}{further})"


class CompositeForeignKey(SqlConstraint):
    """``(tenant_id, field_id)`` must be a row of the table that ``field`` points to, in the same tenant."""

    def __init__(self, *, name: str, field: str) -> None:
        super().__init__(name=name)
        self.field = field

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        assert schema_editor is not None
        field = model._meta.get_field(self.field)
        target = field.related_model
        assert isinstance(field, models.ForeignKey)
        # Last of all in its migration, when the other table has the key that this one refers to.
        schema_editor.deferred_sql.append(
            f'alter table {_table(model)} add constraint "{self.name}"'
            f' foreign key (tenant_id, "{field.column}") references {_table(target)} (tenant_id, id)'
        )
        return ""

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        return f'alter table {_table(model)} drop constraint "{self.name}"'

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}


def _table(model: type[models.Model] | None) -> str:
    assert model is not None
    return f'"{model._meta.db_table}"'
