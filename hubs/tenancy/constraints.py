"""Constraints that migrations write from what a model declares: row security, grants and composite keys."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

APP, REPORT, SYSTEM = "chub_app", "chub_report", "chub_system"
OWN = "tenant_id = app_tenant()"


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
            f"create policy tenant on {table} to {APP} using ({OWN}) with check ({OWN})",
            f"create policy report on {table} for select to {REPORT} using ({OWN})",
            f"grant {self.grants.lower()} on {table} to {APP}",
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
        roles = ", ".join([APP, REPORT, *([SYSTEM] if self.system else [])])
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
        return (
            f"grant {self.grants.lower()} on {table} to {APP}; grant select on {table} to {REPORT}, {SYSTEM}"
        )

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        return f"revoke all on {_table(model)} from {APP}, {REPORT}, {SYSTEM}"

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "reason": self.reason, "grants": self.grants}


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
