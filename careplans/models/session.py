from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from careplans.rules.parts import SessionWay
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from outcomes.models.wording import LocalItem
from referrals.models.person import VOID_FIELDS

# At most three areas are talked through in one session (DIALOG+).
MOST_AREAS = 3


@track
class DialogSession(ClinicalModel):
    """A DIALOG+ session of a person with a worker: paused and gone on with until it is completed.

    Its scores join the record when it is completed: nationally they belong to ``referral`` (MHS606). ``version`` counts
    the changes of the session itself, so that two screens that are open at once are told of each other.
    """

    public_id = public_id()
    person = TenantForeignKey("referrals.Person", related_name="dialog_sessions", indexed=False)
    referral = TenantForeignKey("referrals.Referral", related_name="dialog_sessions")
    worker = TenantForeignKey("hubs.StaffMember", related_name="+", indexed=False)
    way = models.TextField(choices=SessionWay.choices, default=SessionWay.TOGETHER)
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Privacy:
        identifying = ("person", "referral")
        operational = (*VOID_FIELDS, "public_id", "worker", "way", "started_at", "completed_at", "version")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="careplans_dialogsession_public_id_uniq"
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(completed_at__gte=F("started_at")),
                name="careplans_dialogsession_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "person", "started_at"], name="careplans_session_person_ix"),
            models.Index(
                fields=["tenant", "worker"],
                condition=Q(completed_at__isnull=True, voided_at__isnull=True),
                name="careplans_session_paused_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.started_at}"

    @property
    def is_open(self) -> bool:
        return self.completed_at is None


@track
class DialogRating(ClinicalModel):
    """How satisfied the person is with one area of life, and whether they want more help there.

    An area is known by the SNOMED CT code that was valid on the session's day, never by its position; or it is an
    item of the tenant's own, which is rated like the others and never scored. ``rating`` is null for an area that
    was left out. ``by_person``: rated on the person's own device.
    """

    kept_by = "session__person"

    session = TenantForeignKey("careplans.DialogSession", related_name="ratings", indexed=False)
    item_code = models.CharField(max_length=18, blank=True)
    local_item = TenantForeignKey(LocalItem, null=True, related_name="+", indexed=False)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    more_help = models.BooleanField(null=True, blank=True)
    comment = models.TextField(blank=True)
    by_person = models.BooleanField(default=False, db_default=False)

    class Privacy:
        clinical = ("item_code", "local_item", "rating", "more_help", "comment")
        operational = (*VOID_FIELDS, "session", "by_person")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "session", "item_code", "local_item"],
                nulls_distinct=False,
                name="careplans_dialograting_uniq",
            ),
            models.CheckConstraint(
                condition=(~Q(item_code="") & Q(local_item__isnull=True))
                | Q(item_code="", local_item__isnull=False),
                name="careplans_dialograting_one_item",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 7)),
                name="careplans_dialograting_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_code or self.local_item_id}: {self.rating}"


@track
class DialogArea(ClinicalModel):
    """An area that was chosen to be talked through, with the first three of the four steps; the fourth is the actions
    that were agreed (``PlanAction.area``).
    """

    kept_by = "session__person"

    public_id = public_id()
    rating = TenantForeignKey("careplans.DialogRating", related_name="areas", indexed=False)
    session = TenantForeignKey("careplans.DialogSession", related_name="areas", indexed=False)
    rank = models.PositiveSmallIntegerField()
    understanding = models.TextField(blank=True)
    looking_forward = models.TextField(blank=True)
    options = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Privacy:
        clinical = ("rating", "rank", "understanding", "looking_forward", "options")
        operational = (*VOID_FIELDS, "public_id", "session", "version")

    class Meta(ClinicalModel.Meta):
        ordering = ["rank"]
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="careplans_dialogarea_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "rating"],
                condition=Q(voided_at__isnull=True),
                name="careplans_dialogarea_rating_uniq",
            ),
            models.UniqueConstraint(
                fields=["tenant", "session", "rank"],
                condition=Q(voided_at__isnull=True),
                name="careplans_dialogarea_rank_uniq",
            ),
            models.CheckConstraint(
                condition=Q(rank__range=(1, MOST_AREAS)), name="careplans_dialogarea_at_most_three"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank} of {self.session_id}"


class DeviceLink(ClinicalModel):
    """A link by which the person rates one session on their own device: for that alone, once, until it expires.

    Only a hash of its secret is kept.
    """

    session = TenantForeignKey("careplans.DialogSession", related_name="device_links")
    secret_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        identifying = ("secret_hash",)
        operational = (*VOID_FIELDS, "session", "expires_at", "used_at")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "secret_hash"], name="careplans_devicelink_secret_uniq"
            ),
        ]

    def __str__(self) -> str:
        return f"to rate {self.session_id}"
