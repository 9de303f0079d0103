from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.rules import names
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import SourcedModel

VOID_FIELDS = ("tenant", "created_at", "created_by", "voided_at", "voided_by", "void_reason")
SOURCED_FIELDS = (*VOID_FIELDS, "source_month")


@track
class Person(SourcedModel):
    """Somebody who asked for help, or for whom somebody asked.

    ``merged_into`` is the record that goes on in place of this one (referrals.actions.duplicates): itself in place
    of nobody's, however often records were joined.
    ``nhs_number`` holds only a number that passes its check and belongs to nobody else here; what was
    claimed and could not be taken is kept in ``nhs_number_claimed`` with the reason in
    ``nhs_number_problem``. ``name_key`` is what names are searched by (hubs.rules.names.name_key).
    """

    reference = models.CharField(max_length=20)
    family_name = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    preferred_name = models.CharField(max_length=100, blank=True)
    # Compared by code point, whatever language the server speaks: a search is then a range of this index.
    name_key = models.CharField(max_length=200, blank=True, editable=False, db_collation="C")
    birth_date = models.DateField(null=True, blank=True)
    death_date = models.DateField(null=True, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    nhs_number_status = models.CharField(max_length=2, blank=True)
    nhs_number_claimed = models.CharField(max_length=20, blank=True)
    nhs_number_problem = models.CharField(max_length=200, blank=True)
    gender_identity = models.CharField(max_length=1, blank=True)
    gender_same_at_birth = models.CharField(max_length=1, blank=True)
    stated_gender = models.CharField(max_length=1, blank=True)
    marital_status = models.CharField(max_length=1, blank=True)
    ethnic_category = models.CharField(max_length=2, blank=True)
    ethnic_category_2021 = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True, default="", db_default="")
    merged_into = TenantForeignKey(
        "referrals.Person", null=True, editable=False, related_name="+", indexed=False
    )

    class Privacy:
        identifying = (
            "address",
            "merged_into",
            "reference",
            "family_name",
            "given_name",
            "preferred_name",
            "name_key",
            "birth_date",
            "nhs_number",
            "nhs_number_claimed",
            "postcode",
            "phone",
            "email",
        )
        clinical = (
            "death_date",
            "gender_identity",
            "gender_same_at_birth",
            "stated_gender",
            "marital_status",
            "ethnic_category",
            "ethnic_category_2021",
            "language",
        )
        operational = (*SOURCED_FIELDS, "nhs_number_status", "nhs_number_problem")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "reference"], name="referrals_person_reference_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "nhs_number"],
                condition=~Q(nhs_number="") & Q(voided_at__isnull=True),
                name="referrals_person_nhs_number_uniq",
            ),
            models.CheckConstraint(
                condition=Q(nhs_number="") | Q(nhs_number__regex=r"^[0-9]{10}$"),
                name="referrals_person_nhs_number_shape",
            ),
            models.CheckConstraint(
                condition=Q(death_date__isnull=True)
                | Q(birth_date__isnull=True)
                | Q(death_date__gte=F("birth_date")),
                name="referrals_person_died_after_birth",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "name_key"], name="referrals_person_name_ix"),
            models.Index(
                fields=["tenant", "nhs_number_claimed"],
                condition=~Q(nhs_number_claimed=""),
                name="referrals_person_claimed_ix",
            ),
            models.Index(
                fields=["tenant", "birth_date", "postcode"],
                condition=~Q(postcode=""),
                name="referrals_person_born_ix",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def display_name(self) -> str:
        """As lists name the person."""
        return names.in_lists(family=self.family_name, given=self.given_name, reference=self.reference)


class PatientIdentifier(SourcedModel):
    """What a provider's own system calls the person (LOCAL PATIENT IDENTIFIER).

    ``nhs_number``, its status and ``birth_date`` are what the provider says of that patient in its newest
    record set, the number only when it passes its check: they decide whether patients of two providers are
    one person (docs/adr/0006).
    """

    person = TenantForeignKey("referrals.Person", related_name="identifiers")
    provider = TenantForeignKey("hubs.Organisation", related_name="+", indexed=False)
    local_id = models.CharField(max_length=20)
    nhs_number = models.CharField(max_length=10, blank=True, default="", db_default="")
    nhs_number_status = models.CharField(max_length=2, blank=True, default="", db_default="")
    birth_date = models.DateField(null=True, blank=True)

    class Privacy:
        identifying = ("person", "local_id", "nhs_number", "birth_date")
        operational = (*SOURCED_FIELDS, "provider", "nhs_number_status")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "provider", "local_id"], name="referrals_patientidentifier_uniq"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "nhs_number"],
                condition=~Q(nhs_number=""),
                name="referrals_identifier_number_ix",
            ),
        ]

    def __str__(self) -> str:
        return self.local_id


@track
class GpRegistration(SourcedModel):
    """The person was registered with a GP practice between two days (MHS002)."""

    person = TenantForeignKey("referrals.Person", related_name="gp_registrations")
    provider = TenantForeignKey("hubs.Organisation", null=True, related_name="+", indexed=False)
    practice_code = models.CharField(max_length=8)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Privacy:
        identifying = ("person",)
        operational = (*SOURCED_FIELDS, "provider", "practice_code", "starts_on", "ends_on")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "person", "provider", "practice_code", "starts_on"],
                nulls_distinct=False,
                name="referrals_gpregistration_uniq",
            ),
        ]

    def __str__(self) -> str:
        return self.practice_code


class AccommodationStatus(SourcedModel):
    """Where the person lived, as recorded on a day (MHS003)."""

    person = TenantForeignKey("referrals.Person", related_name="accommodation")
    provider = TenantForeignKey("hubs.Organisation", null=True, related_name="+", indexed=False)
    accommodation_type = models.CharField(max_length=2)
    settled = models.CharField(max_length=1, blank=True)
    recorded_on = models.DateField(null=True)

    class Privacy:
        identifying = ("person",)
        clinical = ("accommodation_type", "settled")
        operational = (*SOURCED_FIELDS, "provider", "recorded_on")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "person", "provider", "accommodation_type", "recorded_on"],
                nulls_distinct=False,
                name="referrals_accommodationstatus_uniq",
            ),
        ]

    def __str__(self) -> str:
        return self.accommodation_type


class EmploymentStatus(SourcedModel):
    """Whether the person worked, as recorded on a day (MHS004)."""

    person = TenantForeignKey("referrals.Person", related_name="employment")
    provider = TenantForeignKey("hubs.Organisation", null=True, related_name="+", indexed=False)
    employment_status = models.CharField(max_length=2)
    weekly_hours = models.CharField(max_length=2, blank=True)
    recorded_on = models.DateField(null=True)

    class Privacy:
        identifying = ("person",)
        clinical = ("employment_status", "weekly_hours")
        operational = (*SOURCED_FIELDS, "provider", "recorded_on")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "person", "provider", "employment_status", "recorded_on"],
                nulls_distinct=False,
                name="referrals_employmentstatus_uniq",
            ),
        ]

    def __str__(self) -> str:
        return self.employment_status
