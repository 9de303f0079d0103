from __future__ import annotations

from django.db import models

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel


class Fact(TenantModel):
    """A row of a monthly list that figures are counted from, with what they are broken down by.

    ``period_end`` is the last day of the month. Facts are made anew each night from the record; nobody
    edits them.
    """

    period_end = models.DateField()
    person = TenantForeignKey("referrals.Person", related_name="+", indexed=False)
    provider = TenantForeignKey("hubs.Organisation", related_name="+", indexed=False)
    hub = TenantForeignKey("hubs.Hub", null=True, related_name="+", indexed=False)
    place = TenantForeignKey("hubs.Place", null=True, related_name="+", indexed=False)
    pcn_code = models.CharField(max_length=8, blank=True)
    age_band = models.CharField(max_length=10, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    ethnic_group = models.CharField(max_length=20, blank=True)
    imd_quintile = models.CharField(max_length=10, blank=True)
    core20 = models.CharField(max_length=10, blank=True)

    class Meta(TenantModel.Meta):
        abstract = True


FACT_IDENTIFYING = ("person",)
FACT_CLINICAL = ("age_band", "gender", "ethnic_group", "imd_quintile", "core20")
FACT_OPERATIONAL = ("tenant", "period_end", "provider", "hub", "place", "pcn_code")


class SpellFact(Fact):
    """A referral spell as the clock saw it at the end of a month (reporting/sql/clock.sql)."""

    started_on = models.DateField()
    ended_on = models.DateField()
    is_open = models.BooleanField()
    latest_referral = TenantForeignKey("referrals.Referral", null=True, related_name="+", indexed=False)
    first_contact_on = models.DateField(null=True)
    second_contact_on = models.DateField(null=True)
    outcome_on = models.DateField(null=True)
    assessment_on = models.DateField(null=True)
    help_on = models.DateField(null=True)
    needs_assessment = models.BooleanField()
    stopped_on = models.DateField(null=True)

    class Privacy:
        identifying = (*FACT_IDENTIFYING, "latest_referral")
        clinical = FACT_CLINICAL
        operational = (
            *FACT_OPERATIONAL,
            "started_on",
            "ended_on",
            "is_open",
            "first_contact_on",
            "second_contact_on",
            "outcome_on",
            "assessment_on",
            "help_on",
            "needs_assessment",
            "stopped_on",
        )

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period_end", "person", "provider", "started_on"],
                name="reporting_spellfact_uniq",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.started_on} at {self.period_end}"


class ReferralFact(Fact):
    """A referral as it stood at the end of a month, for access and second-contact figures and for the
    caseload.
    """

    referral = TenantForeignKey("referrals.Referral", related_name="+", indexed=False)
    received_on = models.DateField()
    source = models.CharField(max_length=2, blank=True)
    rejected_on = models.DateField(null=True)
    rejection_reason = models.CharField(max_length=2, blank=True)
    discharged_on = models.DateField(null=True)
    is_open = models.BooleanField()
    in_wait_scope = models.BooleanField()
    in_access_scope = models.BooleanField()
    contacts_in_year = models.PositiveIntegerField()
    contacts_ever = models.PositiveIntegerField()
    second_contact_on = models.DateField(null=True)

    class Privacy:
        identifying = (*FACT_IDENTIFYING, "referral")
        clinical = (*FACT_CLINICAL, "source", "rejection_reason")
        operational = (
            *FACT_OPERATIONAL,
            "received_on",
            "rejected_on",
            "discharged_on",
            "is_open",
            "in_wait_scope",
            "in_access_scope",
            "contacts_in_year",
            "contacts_ever",
            "second_contact_on",
        )

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period_end", "referral"], name="reporting_referralfact_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} at {self.period_end}"


class AdmissionFact(Fact):
    """An admission to an adult acute bed in a month, and whether a community contact came before it."""

    spell = TenantForeignKey("referrals.HospitalSpell", related_name="+", indexed=False)
    admitted_on = models.DateField()
    had_contact = models.BooleanField()

    class Privacy:
        identifying = (*FACT_IDENTIFYING, "spell")
        clinical = FACT_CLINICAL
        operational = (*FACT_OPERATIONAL, "admitted_on", "had_contact")

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period_end", "spell"], name="reporting_admissionfact_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.spell_id} on {self.admitted_on}"
