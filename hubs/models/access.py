from __future__ import annotations

from django.db import models

from hubs.tenancy.models import TenantModel


class AccessKind(models.TextChoices):
    OPENED = "opened", "Opened a record"
    SEARCHED = "searched", "Searched for people"
    LISTED = "listed", "Saw a list of people"
    EXPORTED = "exported", "Took data out"
    REFUSED = "refused", "Was refused"
    OVERRIDE = "override", "Opened with a reason"


class AccessLog(TenantModel):
    """Who looked at what, and why. Never clinical content; no foreign keys, so that it never holds live
    data back.
    """

    app_may = "SELECT, INSERT"

    occurred_at = models.DateTimeField(auto_now_add=True)
    kind = models.TextField(choices=AccessKind.choices)
    staff_id = models.BigIntegerField()
    staff_name = models.CharField(max_length=200)
    person_reference = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=36, blank=True)

    class Privacy:
        identifying = ("staff_id", "staff_name", "person_reference", "reason")
        operational = ("tenant", "occurred_at", "kind", "what", "request_id")

    class Meta(TenantModel.Meta):
        ordering = ["-occurred_at"]
        indexes = [
            models.Index(fields=["tenant", "-occurred_at"], name="hubs_accesslog_when_ix"),
            models.Index(
                fields=["tenant", "person_reference", "-occurred_at"], name="hubs_accesslog_person_ix"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurred_at:%Y-%m-%d %H:%M} {self.kind}"


class AuditEvent(TenantModel):
    """Something was changed: by whom, when, which record; the words and values stand in the record's own
    history.
    """

    app_may = "SELECT, INSERT"

    occurred_at = models.DateTimeField(auto_now_add=True)
    staff_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_reference = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)

    class Privacy:
        identifying = ("staff_id", "object_reference", "detail")
        operational = ("tenant", "occurred_at", "action", "object_type")

    class Meta(TenantModel.Meta):
        ordering = ["-occurred_at"]
        indexes = [
            models.Index(fields=["tenant", "-occurred_at"], name="hubs_auditevent_when_ix"),
            models.Index(
                fields=["tenant", "object_type", "object_reference"], name="hubs_auditevent_object_ix"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_reference}"
