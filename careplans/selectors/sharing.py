"""Who sees which parts of a plan: the one place that is asked, for pages, documents, comments and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from careplans.models import Plan, SharingChoice, SharingOverride
from careplans.rules import sharing as rules
from careplans.rules.document import PlanDocument
from careplans.rules.parts import SHARED_PARTS, WHOLE
from careplans.rules.sharing import Choice
from careplans.selectors import documents
from hubs.models import Organisation, StaffMember
from hubs.rules.roles import Actor
from referrals.models import Holding, Merge, Person


@dataclass(frozen=True)
class Sight:
    """What somebody sees of a plan. ``chosen`` are the parts that the person keeps from their organisation, ``opened``
    whether they are seen for a time all the same, with a reason.
    """

    chosen: frozenset[str] = frozenset()
    opened: bool = False

    @property
    def hidden(self) -> frozenset[str]:
        return frozenset() if self.opened else self.chosen

    def sees(self, part: str) -> bool:
        return part not in self.hidden

    def of(self, document: PlanDocument) -> PlanDocument:
        """The document as they see it."""
        return rules.seen(document, self.hidden)

    @property
    def hidden_labels(self) -> list[str]:
        return [label for part, label in SHARED_PARTS.items() if part in self.hidden]


@dataclass(frozen=True)
class Chosen:
    """What a person chose: ``own`` for the reader's organisation; ``table`` has for each organisation that they chose
    for what they keep from it, by name.
    """

    table: Sequence[tuple[Organisation, frozenset[str]]]
    own: Sequence[Choice]


def visible_to(plan: Plan, by: Actor) -> PlanDocument:
    """The plan as it stands, without what the person keeps from the organisation of ``by``."""
    return sight(plan, by).of(documents.of_plan(plan))


def sight(plan: Plan, by: Actor, chosen: Chosen | None = None) -> Sight:
    """What ``by`` sees. One query where what was ``chosen`` is not read yet, two more where something is kept from
    their organisation.

    Who belongs to none, as the night's work does, sees all of it.
    """
    choices = (chosen or of_person(plan.person, by)).own
    if not choices:
        return Sight()
    kept = rules.hidden(choices, holds=_holds(plan.person, by))
    return Sight(kept, bool(kept) and _opened(plan, by))


def of_person(person: Person, by: Actor) -> Chosen:
    """All that the person chose, as ``by`` reads it. One query."""
    works_there = StaffMember.objects.filter(pk__in=[by.staff_id], organisation=OuterRef("organisation"))
    rows = _of_person(person).select_related("organisation").annotate(is_own=Exists(works_there))
    by_organisation: dict[Organisation, list[Choice]] = {}
    own = []
    for row in rows.order_by("organisation__name", "pk"):
        choice = _choice(row, is_joined=row.person_id != person.pk)
        by_organisation.setdefault(row.organisation, []).append(choice)
        if row.is_own:
            own.append(choice)
    table = [(each, rules.hidden(choices, holds=False)) for each, choices in by_organisation.items()]
    return Chosen(table, own)


def of_organisation(plan: Plan, organisation: Organisation) -> Sight:
    """What a system of an organisation sees, for which nobody gives a reason. Two queries at most."""
    choices = _choices(plan.person, Q(organisation=organisation))
    holds = Holding.objects.filter(person=plan.person, until=None, team__organisation=organisation)
    return Sight(rules.hidden(choices, holds=holds.exists())) if choices else Sight()


def people_who_keep(part: str, by: Actor) -> set[int]:
    """The ids of those who keep a part that is no crisis part from the organisation of ``by``. One query."""
    rows = _with_joins(Q(organisation__staff=by.staff_id, part__in=(WHOLE, part))).annotate(
        whose=Coalesce("person__merged_into", "person")
    )
    by_person: dict[int, list[Choice]] = {}
    for row in rows:
        by_person.setdefault(row.whose, []).append(_choice(row, is_joined=row.whose != row.person_id))
    return {pk for pk, choices in by_person.items() if part in rules.hidden(choices, holds=True)}


def of_one(person: Person, organisation: Organisation) -> frozenset[str]:
    """What the person keeps from an organisation that does not hold them. One query."""
    return rules.hidden(_choices(person, Q(organisation=organisation)), holds=False)


def to_review() -> QuerySet[SharingOverride]:
    """Those that nobody has looked at, oldest first, with the worker and the person's reference."""
    waiting = SharingOverride.objects.filter(reviewed_at=None)
    return waiting.select_related("staff__organisation", "plan__person").order_by("opened_at")


def find_override(public_id: UUID) -> SharingOverride | None:
    return SharingOverride.objects.filter(public_id=public_id).first()


def _choices(person: Person, whose: Q) -> list[Choice]:
    return [_choice(row, is_joined=row.person_id != person.pk) for row in _of_person(person).filter(whose)]


def _choice(row: Any, *, is_joined: bool) -> Choice:
    return Choice(row.part, row.may_see, row.created_at, row.joined_at if is_joined else None)


def _of_person(person: Person) -> QuerySet[Any]:
    """The person's choices, and what stayed behind with a record that was joined with theirs, because both had
    chosen for the same (referrals.actions.joined_rows).
    """
    return _with_joins(Q(person=person) | Q(person__merged_into=person))


def _with_joins(which: Q) -> QuerySet[Any]:
    joined = Merge.objects.filter(merged=OuterRef("person"), undone_at=None).order_by("-merged_at")
    return SharingChoice.objects.filter(which).annotate(joined_at=Subquery(joined.values("merged_at")[:1]))


def _holds(person: Person, by: Actor) -> bool:
    """Whether a team of theirs, or of their organisation, holds the person."""
    theirs = Q(team__in=by.team_ids) | Q(team__organisation__staff=by.staff_id)
    return Holding.objects.filter(theirs, person=person, until=None).exists()


def _opened(plan: Plan, by: Actor) -> bool:
    opened = SharingOverride.objects.filter(plan=plan, staff=by.staff_id, expires_at__gt=timezone.now())
    return opened.exists()
