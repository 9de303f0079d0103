from __future__ import annotations

from django.db import models

from hubs.tenancy.models import TenantModel


class Fact(TenantModel):
    """A row of a monthly list that figures are counted from, with what they are broken down by.

    Facts are made from the record by the night, for the month that ends on ``period_end``; nobody edits them, and
    the next night makes them anew. They name rows of the record by number and areas by code, without foreign keys:
    what is derived must never hold back what it is derived from, nor slow down its own making.
    """

    tenant = models.ForeignKey(
        "hubs.Tenant",
        models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )
    period_end = models.DateField()
    person_id = models.BigIntegerField()
    place_code = models.CharField(max_length=20, blank=True)
    hub_code = models.CharField(max_length=20, blank=True)
    pcn_code = models.CharField(max_length=8, blank=True)
    provider_code = models.CharField(max_length=8, blank=True)
    age_band = models.CharField(max_length=20)
    gender = models.CharField(max_length=20)
    ethnic_group = models.CharField(max_length=20)
    imd_quintile = models.CharField(max_length=20)
    core20 = models.CharField(max_length=20)

    class Meta(TenantModel.Meta):
        abstract = True


FACT_IDENTIFYING = ("person_id",)
FACT_CLINICAL = ("age_band", "gender", "ethnic_group", "imd_quintile", "core20")
FACT_OPERATIONAL = ("tenant", "period_end", "place_code", "hub_code", "pcn_code", "provider_code")


class SpellFact(Fact):
    """A referral spell as the clock saw it at the end of a month, if it was open or ended in the last three months.

    ``days_open`` is counted to the end of the month, or to the day in a month that is not over. ``is_undischarged``:
    a referral of it is still sent without a discharge date, although it may have been rejected.
    """

    provider_id = models.BigIntegerField()
    started_on = models.DateField()
    ended_on = models.DateField()
    is_open = models.BooleanField()
    latest_referral_id = models.BigIntegerField()
    first_contact_on = models.DateField(null=True)
    second_contact_on = models.DateField(null=True)
    outcome_on = models.DateField(null=True)
    assessment_on = models.DateField(null=True)
    help_on = models.DateField(null=True)
    needs_assessment = models.BooleanField()
    stopped_on = models.DateField(null=True)
    days_open = models.IntegerField()
    is_undischarged = models.BooleanField(db_default=False)

    class Privacy:
        identifying = (*FACT_IDENTIFYING, "latest_referral_id")
        clinical = FACT_CLINICAL
        operational = (
            *FACT_OPERATIONAL,
            "provider_id",
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
            "days_open",
            "is_undischarged",
        )

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period_end", "person_id", "provider_id", "started_on"],
                name="reporting_spellfact_uniq",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.started_on} at {self.period_end}"


class ReferralFact(Fact):
    """A referral as it stood at the end of a month, if anything of it lies in the twelve months before.

    ``wait_exclusion`` and ``access_exclusion`` say why it is not in the cohort of the four-week wait and of MHS108:
    empty when it is, ``team`` when none of its teams is in scope. ``is_undischarged``: it is still sent without a
    discharge date, although it may have been rejected. Contacts are attended and direct; those in years with
    a hospital spell are left out of ``contacts_in_year`` as MHS108 does, and ``contacts_transformed`` counts from
    the day that the person's PCN runs the new model.

    ``plan_state`` and ``crisis_plan_on`` are of the person: ``agreed``, ``review past``, ``not agreed`` or ``none``.
    ``ips_*`` are contacts for employment support, of the whole year to the end of the month, and ``had_ips`` whether
    the person had any on some referral; ``seen_cen`` and ``seen_eating_disorder`` whether they were seen on that
    pathway, and ``therapies_in_year`` how many contacts had a psychological therapy.
    """

    referral_id = models.BigIntegerField()
    received_on = models.DateField()
    source = models.CharField(max_length=2, blank=True)
    rejected_on = models.DateField(null=True)
    rejection_reason = models.CharField(max_length=2, blank=True)
    is_open = models.BooleanField()
    wait_exclusion = models.CharField(max_length=20, blank=True)
    access_exclusion = models.CharField(max_length=20, blank=True)
    in_hospital_this_year = models.BooleanField()
    out_of_hospital = models.BooleanField()
    contacts_ever = models.IntegerField()
    contacts_in_year = models.IntegerField()
    contacts_in_month = models.IntegerField()
    contacts_transformed = models.IntegerField()
    second_contact_on = models.DateField(null=True)
    outside_england = models.BooleanField(db_default=False)
    plan_state = models.CharField(max_length=20, db_default="none")
    plan_agreed_on = models.DateField(null=True)
    crisis_plan_on = models.DateField(null=True)
    ips_first_on = models.DateField(null=True)
    ips_in_year = models.IntegerField(db_default=0)
    had_ips = models.BooleanField(db_default=False)
    jobs_in_year = models.IntegerField(db_default=0)
    seen_cen = models.BooleanField(db_default=False)
    seen_eating_disorder = models.BooleanField(db_default=False)
    therapies_in_year = models.IntegerField(db_default=0)
    is_undischarged = models.BooleanField(db_default=False)

    class Privacy:
        identifying = (*FACT_IDENTIFYING, "referral_id")
        clinical = (
            *FACT_CLINICAL,
            "source",
            "rejection_reason",
            "in_hospital_this_year",
            "out_of_hospital",
            "plan_state",
            "plan_agreed_on",
            "crisis_plan_on",
            "ips_first_on",
            "ips_in_year",
            "had_ips",
            "jobs_in_year",
            "seen_cen",
            "seen_eating_disorder",
            "therapies_in_year",
        )
        operational = (
            *FACT_OPERATIONAL,
            "received_on",
            "rejected_on",
            "is_open",
            "is_undischarged",
            "wait_exclusion",
            "access_exclusion",
            "contacts_ever",
            "contacts_in_year",
            "contacts_in_month",
            "contacts_transformed",
            "second_contact_on",
            "outside_england",
        )

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period_end", "referral_id"], name="reporting_referralfact_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} at {self.period_end}"


class AdmissionFact(Fact):
    """An admission in the three months to the end of a month, and whether a community contact came before it.

    ``exclusion`` says why it is no admission of MHS106: ``transfer``, ``bed`` or ``bed not known``; empty when it is.
    """

    spell_id = models.BigIntegerField()
    admitted_on = models.DateField()
    exclusion = models.CharField(max_length=20, blank=True)
    had_contact = models.BooleanField()

    class Privacy:
        identifying = (*FACT_IDENTIFYING, "spell_id")
        clinical = FACT_CLINICAL
        operational = (*FACT_OPERATIONAL, "admitted_on", "exclusion", "had_contact")

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period_end", "spell_id"], name="reporting_admissionfact_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.spell_id} on {self.admitted_on}"
