"""Plans read through /fhir/ by partners' systems: agreed ones, of people they work with, as far as these share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from fhir.resources.R4B import get_fhir_model_class

from careplans.models import Plan, PlanVersion, SharingChoice
from careplans.rules.fhir import checks
from careplans.rules.parts import SHARED_PARTS, PlanPart
from hubs.actions import api_clients
from hubs.models import AccessLog, Organisation, Team, Tenant
from hubs.rules.api_keys import Scope
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.models import GpRegistration, Involvement, Person, Referral
from tests.careplans.plan_documents import NHS_NUMBER, full
from tests.factories import ground, plans, record

SYSTEM = "https://fhir.nhs.uk/Id/nhs-number"
FHIR = "application/fhir+json"


@dataclass(frozen=True)
class Partner:
    """A trust whose team holds a person with an agreed plan, and its system."""

    tenant: Tenant
    team: Team
    referral: Referral
    version: PlanVersion
    key: str

    @property
    def person(self) -> Person:
        person: Person = self.referral.person
        return person

    @property
    def document(self) -> str:
        return f"/fhir/Composition/{self.version.plan.reference}-{self.version.number}/$document"

    def get(self, to: str, *, key: str = "", accept: str = FHIR, **asked: str) -> Any:
        client = Client(headers={"Authorization": f"Bearer {key or self.key}", "Accept": accept})
        return client.get(to, asked)

    def search(self, number: str = NHS_NUMBER, *, key: str = "") -> Any:
        return self.get("/fhir/CarePlan", key=key, **{"patient.identifier": f"{SYSTEM}|{number}"})


@pytest.fixture
def partner(tenant: Tenant) -> Partner:
    with in_tenant(tenant.pk):
        team = ground.team(hub=ground.hub())
        referral = record.referral(
            team=team, person=record.person(nhs_number=NHS_NUMBER, nhs_number_status="01")
        )
        version = plans.agreed(referral.person, says=full())
        return Partner(tenant, team, referral, version, key_for(team.organisation))


def key_for(organisation: Organisation, scopes: Iterable[Scope] = (Scope.PLANS_READ,)) -> str:
    by = system_actor(organisation.tenant_id)
    return api_clients.add(by=by, name="Trust records", organisation=organisation, scopes=list(scopes)).key


def another(partner: Partner) -> tuple[Organisation, str]:
    """A charity that does not work with the person, and the key of its system."""
    with in_tenant(partner.tenant.pk):
        charity = ground.organisation(kind="vcse", name="Lamplight", ods_code="VCS01")
        return charity, key_for(charity)


def keep(
    partner: Partner, parts: Iterable[str], organisation: Organisation | None = None, *, may_see: bool = False
) -> None:
    """The person chooses what the organisation sees."""
    with in_tenant(partner.tenant.pk):
        for part in parts:
            SharingChoice.objects.create(
                person=partner.person,
                organisation=organisation or partner.team.organisation,
                part=part,
                may_see=may_see,
                chosen_on=date(2025, 6, 18),
            )


def test_a_client_finds_the_plan_and_reads_it_whole(partner: Partner) -> None:
    answer = partner.search()
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, FHIR)
    found = answer.json()
    assert (found["type"], found["total"]) == ("searchset", 1)
    assert checks.faults(found) == []
    plan = found["entry"][0]["resource"]
    whole = plan["supportingInfo"][0]["reference"]
    assert whole.endswith(partner.document.removesuffix("/$document"))
    answer = partner.get(f"{whole.removeprefix('http://127.0.0.1:8000')}/$document")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, FHIR)
    assert "no-store" in answer.headers["Cache-Control"]
    document = answer.json()
    assert document["type"] == "document"
    assert checks.faults(document) == []
    composition = document["entry"][0]["resource"]
    assert len(composition["section"]) == len(PlanPart) + 6
    assert composition["attester"][0]["mode"] == "personal"
    assert document["entry"][1]["resource"]["identifier"][0]["value"] == NHS_NUMBER


def test_each_read_is_in_the_access_log_with_the_name_of_the_system(partner: Partner) -> None:
    partner.search()
    partner.search("9434765919")
    partner.get(partner.document)
    with in_tenant(partner.tenant.pk):
        rows = AccessLog.objects.order_by("pk").values_list("staff_name", "kind", "person_reference", "what")
        assert list(rows) == [
            ("Trust records", "opened", partner.person.reference, "FHIR: a plan by NHS number"),
            ("Trust records", "searched", "", "FHIR: a plan by NHS number"),
            (
                "Trust records",
                "exported",
                partner.person.reference,
                "FHIR: the plan as a document, version 1",
            ),
        ]


def test_the_number_may_be_sent_in_the_body(partner: Partner) -> None:
    client = Client(headers={"Authorization": f"Bearer {partner.key}"})
    multipart = client.post("/fhir/CarePlan/_search", {"patient.identifier": f"{SYSTEM}|{NHS_NUMBER}"})
    answer = client.post(
        "/fhir/CarePlan/_search",
        f"patient.identifier={SYSTEM}|{NHS_NUMBER}",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.json() == multipart.json() == partner.search().json()
    with_json = client.post("/fhir/CarePlan/_search", {}, content_type="application/json")
    assert (with_json.status_code, with_json.json()["issue"][0]["code"]) == (415, "not-supported")


def nothing_opens(partner: Partner, key: str) -> bool:
    """Whether the plan cannot be told from one that is not there."""
    nobody = partner.search("9434765919", key=key).json()
    no_document = partner.get("/fhir/Composition/N0000000000-1/$document", key=key)
    found, document = partner.search(key=key), partner.get(partner.document, key=key)
    assert (found.status_code, no_document.status_code) == (200, 404)
    same = document.status_code == 404 and document.json() == no_document.json()
    return same and found.json()["total"] == nobody["total"] == 0 and "entry" not in found.json()


def test_who_does_not_work_with_the_person_finds_nothing(partner: Partner) -> None:
    charity, key = another(partner)
    assert nothing_opens(partner, key)
    with in_tenant(partner.tenant.pk):
        worker = ground.staff_member(organisation=charity)
        taken_part = Involvement.objects.create(
            referral=partner.referral, staff=worker, what="Debts", starts_on=timezone.localdate()
        )
    assert not nothing_opens(partner, key)
    with in_tenant(partner.tenant.pk):
        yesterday = timezone.localdate() - timedelta(days=1)
        Involvement.objects.filter(pk=taken_part.pk).update(starts_on=yesterday, ends_on=yesterday)
    assert nothing_opens(partner, key)


def test_the_practice_with_which_the_person_is_registered(partner: Partner) -> None:
    with in_tenant(partner.tenant.pk):
        practice = ground.organisation(kind="gp_practice", ods_code="P81001")
        key = key_for(practice)
    assert nothing_opens(partner, key)
    with in_tenant(partner.tenant.pk):
        registered = GpRegistration.objects.create(person=partner.person, practice_code="P81001")
    assert not nothing_opens(partner, key)
    with in_tenant(partner.tenant.pk):
        GpRegistration.objects.filter(pk=registered.pk).update(
            ends_on=timezone.localdate() - timedelta(days=1)
        )
    assert nothing_opens(partner, key)


def test_who_begins_to_work_with_them_tomorrow_waits_until_then(partner: Partner) -> None:
    charity, key = another(partner)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with in_tenant(partner.tenant.pk):
        practice = ground.organisation(kind="gp_practice", ods_code="P81001")
        of_practice = key_for(practice)
        worker = ground.staff_member(organisation=charity)
        Involvement.objects.create(referral=partner.referral, staff=worker, what="Debts", starts_on=tomorrow)
        GpRegistration.objects.create(person=partner.person, practice_code="P81001", starts_on=tomorrow)
    assert nothing_opens(partner, key)
    assert nothing_opens(partner, of_practice)


def test_a_team_of_theirs_has_the_referral_of_another_provider(partner: Partner) -> None:
    charity, key = another(partner)
    assert nothing_opens(partner, key)
    with in_tenant(partner.tenant.pk):
        Referral.objects.update(team=ground.team(organisation=charity))
    assert not nothing_opens(partner, key)
    assert not nothing_opens(partner, partner.key)


def test_one_from_which_a_part_is_kept_does_not_work_with_them_for_that(partner: Partner) -> None:
    charity, key = another(partner)
    keep(partner, ["goals"], charity)
    assert nothing_opens(partner, key)


def test_an_organisation_without_a_code_is_no_practice_of_nobody(partner: Partner) -> None:
    with in_tenant(partner.tenant.pk):
        GpRegistration.objects.create(person=partner.person, practice_code="")
        key = key_for(ground.organisation(kind="vcse", name="A choir", ods_code=""))
    assert nothing_opens(partner, key)


def test_one_with_which_the_person_chose_to_share(partner: Partner) -> None:
    charity, key = another(partner)
    keep(partner, ["goals"], charity, may_see=True)
    assert partner.search(key=key).json()["total"] == 1


def test_once_the_referral_has_ended_the_plan_is_closed_to_it(partner: Partner) -> None:
    charity, key = another(partner)
    with in_tenant(partner.tenant.pk):
        worker = ground.staff_member(organisation=charity)
        Involvement.objects.create(
            referral=partner.referral, staff=worker, what="Debts", starts_on=timezone.localdate()
        )
        record.end(partner.referral, date(2025, 6, 20))
    assert nothing_opens(partner, partner.key)
    assert nothing_opens(partner, key)


def test_what_the_person_keeps_is_left_out_and_that_is_said(partner: Partner) -> None:
    keep(partner, [PlanPart.NEEDS, "sessions", "goals"])
    document = partner.get(partner.document).json()
    assert checks.faults(document) == []
    composition = document["entry"][0]["resource"]
    titles = [section["title"] for section in composition["section"]]
    assert titles[-1] == "What is not shared"
    assert not {PlanPart.NEEDS.label, "DIALOG ratings", "My goals"} & set(titles)
    kinds = {entry["resource"]["resourceType"] for entry in document["entry"]}
    assert kinds == {"Composition", "Patient", "Organization", "CarePlan"}
    assert str(PlanPart.NEEDS) not in str(document)
    assert "Goal" not in str(partner.search().json())


def test_a_plan_of_which_nothing_is_shared_cannot_be_told_from_none(partner: Partner) -> None:
    charity, key = another(partner)
    keep(partner, ["goals"], charity, may_see=True)
    assert not nothing_opens(partner, key)
    with in_tenant(partner.tenant.pk):
        SharingChoice.objects.update(may_see=False)
    keep(partner, [""], charity)
    assert nothing_opens(partner, key)


def test_whoever_holds_the_person_always_sees_what_to_do_in_a_crisis(partner: Partner) -> None:
    keep(partner, [""])
    document = partner.get(partner.document).json()
    words = [section["title"] for section in document["entry"][0]["resource"]["section"]]
    assert PlanPart.CRISIS.label in words
    assert PlanPart.MATTERS.label not in words


def test_only_the_newest_agreed_version(partner: Partner) -> None:
    assert partner.get(partner.document).status_code == 200
    with in_tenant(partner.tenant.pk):
        plans.agreed(partner.person, number=2, says=full())
    assert partner.get(partner.document).status_code == 404
    whole = partner.search().json()["entry"][0]["resource"]["supportingInfo"][0]["reference"]
    assert whole.endswith("-2")


def test_a_plan_that_nobody_agreed_to_is_not_read(partner: Partner) -> None:
    with in_tenant(partner.tenant.pk):
        person = record.person(nhs_number="9434765919")
        record.referral(team=partner.team, person=person)
        plan = plans.started(person=person)
    assert partner.search("9434765919").json()["total"] == 0
    assert partner.get(f"/fhir/Composition/{plan.reference}-0/$document").status_code == 404
    assert partner.get(f"/fhir/Composition/{plan.reference}/$document").status_code == 404


@pytest.mark.parametrize("name", ["x", "-", "N1-", "N1-²", "N1-99999999999999999999", "N1--1", "N1-1.5"])
def test_what_is_no_document(partner: Partner, name: str) -> None:
    answer = partner.get(f"/fhir/Composition/{name}/$document")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, FHIR)


WRONG = [
    ({}, "Enter an NHS number"),
    ({"patient.identifier": f"{SYSTEM}|9434765918"}, "This is not an NHS number"),
    ({"patient.identifier": "urn:other|9434765919"}, "by their NHS number alone"),
    (
        {"patient.identifier": NHS_NUMBER, "status": "active"},
        "knows patient.identifier alone, and not status",
    ),
]


@pytest.mark.parametrize(("asked", "said"), WRONG)
def test_a_search_that_cannot_be_understood(partner: Partner, asked: dict[str, str], said: str) -> None:
    answer = partner.get("/fhir/CarePlan", **asked)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, FHIR)
    issue = answer.json()["issue"][0]
    assert (issue["severity"], issue["code"]) == ("error", "invalid")
    assert said in issue["details"]["text"]
    outcome: Any = get_fhir_model_class("OperationOutcome")
    outcome.model_validate(answer.json())
    assert checks.faults(answer.json()) == []


def test_without_a_key_and_with_one_that_may_not(partner: Partner) -> None:
    stranger = Client(headers={"Accept": FHIR}).get(partner.document)
    assert (stranger.status_code, stranger.json()["issue"][0]["code"]) == (401, "login")
    assert stranger.headers["WWW-Authenticate"].startswith("Bearer")
    with in_tenant(partner.tenant.pk):
        key = key_for(partner.team.organisation, [Scope.REQUESTS_READ, Scope.REQUESTS_WRITE])
    refused = partner.get(partner.document, key=key)
    assert (refused.status_code, refused.json()["issue"][0]["code"]) == (403, "forbidden")


def test_a_key_of_another_tenant_finds_nothing(partner: Partner, other_tenant: Tenant) -> None:
    with in_tenant(other_tenant.pk):
        key = key_for(ground.organisation(ods_code=partner.team.organisation.ods_code))
    assert nothing_opens(partner, key)


def test_plain_json_for_who_asks_for_it_and_nothing_else(partner: Partner) -> None:
    plain = partner.get(partner.document, accept="application/json")
    assert plain.headers["Content-Type"] == "application/json"
    assert plain.json() == partner.get(partner.document, accept="*/*").json()
    versioned = partner.get(partner.document, accept="application/fhir+json; fhirVersion=4.0")
    assert versioned.headers["Content-Type"].startswith(FHIR)
    xml = partner.get(partner.document, accept="application/fhir+xml")
    assert (xml.status_code, xml.json()["issue"][0]["code"]) == (406, "not-supported")


def test_what_the_server_can_do_is_open_to_all(db: None) -> None:
    answer = Client().get("/fhir/metadata")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, FHIR)
    said: Any = get_fhir_model_class("CapabilityStatement")
    assert said.model_validate(answer.json()).fhirVersion == "4.0.1"
    kinds = [resource["type"] for resource in answer.json()["rest"][0]["resource"]]
    assert kinds == ["CarePlan", "Composition"]


def test_it_stands_in_the_description_of_the_api(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn")
    said = capsys.readouterr().out
    assert "/fhir/Composition/{composition}/$document" in said
    assert FHIR in said


def test_how_many_queries_a_document_takes(partner: Partner, django_assert_num_queries: Any) -> None:
    partner.get(partner.document)
    with django_assert_num_queries(10):
        # The tenant, a savepoint with its settings, the client; the plan, its version, the choices, who agreed with
        # the label of it; the access log.
        assert partner.get(partner.document).status_code == 200


def test_the_plan_of_a_record_that_was_joined_is_read_once(partner: Partner) -> None:
    with in_tenant(partner.tenant.pk):
        beside = plans.started(person=partner.person, beside_reason="Two records were joined")
        assert Plan.objects.filter(person=partner.person).count() == 2
    assert partner.search().json()["total"] == 1
    assert partner.get(f"/fhir/Composition/{beside.reference}-1/$document").status_code == 404


def test_every_part_is_one_that_a_person_may_keep(partner: Partner) -> None:
    keep(partner, SHARED_PARTS)
    document = partner.get(partner.document).json()
    sections = document["entry"][0]["resource"]["section"]
    assert PlanPart.MATTERS.label not in [section["title"] for section in sections]
