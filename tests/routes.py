"""A record of each kind, and which of them stands in for each parameter of each route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from careplans.models import Experience
from hubs.actions import api_clients
from hubs.actions.api_clients import Added
from hubs.models import HubCoverage, StaffMember, Team
from hubs.rules import references
from hubs.rules.api_keys import Scope
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import current_tenant_id
from outcomes.models import CodedScore, ItemWording, LocalItem, OutcomeGoal
from referrals.actions import duplicates
from referrals.models import (
    AccessOverride,
    Attachment,
    Contact,
    ContactDraft,
    GroupSession,
    Letter,
    Merge,
    OutgoingMessage,
    PossibleDuplicate,
    Referral,
    Request,
)
from reporting.models import RecordSet
from tests.factories import exchanges, ground, health, meetings, plan_worlds, record, sessions
from tests.factories.exchanges import Exchanges
from tests.factories.health import OneOfEach
from tests.factories.meetings import Met
from tests.factories.plan_worlds import PlanWorld
from tests.factories.sessions import Session


@dataclass(frozen=True)
class World:
    """Records of the tenant that the matrix looks at."""

    coverage: HubCoverage
    team: Team
    staff: StaffMember
    referral: Referral
    contact: Contact
    draft: ContactDraft
    override: AccessOverride
    record_set: RecordSet
    way: record.Way
    pair: PossibleDuplicate
    merge: Merge
    partner: Added
    asked: Request
    attachment: Attachment
    exchanges: Exchanges
    letter: Letter
    message: OutgoingMessage
    met: Met
    group: GroupSession
    item: LocalItem
    wording: ItemWording
    score: CodedScore
    goal: OutcomeGoal
    plan: PlanWorld
    dialog: Session
    health: OneOfEach
    experience: Experience


def make_world() -> World:
    """One of each, in the tenant in force."""
    coverage = ground.coverage()
    team = ground.team(hub=coverage.hub)
    staff = ground.staff_member(role=Role.CLINICIAN, hub=coverage.hub, team=team)
    referral = record.referral(team=team)
    by = system_actor(current_tenant_id())
    partner = _partner(by, team)
    return World(
        coverage=coverage,
        team=team,
        staff=staff,
        referral=referral,
        contact=record.contact(referral=referral),
        draft=ContactDraft.objects.create(staff=staff, referral=referral),
        override=_override(referral, staff),
        record_set=RecordSet.objects.create(name="June.zip"),
        way=record.way(referral, staff),
        pair=duplicates.ask_about(by=by, one=referral.person, other=record.person()),
        merge=_merge(by, referral),
        partner=partner,
        asked=_asked(referral, partner),
        attachment=record.attachment(referral),
        exchanges=exchanges.one_of_each(team),
        letter=record.letter(referral),
        message=record.failed_message(),
        met=meetings.met(coverage.hub, referral, staff),
        group=record.group_session(referral),
        item=LocalItem.objects.create(key="money", label="Money"),
        wording=ItemWording.objects.create(item="job", words="Your work", source="Licence 12"),
        score=record.score(referral=referral),
        goal=record.goal(referral=referral),
        plan=plan_worlds.of(by, referral, staff),
        dialog=sessions.session(referral, staff),
        health=health.one_of_each(referral, staff),
        experience=_experience(referral, coverage),
    )


def _partner(by: Actor, team: Team) -> Added:
    scopes = [scope.value for scope in Scope]
    return api_clients.add(by=by, name="A charity", organisation=team.organisation, scopes=scopes)


def _override(referral: Referral, staff: StaffMember) -> AccessOverride:
    until = datetime(2030, 1, 1, tzinfo=UTC)
    return AccessOverride.objects.create(
        person=referral.person, staff=staff, reason="Duty call", expires_at=until
    )


def _merge(by: Actor, referral: Referral) -> Merge:
    return duplicates.merge(
        by=by, kept=referral.person, merged=record.person(), reason="Both have the same passport"
    )


def _asked(referral: Referral, partner: Added) -> Request:
    return Request.objects.create(
        person=referral.person,
        referral=referral,
        reference=references.new("Q"),
        way="vcse",
        api_client=partner.client,
    )


def _experience(referral: Referral, coverage: HubCoverage) -> Experience:
    return Experience.objects.create(
        person=referral.person,
        hub=coverage.hub,
        form_key=uuid4(),
        said_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        recommend="likely",
        change="Evening times",
    )


Sample = Callable[[World], Any]

# Parameter -> the value that makes an address of it, where no route needs another.
SAMPLES: dict[str, Sample] = {
    "reference": lambda world: world.referral.person.reference,
    "referral": lambda world: world.referral.reference,
    "local_id": lambda world: world.contact.local_id,
    "key": lambda world: world.draft.key,
    "pcn": lambda world: world.coverage.pcn.public_id,
    "team": lambda world: world.team.public_id,
    "code": lambda world: world.coverage.hub.code,
    "level": lambda world: "hub",
    "indicator": lambda world: "wait.mrs02",
    "quarter": lambda world: "2025-Q1",
    "version": lambda world: 1,
    "slug": lambda world: world.team.tenant.slug,
    "token": lambda world: world.exchanges.token,
    "meeting": lambda world: world.met.meeting.public_id,
    "saved": lambda world: world.met.saved.public_id,
    "group": lambda world: world.group.group.public_id,
    "session": lambda world: world.group.public_id,
    "score": lambda world: world.score.pk,
    "area": lambda world: "job",
    "item": lambda world: world.item.key,
    "language": lambda world: world.wording.language,
    "tool": lambda world: "1091071000000100",
    "number": lambda world: world.plan.version.number,
    "part": lambda world: "matters",
    "action": lambda world: world.dialog.action.public_id,
}
# (start of the route's name, parameter) -> the same, where the parameter means something else there.
SAMPLES_OF_ROUTES: dict[tuple[str, str], Sample] = {
    ("setup-place", "code"): lambda world: world.coverage.hub.place.code,
    ("setup-organisation", "public_id"): lambda world: world.coverage.pcn.public_id,
    ("setup-team", "public_id"): lambda world: world.team.public_id,
    ("letter", "public_id"): lambda world: world.letter.public_id,
    ("message-retry", "public_id"): lambda world: world.message.public_id,
    ("setup-letter", "kind"): lambda world: "closed",
    ("setup-api", "public_id"): lambda world: world.partner.client.public_id,
    ("setup-", "public_id"): lambda world: world.staff.public_id,
    ("duplicate", "public_id"): lambda world: world.pair.public_id,
    ("joined-records", "public_id"): lambda world: world.merge.public_id,
    ("api-request", "reference"): lambda world: world.asked.reference,
    ("fhir-", "composition"): lambda world: f"{world.plan.plan.reference}-{world.plan.version.number}",
    ("record-set", "key"): lambda world: world.record_set.key,
    ("refer-page", "page"): lambda world: "who",
    ("professional-page", "page"): lambda world: "you",
    ("person-attachment", "public_id"): lambda world: world.attachment.public_id,
    ("handover-incoming", "key"): lambda world: world.exchanges.incoming.key,
    ("handover", "public_id"): lambda world: world.exchanges.handover.public_id,
    ("advice", "public_id"): lambda world: world.exchanges.advice.public_id,
    ("next-step-done", "public_id"): lambda world: world.met.step.public_id,
    ("override-", "public_id"): lambda world: world.override.public_id,
    ("involvement-", "public_id"): lambda world: world.way.involvement.public_id,
    ("pathway-", "public_id"): lambda world: world.way.pathway.public_id,
    ("support-", "public_id"): lambda world: world.way.support.public_id,
    ("assessment", "public_id"): lambda world: world.way.entry.assessment.public_id,
    ("appointment-", "public_id"): lambda world: world.way.appointment.public_id,
    ("measure-goal", "public_id"): lambda world: world.goal.public_id,
    ("dialog-outside", "token"): lambda world: world.dialog.token,
    ("dialog", "public_id"): lambda world: world.dialog.session.public_id,
    ("health-outreach", "public_id"): lambda world: world.health.attempt.public_id,
    ("health-", "public_id"): lambda world: world.health.check.public_id,
    ("employment-", "public_id"): lambda world: world.health.support.public_id,
    ("job-", "public_id"): lambda world: world.health.job.public_id,
    ("fidelity-", "public_id"): lambda world: world.health.review.public_id,
    ("experience-", "public_id"): lambda world: world.experience.public_id,
    ("dialog-", "item"): lambda world: "job",
    ("dialog-", "area"): lambda world: world.dialog.area.public_id,
    ("assessment", "entry"): lambda world: world.way.entry.public_id,
    ("plan-goal", "public_id"): lambda world: world.plan.goal.public_id,
    ("plan-action", "public_id"): lambda world: world.plan.action.public_id,
    ("plan-participant", "public_id"): lambda world: world.plan.participant.public_id,
    ("plan-comment", "public_id"): lambda world: world.plan.comment.public_id,
    ("plan-override", "public_id"): lambda world: world.plan.override.public_id,
    ("plan-sharing", "public_id"): lambda world: world.team.organisation.public_id,
    ("plan-beside", "public_id"): lambda world: world.plan.beside.public_id,
}


def sample(route: str, parameter: str) -> Sample | None:
    """What stands in for a parameter of a route; None when nobody has said."""
    for (start, name), value in SAMPLES_OF_ROUTES.items():
        if name == parameter and route.startswith(start):
            return value
    return SAMPLES.get(parameter)


__all__ = ["World", "make_world", "sample"]
