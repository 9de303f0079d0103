"""Tenants and staff made from the command line, signing in, and the support site."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from hubs.actions import logins, tenants
from hubs.api.permissions import SignedInStaff
from hubs.models import AuditEvent, Organisation, RoleAssignment, StaffMember, Tenant, User
from hubs.rules import passwords
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from hubs.tenancy.models import TenantModel
from tests.conftest import ClientAs
from tests.factories import ground
from tests.hubs.forms_on_pages import send, words

pytestmark = pytest.mark.django_db

PASSWORD = re.compile(r"password (\S+)")


def test_a_tenant_is_made_with_its_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_tenant", "Red-Rose", name="Red Rose", ods=" qe1 ", admin_email="Ada@Example.org")
    said = capsys.readouterr().out
    tenant = Tenant.objects.get(slug="red-rose")
    assert (tenant.name, tenant.ods_code) == ("Red Rose", "QE1")
    with in_tenant(tenant.pk):
        assert Organisation.objects.get().kind == "icb"
        held = RoleAssignment.objects.get()
        assert (held.role, held.hub, held.staff.name) == (Role.ADMINISTRATOR, None, "Ada")
        assert AuditEvent.objects.filter(action="tenant.created").exists()
    found = PASSWORD.search(said)
    assert found is not None
    browser = Client()
    assert "Choose a password" in send(
        browser, reverse("sign-in"), username="ada@example.org", password=found[1]
    )


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"slug": "fylde"}, "There is already a tenant fylde"),
        ({"slug": "no spaces here"}, "must be letters and digits"),
        ({"slug": "x" * 41}, "40 characters or fewer"),
        ({"ods_code": "QE1"}, "QE1 is already the code of the tenant fylde"),
        ({"ods_code": "U12345"}, "is not the ODS code of an ICB"),
        ({"ods_code": "Q99"}, "is not the ODS code of an ICB"),
        ({"name": " "}, "Enter a name"),
        ({"admin_email": "ada"}, "Enter an email address"),
        ({"name": "N" * 201}, "Name must be 200 characters or fewer"),
        ({"slug": "red_-rose"}, "Slug must be letters and digits with hyphens or underscores"),
    ],
)
def test_a_tenant_that_is_wrong_is_not_made(tenant: Tenant, changed: dict[str, str], says: str) -> None:
    given = {"slug": "new", "name": "New", "ods_code": "QYG", **changed}
    with pytest.raises(ValidationError, match=says):
        tenants.create(**given)
    assert Tenant.objects.count() == 1


def test_the_command_ends_with_one_line(tenant: Tenant) -> None:
    with pytest.raises(CommandError, match="There is already a tenant fylde"):
        call_command("create_tenant", "fylde", name="Again", ods="QYG")


def test_staff_are_added_from_the_command_line(tenant: Tenant, capsys: pytest.CaptureFixture[str]) -> None:
    with in_tenant(tenant.pk):
        hub = ground.hub(code="mill")
        ground.organisation(ods_code="RXA")
    given = {"name": "Priya Nair", "email": "priya@example.org", "role": "clinician"}
    call_command("create_staff", "fylde", hub="mill", organisation="RXA", **given)
    assert PASSWORD.search(capsys.readouterr().out)
    with in_tenant(tenant.pk):
        held = RoleAssignment.objects.get()
        assert (held.role, held.hub, held.staff.organisation.ods_code) == ("clinician", hub, "RXA")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"tenant": "nowhere"}, "There is no tenant nowhere. There are: fylde"),
        ({"hub": "hill"}, "There is no hub hill. There are: mill"),
        ({"organisation": None}, "There is no organisation QE1. There are: RXA"),
        ({"email": "priya"}, "Enter an email address"),
    ],
)
def test_a_wrong_name_is_answered_with_those_there_are(
    tenant: Tenant, changed: dict[str, str | None], says: str
) -> None:
    with in_tenant(tenant.pk):
        ground.hub(code="mill")
        ground.organisation(ods_code="RXA")
    given = {
        "tenant": "fylde",
        "name": "Priya",
        "email": "p@example.org",
        "role": "clinician",
        "hub": "mill",
        "organisation": "RXA",
        **changed,
    }
    with pytest.raises(CommandError, match=re.escape(says)):
        call_command("create_staff", given.pop("tenant"), **given)
    assert not User.objects.exists()


def test_signing_in_does_not_say_which_of_the_two_was_wrong(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        member = ground.staff_member(role=Role.ADMINISTRATOR)
    assert member.user is not None
    for username, password in ((member.user.email, "wrong"), ("nobody@example.org", "correct horse battery")):
        page = send(Client(), reverse("sign-in"), username=username, password=password)
        assert "Check your email address and password" in page


def test_signing_in_leads_to_where_one_was_going_but_never_to_another_site(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        member = ground.staff_member(role=Role.ADMINISTRATOR)
    assert member.user is not None
    given = {"username": f" {member.user.email.upper()} ", "password": "correct horse battery"}
    for wanted, reached in ((reverse("setup-staff"), reverse("setup-staff")), ("https://evil.example/", "/")):
        response = Client().post(reverse("sign-in"), {**given, "next": wanted})
        assert response.headers["Location"] == reached
    asked = Client().get(reverse("setup-teams"))
    assert 'name="next" value="/setup/teams/"' in Client().get(asked.headers["Location"]).content.decode()


def test_five_wrong_passwords_lock_the_door(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        member = ground.staff_member(role=Role.ADMINISTRATOR)
    assert member.user is not None
    browser = Client()
    for _ in range(5):
        response = browser.post(reverse("sign-in"), {"username": member.user.email, "password": "wrong"})
    assert response.status_code == 429
    assert "Too many wrong passwords" in words(response)
    right = {"username": member.user.email, "password": "correct horse battery"}
    assert browser.post(reverse("sign-in"), right).status_code == 429


def test_somebody_without_a_role_is_told_whom_to_ask(client_as: ClientAs) -> None:
    page = words(client_as(None).get(reverse("home"), follow=True))
    assert "You have no role yet" in page


def test_everybody_signed_in_may_choose_a_password_and_nobody_else(client_as: ClientAs) -> None:
    for role in Role:
        assert client_as(role).get(reverse("change-password")).status_code == 200
    assert Client().get(reverse("change-password")).headers["Location"].startswith(reverse("sign-in"))


def test_the_api_waits_for_a_password_of_ones_own(client_as: ClientAs) -> None:
    asked = RequestFactory().get("/")
    asked.actor = object()  # type: ignore[attr-defined]
    for must, may in ((True, False), (False, True)):
        asked.user = User(must_change_password=must)
        assert SignedInStaff().has_permission(asked, None) is may  # type: ignore[arg-type]


def test_one_time_passwords_are_easy_to_read_out_and_never_alike() -> None:
    made = {passwords.one_time() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"([A-HJKMNP-Z2-9]{4}-){3}[A-HJKMNP-Z2-9]{4}", password) for password in made)


def test_a_closed_login_opens_nothing(in_a_tenant: Tenant) -> None:
    by = ground.actor(Role.ADMINISTRATOR)
    member = ground.staff_member(role=Role.CLINICIAN)
    logins.stop(by=by, staff=member)
    logins.stop(by=by, staff=member)
    assert AuditEvent.objects.filter(action="login.stopped").count() == 1
    without = StaffMember.objects.create(name="X", organisation=member.organisation, local_id="X1")
    with pytest.raises(ValidationError, match="has no login"):
        logins.renew(by=by, staff=without)


@pytest.fixture
def support() -> Client:
    browser = Client()
    user = User.objects.create_superuser("support@example.org", "correct horse battery")
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_the_support_site_has_no_tenants_records() -> None:
    assert not [model for model in admin.site._registry if issubclass(model, TenantModel)]
    histories = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    assert not set(histories) & set(admin.site._registry)


def test_support_staff_look_at_logins_tenants_and_tables(support: Client, tenant: Tenant) -> None:
    for model in admin.site._registry:
        if model._meta.app_label == "hubs":
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            assert support.get(address).status_code == 200
    assert b"fylde" in support.get(reverse("admin:hubs_tenant_changelist")).content


def test_support_staff_change_logins_and_nothing_else(support: Client, tenant: Tenant) -> None:
    user = User.objects.create_user("somebody@example.org", "x", tenant=tenant)
    assert support.get(reverse("admin:hubs_tenant_add")).status_code == 403
    assert support.post(reverse("admin:hubs_user_delete", args=[user.pk])).status_code == 403
    change = reverse("admin:hubs_user_change", args=[user.pk])
    assert support.post(change, {"email": user.email}).status_code == 302
    user.refresh_from_db()
    assert user.is_active is False
    assert user.tenant == tenant
    added = {
        "email": "new@example.org",
        "usable_password": "true",
        "password1": "plum tiger orbit",
        "password2": "plum tiger orbit",
        "is_staff": "on",
    }
    assert support.post(reverse("admin:hubs_user_add"), added).status_code == 302
    assert User.objects.get(email="new@example.org").is_staff


def test_staff_of_a_tenant_do_not_reach_the_support_site(client_as: ClientAs) -> None:
    response = client_as(Role.ADMINISTRATOR).get(reverse("admin:index"))
    assert response.status_code == 302
    assert "/admin/login/" in response.headers["Location"]
