"""Groups: which there are, who has a place, when they met and who came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from config import formats
from hubs.models import AuditEvent, StaffMember, Team
from hubs.rules.roles import Actor, Permission, has_permission
from referrals.models import Group, GroupAttendance, GroupMember, GroupSession, Referral
from referrals.models.group import GroupKind
from referrals.rules import attendance as attendances
from referrals.selectors import colleagues, people
from referrals.selectors.people import viewable_hubs

# Who came to an open-access group within these days stands on its next sheet.
COMES_DAYS = 90
OPEN_REFERRAL = Q(referral__discharged_on=None, referral__rejected_on=None, referral__voided_at=None)
STANDS = Q(attendance__voided_at=None, attendance__contact__voided_at=None)
CAME = STANDS & Q(attendance__contact__attendance__in=attendances.TOOK_PLACE)


@dataclass(frozen=True)
class OnSheet:
    """Somebody on the sheet of a session. ``mark`` is what is written down, "" when nothing is; ``has_place`` says
    whether they are a member on that day.
    """

    referral: Referral
    mark: str
    has_place: bool


@dataclass(frozen=True)
class InGroup:
    """A group that somebody has or had a place in, or came to, through one referral."""

    group: Group
    joined_on: dt.date | None
    left_on: dt.date | None
    came: int
    missed: int
    last_on: dt.date | None


def find(public_id: UUID) -> Group | None:
    rows = Group.objects.filter(public_id=public_id)
    return rows.select_related("team__hub", "team__organisation").first()


def may(by: Actor, group: Group) -> bool:
    """Whether ``by`` runs groups in the hub of the group's team, or in that team itself."""
    hubs = {group.team.hub_id} if group.team.hub_id else frozenset[int]()
    if has_permission(by, Permission.GROUP_RUN, hub_ids=hubs):
        return True
    return group.team_id in by.team_ids and has_permission(by, Permission.GROUP_RUN)


def teams(by: Actor) -> QuerySet[Team]:
    """The open teams whose groups ``by`` may run, by name."""
    working = Team.objects.filter(closed_on=None).select_related("hub", "organisation").order_by("name", "pk")
    mine = viewable_hubs(by, Permission.GROUP_RUN)
    return working if mine is None else working.filter(Q(hub__in=mine) | Q(pk__in=by.team_ids))


def of_hubs(by: Actor, *, over: bool = False) -> QuerySet[Group]:
    """The groups that ``by`` may run which go on, or those that are ``over``: by hub, team and name, with
    ``taken``, how many have a place, and ``next_on``, the day they meet next.
    """
    today = timezone.localdate()
    rows = Group.objects.select_related("team__hub", "team__organisation")
    rows = rows.filter(ends_on__lt=today) if over else rows.exclude(ends_on__lt=today)
    mine = viewable_hubs(by, Permission.GROUP_RUN)
    if mine is not None:
        rows = rows.filter(Q(team__hub__in=mine) | Q(team__in=by.team_ids))
    following = GroupSession.objects.filter(group=OuterRef("pk"), held_on__gte=today, recorded_at=None)
    counted = rows.annotate(
        taken=Coalesce(Subquery(_count_of_members()), 0),
        next_on=Subquery(following.order_by("held_on", "starts_at").values("held_on")[:1]),
    )
    return counted.order_by(F("team__hub__name").asc(nulls_last=True), "team__name", "name", "pk")


def _count_of_members() -> QuerySet[GroupMember, int]:
    rows = GroupMember.objects.filter(OPEN_REFERRAL, group=OuterRef("pk"), left_on=None).order_by()
    return rows.values("group").annotate(number=Count("pk")).values_list("number", flat=True)


def taken(group: Group) -> int:
    """How many places are taken: whose referral is closed needs theirs no longer."""
    return GroupMember.objects.filter(OPEN_REFERRAL, group=group, left_on=None).count()


def members(group: Group) -> list[GroupMember]:
    """Who has a place now, by name."""
    rows = GroupMember.objects.filter(OPEN_REFERRAL, group=group, left_on=None)
    return list(
        rows.select_related("referral__person", "referral__team").order_by(
            "referral__person__name_key", "referral__person__reference", "pk"
        )
    )


def member(group: Group, reference: str) -> GroupMember | None:
    """The place that goes on through the referral with this reference."""
    rows = GroupMember.objects.filter(group=group, referral__reference=reference, left_on=None)
    return rows.select_related("referral__person", "group").first()


def member_ids(group: Group) -> frozenset[int]:
    """The referrals that have or had a place."""
    rows = GroupMember.objects.filter(group=group).values_list("referral_id", flat=True)
    return frozenset(rows)


def member_people(group: Group) -> frozenset[int]:
    """The people who have a place now."""
    rows = GroupMember.objects.filter(group=group, left_on=None).values_list("referral__person_id", flat=True)
    return frozenset(rows)


def days(group: Group) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of a session that was recorded or is planned."""
    found = GroupSession.objects.filter(group=group).aggregate(first=Min("held_on"), last=Max("held_on"))
    return found["first"], found["last"]


def sessions(group: Group) -> QuerySet[GroupSession]:
    """The newest first, with ``came`` and ``missed``: how many known people did."""
    rows = GroupSession.objects.filter(group=group).select_related("staff")
    counted = rows.annotate(
        came=Count("attendance", filter=CAME), missed=Count("attendance", filter=STANDS & ~CAME)
    )
    return counted.order_by("-held_on", "-starts_at", "-pk")


def find_session(group: Group, public_id: UUID) -> GroupSession | None:
    rows = GroupSession.objects.filter(group=group, public_id=public_id)
    return rows.select_related("group__team", "staff").first()


def last_session(group: Group) -> GroupSession | None:
    """What the next one is likely to be like."""
    rows = GroupSession.objects.filter(group=group).select_related("staff")
    return rows.order_by("-held_on", "-pk").first()


def attendance(session: GroupSession) -> list[GroupAttendance]:
    """What is written down of who came, with the contacts; also those whose contact was voided by itself. One query."""
    rows = GroupAttendance.objects.filter(session=session)
    return list(rows.select_related("contact", "referral__person").order_by("referral_id"))


def attendance_over(held: Collection[GroupSession]) -> dict[int, dict[int, str]]:
    """Mark by session and referral. One query."""
    found: dict[int, dict[int, str]] = {session.pk: {} for session in held}
    rows = GroupAttendance.objects.filter(session__in=list(found), contact__voided_at=None)
    for session, referral, mark in rows.values_list("session_id", "referral_id", "contact__attendance"):
        found[session][referral] = mark
    return found


def referrals_of(ids: Collection[int]) -> list[Referral]:
    """Referrals with their people, by name."""
    rows = Referral.objects.filter(pk__in=ids).select_related("person", "team")
    return list(rows.order_by("person__name_key", "person__reference", "pk"))


def sheet(session: GroupSession, *, held_on: dt.date, extra: Collection[Referral] = ()) -> list[OnSheet]:
    """Who stands on a sheet, by name: who is written down already, who has a place on that day, who came to an
    open-access group lately, and ``extra``. Three queries at most.
    """
    marks = {
        row.referral_id: row.contact.attendance
        for row in attendance(session)
        if row.contact.voided_at is None
    }
    with_place = _with_place(session.group, held_on)
    ids = {*marks, *with_place, *_lately(session, held_on), *(referral.pk for referral in extra)}
    return [
        OnSheet(referral, marks.get(referral.pk, ""), referral.pk in with_place)
        for referral in referrals_of(ids)
    ]


def _with_place(group: Group, day: dt.date) -> frozenset[int]:
    here = GroupMember.objects.filter(
        Q(left_on=None) | Q(left_on__gte=day),
        Q(referral__discharged_on=None) | Q(referral__discharged_on__gte=day),
        group=group,
        joined_on__lte=day,
        referral__voided_at=None,
    )
    return frozenset(here.values_list("referral_id", flat=True))


def _lately(session: GroupSession, day: dt.date) -> frozenset[int]:
    if session.group.kind != GroupKind.OPEN:
        return frozenset()
    came = GroupAttendance.objects.filter(
        OPEN_REFERRAL,
        session__group=session.group_id,
        session__held_on__gte=day - dt.timedelta(days=COMES_DAYS),
        contact__voided_at=None,
        contact__attendance__in=attendances.TOOK_PLACE,
    )
    return frozenset(came.values_list("referral_id", flat=True))


def through(person_ids: Collection[int]) -> list[Referral]:
    """The open referrals kept here through which people can come to a group, by name."""
    rows = Referral.objects.filter(
        person__in=person_ids, source_month=None, discharged_on=None, rejected_on=None
    )
    return list(rows.select_related("person", "team").order_by("person__name_key", "received_on", "pk"))


def find_referral(reference: str) -> Referral | None:
    """An open referral that is kept here."""
    rows = Referral.objects.filter(
        reference=reference, source_month=None, discharged_on=None, rejected_on=None
    )
    return rows.select_related("person", "team").first()


def by_references(references: Sequence[str], by: Actor) -> list[Referral]:
    """The open referrals with these references of people whom ``by`` may see. Two queries."""
    if not references:
        return []
    named = Referral.objects.filter(
        reference__in=references, source_month=None, discharged_on=None, rejected_on=None
    )
    rows = list(named.select_related("person", "team"))
    mine = people.of_ids({row.person_id for row in rows}, by=by)
    return [
        row for row in rows if row.person_id in mine and mine[row.person_id].may(by, Permission.GROUP_RUN)
    ]


def staff(group: Group, by: Actor, also: int | None = None) -> QuerySet[StaffMember]:
    """Who may have run a session: the group's team of today, ``by``, and who is written down."""
    team = colleagues.staff_of([group.team_id]).values("pk")
    return StaffMember.objects.filter(Q(pk__in=team) | Q(pk__in=[by.staff_id, also])).order_by("name", "pk")


def last_saved(session: GroupSession) -> tuple[str, str]:
    """Who saved the sheet last, and at what time."""
    event = (
        AuditEvent.objects.filter(
            object_type="group_session",
            object_reference=str(session.public_id),
            action="group_session.recorded",
        )
        .order_by("-occurred_at", "-pk")
        .first()
    )
    saver = StaffMember.objects.filter(pk__in=[event.staff_id]).first() if event else None
    return (saver.name if saver else "Somebody"), formats.time(event.occurred_at if event else None)


def of_referral(referral: Referral) -> list[InGroup]:
    """The groups of a referral: places that go on first, then those that ended and groups they dropped in on, each the
    newest first. ``came`` and ``missed`` are counted within the place. Two queries.
    """
    rows = GroupAttendance.objects.filter(referral=referral, contact__voided_at=None)
    attended = list(rows.select_related("session__group", "contact").order_by("-session__held_on", "-pk"))
    places = GroupMember.objects.filter(referral=referral).select_related("group")
    held = sorted(places.order_by("-joined_on", "-pk"), key=lambda place: place.left_on is not None)
    with_place = {place.group_id for place in held}
    dropped_in = {row.session.group_id: row.session.group for row in attended}
    return [_in_group(place.group, place.joined_on, place.left_on, attended) for place in held] + [
        _in_group(group, None, None, attended) for pk, group in dropped_in.items() if pk not in with_place
    ]


def _in_group(
    group: Group, joined_on: dt.date | None, left_on: dt.date | None, attended: Sequence[GroupAttendance]
) -> InGroup:
    within = [
        row
        for row in attended
        if row.session.group_id == group.pk
        and (joined_on or dt.date.min) <= row.session.held_on <= (left_on or dt.date.max)
    ]
    came = [row for row in within if attendances.took_place(row.contact.attendance)]
    last_on = within[0].session.held_on if within else None
    return InGroup(group, joined_on, left_on, len(came), len(within) - len(came), last_on)
