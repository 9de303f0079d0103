from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


class PossibleDuplicate(ClinicalModel):
    """Two records that may be of one person, until somebody decides. ``why`` says in words what agrees.

    ``first`` has the smaller id, so that a pair is asked about once.
    """

    public_id = public_id()
    first = TenantForeignKey("referrals.Person", related_name="+", indexed=False)
    second = TenantForeignKey("referrals.Person", related_name="+")
    why = models.TextField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    is_same = models.BooleanField(null=True, blank=True)

    class Privacy:
        identifying = ("first", "second", "why")
        operational = (*VOID_FIELDS, "public_id", "decided_at", "decided_by", "is_same")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="referrals_duplicate_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "first", "second"], name="referrals_duplicate_pair_uniq"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="referrals_duplicate_in_order"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, is_same__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_same__isnull=False),
                name="referrals_duplicate_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class Merge(ClinicalModel):
    """Two records became one; ``kept`` goes on, ``merged`` leads to it. It can be undone."""

    public_id = public_id()
    kept = TenantForeignKey("referrals.Person", related_name="merges")
    merged = TenantForeignKey("referrals.Person", related_name="+")
    reason = models.TextField()
    merged_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    undo_reason = models.TextField(blank=True)

    class Privacy:
        identifying = ("kept", "merged")
        operational = (
            *VOID_FIELDS,
            "public_id",
            "reason",
            "merged_at",
            "undone_at",
            "undone_by",
            "undo_reason",
        )

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="referrals_merge_public_id_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "merged"],
                condition=Q(undone_at__isnull=True),
                name="referrals_merge_once",
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="referrals_merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undo_reason="")
                | (Q(undone_at__isnull=False) & ~Q(undo_reason="")),
                name="referrals_merge_undone_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.kept_id}"


class MergedValue(ClinicalModel):
    """One value that a merge changed: in which table, of which row, what stood there before and what it put there.

    Undone in the opposite order of their ids, as unique constraints ask for.
    """

    merge = TenantForeignKey("referrals.Merge", related_name="values")
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    column = models.CharField(max_length=63)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Privacy:
        identifying = ("before", "after")
        operational = (*VOID_FIELDS, "merge", "table", "row", "column")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "merge", "table", "row", "column"], name="referrals_mergedvalue_uniq"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
