"""An administrator sets a tenant up in the browser, from places to people who sign in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hubs.actions import code_lists
from hubs.models import (
    AuditEvent,
    Hub,
    HubCoverage,
    Organisation,
    PcnPractice,
    Place,
    RoleAssignment,
    StaffMember,
    Team,
    Tenant,
    User,
)
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import GpRegistration
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.hubs.forms_on_pages import day, row_headers, send, words

SPRING = dt.date(2024, 4, 1)


@pytest.fixture
def administrator(client_as: ClientAs) -> Client:
    return client_as(Role.ADMINISTRATOR)


@pytest.fixture
def ours(tenant: Tenant, administrator: Client) -> Iterator[Tenant]:
    """The tenant, in force after each request of the administrator."""
    with in_tenant(tenant.pk):
        yield tenant


def one_time_password(page: str) -> str:
    found = re.search(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}", page)
    assert found is not None, page
    return found[0]


def test_a_system_is_set_up_from_nothing(client_as: ClientAs, tenant: Tenant) -> None:
    client = client_as(Role.ADMINISTRATOR)
    PcnPractice.objects.create(
        practice_code="P81001", pcn_code="U10001", pcn_name="Riverside PCN", starts_on=dt.date(2019, 7, 1)
    )
    assert "Valley is added" in send(client, reverse("setup-place-new"), name=" Valley ")
    page = send(
        client,
        reverse("setup-organisation-new"),
        kind="nhs_trust",
        name="Red Rose Trust",
        ods_code=" rxa ",
        place="valley",
    )
    assert "Red Rose Trust is added" in page
    page = send(
        client, reverse("setup-pcn-new"), code="U10001", place="valley", **day("transformed_from", SPRING)
    )
    assert "Riverside PCN is added" in page
    assert "Riverside PCN (U10001)" in page, "it waits among those that no hub covers"
    assert "Mill Hill is added" in send(client, reverse("setup-hub-new"), name="Mill Hill", place="valley")
    with in_tenant(tenant.pk):
        pcn = Organisation.objects.get(ods_code="U10001")
        trust = Organisation.objects.get(ods_code="RXA")
    page = send(
        client,
        reverse("setup-cover-new", args=["mill-hill"]),
        pcn=pcn.public_id,
        population="41200",
        **day("starts_on", SPRING),
    )
    assert "41,200" in page
    page = send(
        client,
        reverse("setup-team-new"),
        name="Core team",
        organisation=trust.public_id,
        hub="mill-hill",
        team_type="A06",
        intended_age_group="03",
    )
    assert "Community Mental Health Team - Functional" in page
    page = send(
        client,
        reverse("setup-member-new"),
        name="Priya Nair",
        organisation=trust.public_id,
        staff_group="02",
        email="Priya@Example.org",
        role="clinician",
        scope="hub",
        hub="mill-hill",
    )
    password = one_time_password(page)
    with in_tenant(tenant.pk):
        assert Organisation.objects.get(ods_code="U10001").transformed_from == SPRING
        cover = HubCoverage.objects.get()
        assert (cover.hub.name, cover.pcn.name, cover.population) == ("Mill Hill", "Riverside PCN", 41200)
        team = Team.objects.get()
        assert (team.organisation.name, team.hub.name, team.team_type) == (
            "Red Rose Trust",
            "Mill Hill",
            "A06",
        )
        member = StaffMember.objects.get(name="Priya Nair")
        held = RoleAssignment.objects.get(staff=member)
        assert (held.role, held.hub.name) == ("clinician", "Mill Hill")
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {
        "place.added",
        "organisation.added",
        "hub.covered",
        "team.added",
        "role.granted",
        "login.given",
    } <= actions
    browser = Client()
    page = send(browser, reverse("sign-in"), username="priya@example.org", password=password)
    assert "Choose a password" in page


def test_the_start_page_counts_and_says_what_is_missing(administrator: Client, ours: Tenant) -> None:
    ground.pcn(name="Lonely PCN")
    ground.team(name="Lost team")
    page = words(administrator.get(reverse("setup")))
    assert "1 PCN is not covered by any hub" in page
    assert "1 open team belongs to no hub" in page
    assert "Numbers below 5 hidden" in page


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Enter the name of the organisation"),
        ({"kind": "nhs_trust", "name": "X"}, "Enter an ODS code"),
        (
            {"kind": "nhs_trust", "name": "X", "ods_code": "QE1"},
            "ODS code must be R or T and 2 letters or digits",
        ),
        ({"kind": "nhs_trust", "name": "X", "ods_code": "RXA"}, "RXA is the code of Here First already"),
        ({"kind": "gp_practice", "name": "X", "ods_code": "V81999"}, "V81999 means that there is no code"),
        ({"kind": "bakery", "name": "X"}, "from the list"),
        (
            {"kind": "vcse", "name": "X", **day("transformed_from", SPRING)},
            "Only a PCN has a date of transformation",
        ),
        ({"kind": "vcse", "name": "X", "place": "nowhere"}, "from the list"),
    ],
)
def test_an_organisation_that_is_wrong_is_refused_with_what_to_do(
    administrator: Client, ours: Tenant, sent: dict[str, str], says: str
) -> None:
    ground.organisation(ods_code="RXA", name="Here First")
    page = send(administrator, reverse("setup-organisation-new"), csrf="x", **sent)
    assert "There is a problem" in page
    assert says in page
    assert Organisation.objects.filter(name="X").count() == 0


def test_partners_without_a_code_are_taken(administrator: Client, ours: Tenant) -> None:
    send(administrator, reverse("setup-organisation-new"), kind="vcse", name="Harbour Mind")
    send(administrator, reverse("setup-organisation-new"), kind="vcse", name="Moorside Support")
    assert Organisation.objects.filter(kind="vcse", ods_code="").count() == 2


def test_changing_an_organisation_keeps_its_kind(administrator: Client, ours: Tenant) -> None:
    trust = ground.organisation(name="Old Name", ods_code="RXA")
    address = reverse("setup-organisation", args=[trust.public_id])
    assert "Transformed" not in words(administrator.get(address))
    send(administrator, address, name="New Name", ods_code="RXA", kind="vcse")
    trust.refresh_from_db()
    assert (trust.name, trust.kind) == ("New Name", "nhs_trust")
    assert AuditEvent.objects.get(action="organisation.changed").detail == {"name": ["Old Name", "New Name"]}
    send(administrator, address, name="New Name", ods_code="RXA")
    assert AuditEvent.objects.filter(action="organisation.changed").count() == 1


def test_nothing_in_use_is_closed_and_nothing_is_deleted(administrator: Client, ours: Tenant) -> None:
    place, trust = ground.place(name="Valley"), ground.organisation(name="Trust")
    pcn = ground.pcn(name="Weavers PCN")
    hub = ground.hub(name="Mill", place=place)
    ground.coverage(hub=hub, pcn=pcn)
    team = ground.team(name="Core", hub=hub, organisation=trust)
    today = day("on", timezone.localdate())
    closing = {
        reverse("setup-place-close", args=[place.code]): "Close or move these hubs first: Mill",
        reverse("setup-hub-close", args=[hub.code]): "Close or move these teams first: Core",
        reverse("setup-organisation-close", args=[trust.public_id]): "Close its teams first: 1 are open",
        reverse("setup-organisation-close", args=[pcn.public_id]): "End its cover by Mill first",
    }
    for address, says in closing.items():
        assert says in send(administrator, address, **today)
    in_order = [
        reverse("setup-team-close", args=[team.public_id]),
        reverse("setup-hub-close", args=[hub.code]),
        reverse("setup-place-close", args=[place.code]),
        reverse("setup-organisation-close", args=[trust.public_id]),
        reverse("setup-organisation-close", args=[pcn.public_id]),
    ]
    for address in in_order:
        assert "is closed" in send(administrator, address, **today)
    assert HubCoverage.objects.get().ends_on == timezone.localdate()
    for row in (place, trust, pcn, hub, team):
        row.refresh_from_db()
        assert row.closed_on == timezone.localdate()
    for address in in_order:
        assert "open again" in send(administrator, address.replace("/close/", "/reopen/"))


def test_nothing_is_closed_in_the_future(administrator: Client, ours: Tenant) -> None:
    place = ground.place()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    page = send(administrator, reverse("setup-place-close", args=[place.code]), **day("on", tomorrow))
    assert "There is a problem" in page
    place.refresh_from_db()
    assert place.closed_on is None


def test_two_hubs_never_cover_the_same_pcn_at_once(administrator: Client, ours: Tenant) -> None:
    pcn, first, second = ground.pcn(), ground.hub(name="First"), ground.hub(name="Second")
    ground.coverage(hub=first, pcn=pcn, starts_on=dt.date(2022, 4, 1))
    send_cover = {"pcn": str(pcn.public_id), **day("starts_on", SPRING)}
    add = reverse("setup-cover-new", args=[second.code])
    assert "from the list" in send(administrator, add, **send_cover), (
        "only PCNs that nobody covers are offered"
    )
    end = reverse("setup-cover-end", args=[first.code, pcn.public_id])
    early = send(administrator, end, **day("on", dt.date(2022, 3, 31)))
    assert "Enter a date on or after 1 April 2022" in early
    send(administrator, end, **day("on", dt.date(2024, 4, 1)))
    page = send(administrator, add, **send_cover)
    assert "First covers" in page, "that day still belongs to the first"
    send(administrator, add, **{**send_cover, **day("starts_on", dt.date(2024, 4, 2))})
    assert HubCoverage.objects.get(ends_on__isnull=True).hub == second


def test_the_population_of_a_pcn_is_put_right(administrator: Client, ours: Tenant) -> None:
    cover = ground.coverage(population=10)
    address = reverse("setup-cover", args=[cover.hub.code, cover.pcn.public_id])
    assert "whole number above 0" in send(administrator, address, population="-3")
    assert "must be a whole number" in send(administrator, address, population="many")
    assert "39,000" in send(administrator, address, population="39000")


def test_a_team_keeps_provider_and_identifier(administrator: Client, ours: Tenant) -> None:
    team = ground.team(local_id="CM01", team_type="A05")
    page = send(
        administrator,
        reverse("setup-team", args=[team.public_id]),
        name="Renamed",
        team_type="A06",
        intended_age_group="04",
        local_id="CM99",
    )
    assert "Renamed is saved" in page
    team.refresh_from_db()
    assert (team.name, team.team_type, team.intended_age_group, team.local_id) == (
        "Renamed",
        "A06",
        "04",
        "CM01",
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"local_id": "CM01"}, "CM01 is or was the identifier of Core"),
        ({"local_id": "CM-01"}, "20 letters and digits or fewer"),
        ({"team_type": "A03"}, "from the list"),
        ({"team_type": ""}, "Select the type of team"),
        ({"intended_age_group": "09"}, "from the list"),
    ],
)
def test_a_team_that_is_wrong_is_refused(
    administrator: Client, ours: Tenant, given: dict[str, str], says: str
) -> None:
    core = ground.team(name="Core", local_id="CM01")
    sent = {
        "name": "New",
        "organisation": str(core.organisation.public_id),
        "team_type": "A06",
        "intended_age_group": "03",
        **given,
    }
    assert says in send(administrator, reverse("setup-team-new"), **sent)
    assert not Team.objects.filter(name="New").exists()


def test_a_retired_type_stays_on_its_team_only(administrator: Client, ours: Tenant) -> None:
    team = ground.team(team_type="A03", name="Old crisis team")
    address = reverse("setup-team", args=[team.public_id])
    assert "Crisis Resolution Team (no longer used)" in words(administrator.get(address))
    page = send(administrator, address, name="Crisis team", team_type="A03", intended_age_group="03")
    assert "Crisis team is saved" in page


def test_a_role_in_one_hub_is_never_taken_for_the_whole_system(administrator: Client, ours: Tenant) -> None:
    member, hub = ground.staff_member(), ground.hub()
    address = reverse("setup-role-new", args=[member.public_id])
    assert "Answer “Where do they hold this role?”" in send(
        administrator, address, role="clinician", hub=hub.code
    )
    assert "Select a hub" in send(administrator, address, role="clinician", scope="hub")
    assert not RoleAssignment.objects.filter(staff=member).exists()
    send(administrator, address, role="clinician", scope="hub", hub=hub.code)
    assert RoleAssignment.objects.get(staff=member).hub == hub
    send(administrator, address, role="manager", scope="all", hub=hub.code)
    assert RoleAssignment.objects.get(staff=member, role="manager").hub is None
    send(
        administrator,
        reverse("setup-role-revoke", args=[member.public_id]),
        role="clinician",
        hub=hub.code,
    )
    assert [held.role for held in RoleAssignment.objects.filter(staff=member)] == ["manager"]


def test_there_is_always_an_administrator_left(administrator: Client, ours: Tenant) -> None:
    last = RoleAssignment.objects.get(role=Role.ADMINISTRATOR).staff
    page = send(
        administrator, reverse("setup-role-revoke", args=[last.public_id]), role="administrator", hub=""
    )
    assert "is the only administrator" in page
    page = send(administrator, reverse("setup-member-leave", args=[last.public_id]), **day("on", SPRING))
    assert "You cannot record that you have left" in page
    page = send(administrator, reverse("setup-login-stop", args=[last.public_id]))
    assert "You cannot close your own login" in page
    assert RoleAssignment.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_somebody_who_leaves_can_do_nothing_more(client_as: ClientAs, tenant: Tenant) -> None:
    client = client_as(Role.ADMINISTRATOR)
    with in_tenant(tenant.pk):
        team = ground.team()
        member = ground.staff_member(role=Role.CLINICIAN, team=team)
    assert member.user is not None
    browser = Client()
    browser.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    today = timezone.localdate()
    assert "has left" in send(
        client, reverse("setup-member-leave", args=[member.public_id]), **day("on", today)
    )
    assert browser.get(reverse("setup")).status_code == 302, "signed out"
    with in_tenant(tenant.pk):
        assert not RoleAssignment.objects.filter(staff=member).exists()
        assert member.memberships.get().ends_on == today
    send(client, reverse("setup-member-return", args=[member.public_id]))
    page = send(client, reverse("setup-login-renew", args=[member.public_id]))
    browser = Client()
    assert "Choose a password" in send(
        browser, reverse("sign-in"), username=member.user.email, password=one_time_password(page)
    )


def test_a_one_time_password_opens_nothing_else_and_is_shown_once(
    client_as: ClientAs, tenant: Tenant
) -> None:
    client = client_as(Role.ADMINISTRATOR)
    with in_tenant(tenant.pk):
        member = ground.staff_member(role=Role.ADMINISTRATOR)
    assert member.user is not None
    password = one_time_password(send(client, reverse("setup-login-renew", args=[member.public_id])))
    assert password not in words(client.get(reverse("setup-member", args=[member.public_id])))
    browser = Client()
    send(browser, reverse("sign-in"), username=member.user.email, password=password)
    for name in ("setup", "setup-staff", "home"):
        assert browser.get(reverse(name)).headers["Location"] == reverse("change-password")
    chosen = {
        "old_password": password,
        "new_password1": "plum tiger orbit",
        "new_password2": "plum tiger orbit",
    }
    refused = {
        "This is not your password": {"old_password": "other"},
        "The two new passwords differ": {"new_password2": "plum tiger"},
        "too short": {"new_password1": "plum", "new_password2": "plum"},
        "not had before": {"new_password1": password, "new_password2": password},
    }
    for says, change in refused.items():
        assert says in send(browser, reverse("change-password"), **{**chosen, **change})
    assert "Your new password is saved" in send(browser, reverse("change-password"), **chosen)
    assert browser.get(reverse("setup")).status_code == 200, "still signed in"
    again = Client()
    assert "do not match an account" in send(
        again, reverse("sign-in"), username=member.user.email, password=password
    )


def test_a_login_is_made_for_somebody_known_from_record_sets(administrator: Client, ours: Tenant) -> None:
    trust = ground.organisation()
    member = StaffMember.objects.create(name="From MHS901", organisation=trust, local_id="S1")
    taken = ground.staff_member()
    assert taken.user is not None
    address = reverse("setup-login", args=[member.public_id])
    assert "has a login already" in send(administrator, address, email=taken.user.email.upper())
    assert "must be an email address" in send(administrator, address, email="priya")
    assert one_time_password(send(administrator, address, email="p@example.org"))
    member.refresh_from_db()
    assert member.user is not None
    assert member.user.tenant_id == ours.pk
    assert "has a login already, or has left" in send(administrator, address, email="q@example.org")


def test_nothing_of_somebody_is_kept_when_part_is_wrong(administrator: Client, ours: Tenant) -> None:
    taken = ground.staff_member(role=Role.CLINICIAN)
    assert taken.user is not None
    before = StaffMember.objects.count()
    sent = {
        "name": "Half",
        "organisation": str(taken.organisation.public_id),
        "email": taken.user.email,
        "role": "manager",
        "scope": "all",
    }
    response = administrator.post(reverse("setup-member-new"), sent)
    assert "This address has a login already" in words(response)
    assert StaffMember.objects.count() == before
    assert 'value="Half"' in response.content.decode(), "what was typed is still there"


def test_teams_of_somebody_start_and_end(administrator: Client, ours: Tenant) -> None:
    member, team = ground.staff_member(), ground.team(name="Core")
    add = reverse("setup-membership-new", args=[member.public_id])
    send(administrator, add, team=str(team.public_id), **day("starts_on", SPRING))
    assert "from the list" in send(administrator, add, team=str(team.public_id), **day("starts_on", SPRING))
    page = send(administrator, reverse("setup-membership-end", args=[member.public_id, team.public_id]))
    assert "no longer works in Core" in page
    assert member.memberships.get().ends_on == timezone.localdate()
    overlap = send(administrator, add, team=str(team.public_id), **day("starts_on", SPRING))
    assert "was in Core on that day. Enter a later date" in overlap


def test_lists_are_filtered_by_the_address(administrator: Client, ours: Tenant) -> None:
    ground.organisation(name="Alder Trust", ods_code="RXA")
    ground.organisation(name="Beech Council", kind="council", ods_code="304", closed_on=SPRING)
    hub = ground.hub(name="Mill")
    ground.team(name="Core", hub=hub)
    ground.team(name="Other")
    ground.staff_member(name="Zed Zuckerman", role=Role.PRIVACY)
    for name, query, found in (
        ("setup-organisations", "?kind=council", ["Beech Council"]),
        ("setup-organisations", "?state=closed", ["Beech Council"]),
        ("setup-organisations", "?name=rxa", ["Alder Trust"]),
        ("setup-organisations", "?name=beech&state=open", []),
        ("setup-teams", f"?hub={hub.code}", ["Core"]),
        ("setup-teams", "?name=OTH", ["Other"]),
        ("setup-staff", "?role=privacy", ["Zed Zuckerman"]),
        ("setup-staff", "?name=zuck&state=login", ["Zed Zuckerman"]),
        ("setup-staff", "?state=left", []),
    ):
        assert row_headers(administrator.get(reverse(name) + query)) == found, query


def test_the_policy_for_published_figures(administrator: Client, ours: Tenant) -> None:
    address = reverse("setup-policy")
    assert "Enter a number from 1 to 100" in send(
        administrator, address, suppress_below="5", round_to="0", within_days="28"
    )
    send(administrator, address, suppress_below="7", round_to="10", within_days="28")
    ours.refresh_from_db()
    assert (ours.suppress_below, ours.round_to) == (7, 10)
    assert AuditEvent.objects.get(action="tenant.policy_set").detail == {
        "suppress_below": [5, 7],
        "round_to": [5, 10],
    }


def test_the_wait_that_is_promised(administrator: Client, ours: Tenant) -> None:
    address = reverse("setup-wait")
    send(administrator, address, local_wait_from="received", local_wait_until="never", in_touch_within="5")
    ours.refresh_from_db()
    assert (ours.local_wait_from, ours.local_wait_until) == ("requested", "help")
    promised = {"local_wait_from": "received", "local_wait_until": "second_contact"}
    for wrong in ("0", "21", ""):
        assert "working days" in send(administrator, address, **promised, in_touch_within=wrong)
    send(administrator, address, **promised, in_touch_within="3")
    ours.refresh_from_db()
    assert (ours.local_wait_from, ours.local_wait_until) == ("received", "second_contact")
    assert ours.in_touch_within == 3
    assert "In touch within 3 working days" in administrator.get(reverse("setup")).content.decode()
    assert AuditEvent.objects.filter(action="tenant.local_wait_set").count() == 1


def test_names_are_not_given_twice_but_codes_are_made_unlike(administrator: Client, ours: Tenant) -> None:
    place = ground.place(name="North Coast", code="north-coast")
    add = reverse("setup-hub-new")
    send(administrator, add, name="Fylde and Wyre coast hub", place=place.code)
    assert "already a hub called" in send(
        administrator, add, name="fylde and wyre COAST hub", place=place.code
    )
    send(administrator, add, name="Fylde and Wyre coast hub two", place=place.code)
    assert set(Hub.objects.values_list("code", flat=True)) == {"fylde-and-wyre-coast", "fylde-and-wyre-c-2"}
    assert "already a place called" in send(administrator, reverse("setup-place-new"), name="north coast")
    send(administrator, reverse("setup-place-new"), name="!!!")
    assert Place.objects.get(name="!!!").code == "place"


@pytest.mark.parametrize(
    "role", [Role.CLINICIAN, Role.MANAGER, Role.COMMISSIONER, Role.PRIVACY, Role.PARTNER]
)
def test_nobody_else_sets_up(client_as: ClientAs, role: Role) -> None:
    client = client_as(role)
    assert client.get(reverse("setup")).status_code == 403
    assert client.post(reverse("setup-place-new"), {"name": "Mine"}).status_code == 403


def test_another_systems_ground_is_not_there(
    client_as: ClientAs, tenant: Tenant, other_tenant: Tenant
) -> None:
    client = client_as(Role.ADMINISTRATOR)
    with in_tenant(other_tenant.pk):
        cover, team, member = ground.coverage(), ground.team(), ground.staff_member()
        addresses = [
            reverse("setup-place", args=[cover.hub.place.code]),
            reverse("setup-hub", args=[cover.hub.code]),
            reverse("setup-cover", args=[cover.hub.code, cover.pcn.public_id]),
            reverse("setup-organisation", args=[cover.pcn.public_id]),
            reverse("setup-team", args=[team.public_id]),
            reverse("setup-member", args=[member.public_id]),
            reverse("setup-login", args=[member.public_id]),
        ]
    for address in addresses:
        assert client.get(address).status_code == 404
    sent = {"name": "Thief", "organisation": str(team.organisation.public_id)}
    assert "from the list" in send(client, reverse("setup-member-new"), **sent)


def test_an_address_of_another_systems_login_is_refused(
    administrator: Client, ours: Tenant, other_tenant: Tenant
) -> None:
    User.objects.create_user("taken@example.org", "x", tenant=other_tenant)
    member = StaffMember.objects.create(name="New", organisation=ground.organisation(), local_id="S1")
    page = send(administrator, reverse("setup-login", args=[member.public_id]), email="taken@example.org")
    assert "This address has a login already" in page


def test_a_hub_sees_the_people_of_a_team_while_it_is_its_own(
    administrator: Client, ours: Tenant, client_as: ClientAs
) -> None:
    hub, team = ground.hub(), ground.team()
    referral = record.referral(team=team)
    clinician = client_as(Role.CLINICIAN, hub=hub)
    page = reverse("person", args=[referral.person.reference])
    details = {
        "name": team.name,
        "team_type": team.team_type,
        "intended_age_group": team.intended_age_group,
    }
    address = reverse("setup-team", args=[team.public_id])
    assert clinician.get(page).status_code == 403
    send(administrator, address, **details, hub=hub.code)
    assert clinician.get(page).status_code == 200
    send(administrator, address, **details, hub="")
    assert clinician.get(page).status_code == 403


@pytest.mark.parametrize("ending", ["setup-cover-end", "setup-hub-close"])
def test_a_hub_sees_the_people_of_a_pcn_while_it_covers_it(
    ending: str, administrator: Client, ours: Tenant, client_as: ClientAs
) -> None:
    hub, pcn = ground.hub(), ground.pcn(ods_code="U54321")
    PcnPractice.objects.create(
        practice_code="P81050", pcn_code="U54321", pcn_name="South", starts_on=dt.date(2020, 1, 1)
    )
    person = record.person()
    GpRegistration.objects.create(person=person, practice_code="P81050")
    clinician = client_as(Role.CLINICIAN, hub=hub)
    page = reverse("person", args=[person.reference])
    assert clinician.get(page).status_code == 403
    send(
        administrator,
        reverse("setup-cover-new", args=[hub.code]),
        pcn=pcn.public_id,
        **day("starts_on", SPRING),
    )
    assert clinician.get(page).status_code == 200
    where = [hub.code] if ending == "setup-hub-close" else [hub.code, pcn.public_id]
    send(administrator, reverse(ending, args=where), **day("on", timezone.localdate()))
    assert clinician.get(page).status_code == 403


def test_one_team_of_a_hub_takes_new_people(administrator: Client, ours: Tenant) -> None:
    code_lists.load()
    hub = ground.hub()
    front, next_one = (
        ground.team(name="Front door", hub=hub, takes_new=True),
        ground.team(name="Coast", hub=hub),
    )
    elsewhere = ground.team(name="Nowhere's", takes_new=True)
    asked = {"team_type": "A06", "intended_age_group": "03", "hub": hub.code}
    address = reverse("setup-team", args=[next_one.public_id])
    page = send(administrator, address, name="Coast", takes_new="on", **asked)
    assert "It takes new requests now, and Front door no longer does" in page
    front.refresh_from_db()
    next_one.refresh_from_db()
    elsewhere.refresh_from_db()
    assert [front.takes_new, next_one.takes_new, elsewhere.takes_new] == [False, True, True]
    # Without the tick it is taken from nobody; closed and open again, it does not take it back.
    assert "no longer" not in send(administrator, address, name="Coast", takes_new="on", **asked)
    Team.objects.filter(pk=next_one.pk).update(closed_on=timezone.localdate())
    page = send(
        administrator, reverse("setup-team", args=[front.public_id]), name="Front", takes_new="on", **asked
    )
    assert "no longer" not in page
    send(administrator, reverse("setup-team-reopen", args=[next_one.public_id]))
    next_one.refresh_from_db()
    assert next_one.closed_on is None
    assert not next_one.takes_new


def test_a_team_that_moves_to_another_hub_takes_the_new_people_there(
    administrator: Client, ours: Tenant
) -> None:
    code_lists.load()
    hub = ground.hub()
    there = ground.team(name="There", hub=hub, takes_new=True)
    moves = ground.team(name="Moves", hub=ground.hub(), takes_new=True)
    asked = {"team_type": "A06", "intended_age_group": "03", "hub": hub.code, "takes_new": "on"}
    assert "There no longer does" in send(
        administrator, reverse("setup-team", args=[moves.public_id]), name="Moves", **asked
    )
    there.refresh_from_db()
    assert not there.takes_new


def test_the_public_pages(administrator: Client, ours: Tenant) -> None:
    address = reverse("setup-public")
    assert "Enter a telephone number" in send(
        administrator, address, public_phone="ring us", takes_requests="on"
    )
    assert "people can only ring" in send(administrator, address, public_phone="")
    assert "are saved" in send(administrator, address, public_phone=" 01632  960 100 ")
    ours.refresh_from_db()
    assert (ours.public_phone, ours.takes_requests) == ("01632 960 100", False)
    assert "Number to ring: 01632 960 100" in administrator.get(reverse("setup")).content.decode()
    assert "are saved" in send(administrator, address, public_phone="111", takes_requests="on")
