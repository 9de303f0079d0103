from __future__ import annotations

from django.db import models

from reporting.models.fact import FACT_CLINICAL, FACT_IDENTIFYING, FACT_OPERATIONAL, Fact


class OutcomeFact(Fact):
    """A referral of which two outcome scores were expected at the end of a month, and of which tools there are two.

    ``exclusion`` says why the national rule leaves it out (reporting.indicators.outcomes); empty when it does not.
    """

    referral_id = models.BigIntegerField()
    received_on = models.DateField()
    closed_on = models.DateField(null=True)
    exclusion = models.CharField(max_length=20, blank=True)
    dialog_paired = models.BooleanField()
    reqol_paired = models.BooleanField()
    goals_paired = models.BooleanField()

    class Privacy:
        identifying = (*FACT_IDENTIFYING, "referral_id")
        clinical = (*FACT_CLINICAL, "exclusion", "dialog_paired", "reqol_paired", "goals_paired")
        operational = (*FACT_OPERATIONAL, "received_on", "closed_on")

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period_end", "referral_id"], name="reporting_outcomefact_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} at {self.period_end}"


class PairFact(Fact):
    """The first and the latest score of an item in one of those referrals, and how the change is judged nationally.

    ``change`` is an outcomes.rules.change.Change; empty for an item that is not measured for change.
    """

    referral_id = models.BigIntegerField()
    tool = models.CharField(max_length=20)
    item = models.CharField(max_length=40)
    baseline = models.DecimalField(max_digits=7, decimal_places=2)
    baseline_on = models.DateField()
    latest = models.DecimalField(max_digits=7, decimal_places=2)
    latest_on = models.DateField()
    change = models.CharField(max_length=20, blank=True)
    may_recover = models.BooleanField()
    recovered = models.BooleanField()

    class Privacy:
        identifying = (*FACT_IDENTIFYING, "referral_id")
        clinical = (
            *FACT_CLINICAL,
            "tool",
            "item",
            "baseline",
            "latest",
            "change",
            "may_recover",
            "recovered",
        )
        operational = (*FACT_OPERATIONAL, "baseline_on", "latest_on")

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period_end", "referral_id", "item"], name="reporting_pairfact_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} of {self.referral_id} at {self.period_end}"


class DueFact(Fact):
    """A review of a plan, or an action (``kind``), whose day lay in a month, and when it was done.

    ``doer`` is a careplans.rules.parts.Doer, empty for a review. ``exclusion`` is ``dropped`` or ``gone`` for what
    nobody could or should see to any longer.
    """

    kind = models.CharField(max_length=10)
    row_id = models.BigIntegerField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    doer = models.CharField(max_length=20, blank=True)
    exclusion = models.CharField(max_length=20, blank=True)

    class Privacy:
        identifying = (*FACT_IDENTIFYING, "row_id")
        clinical = (*FACT_CLINICAL, "kind", "doer", "exclusion")
        operational = (*FACT_OPERATIONAL, "due_on", "done_on")

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period_end", "kind", "row_id"], name="reporting_duefact_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id} by {self.due_on}"


class HealthFact(Fact):
    """How one of the six physical health checks (``kind``) of a person on the SMI register stood at the end of a month.

    ``state`` is an outcomes.rules.health.CheckState, or ``missing``. ``stands_for_person`` is true of one of the six
    rows of a person.
    """

    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    checked_on = models.DateField(null=True)
    checks_done = models.IntegerField()
    in_remission = models.BooleanField()
    stands_for_person = models.BooleanField()

    class Privacy:
        identifying = FACT_IDENTIFYING
        clinical = (*FACT_CLINICAL, "kind", "state", "checks_done", "in_remission")
        operational = (*FACT_OPERATIONAL, "checked_on", "stands_for_person")

    class Meta(Fact.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period_end", "person_id", "kind"], name="reporting_healthfact_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id} at {self.period_end}"
