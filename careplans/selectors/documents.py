"""A plan as a document: as it stands, or as a version froze it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.utils import timezone

from careplans.models import (
    CarePlanAgreement,
    DialogArea,
    DialogRating,
    DialogSession,
    Plan,
    PlanAction,
    PlanGoal,
    PlanParticipant,
    PlanReview,
    PlanText,
    PlanVersion,
)
from careplans.rules import changes, frozen, progress_kept
from careplans.rules import document as made_of
from careplans.rules.document import PlanDocument
from careplans.rules.parts import ActionState, Doer, GoalState, PlanPart
from careplans.selectors import progress
from config import formats
from hubs.selectors import codes
from hubs.selectors.tenants import current_tenant
from outcomes.rules import dialog
from referrals.models import Holding, Person, Referral

AGREED_BY = "care_plan_content_agreed_by"


class Seeing(Protocol):
    """What a reader sees of a document (careplans.selectors.sharing.Sight)."""

    @property
    def hidden(self) -> frozenset[str]: ...

    def of(self, document: PlanDocument) -> PlanDocument: ...


_AREA = "area__rating__local_item"


@dataclass(frozen=True)
class Around:
    """What stands around a plan: its versions, of which the newest alone is read with what it says; the day on which
    it is to be looked at again, and the times that it was. The newest first.
    """

    versions: Sequence[PlanVersion]
    review: PlanReview | None
    reviewed: Sequence[PlanReview]

    @property
    def latest(self) -> PlanVersion | None:
        return self.versions[0] if self.versions else None


def around(plan: Plan) -> Around:
    """Two queries."""
    newest = PlanVersion.objects.filter(plan=plan).order_by("-number").values("pk")[:1]
    said = Case(When(pk=Subquery(newest), then=F("content")))
    versions = list(versions_of(plan).defer("content").annotate(said=said))
    for version in versions[:1]:
        version.content = version.said
    reviews = list(PlanReview.objects.filter(plan=plan).order_by("-reviewed_on", "-pk"))
    waiting = next((review for review in reviews if review.reviewed_on is None), None)
    return Around(versions, waiting, [each for each in reviews if each.reviewed_on])


def of_plan(plan: Plan, known: Around | None = None, *, drawn: bool = True) -> PlanDocument:
    """As it stands now, with the agreements of its newest version. Nine queries, however much is in it, and two more
    where nobody holds the person; two fewer where what stands around it is ``known``, one where no progress is drawn.
    """
    known = known or around(plan)
    latest, review = known.latest, known.review
    rated = progress.rated(plan.person)
    return PlanDocument(
        reference=plan.reference,
        who=_who(plan.person),
        number=None,
        started_on=plan.started_on,
        written_at=timezone.now(),
        **_kept_by(plan.person),
        texts=_texts(plan),
        goals=tuple(_goal(row) for row in PlanGoal.objects.filter(plan=plan).select_related(_AREA)),
        actions=_actions(plan),
        participants=_participants(plan),
        agreements=agreements(latest) if latest else (),
        review_on=review.due_on if review else None,
        review_chosen_by_person=review.chosen_by_person if review else False,
        sessions=_sessions(rated),
        progress=progress_kept.kept(progress.of_rated(plan.person, rated)) if drawn else (),
    )


def of_version(version: PlanVersion) -> PlanDocument:
    """As it was frozen, with whoever agreed to the same words later on that day. No query for a version that was read
    by ``versions_of``, else one.
    """
    return replace(frozen.thaw(version.content), agreements=agreements(version))


def versions_of(plan: Plan) -> QuerySet[Any]:
    """The newest first, each with ``agreed_later``: who agreed to it after it was frozen."""
    later = CarePlanAgreement.objects.filter(plan_version=OuterRef("pk")).values("agreed_by")
    rows = PlanVersion.objects.filter(plan=plan).order_by("-number")
    return rows.annotate(agreed_later=ArraySubquery(later))


def latest_version(plan: Plan) -> PlanVersion | None:
    latest: PlanVersion | None = versions_of(plan).first()
    return latest


def agreements(version: Any) -> tuple[made_of.Agreement, ...]:
    """Who agreed to a version: with whom it was frozen, and who agreed to it later on the same day."""
    if not hasattr(version, "agreed_later"):
        version = versions_of(version.plan).get(pk=version.pk)
    everybody = dict.fromkeys([*version.agreed_with, *sorted(version.agreed_later)])
    return tuple(
        made_of.Agreement(code, codes.label(AGREED_BY, code), version.agreed_on) for code in everybody
    )


def _who(person: Person) -> made_of.Who:
    return made_of.Who(
        reference=person.reference,
        name=called(person),
        birth_date=person.birth_date,
        nhs_number=person.nhs_number,
        nhs_number_status=person.nhs_number_status,
        gender=person.gender_identity,
    )


def called(person: Person) -> str:
    """As on a letter: the name they like to be called by, and the family name."""
    return f"{person.preferred_name or person.given_name} {person.family_name}".strip()


def _kept_by(person: Person) -> dict[str, str]:
    """Who keeps the plan: whoever holds the person, with the worker whom they know and the number to ring."""
    held = (
        Holding.objects.filter(person=person, until=None)
        .select_related("team__organisation", "referral__named_worker", "tenant")
        .first()
    )
    if held is None:
        return {**_last_seen_by(person), "phone": current_tenant().public_phone}
    worker = held.referral.named_worker
    return {
        "organisation": held.team.organisation.name,
        "organisation_code": held.team.organisation.ods_code,
        "holder": held.team.name,
        "worker": worker.name if worker else "",
        "phone": held.tenant.public_phone,
    }


def _last_seen_by(person: Person) -> dict[str, str]:
    """Of a plan that nobody holds any longer, the provider that was asked last."""
    last = Referral.objects.filter(person=person).select_related("provider").order_by("-received_on").first()
    named = {"organisation": last.provider.name, "organisation_code": last.provider.ods_code} if last else {}
    return {"organisation": "", "organisation_code": "", "holder": "", "worker": "", **named}


def _texts(plan: Plan) -> tuple[made_of.Text, ...]:
    """Those that say something, in the order of the parts."""
    order = list(PlanPart.values)
    rows = sorted(PlanText.objects.filter(plan=plan).exclude(text=""), key=lambda row: order.index(row.part))
    return tuple(
        made_of.Text(
            part=row.part,
            title=PlanPart(row.part).label,
            text=row.text,
            writer=row.writer_name,
            changed_on=formats.london_date(row.changed_at),
        )
        for row in rows
    )


def _goal(row: PlanGoal) -> made_of.Goal:
    return made_of.Goal(
        key=str(row.public_id),
        words=row.words,
        how_known=row.how_known,
        area=_label(row.area),
        target_on=row.target_on,
        state=GoalState(row.state),
    )


def _actions(plan: Plan) -> tuple[made_of.Action, ...]:
    rows = PlanAction.objects.filter(plan=plan).select_related(_AREA, "goal", "staff", "organisation")
    return tuple(_action(row) for row in rows)


def _action(row: PlanAction) -> made_of.Action:
    return made_of.Action(
        key=str(row.public_id),
        what=row.what,
        doer=Doer(row.doer),
        who=who_does(row),
        due_on=row.due_on,
        how_known=row.how_known,
        goal=str(row.goal.public_id) if row.goal else "",
        area=_label(row.area),
        state=ActionState(row.state),
        settled_on=row.settled_on,
        settled_words=row.settled_words,
    )


def who_does(action: PlanAction) -> str:
    """Who does it, in words; empty for the person themselves."""
    named = action.staff or action.organisation
    return ", ".join(part for part in (named.name if named else "", action.who) if part)


def _participants(plan: Plan) -> tuple[made_of.Participant, ...]:
    rows = PlanParticipant.objects.filter(plan=plan).order_by("created_at", "pk")
    return tuple(
        made_of.Participant(row.name, row.part, row.organisation_name, str(row.public_id)) for row in rows
    )


def _sessions(rated: Sequence[list[Any]]) -> tuple[made_of.Session, ...]:
    """The completed ones, the newest first."""
    newest = sorted(rated, key=lambda rows: (rows[0].session.started_at, rows[0].session_id), reverse=True)
    return tuple(_session(rows[0].session, rows) for rows in newest)


def _session(session: DialogSession, rows: list[Any]) -> made_of.Session:
    talked = sorted((row for row in rows if row.rank is not None), key=lambda row: row.rank)
    return made_of.Session(
        key=str(session.public_id),
        on=formats.london_date(session.started_at),
        worker=session.worker.name,
        ratings=_ratings(rows),
        areas=tuple(_label_of_rating(row) for row in talked),
    )


def _ratings(rows: Sequence[DialogRating]) -> tuple[made_of.Rating, ...]:
    """In the national order, and after them what a tenant rates beside them."""
    order = {code: place for place, code in enumerate(dialog.BY_CODE)}
    ranked = sorted(rows, key=lambda row: order.get(row.item_code, len(order)))
    return tuple(
        made_of.Rating(row.item_code, _label_of_rating(row), row.rating, row.more_help) for row in ranked
    )


def _label(area: DialogArea | None) -> str:
    return _label_of_rating(area.rating) if area else ""


def _label_of_rating(rating: DialogRating) -> str:
    if rating.local_item:
        return str(rating.local_item)
    item = dialog.BY_CODE.get(rating.item_code)
    return item.label if item else f"SNOMED CT {rating.item_code}"


def changes_seen(version: PlanVersion, sight: Seeing) -> Sequence[str]:
    """What changed since the version before, without what the reader does not see. One query where something is
    hidden, else none.
    """
    if not sight.hidden:
        told: Sequence[str] = version.changes
        return told
    before = PlanVersion.objects.filter(plan=version.plan_id, number=version.number - 1).first()
    earlier = sight.of(frozen.thaw(before.content)) if before else None
    return changes.between(earlier, sight.of(frozen.thaw(version.content)))
