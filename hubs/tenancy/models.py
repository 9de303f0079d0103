"""The abstract models that every table of a tenant is made from."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.signals import class_prepared
from django.dispatch import receiver

from hubs.tenancy.constraints import GlobalGrants
from hubs.tenancy.context import current_staff_id, current_tenant_id
from hubs.tenancy.declare import declare, declare_history
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.managers import LiveManager, TenantManager


class TenantModel(models.Model):
    """A row that belongs to one tenant and is seen by nobody else.

    Subclasses set ``app_may`` when the application may do less than everything, and ``system_may_read``
    when a cross-tenant job needs the table. ``Privacy`` says of every field how sensitive it is.

    ``kept_by`` is the path to the person whose record the row is part of, or to a row that is so kept itself, where
    a worker of some hubs may come to see it in records alone that they reach.
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    system_may_read: ClassVar[bool] = False
    kept_by: ClassVar[str] = ""

    tenant = models.ForeignKey(
        "hubs.Tenant", models.PROTECT, related_name="+", editable=False, db_index=False
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.tenant_id is None:
            self.tenant_id = current_tenant_id()
        super().save(*args, **kwargs)


class ClinicalModel(TenantModel):
    """A row of somebody's record: made by somebody, voided with a reason, never deleted.

    ``stands_beside`` names the column that says why a second row stands where one alone is let be: when two records
    of one person are joined, both rows stay in sight.
    """

    app_may = "SELECT, INSERT, UPDATE"
    stands_beside: ClassVar[str] = ""

    created_at = models.DateTimeField(auto_now_add=True, editable=False, db_default=models.functions.Now())
    created_by = TenantForeignKey(
        "hubs.StaffMember", null=True, editable=False, related_name="+", indexed=False
    )
    voided_at = models.DateTimeField(null=True, editable=False)
    voided_by = TenantForeignKey(
        "hubs.StaffMember", null=True, editable=False, related_name="+", indexed=False
    )
    void_reason = models.TextField(blank=True, default="", db_default="", editable=False)

    objects: ClassVar[LiveManager[Self]] = LiveManager()
    with_voided: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "with_voided"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(voided_at__isnull=True, void_reason="")
                | (models.Q(voided_at__isnull=False) & ~models.Q(void_reason="")),
                name="%(app_label)s_%(class)s_void_has_reason",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.created_by_id is None:
            self.created_by_id = current_staff_id()
        super().save(*args, **kwargs)


class SourcedModel(ClinicalModel):
    """A clinical row that may have come with a provider's monthly record set.

    ``source_month`` is the first day of that month, or null for what was recorded here: for an event the month
    it was sent with, for a row that is sent month after month the oldest in force that carries it. A month that
    is read again replaces what it carried and no others' rows.
    """

    # That another month carried a row, too, is no change of the row.
    history_ignores: ClassVar[tuple[str, ...]] = ("source_month",)

    source_month = models.DateField(null=True, editable=False)

    class Meta(ClinicalModel.Meta):
        abstract = True


class GlobalModel(models.Model):
    """A table that belongs to no tenant, with the reason why."""

    reason: ClassVar[str]
    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    class Meta:
        abstract = True


@receiver(class_prepared)
def _declare(sender: type[models.Model], **kwargs: Any) -> None:
    meta = sender._meta
    if sender.__module__ == "__fake__" or meta.proxy:
        return
    if issubclass(sender, TenantModel):
        declare(sender, grants=sender.app_may, system=sender.system_may_read)
    elif issubclass(sender, GlobalModel):
        grants = GlobalGrants(name=f"{meta.db_table}_grants", reason=sender.reason, grants=sender.app_may)
        meta.constraints = [*meta.constraints, grants]
        meta.original_attrs["constraints"] = meta.constraints
    elif hasattr(sender, "pgh_tracked_model") and any(field.name == "tenant" for field in meta.local_fields):
        declare_history(sender)
