"""Care plans: made, updated, agreed."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from careplans.models import CarePlan, CarePlanAgreement, CarePlanUpdate, Plan, PlanVersion
from careplans.selectors.care_plans import last_updated_on
from config import formats
from hubs.actions import audit
from hubs.models import Organisation
from hubs.rules import references
from hubs.rules.roles import Actor
from referrals.models import Person

MENTAL_HEALTH_PLAN = "10"
THE_PERSON = "10"


@transaction.atomic
def create(
    *,
    by: Actor,
    person: Person,
    provider: Organisation,
    created_on: dt.date,
    plan_type: str = MENTAL_HEALTH_PLAN,
    implemented_on: dt.date | None = None,
    of_plan: Plan | None = None,
) -> CarePlan:
    """A plan, first updated on the day it was made: nationally one without an update never counts. ``of_plan`` is the
    person's plan that it reports.
    """
    plan = CarePlan.objects.create(
        person=person,
        provider=provider,
        local_id=references.new("K"),
        plan_type=plan_type,
        created_on=created_on,
        implemented_on=implemented_on,
        of_plan=of_plan,
    )
    CarePlanUpdate.objects.create(plan=plan, created_on=created_on, updated_on=created_on)
    _record(by, "created", plan)
    return plan


@transaction.atomic
def update(*, by: Actor, plan: CarePlan, on: dt.date) -> CarePlanUpdate:
    """The plan was worked on; twice on a day is once. ValidationError when that day lies before what is known of it."""
    held: CarePlan = CarePlan.objects.select_for_update().get(pk=plan.pk)
    latest = last_updated_on(held) or held.created_on
    if on < latest:
        raise ValidationError(
            f"The plan was last updated on {formats.date(latest)}: enter that day or a later one"
        )
    made: CarePlanUpdate
    made, is_new = CarePlanUpdate.objects.get_or_create(plan=held, created_on=held.created_on, updated_on=on)
    if is_new:
        _record(by, "updated", held)
    return made


@transaction.atomic
def agree(
    *,
    by: Actor,
    plan: CarePlan,
    agreed_on: dt.date,
    agreed_by: str = THE_PERSON,
    family_involved: str = "",
    version: PlanVersion | None = None,
) -> CarePlanAgreement:
    """Somebody agreed to the plan (care plan content agreed by): only then can it stop a clock.

    Saying the same twice is saying it once: of two versions of one day it is the later one that was agreed.
    ValidationError for a day before the plan was made.
    """
    if agreed_on < plan.created_on:
        words = f"A plan made on {formats.date(plan.created_on)} cannot have been agreed before that day"
        raise ValidationError(words)
    agreement: CarePlanAgreement
    agreement, is_new = CarePlanAgreement.objects.get_or_create(
        plan=plan,
        agreed_by=agreed_by,
        agreed_on=agreed_on,
        defaults={"family_involved": family_involved, "plan_version": version},
    )
    if is_new:
        _record(by, "agreed", plan)
    elif version is not None and agreement.plan_version_id != version.pk:
        agreement.plan_version = version
        agreement.save(update_fields=["plan_version"])
    return agreement


def _record(by: Actor, verb: str, plan: CarePlan) -> None:
    audit.record(by=by, action=f"plan.{verb}", obj_type="care plan", reference=plan.local_id)
