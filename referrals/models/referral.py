from __future__ import annotations

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, OrderBy, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import SourcedModel
from referrals.models.person import SOURCED_FIELDS


class Level(models.TextChoices):
    """How complex the person's needs are now: what help steps up and down between (NCCMH framework, 2019)."""

    LESS = "less", "Less complex needs"
    COMPLEX = "complex", "Complex needs"
    MORE = "more", "More complex needs"


# CLINICAL RESPONSE PRIORITY TYPE: emergency, very urgent, urgent or serious; all but routine.
URGENT_PRIORITIES = ("1", "4", "2")
OPEN = Q(discharged_on__isnull=True, rejected_on__isnull=True, voided_at__isnull=True)
# Not seen twice yet, or nobody is named to look after them: who asked here waits until both have happened. The partial
# indexes below hold these alone; a query that says it is led by them.
WAITS = OPEN & (Q(seen__lt=2) | Q(named_worker__isnull=True, source_month__isnull=True))


def urgent_first() -> OrderBy:
    """What the indexes of waiting referrals begin with; written here once, since they must match to the letter."""
    return ExpressionWrapper(Q(priority__in=URGENT_PRIORITIES), BooleanField()).desc()


class ClosedWith(models.TextChoices):
    """With whom the end was agreed: nobody is closed behind their back."""

    PERSON = "person", "The person"
    CARER = "carer", "The person's carer, as they wished"
    NOT_REACHED = "not_reached", "Nobody could be reached, after every way agreed was tried"
    DIED = "died", "The person has died"


@track
class Referral(SourcedModel):
    """A request for help, held by a team of a provider (MHS101).

    ``first_requested_on`` is the day the person first asked anybody, which the person's own wait is counted
    from; ``received_on`` is what the national clock starts at. ``latest_month`` is the newest month of a
    record set that carried the referral: nationally an open referral that is no longer sent stops being
    open. Rejection occurs only in history read from record sets: nothing recorded here may reject.

    What is recorded here has a team from its first moment and is closed with somebody, never without. ``version``
    counts the changes, so that two people who act on it at once are told of each other. ``returns_to`` is the
    referral that was closed before, when somebody came back. ``seen`` is how many contacts count nationally, at most
    two: the database keeps it (reporting/sql/seen.sql), so that lists of who waits are ranges of an index.
    """

    # Which months carried it says nothing about the referral, and changes for every one of them each month.
    # How often they were seen is counted from their contacts, which have a history of their own.
    history_ignores = ("source_month", "latest_month", "seen")

    person = TenantForeignKey("referrals.Person", related_name="referrals", indexed=False)
    provider = TenantForeignKey("hubs.Organisation", related_name="+", indexed=False)
    team = TenantForeignKey("hubs.Team", null=True, related_name="referrals")
    hub = TenantForeignKey("hubs.Hub", null=True, related_name="referrals")
    named_worker = TenantForeignKey("hubs.StaffMember", null=True, related_name="referrals")
    reference = models.CharField(max_length=20)
    first_requested_on = models.DateField(null=True, blank=True)
    received_on = models.DateField()
    received_time = models.TimeField(null=True, blank=True)
    source = models.CharField(max_length=2, blank=True)
    referring_organisation = models.CharField(max_length=8, blank=True)
    commissioner = models.CharField(max_length=5, blank=True)
    priority = models.CharField(max_length=1, blank=True)
    primary_reason = models.CharField(max_length=2, blank=True)
    discharged_on = models.DateField(null=True, blank=True)
    rejected_on = models.DateField(null=True, blank=True)
    rejection_reason = models.CharField(max_length=2, blank=True)
    closure_reason = models.CharField(max_length=2, blank=True)
    closed_with = models.TextField(choices=ClosedWith.choices, blank=True, default="", db_default="")
    closing_words = models.TextField(blank=True, default="", db_default="")
    level = models.TextField(choices=Level.choices, blank=True, default="", db_default="")
    returns_to = TenantForeignKey("referrals.Referral", null=True, related_name="returns", indexed=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    latest_month = models.DateField(null=True, editable=False)
    seen = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)

    class Privacy:
        identifying = ("person", "reference", "returns_to")
        clinical = (
            "source",
            "priority",
            "primary_reason",
            "rejection_reason",
            "closure_reason",
            "closed_with",
            "closing_words",
            "level",
        )
        operational = (
            *SOURCED_FIELDS,
            "provider",
            "team",
            "hub",
            "named_worker",
            "first_requested_on",
            "received_on",
            "received_time",
            "referring_organisation",
            "commissioner",
            "discharged_on",
            "rejected_on",
            "version",
            "latest_month",
            "seen",
        )

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "provider", "reference"], name="referrals_referral_reference_uniq"
            ),
            models.CheckConstraint(
                condition=Q(discharged_on__isnull=True) | Q(discharged_on__gte=F("received_on")),
                name="referrals_referral_discharged_after_received",
            ),
            models.CheckConstraint(
                condition=Q(rejected_on__isnull=True) | Q(rejected_on__gte=F("received_on")),
                name="referrals_referral_rejected_after_received",
            ),
            models.CheckConstraint(
                condition=Q(rejected_on__isnull=True) | Q(source_month__isnull=False),
                name="referrals_referral_no_wrong_door",
            ),
            models.CheckConstraint(
                condition=Q(source_month__isnull=False) | Q(team__isnull=False),
                name="referrals_referral_held_by_a_team",
            ),
            models.CheckConstraint(
                condition=Q(source_month__isnull=False)
                | Q(discharged_on__isnull=True, closed_with="")
                | (Q(discharged_on__isnull=False) & ~Q(closed_with="") & ~Q(closure_reason="")),
                name="referrals_referral_closed_with_somebody",
            ),
            models.CheckConstraint(
                condition=Q(first_requested_on__isnull=True) | Q(first_requested_on__lte=F("received_on")),
                name="referrals_referral_requested_before_received",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "person", "provider"], name="referrals_referral_person_ix"),
            models.Index(fields=["tenant", "received_on"], name="referrals_referral_received_ix"),
            models.Index(
                fields=["tenant", "hub", "received_on"],
                condition=Q(discharged_on__isnull=True, rejected_on__isnull=True, voided_at__isnull=True),
                name="referrals_referral_queue_ix",
            ),
            # Who waits, in the orders of the queue: of one hub, and of all.
            models.Index(
                F("tenant"),
                F("hub"),
                urgent_first(),
                F("received_on"),
                F("id"),
                condition=WAITS,
                name="referrals_waits_hub_urgent_ix",
            ),
            models.Index(
                F("tenant"),
                urgent_first(),
                F("received_on"),
                F("id"),
                condition=WAITS,
                name="referrals_waits_urgent_ix",
            ),
            models.Index(
                fields=["tenant", "hub", "received_on", "id"],
                condition=WAITS,
                name="referrals_waits_hub_ix",
            ),
            models.Index(fields=["tenant", "received_on", "id"], condition=WAITS, name="referrals_waits_ix"),
            models.Index(
                fields=["tenant", "team", "received_on", "id"],
                condition=WAITS,
                name="referrals_waits_team_ix",
            ),
            models.Index(
                fields=["tenant", "named_worker", "received_on", "id"],
                condition=WAITS,
                name="referrals_waits_worker_ix",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.discharged_on is None and self.rejected_on is None


class ReferralTeam(SourcedModel):
    """Another team that took part in the referral (MHS102)."""

    referral = TenantForeignKey("referrals.Referral", related_name="other_teams")
    team = TenantForeignKey("hubs.Team", related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closure_reason = models.CharField(max_length=2, blank=True)
    rejected_on = models.DateField(null=True, blank=True)
    rejection_reason = models.CharField(max_length=2, blank=True)

    class Privacy:
        identifying = ("referral",)
        clinical = ("closure_reason", "rejection_reason")
        operational = (*SOURCED_FIELDS, "team", "closed_on", "rejected_on")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "referral", "team"], name="referrals_referralteam_uniq"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} and {self.team_id}"


class OnwardReferral(SourcedModel):
    """The person was passed on to another service (MHS105)."""

    referral = TenantForeignKey("referrals.Referral", related_name="onward_referrals")
    referred_on = models.DateField()
    reason = models.CharField(max_length=2, blank=True)
    receiving_organisation = models.CharField(max_length=8, blank=True)

    class Privacy:
        identifying = ("referral",)
        clinical = ("reason",)
        operational = (*SOURCED_FIELDS, "referred_on", "receiving_organisation")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "referral", "referred_on", "receiving_organisation"],
                name="referrals_onwardreferral_uniq",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} passed on {self.referred_on}"
