"""Somebody asks for help, whoever they are and however they ask: from here on a team holds the person."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from hubs.actions import audit
from hubs.models import ApiClient, Hub, Team
from hubs.rules import references
from hubs.rules.roles import Actor
from referrals.actions import changing, duplicates, people, referrals
from referrals.models import Needs, Person, Referral, Request
from referrals.models.request import Way
from referrals.rules import ways
from referrals.selectors import front_door


@dataclass(frozen=True)
class Asked:
    """What was said when somebody asked.

    ``asker`` holds any of name, role, organisation, ods_code, phone, email; ``needs`` any field of Needs.
    ``first_requested_on`` is the day they first asked anybody, where that was earlier and elsewhere.
    ``api_client`` is the partner's system that asked through the API.
    """

    way: Way
    story: str = ""
    hopes: str = ""
    safety: str = ""
    already_helping: str = ""
    is_urgent: bool = False
    person_knows: bool = True
    primary_reason: str = ""
    asker: dict[str, str] = field(default_factory=dict)
    needs: dict[str, Any] = field(default_factory=dict)
    asked_on: dt.date | None = None
    first_requested_on: dt.date | None = None
    form_key: uuid.UUID = field(default_factory=uuid.uuid4)
    api_client: ApiClient | None = None


@transaction.atomic
def ask(
    *,
    by: Actor,
    asked: Asked,
    person: Person | None = None,
    known: dict[str, Any] | None = None,
    practice_code: str = "",
    hub: Hub | None = None,
    team: Team | None = None,
) -> Request:
    """Take a request in. The same form key takes it once and gives the same request again.

    ``person`` is somebody whom a worker has found; else a record is made from ``known`` (what
    ``people.register`` takes) and whoever may be the same is put to a worker to decide. An open referral of theirs
    takes the request in, and becomes urgent with it; somebody closed within a year goes straight back to their team;
    else ``team``, or the one that takes new people, holds them from now on.
    """
    _wait_for_the_same(asked.form_key)
    if again := Request.objects.filter(form_key=asked.form_key).first():
        return again
    if person is None:
        person = people.register(by=by, **(known or {}))
        duplicates.look(by=by, person=person)
    person = _locked(person)
    on = asked.asked_on or timezone.localdate()
    if practice_code:
        people.register_with_gp(by=by, person=person, practice_code=practice_code, starts_on=on)
    referral = _referral(by, person, asked, on, hub, team)
    request = _write(by, asked, person, referral)
    if asked.needs:
        set_needs(by=by, person=person, **asked.needs)
    return request


@transaction.atomic
def set_needs(*, by: Actor, person: Person, **needs: Any) -> Needs:
    """What the person needs so that they can be reached and understood; how it was before stays in its history."""
    kept, _ = Needs.objects.update_or_create(person=person, voided_at=None, defaults=needs)
    audit.record(
        by=by,
        action="person.needs",
        obj_type="person",
        reference=person.reference,
        detail={"fields": sorted(needs)},
    )
    return kept


def _wait_for_the_same(form_key: uuid.UUID) -> None:
    """A form that is sent twice at one moment, by a double click, is taken in one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])


def _locked(person: Person) -> Person:
    """Of two who ask for the same person at once, the second finds the referral of the first; and whoever asks for a
    record that was joined with another meanwhile asks for the one that goes on.
    """
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return _locked(Person.objects.get(pk=held.merged_into_id)) if held.merged_into_id else held


def _referral(
    by: Actor, person: Person, asked: Asked, on: dt.date, hub: Hub | None, team: Team | None
) -> Referral:
    ours = Referral.objects.filter(person=person, source_month=None)
    held = ours.filter(discharged_on=None).order_by("received_on", "pk").first()
    if held:
        return _made_urgent(by, held) if asked.is_urgent else held
    since = on - dt.timedelta(days=ways.COMES_BACK_WITHIN_DAYS)
    before = (
        ours.filter(discharged_on__gte=since).select_related("team").order_by("-discharged_on", "-pk").first()
    )
    back_to = before.team if before and before.team and before.team.closed_on is None else None
    return referrals.receive(
        by=by,
        person=person,
        team=team or back_to or front_door.team_for(person, on, hub=hub),
        received_on=on,
        first_requested_on=min(asked.first_requested_on or on, on),
        hub=hub,
        returns_to=before,
        source=ways.SOURCE_OF_REFERRAL[asked.way],
        priority=ways.URGENT if asked.is_urgent else ways.ROUTINE,
        primary_reason=asked.primary_reason,
        referring_organisation=asked.asker.get("ods_code", ""),
    )


def _made_urgent(by: Actor, referral: Referral) -> Referral:
    """Somebody who waits already cannot wait any longer: from now on their referral says so."""
    held = changing.lock(referral)
    if held.priority in ways.AS_URGENT:
        return held
    before, held.priority = held.priority, ways.URGENT
    changing.save(held, "priority")
    audit.record(
        by=by,
        action="referral.urgent",
        obj_type="referral",
        reference=held.reference,
        detail={"before": before, "now": held.priority},
    )
    return held


def _write(by: Actor, asked: Asked, person: Person, referral: Referral) -> Request:
    request = Request.objects.create(
        person=person,
        referral=referral,
        reference=references.new("Q"),
        form_key=asked.form_key,
        way=asked.way,
        story=asked.story,
        hopes=asked.hopes,
        safety=asked.safety,
        already_helping=asked.already_helping,
        is_urgent=asked.is_urgent,
        person_knows=asked.person_knows,
        api_client=asked.api_client,
        **{f"asker_{name}": value for name, value in asked.asker.items()},
    )
    audit.record(
        by=by,
        action="request.taken",
        obj_type="request",
        reference=request.reference,
        detail={"way": asked.way, "referral": referral.reference},
    )
    return request
