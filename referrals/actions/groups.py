"""Groups and who has a place in them. What happens when a group meets is in ``group_sessions``."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.models import Team
from hubs.rules.roles import Actor
from referrals.actions import changing
from referrals.models import Group, GroupMember, GroupSession, Referral
from referrals.models.group import GroupKind
from referrals.rules import groups as rules
from referrals.selectors import groups as found

OVER = "The group has ended"
CHANGEABLE = ("name", "about", "place", "starts_on", "ends_on", "places")


@transaction.atomic
def start(
    *,
    by: Actor,
    team: Team,
    name: str,
    kind: str,
    starts_on: dt.date,
    about: str = "",
    place: str = "",
    ends_on: dt.date | None = None,
    places: int | None = None,
    key: UUID | None = None,
) -> Group:
    """A team begins a course with places, or an open-access group. ``key`` is of the form: sent twice, it begins one.

    ValidationError, by field.
    """
    public_id = key or uuid4()
    if there := Group.objects.filter(public_id=public_id).first():
        return there
    _refuse_closed(team)
    group = Group(
        public_id=public_id,
        team=team,
        name=name.strip(),
        kind=kind,
        starts_on=starts_on,
        about=about.strip(),
        place=place.strip(),
        ends_on=ends_on,
        places=places if kind == GroupKind.COURSE else None,
    )
    _refuse(group, taken=0)
    group.save()
    _record(by, "opened", group, {"kind": kind})
    return group


@transaction.atomic
def change(*, by: Actor, group: Group, **changes: Any) -> Group:
    """Change what is said of a group (CHANGEABLE). ValidationError, by field; what has happened must still fit."""
    if unknown := set(changes) - set(CHANGEABLE):
        raise TypeError(f"Not to be changed of a group: {', '.join(sorted(unknown))}")
    held = lock(group)
    for name, value in changes.items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    if held.kind != GroupKind.COURSE:
        held.places = None
    _refuse(held, taken=found.taken(held))
    _refuse_days_of_sessions(held)
    held.save(update_fields=sorted({*changes, "places"}))
    _record(by, "changed", held, {"fields": sorted(changes)})
    return held


@transaction.atomic
def end(*, by: Actor, group: Group, on: dt.date) -> Group:
    """The group ends with a day: whoever has a place had it until then, and what was only planned is taken out."""
    held = lock(group)
    if on < held.starts_on:
        raise ValidationError({"on": f"Choose a day on or after {formats.date(held.starts_on)}, its first"})
    _void_planned_after(by, held, on)
    held.ends_on = on
    _refuse_days_of_sessions(held, "on")
    held.save(update_fields=["ends_on"])
    left = GroupMember.objects.filter(group=held, left_on=None)
    _record(by, "ended", held, {"on": on.isoformat(), "members": left.update(left_on=_left(on))})
    return held


@transaction.atomic
def join(*, by: Actor, group: Group, referral: Referral, on: dt.date | None = None) -> GroupMember:
    """Somebody gets a place, through a referral of theirs that is kept here and open, from a day on (today).

    Who has one already keeps it: asked twice, it is the same place. ValidationError when the group is over or full.
    """
    held = lock(group)
    ours = changing.lock_ours(referral)
    day = on or timezone.localdate()
    if there := GroupMember.objects.filter(group=held, referral__person=ours.person_id, left_on=None).first():
        return there
    _refuse_place(held, day)
    if day < ours.received_on:
        words = f"Choose a day on or after {formats.date(ours.received_on)}, when the referral was received"
        raise ValidationError({"on": words})
    member = GroupMember.objects.create(group=held, referral=ours, joined_on=day)
    _record(by, "joined", held, {"referral": ours.reference})
    return member


@transaction.atomic
def leave(*, by: Actor, member: GroupMember, on: dt.date) -> GroupMember:
    """A place ends with a day. ValidationError for a day before it began, and when it has ended already."""
    group = lock(member.group)
    held = GroupMember.objects.select_for_update(of=("self",)).select_related("referral").get(pk=member.pk)
    if held.left_on:
        raise ValidationError(f"This place ended already, on {formats.date(held.left_on)}", code="left")
    if on < held.joined_on:
        words = f"Choose a day on or after {formats.date(held.joined_on)}, when the place began"
        raise ValidationError({"on": words})
    held.left_on = on
    held.save(update_fields=["left_on"])
    _record(by, "left", group, {"referral": held.referral.reference})
    return held


def lock(group: Group) -> Group:
    """The group as it is now, locked until the transaction ends; with its team."""
    rows = Group.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("team").get(pk=group.pk)


def _refuse_closed(team: Team) -> None:
    if team.closed_on:
        raise ValidationError({"team": f"{team.name} was closed on {formats.date(team.closed_on)}"})


def _refuse(group: Group, *, taken: int) -> None:
    wrong = rules.faults_of_group(
        starts_on=group.starts_on,
        ends_on=group.ends_on,
        is_course=group.kind == GroupKind.COURSE,
        places=group.places,
        taken=taken,
    )
    if not group.name:
        wrong["name"] = "Enter the name of the group"
    if group.kind not in GroupKind.values:
        wrong["kind"] = "Select what kind of group it is"
    if wrong:
        raise ValidationError(wrong)


def _refuse_place(group: Group, day: dt.date) -> None:
    if group.ends_on and group.ends_on < day:
        raise ValidationError(f"{OVER}, on {formats.date(group.ends_on)}", code="over")
    if group.places is not None and found.taken(group) >= group.places:
        words = (
            f"All {group.places} places are taken. Give the group more places, or end somebody’s place first"
        )
        raise ValidationError(words, code="full")


def _refuse_days_of_sessions(group: Group, field: str = "ends_on") -> None:
    first, last = found.days(group)
    if first and first < group.starts_on:
        words = f"There is a session on {formats.date(first)}, before that first day. Move it first"
        raise ValidationError({"starts_on": words})
    if last and group.ends_on and last > group.ends_on:
        words = (
            f"There is a session on {formats.date(last)}, after that day. Choose a later day, or remove it"
        )
        raise ValidationError({field: words})


def _void_planned_after(by: Actor, group: Group, on: dt.date) -> None:
    planned = GroupSession.objects.filter(group=group, recorded_at=None, held_on__gt=on)
    planned.update(voided_at=timezone.now(), voided_by=by.staff_id, void_reason=OVER)


def _left(on: dt.date) -> Greatest:
    return Greatest(F("joined_on"), on)


def _record(by: Actor, verb: str, group: Group, detail: dict[str, Any]) -> None:
    audit.record(
        by=by, action=f"group.{verb}", obj_type="group", reference=str(group.public_id), detail=detail
    )
