from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel, TenantModel
from hubs.tenancy.public_id import public_id
from referrals.models.message import Channel
from referrals.models.person import VOID_FIELDS


@track
class PersonAccess(ClinicalModel):
    """A person may read their own plan, by codes that are sent to an address which a worker checked with them.

    Ended when they no longer want it, or when the address is no longer theirs; another address is another row.
    """

    person = TenantForeignKey("referrals.Person", related_name="own_access", indexed=False)
    channel = models.TextField(choices=Channel.choices)
    address = models.CharField(max_length=254)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        identifying = ("person", "address")
        operational = (*VOID_FIELDS, "channel", "ended_at")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "person"],
                condition=Q(ended_at__isnull=True, voided_at__isnull=True),
                name="careplans_personaccess_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values) & ~Q(address=""),
                name="careplans_personaccess_leads_somewhere",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "person"], name="careplans_access_person_ix")]

    def __str__(self) -> str:
        return f"{self.person_id} by {self.channel}"


class PersonSignIn(TenantModel):
    """One sign-in of a person: a code that was sent, and what it opened.

    Of the code, and of the secret that the browser gets for it, only hashes are kept. ``seen_at`` is the last time
    that the browser showed itself: what is left alone ends by itself.
    """

    app_may = "SELECT, INSERT, UPDATE"

    public_id = public_id()
    access = TenantForeignKey("careplans.PersonAccess", related_name="sign_ins", indexed=False)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    secret_hash = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        identifying = ("access", "code_hash", "secret_hash")
        operational = (
            "tenant",
            "public_id",
            "sent_at",
            "expires_at",
            "tries",
            "used_at",
            "seen_at",
            "ended_at",
        )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="careplans_personsignin_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "secret_hash"],
                condition=~Q(secret_hash=""),
                name="careplans_personsignin_secret_uniq",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="careplans_personsignin_dates"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, secret_hash="", seen_at__isnull=True)
                | (Q(used_at__isnull=False, seen_at__isnull=False) & ~Q(secret_hash="")),
                name="careplans_personsignin_used_with_secret",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "access", "sent_at"], name="careplans_signin_access_ix")]

    def __str__(self) -> str:
        return f"{self.access_id} at {self.sent_at}"
