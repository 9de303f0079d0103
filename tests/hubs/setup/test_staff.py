"""Staff: their roles, teams and logins, and how they leave."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hubs.models import (
    RoleAssignment,
    StaffMember,
    Tenant,
)
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from tests.conftest import ClientAs
from tests.factories import ground
from tests.hubs.forms_on_pages import day, send, words
from tests.hubs.setup.forms import SPRING, one_time_password


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
    for role in ("administrator", "privacy"):
        said = send(administrator, address, role=role, scope="hub", hub=hub.code)
        assert "is a role in the whole system: it cannot be held in one hub" in said
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
