"""The page of somebody's progress, and plan and progress as downloads: whatever is there, and for whom."""

from __future__ import annotations

import datetime as dt
import io
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from careplans.models import Plan, SharingChoice
from careplans.rules.parts import SESSIONS
from hubs.models import AccessLog, Hub, StaffMember, Tenant
from hubs.rules import references
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.rules.dialog import ITEMS
from referrals.models import Referral
from tests.careplans.sessions import session
from tests.conftest import ClientAs
from tests.factories import ground, record

MARCH, MAY = dt.date(2025, 3, 3), dt.date(2025, 5, 5)


@pytest.fixture
def hub(tenant: Tenant) -> Hub:
    with in_tenant(tenant.pk):
        return ground.hub()


@pytest.fixture
def referral(tenant: Tenant, hub: Hub) -> Referral:
    with in_tenant(tenant.pk):
        return record.referral(team=ground.team(hub=hub), person=record.person(preferred_name="Mara"))


@pytest.fixture
def client(client_as: ClientAs, hub: Hub) -> Client:
    return client_as(Role.CLINICIAN, hub=hub)


def page(client: Client, referral: Referral) -> str:
    answer = client.get(reverse("progress", args=[referral.person.reference]))
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def pdf(client: Client, referral: Referral, name: str = "progress-paper", layout: str = "standard") -> str:
    answer = client.get(reverse(name, args=[referral.person.reference]), {"layout": layout})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert layout in answer.headers["Content-Disposition"]
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def test_without_a_session_the_page_says_what_will_stand_there(client: Client, referral: Referral) -> None:
    said = page(client, referral)
    assert "No session yet" in said
    assert "Each area over all sessions" not in said


def test_after_one_session_there_is_a_picture_and_nothing_to_compare(
    client: Client, referral: Referral
) -> None:
    with in_tenant(referral.tenant_id):
        session(referral, MARCH, talked=["job"])
    said = page(client, referral)
    assert "1 session on 3 March 2025." in said
    assert "There is nothing to compare yet" in said
    assert "Better: " not in said


def test_what_changed_is_told_in_words_with_the_name_of_the_rule(client: Client, referral: Referral) -> None:
    with in_tenant(referral.tenant_id):
        session(referral, MARCH, {**dict.fromkeys(ITEMS, 4), "job": 2, "safety": 6, "medication": 3})
        session(
            referral, MAY, {**dict.fromkeys(ITEMS, 4), "job": 5, "safety": 5, "medication": 7}, talked=["job"]
        )
    said = page(client, referral)
    assert "2 sessions, from 3 March 2025 to 5 May 2025." in said
    way = '{}: 1 area</h3> <ul class="nhsuk-list"> <li><strong>{}</strong>: {}'
    assert way.format("Better", "Job situation", "up 3, from 2 to 5") in said
    assert way.format("Worse", "Personal safety", "down 1, from 6 to 5") in said
    assert "No change: 6 areas" in said
    assert "Better and worse mean a change of 1 or more: national rule." in said
    assert "is for Mara and their worker to say" in said


def test_the_numbers_stand_behind_the_picture(client: Client, referral: Referral) -> None:
    with in_tenant(referral.tenant_id):
        session(referral, MARCH, {**dict.fromkeys(ITEMS, 4), "job": None}, own={"Money": 1})
    said = page(client, referral)
    row = '<th class="nhsuk-table__header" scope="row">{}</th> <td class="nhsuk-table__cell">{}</td>'
    assert row.format("Job situation", "not rated") in said
    assert row.format("Money", "1") in said
    assert row.format("3 Mar 2025", "not enough answers") in said


def test_scores_of_another_system_are_there(client: Client, referral: Referral) -> None:
    with in_tenant(referral.tenant_id):
        record.score(referral=referral, tool_code="1037671000000109", taken_on=MARCH, source_month=MARCH)
    assert "Scores without a session" in page(client, referral)


@pytest.mark.parametrize("layout", ["standard", "large", "easy"])
def test_progress_is_a_download_in_each_layout(client: Client, referral: Referral, layout: str) -> None:
    with in_tenant(referral.tenant_id):
        session(referral, MARCH)
    assert "My progress Mara" in pdf(client, referral, layout=layout)
    with in_tenant(referral.tenant_id):
        opened = AccessLog.objects.get(what="Progress on paper")
    assert (opened.kind, opened.person_reference) == ("opened", referral.person.reference)


def test_a_layout_that_there_is_not_is_not_found(client: Client, referral: Referral) -> None:
    address = reverse("progress-paper", args=[referral.person.reference])
    assert client.get(address, {"layout": "braille"}).status_code == 404


def test_without_a_plan_there_is_no_paper_of_it(client: Client, referral: Referral) -> None:
    assert client.get(reverse("plan-paper", args=[referral.person.reference])).status_code == 404


def test_what_is_kept_from_an_organisation_is_on_no_page_and_no_paper(
    client: Client, referral: Referral
) -> None:
    with in_tenant(referral.tenant_id):
        session(referral, MARCH, talked=["job"])
        Plan.objects.create(person=referral.person, reference=references.new("L"), started_on=MARCH)
        assert "We met on 3 March 2025" in pdf(client, referral, "plan-paper")
    with in_tenant(referral.tenant_id):
        staff = StaffMember.objects.get(user_id=client.session["_auth_user_id"])
        SharingChoice.objects.create(
            person=referral.person,
            organisation=staff.organisation,
            part=SESSIONS,
            may_see=False,
            chosen_on=MAY,
        )
    for name in ("progress", "progress-paper"):
        answer = client.get(reverse(name, args=[referral.person.reference]))
        assert answer.status_code == 403
        assert b"3 March 2025" not in answer.content
    paper = pdf(client, referral, "plan-paper")
    assert "3 March 2025" not in paper.split("How this plan was made")[0]
    assert "I do not share it with whoever printed it: How satisfied I am (DIALOG)." in paper


def test_the_page_of_the_person_leads_there(client: Client, referral: Referral) -> None:
    said = client.get(reverse("person", args=[referral.person.reference])).content.decode()
    assert f'href="{reverse("progress", args=[referral.person.reference])}"' in said
