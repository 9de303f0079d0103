"""What a person finds behind their own sign-in, and what nobody else does."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from hubs.actions import access
from hubs.models import Tenant
from hubs.models.access import AccessKind
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import OutgoingMessage, Person
from tests.careplans.own_pages import ask, give_access, newest_code, signed_in
from tests.conftest import ClientAs
from tests.factories import ground, record

PAGES = ("plan", "care", "looked")


@pytest.fixture
def person(tenant: Tenant) -> Person:
    with in_tenant(tenant.pk):
        made: Person = record.referral().person
        return made


def test_a_code_lets_the_person_in(tenant: Tenant, person: Person) -> None:
    client = signed_in(tenant, person)
    for page in PAGES:
        assert client.get(f"/my/{tenant.slug}/{page}/").status_code == 200, page


@pytest.mark.parametrize("page", PAGES)
def test_without_a_code_nothing_is_seen(tenant: Tenant, person: Person, page: str) -> None:
    give_access(tenant, person)
    answer = Client().get(f"/my/{tenant.slug}/{page}/")
    assert answer["Location"] == f"/my/{tenant.slug}/"


def test_nobody_learns_who_is_known(tenant: Tenant, person: Person) -> None:
    stranger, known = Client(), Client()
    give_access(tenant, person)
    with in_tenant(tenant.pk):
        without = record.person()
    ask(stranger, tenant, without)
    ask(known, tenant, person)
    pages = [client.get(f"/my/{tenant.slug}/code/").content for client in (stranger, known)]
    assert _but_tokens(pages[0]) == _but_tokens(pages[1])
    with in_tenant(tenant.pk):
        assert OutgoingMessage.objects.filter(kind="sign-in-code").count() == 1


def test_a_strangers_code_page_opens_nothing(tenant: Tenant, person: Person) -> None:
    give_access(tenant, person)
    ask(Client(), tenant, person)
    stranger = Client()
    with in_tenant(tenant.pk):
        ask(stranger, tenant, record.person())
    answer = stranger.post(f"/my/{tenant.slug}/code/", {"code": newest_code(tenant)})
    assert "This code is not right" in answer.content.decode()


def test_a_wrong_code_says_what_to_do(tenant: Tenant, person: Person) -> None:
    give_access(tenant, person)
    client = Client()
    ask(client, tenant, person)
    wrong = "000000" if newest_code(tenant) != "000000" else "111111"
    answer = client.post(f"/my/{tenant.slug}/code/", {"code": wrong}).content.decode()
    assert "ask for another code" in answer


def test_without_asking_there_is_no_code_to_enter(tenant: Tenant) -> None:
    assert Client().get(f"/my/{tenant.slug}/code/")["Location"] == f"/my/{tenant.slug}/"


def test_signing_out_shuts_it(tenant: Tenant, person: Person) -> None:
    client = signed_in(tenant, person)
    kept = client.cookies["my-plan"].value
    client.post(f"/my/{tenant.slug}/sign-out/")
    client.cookies["my-plan"] = kept
    assert client.get(f"/my/{tenant.slug}/plan/").status_code == 302


def test_the_sign_in_of_one_system_opens_no_other(
    tenant: Tenant, other_tenant: Tenant, person: Person
) -> None:
    client = signed_in(tenant, person)
    assert client.get(f"/my/{other_tenant.slug}/plan/")["Location"] == f"/my/{other_tenant.slug}/"


def test_it_is_no_sign_in_of_staff_and_theirs_is_none_here(
    tenant: Tenant, person: Person, client_as: ClientAs
) -> None:
    assert signed_in(tenant, person).get("/caseload/").status_code == 302
    assert client_as(Role.CLINICIAN).get(f"/my/{tenant.slug}/plan/").status_code == 302


def test_a_colleague_who_signs_in_at_the_same_browser_leaves_the_persons_pages_be(
    tenant: Tenant, person: Person
) -> None:
    client = signed_in(tenant, person)
    with in_tenant(tenant.pk):
        staff = ground.staff_member(role=Role.CLINICIAN)
    assert staff.user
    client.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/my/{tenant.slug}/plan/").status_code == 200


def test_nothing_stays_in_the_browser(tenant: Tenant, person: Person) -> None:
    answer = signed_in(tenant, person).get(f"/my/{tenant.slug}/plan/")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_the_person_says_how_the_care_was(tenant: Tenant, person: Person) -> None:
    client = signed_in(tenant, person)
    page = f"/my/{tenant.slug}/care/"
    wrong = client.post(page, {"good": "They listened"}).content.decode()
    assert "Choose how likely you are to recommend us" in wrong
    assert "They listened" in wrong
    done = client.post(page, {"recommend": "likely", "good": "They listened"}, follow=True).content.decode()
    assert "What you said has reached us" in done
    assert "They listened" in done


def test_the_person_sees_who_looked_and_why(tenant: Tenant, person: Person) -> None:
    with in_tenant(tenant.pk):
        worker = ground.actor(Role.CLINICIAN)
        for what in ("Person page", "Letters", "Person page"):
            access.log(by=worker, kind=AccessKind.OPENED, what=what, person_reference=person.reference)
        access.log(
            by=ground.actor(Role.CLINICIAN),
            kind=AccessKind.OVERRIDE,
            what="Person page",
            person_reference=person.reference,
            reason="On call, rang in distress",
        )
        stranger = ground.actor(Role.PARTNER)
        access.log(
            by=stranger, kind=AccessKind.REFUSED, what="Person page", person_reference=person.reference
        )
        searcher = ground.actor(Role.CLINICIAN)
        for kind in (AccessKind.SEARCHED, AccessKind.LISTED):
            access.log(by=searcher, kind=kind, what="Name", person_reference=person.reference)
    client = signed_in(tenant, person)
    page = client.get(f"/my/{tenant.slug}/looked/").content.decode()
    assert worker.name in page
    assert "Letters, Person page (3 times)" in page
    assert "On call, rang in distress" in page
    assert "Tried to open your record and was refused" in page
    assert "Own pages: who looked" in page, "their own visits are told as well"
    assert searcher.name not in page, "who only found them in a list did not open the record"


def test_another_persons_record_is_not_told(tenant: Tenant, person: Person) -> None:
    with in_tenant(tenant.pk):
        worker = ground.actor(Role.CLINICIAN)
        access.log(
            by=worker,
            kind=AccessKind.OPENED,
            what="Person page",
            person_reference=record.person().reference,
        )
    assert worker.name not in signed_in(tenant, person).get(f"/my/{tenant.slug}/looked/").content.decode()


def test_a_worker_gives_and_ends_access(tenant: Tenant, person: Person, client_as: ClientAs) -> None:
    worker = client_as(Role.CLINICIAN)
    page = f"/people/{person.reference}/own-access/"
    refused = worker.post(page, {"channel": "text", "address": "07911 123456"}).content.decode()
    assert "Ask the person whether somebody else reads their messages there" in refused
    done = worker.post(page, {"channel": "text", "address": "07911 123456", "alone": "on"}, follow=True)
    assert "Codes go to +447911123456" in done.content.decode()
    ended = worker.post(f"{page}end/", follow=True).content.decode()
    assert "Nobody can sign in any more" in ended


def _but_tokens(page: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", page.decode())
