"""The ground of the tenant in force, for the screens that set it up: each list in one or two queries."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from hubs.models import (
    Hub,
    HubCoverage,
    Organisation,
    OrganisationKind,
    Place,
    RoleAssignment,
    StaffMember,
    Team,
    TeamMembership,
)
from hubs.selectors import geography

OPEN = Q(closed_on__isnull=True)
OPEN_FIRST = F("closed_on").desc(nulls_first=True)


@dataclass(frozen=True)
class Counts:
    """How much is set up and in use; ``uncovered`` are PCNs that no hub covers, ``without_hub`` teams in no
    hub.
    """

    places: int
    organisations: int
    hubs: int
    teams: int
    staff: int
    logins: int
    uncovered: int
    without_hub: int


def counts() -> Counts:
    """What the start page of Set up tells."""
    return Counts(
        places=open_places().count(),
        organisations=employers().count(),
        hubs=open_hubs().count(),
        teams=Team.objects.filter(OPEN).count(),
        staff=StaffMember.objects.filter(is_active=True).count(),
        logins=StaffMember.objects.filter(is_active=True, user__is_active=True).count(),
        uncovered=uncovered_pcns().count(),
        without_hub=Team.objects.filter(OPEN, hub__isnull=True).count(),
    )


def places() -> QuerySet[Place]:
    """Every place with ``hub_count``, the open hubs in it; open places first."""
    counted = Place.objects.annotate(hub_count=Count("hubs", filter=Q(hubs__closed_on__isnull=True)))
    return counted.order_by(OPEN_FIRST, "name")


def open_places() -> QuerySet[Place]:
    return Place.objects.filter(OPEN)


def organisations() -> QuerySet[Organisation]:
    """Every organisation with its place."""
    return Organisation.objects.select_related("place").order_by("name", "id")


def providers() -> QuerySet[Organisation]:
    """Open organisations that may have teams and staff: all but PCNs, which are groups of practices."""
    return Organisation.objects.filter(OPEN).exclude(kind=OrganisationKind.PCN).order_by("name")


def employers() -> QuerySet[Organisation]:
    """Open organisations that may employ somebody."""
    return Organisation.objects.filter(OPEN).order_by("name")


def hubs() -> QuerySet[Hub]:
    """Every hub with its place, its current coverage (``covering``) and ``team_count``, its open teams."""
    current = HubCoverage.objects.filter(ends_on__isnull=True).select_related("pcn").order_by("pcn__name")
    counted = Hub.objects.annotate(team_count=Count("teams", filter=Q(teams__closed_on__isnull=True)))
    return (
        counted.select_related("place")
        .prefetch_related(Prefetch("coverage", current, to_attr="covering"))
        .order_by(OPEN_FIRST, "name")
    )


def open_hubs() -> QuerySet[Hub]:
    return Hub.objects.filter(OPEN).order_by("name")


def coverage_of(hub: Hub) -> QuerySet[HubCoverage]:
    """What the hub covers and covered, current first."""
    return HubCoverage.objects.filter(hub=hub).select_related("pcn").order_by("-ends_on", "pcn__name")


def uncovered_pcns() -> QuerySet[Organisation]:
    """Open PCNs that no hub covers now."""
    covered = HubCoverage.objects.filter(pcn=OuterRef("pk"), ends_on__isnull=True)
    return Organisation.objects.filter(OPEN, ~Exists(covered), kind=OrganisationKind.PCN).order_by("name")


def national_pcns() -> list[tuple[str, str]]:
    """(code, name) of the PCNs of the national register that are not set up yet, by name."""
    here = set(Organisation.objects.filter(kind=OrganisationKind.PCN).values_list("ods_code", flat=True))
    known = ((code, name) for code, name in geography.pcn_names().items() if code not in here)
    return sorted(known, key=lambda pcn: pcn[1])


def teams() -> QuerySet[Team]:
    """Every team with its provider and hub."""
    return Team.objects.select_related("organisation", "hub").order_by("name", "id")


def staff() -> QuerySet[StaffMember]:
    """Everybody with employer, login and roles (``held``)."""
    held = RoleAssignment.objects.select_related("hub").order_by("role", "hub__name")
    return (
        StaffMember.objects.select_related("organisation", "user")
        .prefetch_related(Prefetch("role_assignments", held, to_attr="held"))
        .order_by("name", "id")
    )


def memberships_of(member: StaffMember) -> QuerySet[TeamMembership]:
    """The teams that somebody is in and was in, current first."""
    return member.memberships.select_related("team").order_by("-ends_on", "team__name")


def joinable_teams(member: StaffMember) -> QuerySet[Team]:
    """Open teams that somebody is not in now."""
    current = TeamMembership.objects.filter(team=OuterRef("pk"), staff=member, ends_on__isnull=True)
    return Team.objects.filter(OPEN, ~Exists(current)).order_by("name")


def place(code: str) -> Place | None:
    return Place.objects.filter(code=code).first()


def organisation(public_id: UUID) -> Organisation | None:
    return organisations().filter(public_id=public_id).first()


def hub(code: str) -> Hub | None:
    return Hub.objects.select_related("place").filter(code=code).first()


def current_cover(covering: Hub, pcn: UUID) -> HubCoverage | None:
    """The hub's current cover of a PCN."""
    rows = HubCoverage.objects.select_related("hub", "pcn")
    return rows.filter(hub=covering, pcn__public_id=pcn, ends_on__isnull=True).first()


def team(public_id: UUID) -> Team | None:
    return teams().filter(public_id=public_id).first()


def member(public_id: UUID) -> StaffMember | None:
    return staff().filter(public_id=public_id).first()


def front_team(hub: Hub | None, *, but: Team | None = None) -> Team | None:
    """The open team that takes new people in a hub, or those whom no hub covers; ``but`` is left out."""
    teams: QuerySet[Team] = Team.objects.filter(hub=hub, takes_new=True, closed_on=None)
    return (teams.exclude(pk=but.pk) if but else teams).first()
