from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from outcomes.rules.health import CheckKind, CheckState, Measure
from referrals.models.person import VOID_FIELDS


@track
class HealthCheck(ClinicalModel):
    """One of the six checks on a day: done with its result, declined, or not suitable.

    ``typed`` is the result as it was written; ``number`` (and ``second_number``, the lower figure of a blood
    pressure) in ``unit`` is what outcomes.rules.health_results read in it. Whoever did it is ``staff`` where they
    work in the system, ``organisation`` the partner it was done at, ``done_by`` words for anybody else.
    ``follow_up`` is what the result asks for, with who does it by which day, and what came of it. ``form_key`` is
    the key of the form it came with, so that a form that is sent twice makes one.
    """

    kept_by = "person"

    public_id = public_id()
    person = TenantForeignKey("referrals.Person", related_name="health_checks", indexed=False)
    kind = models.TextField(choices=CheckKind.choices)
    state = models.TextField(choices=CheckState.choices)
    checked_on = models.DateField()
    measure = models.TextField(choices=Measure.choices, blank=True)
    typed = models.CharField(max_length=200, blank=True)
    number = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    second_number = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    staff = TenantForeignKey("hubs.StaffMember", null=True, blank=True, related_name="+", indexed=False)
    organisation = TenantForeignKey(
        "hubs.Organisation", null=True, blank=True, related_name="+", indexed=False
    )
    done_by = models.CharField(max_length=200, blank=True)
    follow_up = models.TextField(blank=True)
    follow_up_staff = TenantForeignKey(
        "hubs.StaffMember", null=True, blank=True, related_name="+", indexed=False
    )
    follow_up_who = models.CharField(max_length=200, blank=True)
    follow_up_due_on = models.DateField(null=True, blank=True)
    follow_up_done_on = models.DateField(null=True, blank=True)
    follow_up_result = models.TextField(blank=True)
    form_key = models.UUIDField(null=True, editable=False)

    class Privacy:
        identifying = ("person", "done_by", "follow_up_who")
        clinical = (
            "kind",
            "state",
            "measure",
            "typed",
            "number",
            "second_number",
            "unit",
            "words",
            "follow_up",
            "follow_up_result",
        )
        operational = (
            *VOID_FIELDS,
            "public_id",
            "checked_on",
            "staff",
            "organisation",
            "follow_up_staff",
            "follow_up_due_on",
            "follow_up_done_on",
            "form_key",
        )

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="outcomes_healthcheck_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "form_key", "kind"],
                condition=Q(form_key__isnull=False),
                name="outcomes_healthcheck_form_key_uniq",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CheckKind.values), name="outcomes_healthcheck_kind_known"
            ),
            models.CheckConstraint(
                condition=(Q(state=CheckState.DONE) & ~Q(typed="") & Q(measure__in=Measure.values))
                | Q(
                    state__in=(CheckState.DECLINED, CheckState.UNSUITABLE),
                    typed="",
                    measure="",
                    number__isnull=True,
                ),
                name="outcomes_healthcheck_done_with_result",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, second_number__isnull=True, unit="")
                | (Q(number__isnull=False) & ~Q(unit="")),
                name="outcomes_healthcheck_number_has_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state=CheckState.DONE)
                | Q(staff__isnull=False)
                | Q(organisation__isnull=False)
                | ~Q(done_by=""),
                name="outcomes_healthcheck_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    follow_up="",
                    follow_up_staff__isnull=True,
                    follow_up_who="",
                    follow_up_due_on__isnull=True,
                )
                | (
                    ~Q(follow_up="")
                    & Q(follow_up_due_on__isnull=False)
                    & (Q(follow_up_staff__isnull=False) | ~Q(follow_up_who=""))
                ),
                name="outcomes_healthcheck_follow_up_whole",
            ),
            models.CheckConstraint(
                condition=Q(follow_up_done_on__isnull=True, follow_up_result="")
                | (
                    Q(follow_up_done_on__isnull=False, follow_up_done_on__gte=F("checked_on"))
                    & ~Q(follow_up_result="")
                    & ~Q(follow_up="")
                ),
                name="outcomes_healthcheck_followed_up_with_result",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "person", "kind", "checked_on"], name="outcomes_healthcheck_person_ix"
            ),
            models.Index(
                fields=["tenant", "follow_up_due_on"],
                condition=Q(
                    follow_up_due_on__isnull=False,
                    follow_up_done_on__isnull=True,
                    voided_at__isnull=True,
                ),
                name="outcomes_healthcheck_due_ix",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id} on {self.checked_on}"
