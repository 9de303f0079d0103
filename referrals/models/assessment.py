from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import ClinicalModel
from hubs.tenancy.public_id import public_id
from referrals.models.person import VOID_FIELDS


class Assessment(ClinicalModel):
    """The one biopsychosocial assessment of a person, which every team adds to.

    A second one is a new telling of the story: ``repeat_reason`` says why it was asked for, and the database lets
    only one be without a reason.
    """

    kept_by = "person"

    public_id = public_id()
    person = TenantForeignKey("referrals.Person", related_name="assessments", indexed=False)
    referral = TenantForeignKey("referrals.Referral", related_name="assessments")
    started_on = models.DateField()
    completed_on = models.DateField(null=True, blank=True)
    repeat_reason = models.TextField(blank=True)

    stands_beside = "repeat_reason"

    class Privacy:
        identifying = ("person", "referral")
        clinical = ("repeat_reason",)
        operational = (*VOID_FIELDS, "public_id", "started_on", "completed_on")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "public_id"], name="referrals_assessment_public_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "person"],
                condition=Q(repeat_reason="", voided_at__isnull=True),
                name="referrals_assessment_one_without_reason",
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(completed_on__gte=F("started_on")),
                name="referrals_assessment_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "person", "started_on"], name="referrals_assessment_person_ix")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.started_on}"


class Section(models.TextChoices):
    """The parts of an assessment. The conversations are those of the Care Act practice model of three."""

    WHAT_HAPPENED = "what_happened", "What has happened, in the person's words"
    WHAT_MATTERS = "what_matters", "What matters to the person"
    MENTAL_HEALTH = "mental_health", "Mental health"
    PHYSICAL_HEALTH = "physical_health", "Physical health and medicines"
    SUBSTANCES = "substances", "Alcohol and drugs"
    HOME_MONEY_WORK = "home_money_work", "Home, money, work and learning"
    RELATIONSHIPS = "relationships", "Family, friends and community"
    CULTURE = "culture", "Culture, faith and identity"
    SAFETY = "safety", "Safety"
    STRENGTHS = "strengths", "Strengths"
    HELP_SO_FAR = "help_so_far", "Help so far, and how it was"
    FORMULATION = "formulation", "What we make of it together"
    CONVERSATION_1 = "conversation_1", "First conversation: listen and connect"
    CONVERSATION_2 = "conversation_2", "Second conversation: work together through a hard time"
    CONVERSATION_3 = "conversation_3", "Third conversation: build a good life for longer"


class AssessmentEntry(ClinicalModel):
    """What a team added to a section. Entries are added and voided, never written over."""

    kept_by = "assessment"

    public_id = public_id()
    assessment = TenantForeignKey("referrals.Assessment", related_name="entries", indexed=False)
    section = models.TextField(choices=Section.choices)
    text = models.TextField()
    team = TenantForeignKey("hubs.Team", null=True, related_name="+", indexed=False)
    writer_name = models.CharField(max_length=200)

    class Privacy:
        clinical = ("section", "text")
        operational = (*VOID_FIELDS, "public_id", "assessment", "team", "writer_name")

    class Meta(ClinicalModel.Meta):
        ordering = ["created_at", "pk"]
        verbose_name_plural = "assessment entries"
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "public_id"], name="referrals_entry_public_id_uniq"),
            models.CheckConstraint(
                condition=Q(section__in=Section.values) & ~Q(text=""),
                name="referrals_assessmententry_says_something",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "assessment", "section"], name="referrals_entry_assessment_ix")
        ]

    def __str__(self) -> str:
        return f"{self.section} of {self.assessment_id}"


class CareActOutcome(models.TextChoices):
    """The ten outcomes of the eligibility regulations (The Care and Support (Eligibility Criteria) Regulations
    2015, regulation 2(2)), in labels of our own.
    """

    NUTRITION = "nutrition", "Eating and drinking well"
    HYGIENE = "hygiene", "Washing and keeping clean"
    TOILET = "toilet", "Using the toilet"
    CLOTHING = "clothing", "Dressing for the day"
    HOME_SAFETY = "home_safety", "Being safe at home"
    HOME_UPKEEP = "home_upkeep", "Keeping the home liveable"
    RELATIONSHIPS = "relationships", "Family and other relationships"
    WORK_LEARNING = "work_learning", "Work, training, learning, volunteering"
    COMMUNITY = "community", "Getting about and using local services"
    CARING = "caring", "Looking after a child"


class CareActNeed(ClinicalModel):
    """Whether the person can achieve an outcome of the Care Act, as last assessed; earlier ones are voided."""

    kept_by = "assessment"

    assessment = TenantForeignKey("referrals.Assessment", related_name="care_act_needs", indexed=False)
    outcome = models.TextField(choices=CareActOutcome.choices)
    can_achieve = models.BooleanField()
    note = models.TextField(blank=True)

    class Privacy:
        clinical = ("outcome", "can_achieve", "note")
        operational = (*VOID_FIELDS, "assessment")

    class Meta(ClinicalModel.Meta):
        constraints = [
            *ClinicalModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "assessment", "outcome"],
                condition=Q(voided_at__isnull=True),
                name="referrals_careactneed_current",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=CareActOutcome.values), name="referrals_careactneed_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of {self.assessment_id}"
