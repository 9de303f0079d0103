"""The plans that a partner's system may read: agreed ones, of people that its organisation works with."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from careplans.models import Plan, SharingChoice
from careplans.rules.document import PlanDocument
from careplans.rules.parts import SHARED_PARTS
from careplans.selectors import documents, sharing
from hubs.models import Organisation
from hubs.rules import references
from referrals.models import GpRegistration, Involvement, Referral
from referrals.models.referral import OPEN


@dataclass(frozen=True)
class Readable:
    """A plan as it was agreed last, as far as the organisation sees it; ``withheld`` when that is not all of it."""

    document: PlanDocument
    withheld: bool


def of_nhs_number(number: str, organisation: Organisation) -> Readable | None:
    """The plan of the person with this number; None when there is none, or none that the organisation may read."""
    return _readable(Q(person__nhs_number=number), organisation)


def of_version(reference: str, number: int, organisation: Organisation) -> Readable | None:
    """This version of the plan, when it is the newest: what it replaced is not handed out any more."""
    found = _readable(Q(reference=references.normalise(reference)), organisation)
    return found if found and found.document.number == number else None


def _readable(which: Q, organisation: Organisation) -> Readable | None:
    """Four queries at most."""
    plan = _of_people_of(organisation).filter(which).select_related("person").first()
    version = documents.latest_version(plan) if plan else None
    if plan is None or version is None:
        return None
    sight = sharing.of_organisation(plan, organisation)
    if sight.hidden.issuperset(SHARED_PARTS):
        return None
    return Readable(sight.of(documents.of_version(version)), bool(sight.hidden))


def _of_people_of(organisation: Organisation) -> QuerySet[Plan]:
    """The plans of those whom the organisation works with today, or with which they chose to share."""
    today = timezone.localdate()
    person = OuterRef("person")
    theirs = Q(provider=organisation) | Q(team__organisation=organisation)
    referrals = Referral.objects.filter(OPEN, theirs, person=person)
    involved = Involvement.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        referral__in=Referral.objects.filter(OPEN, person=OuterRef(person)),
        staff__organisation=organisation,
        starts_on__lte=today,
    )
    registered = GpRegistration.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=today),
        Q(ends_on=None) | Q(ends_on__gte=today),
        person=person,
        practice_code=organisation.ods_code or "-",
    )
    chosen = SharingChoice.objects.filter(person=person, organisation=organisation, may_see=True)
    works_with = Exists(referrals) | Exists(involved) | Exists(registered) | Exists(chosen)
    return Plan.objects.filter(works_with, beside_reason="", person__voided_at=None)
