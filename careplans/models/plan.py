from __future__ import annotations

from django.db import models
from django.db.models import Q

from careplans.rules.parts import PlanPart
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


@track
class Plan(ClinicalModel):
    """The one plan of a person, across health, social care and voluntary organisations.

    It is written in parts, frozen as a version each time that it is agreed, and reported to the national data set by
    each provider as a ``CarePlan``. ``version`` counts the changes of the row itself. ``beside_reason`` says why there
    is a second one: two records of the person were joined, and a worker brings their plans together.
    """

    kept_by = "person"

    public_id = public_id()
    person = TenantForeignKey("referrals.Person", related_name="plans", indexed=False)
    reference = models.CharField(max_length=20)
    started_on = models.DateField()
    beside_reason = models.TextField(blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    stands_beside = "beside_reason"

    class Privacy:
        identifying = ("person", "reference")
        operational = (*VOID_FIELDS, "public_id", "started_on", "beside_reason", "version")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="careplans_plan_public_id_uniq"),
            models.UniqueConstraint(fields=["tenant", "reference"], name="careplans_plan_reference_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "person"],
                condition=Q(beside_reason="", voided_at__isnull=True),
                name="careplans_plan_one_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


@track
class PlanText(ClinicalModel):
    """What one part of a plan says now; its history keeps what it said before.

    ``version`` counts the changes: whoever saves over an older one is told, and loses nothing.
    """

    kept_by = "plan"

    plan = TenantForeignKey("careplans.Plan", related_name="texts", indexed=False)
    part = models.TextField(choices=PlanPart.choices)
    text = models.TextField(blank=True)
    writer_name = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Privacy:
        clinical = ("part", "text")
        operational = (*VOID_FIELDS, "plan", "writer_name", "changed_at", "version")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "plan", "part"],
                condition=Q(voided_at__isnull=True),
                name="careplans_plantext_part_uniq",
            ),
            models.CheckConstraint(
                condition=Q(part__in=PlanPart.values), name="careplans_plantext_part_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.plan_id}"


class PlanParticipant(ClinicalModel):
    """Somebody who helped to write the plan, beside the person."""

    kept_by = "plan"

    public_id = public_id()
    plan = TenantForeignKey("careplans.Plan", related_name="participants")
    name = models.CharField(max_length=200)
    part = models.CharField(max_length=200, blank=True)
    organisation_name = models.CharField(max_length=200, blank=True)

    class Privacy:
        identifying = ("name",)
        operational = (*VOID_FIELDS, "public_id", "plan", "part", "organisation_name")

    class Meta(ClinicalModel.Meta):
        ordering = ["created_at", "pk"]
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="careplans_planparticipant_public_id_uniq"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.plan_id}"


class PlanReview(ClinicalModel):
    """The day by which the person and their worker will look at the plan again, and the day they did.

    One is open at a time; a review, or another day, ends it and opens the next.
    """

    kept_by = "plan"

    plan = TenantForeignKey("careplans.Plan", related_name="reviews", indexed=False)
    due_on = models.DateField()
    chosen_by_person = models.BooleanField()
    reviewed_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)

    class Privacy:
        clinical = ("words",)
        operational = (*VOID_FIELDS, "plan", "due_on", "chosen_by_person", "reviewed_on")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "plan"],
                condition=Q(reviewed_on__isnull=True, voided_at__isnull=True),
                name="careplans_planreview_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "plan", "due_on"], name="careplans_planreview_plan_ix"),
            models.Index(
                fields=["tenant", "due_on"],
                condition=Q(reviewed_on__isnull=True, voided_at__isnull=True),
                name="careplans_planreview_due_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} by {self.due_on}"


class PlanVersion(ClinicalModel):
    """A plan as it stood when it was agreed: frozen, numbered, with what changed since the one before.

    ``content`` is what careplans.rules.document makes of the plan; ``changes`` are sentences.
    """

    kept_by = "plan"
    app_may = "SELECT, INSERT"

    plan = TenantForeignKey("careplans.Plan", related_name="versions", indexed=False)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    changes = models.JSONField(default=list)
    agreed_on = models.DateField()
    agreed_with = models.JSONField(default=list)

    class Privacy:
        clinical = ("content", "changes", "agreed_with")
        operational = (*VOID_FIELDS, "plan", "number", "agreed_on")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "plan", "number"], name="careplans_planversion_number_uniq"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="careplans_planversion_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} version {self.number}"


class PlanComment(ClinicalModel):
    """What somebody said of a part of the plan, or of the whole (an empty ``part``). Not a way to send messages."""

    kept_by = "plan"

    public_id = public_id()
    plan = TenantForeignKey("careplans.Plan", related_name="comments")
    part = models.TextField(blank=True)
    text = models.TextField()
    by_person = models.BooleanField(default=False)
    writer_name = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        clinical = ("part", "text", "by_person")
        operational = (*VOID_FIELDS, "public_id", "plan", "writer_name", "answered_at")

    class Meta(ClinicalModel.Meta):
        ordering = ["created_at", "pk"]
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="careplans_plancomment_public_id_uniq"
            ),
            models.CheckConstraint(
                condition=~Q(text="") & (Q(part="") | Q(part__in=[*PlanPart.values, "goals", "actions"])),
                name="careplans_plancomment_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"on {self.part or 'the plan'} of {self.plan_id}"
