"""A plan is agreed: frozen as a version, and reported as the national data set asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from careplans.actions import care_plans, plans, reviews
from careplans.models import CarePlan, Plan, PlanAction, PlanGoal, PlanText, PlanVersion
from careplans.rules import changes, frozen
from careplans.rules.document import Agreement
from careplans.rules.parts import CRISIS_PARTS
from careplans.selectors import documents
from careplans.selectors.care_plans import last_updated_on
from config import formats
from hubs.actions import audit
from hubs.actions.changes import not_in_future
from hubs.models import Organisation
from hubs.rules.roles import Actor
from hubs.selectors import codes
from referrals.models import Referral

CRISIS_PLAN = "12"
EMPTY = "There is nothing to agree yet. Write a part of the plan, a goal or an action first"


@transaction.atomic
def agree(
    *,
    by: Actor,
    plan: Plan,
    agreed_with: Sequence[str],
    agreed_on: dt.date,
    review_on: dt.date,
    chosen_by_person: bool,
    family_involved: str = "",
) -> PlanVersion:
    """The plan as it stands was agreed with these (CARE PLAN CONTENT AGREED BY), and is looked at again by a day.

    The same words agreed to again on the same day are the same version. Each provider with an open referral of the
    person that is recorded here reports it (MHS008, MHS009): as a mental health care plan, and as a crisis plan when
    a crisis part says something. ``family_involved`` is Y, N or empty. ValidationError by field.
    """
    not_in_future("agreed_on", agreed_on)
    _refuse_nobody(agreed_with)
    held = plans.lock(plan)
    _refuse_early(held, agreed_on)
    reviews.set_day(by=by, plan=held, due_on=review_on, chosen_by_person=chosen_by_person)
    version = _version(by, held, agreed_with, agreed_on)
    for reported in _reported(by, held, agreed_on):
        for code in agreed_with:
            care_plans.agree(
                by=by,
                plan=reported,
                agreed_on=agreed_on,
                agreed_by=code,
                family_involved=family_involved,
                version=version,
            )
    return version


def _refuse_nobody(agreed_with: Sequence[str]) -> None:
    if not agreed_with:
        raise ValidationError({"agreed_with": "Choose who agreed"})
    if set(agreed_with) - codes.valid_codes(documents.AGREED_BY):
        raise ValidationError({"agreed_with": "Choose who agreed from the list"})


def _refuse_early(plan: Plan, agreed_on: dt.date) -> None:
    """Nobody agrees to what is not written, or before they agreed last."""
    written = first_written(plan)
    if written is None:
        raise ValidationError(EMPTY, code="empty")
    if agreed_on < written:
        words = f"The plan was first written on {formats.date(written)}: enter that day or a later one"
        raise ValidationError({"agreed_on": words})
    last = documents.latest_version(plan)
    if last and agreed_on < last.agreed_on:
        words = f"The plan was last agreed on {formats.date(last.agreed_on)}: enter that day or a later one"
        raise ValidationError({"agreed_on": words})


def first_written(plan: Plan, parts: Collection[str] = ()) -> dt.date | None:
    """The day on which something that stands in the plan, or in one of these parts, was first written: nationally the
    day it was created. Opening a plan creates none.
    """
    texts = PlanText.objects.filter(plan=plan).exclude(text="")
    if parts:
        return _first_day(texts.filter(part__in=parts))
    days = (_first_day(rows.filter(plan=plan)) for rows in (PlanGoal.objects.all(), PlanAction.objects.all()))
    return min((day for day in (_first_day(texts), *days) if day), default=None)


def _first_day(rows: QuerySet[Any]) -> dt.date | None:
    at = rows.order_by("created_at").values_list("created_at", flat=True).first()
    return formats.london_date(at) if at else None


def _version(by: Actor, plan: Plan, agreed_with: Sequence[str], agreed_on: dt.date) -> PlanVersion:
    last = documents.latest_version(plan)
    document = documents.of_plan(plan)
    before = documents.of_version(last) if last else None
    if last and before and changes.says_the_same(before, document) and _covers(last, agreed_with, agreed_on):
        return last
    number = last.number + 1 if last else 1
    agreements = tuple(
        Agreement(code, codes.label(documents.AGREED_BY, code), agreed_on) for code in agreed_with
    )
    version = PlanVersion.objects.create(
        plan=plan,
        number=number,
        content=frozen.freeze(replace(document, number=number, agreements=agreements)),
        changes=changes.between(before, document),
        agreed_on=agreed_on,
        agreed_with=list(agreed_with),
        created_by_id=by.staff_id,
    )
    audit.record(
        by=by, action="plan.frozen", obj_type="plan", reference=plan.reference, detail={"version": number}
    )
    return version


def _covers(version: PlanVersion, agreed_with: Sequence[str], agreed_on: dt.date) -> bool:
    """Whether an agreement of that day can be told of the version: who joins it is kept with what is reported."""
    if version.agreed_on != agreed_on:
        return False
    return set(agreed_with) <= set(version.agreed_with) or bool(_reports(version.plan))


def _reported(by: Actor, plan: Plan, agreed_on: dt.date) -> Iterator[CarePlan]:
    """What each provider reports of it, created where it is the first time, and last updated on that day."""
    created = {
        care_plans.MENTAL_HEALTH_PLAN: first_written(plan),
        CRISIS_PLAN: first_written(plan, CRISIS_PARTS),
    }
    for provider in _reports(plan):
        for plan_type, created_on in created.items():
            # A crisis part that was first written after that day was not agreed to on it.
            if created_on and created_on <= agreed_on:
                yield _report(by, plan, provider, plan_type, created_on, agreed_on)


def _report(
    by: Actor, plan: Plan, provider: Organisation, plan_type: str, created_on: dt.date, on: dt.date
) -> CarePlan:
    held: CarePlan | None = CarePlan.objects.filter(
        of_plan=plan, provider=provider, plan_type=plan_type
    ).first()
    if held is None:
        held = care_plans.create(
            by=by,
            person=plan.person,
            provider=provider,
            created_on=created_on,
            plan_type=plan_type,
            of_plan=plan,
        )
    latest = last_updated_on(held)
    if latest is None or latest < on:
        care_plans.update(by=by, plan=held, on=on)
    return held


def _reports(plan: Plan) -> list[Organisation]:
    """The providers with an open referral of the person that is recorded here: who reads theirs from their own system
    reports from there.
    """
    here = Referral.objects.filter(
        person=plan.person, source_month=None, discharged_on=None, rejected_on=None
    )
    return list(Organisation.objects.filter(pk__in=here.values("provider")).order_by("pk"))
