"""The ground of the two made-up tenants: places, partners, hubs, teams and people who sign in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from hubs.models import (
    Hub,
    HubCoverage,
    Organisation,
    PcnPractice,
    Place,
    RoleAssignment,
    StaffMember,
    Team,
    TeamMembership,
    User,
)
from hubs.rules.roles import Role
from hubs.tenancy import current_tenant_id

SINCE = date(2020, 4, 1)


@dataclass(frozen=True)
class Hubland:
    """A hub to be: which place, which PCNs (ODS codes) with how many people."""

    code: str
    name: str
    place: str
    pcns: dict[str, int]


@dataclass(frozen=True)
class System:
    """A made-up tenant. Codes of PCNs are those of the reference files in hubs/data/samples."""

    slug: str
    name: str
    ods_code: str
    trust: tuple[str, str]
    council: tuple[str, str]
    charities: tuple[tuple[str, str], ...]
    places: dict[str, str]
    hubs: tuple[Hubland, ...]
    transformed: tuple[str, ...]


SYSTEMS = (
    System(
        slug="red-rose",
        name="Red Rose Community Mental Health Partnership",
        ods_code="QE1",
        trust=("RXA", "Red Rose Community NHS Trust"),
        council=("304", "Red Rose County Council"),
        charities=(("8HA03", "Harbour Mind"), ("8HA17", "Moorside Peer Support")),
        places={"coast": "Coast", "valley": "Valley"},
        hubs=(
            Hubland("fylde", "Fylde Coast Hub", "coast", {"U10001": 41_200, "U10006": 38_900}),
            Hubland("mill", "Mill Hill Hub", "valley", {"U10003": 35_600, "U10007": 33_100}),
            Hubland("weavers", "Weavers Hub", "valley", {"U10010": 47_800, "U10011": 30_400}),
        ),
        transformed=("U10001", "U10003", "U10006", "U10010"),
    ),
    System(
        slug="mersey-vale",
        name="Mersey Vale Community Mental Health Partnership",
        ods_code="QYG",
        trust=("RXB", "Mersey Vale NHS Trust"),
        council=("343", "Mersey Vale Council"),
        charities=(("8HB21", "Docklands Wellbeing"),),
        places={"north": "North Vale", "south": "South Vale"},
        hubs=(
            Hubland("docks", "Old Docks Hub", "north", {"U10008": 39_000, "U10009": 42_500}),
            Hubland("leyland", "Leyland Cross Hub", "south", {"U10012": 36_200, "U10005": 31_700}),
        ),
        transformed=("U10008", "U10012"),
    ),
)

# (suffix, name, MHSDS team type, kind of organisation that provides it)
TEAMS = (
    ("PC", "Primary Care Mental Health Team", "A05", "trust"),
    ("CM", "Community Mental Health Team", "A06", "trust"),
    ("PT", "Psychological Therapies", "A13", "trust"),
    ("VC", "Peer and Community Support", "A01", "charity"),
)


WARD, WARD_TYPE = "WARD1", "A10"


def build(system: System) -> dict[str, str]:
    """Make the tenant's ground in the tenant in force. Returns email -> password of the people who sign
    in.
    """
    places = {code: Place.objects.create(code=code, name=name) for code, name in system.places.items()}
    trust = _organisation("nhs_trust", *system.trust)
    council = _organisation("council", *system.council)
    charities = [_organisation("vcse", code, name) for code, name in system.charities]
    _organisation("icb", system.ods_code, f"{system.name} ICB")
    hubs = [_hub(system, hubland, places[hubland.place]) for hubland in system.hubs]
    teams = [
        Team.objects.create(
            name=f"{hub.name.removesuffix(' Hub')} {name}",
            organisation=trust if provider == "trust" else charities[number % len(charities)],
            hub=hub,
            team_type=team_type,
            takes_new=suffix == "PC",
            local_id=f"{hub.code[:6].upper()}{suffix}",
        )
        for number, hub in enumerate(hubs)
        for suffix, name, team_type, provider in TEAMS
    ]
    # Not of a hub: whoever is admitted is held by the ward's own team, outside the four-week wait.
    Team.objects.create(
        name="Acute wards", organisation=trust, team_type=WARD_TYPE, local_id=WARD, intended_age_group="03"
    )
    _workers(trust, charities, teams)
    return _logins(system, trust, council, charities[0], teams)


def _organisation(kind: str, code: str, name: str, **given: object) -> Organisation:
    return Organisation.objects.create(kind=kind, ods_code=code, name=name, **given)


def _hub(system: System, hubland: Hubland, place: Place) -> Hub:
    hub = Hub.objects.create(code=hubland.code, name=hubland.name, place=place, opened_on=SINCE)
    names = dict(PcnPractice.objects.filter(pcn_code__in=hubland.pcns).values_list("pcn_code", "pcn_name"))
    for code, population in hubland.pcns.items():
        since = date(2024, 4, 1) if code in system.transformed else None
        pcn = _organisation("pcn", code, names.get(code, code), place=place, transformed_from=since)
        HubCoverage.objects.create(hub=hub, pcn=pcn, population=population, starts_on=SINCE)
    return hub


def _workers(trust: Organisation, charities: list[Organisation], teams: list[Team]) -> None:
    for number, team in enumerate(teams):
        for place, (name, group) in enumerate(
            (("Practitioner", "02"), ("Support worker", "98"), ("Psychologist", "03"))
        ):
            worker = StaffMember.objects.create(
                name=f"{name} {number + 1}{'abc'[place]}",
                organisation=team.organisation,
                local_id=f"W{number:02d}{place}",
                staff_group=group,
            )
            TeamMembership.objects.create(staff=worker, team=team, starts_on=SINCE)


def _logins(
    system: System, trust: Organisation, council: Organisation, charity: Organisation, teams: list[Team]
) -> dict[str, str]:
    hub = teams[0].hub
    people = {
        Role.CLINICIAN: ("Carol Clinician", trust, hub, teams[:3]),
        Role.MANAGER: ("Mona Manager", trust, None, []),
        Role.COMMISSIONER: ("Colin Commissioner", council, None, []),
        Role.PARTNER: ("Petra Partner", charity, hub, teams[3:4]),
        Role.ADMINISTRATOR: ("Ada Administrator", trust, None, []),
        Role.PRIVACY: ("Priti Privacy", trust, None, []),
    }
    passwords = {}
    for role, (name, organisation, role_hub, member_of) in people.items():
        email, password = f"{role}@{system.slug}.example", secrets.token_urlsafe(9)
        user = User.objects.create_user(email, password, tenant_id=current_tenant_id())
        staff = StaffMember.objects.create(
            user=user, name=name, organisation=organisation, local_id=f"LOGIN{role[:10].upper()}"
        )
        RoleAssignment.objects.create(staff=staff, role=role, hub=role_hub)
        for team in member_of:
            TeamMembership.objects.create(staff=staff, team=team, starts_on=SINCE)
        passwords[email] = password
    return passwords
