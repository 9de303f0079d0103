from __future__ import annotations

from django.db import models

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel


class SessionDraft(TenantModel):
    """What a worker typed on one page of a session and the session has not taken: it was sent after their sign-in had
    ended, or is an action that is not agreed yet. Theirs alone; gone when it is taken.
    """

    kept_by = "session__person"

    session = TenantForeignKey("careplans.DialogSession", related_name="drafts", indexed=False)
    staff = TenantForeignKey("hubs.StaffMember", related_name="+", indexed=False)
    page = models.CharField(max_length=60)
    content = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Privacy:
        clinical = ("content",)
        operational = ("tenant", "session", "staff", "page", "updated_at")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "staff", "page"], name="careplans_sessiondraft_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} of {self.session_id}"
