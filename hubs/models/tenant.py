from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from hubs.rules.local_waits import WaitEnd, WaitStart
from hubs.tenancy.models import GlobalModel


class Tenant(GlobalModel):
    """A system that shares one record: an integrated care system or a provider collaborative."""

    reason = (
        "It is what the others belong to; sign-in and the night's fan-out need it before a tenant is set."
    )
    app_may = "SELECT, INSERT, UPDATE"

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    ods_code = models.CharField(max_length=6, unique=True, validators=[RegexValidator(r"^[A-Z0-9]{3,6}$")])
    suppress_below = models.PositiveSmallIntegerField(default=5)
    round_to = models.PositiveSmallIntegerField(default=5)
    within_days = models.PositiveSmallIntegerField(default=28)
    # The tenant's own wait: from which event to which, in time within `within_days`. The defaults are South Yorkshire
    # and Bassetlaw's: from the day the person wants support to the first help (NHS England, October 2021).
    local_wait_from = models.TextField(
        choices=WaitStart.choices, default=WaitStart.REQUESTED, db_default=WaitStart.REQUESTED
    )
    local_wait_until = models.TextField(
        choices=WaitEnd.choices, default=WaitEnd.HELP, db_default=WaitEnd.HELP
    )
    # Working days within which whoever asks by a public form has been got in touch with, at the latest.
    in_touch_within = models.PositiveSmallIntegerField(default=5, db_default=5)
    # For the public pages: whom to ring when the form does not do, and whether the form is open.
    public_phone = models.CharField(max_length=30, blank=True, default="", db_default="")
    takes_requests = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Privacy:
        operational = (
            "slug",
            "name",
            "ods_code",
            "suppress_below",
            "round_to",
            "within_days",
            "local_wait_from",
            "local_wait_until",
            "in_touch_within",
            "public_phone",
            "takes_requests",
            "created_at",
        )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
