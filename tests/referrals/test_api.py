"""The API of partners' systems: asking for help, seeing who holds the person, and nothing else."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework.throttling import SimpleRateThrottle

from hubs.actions import api_clients
from hubs.actions.api_clients import Added
from hubs.api.throttling import PerClient
from hubs.models import AccessLog, ApiClient, AuditEvent, Team, Tenant
from hubs.rules import api_keys
from hubs.rules.api_keys import Scope
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.actions import referrals
from referrals.models import GpRegistration, Handover, Needs, Person, PossibleDuplicate, Request
from tests.factories import ground, record
from tests.referrals.conftest import NOW

pytestmark = pytest.mark.usefixtures("now")
ADDRESS = "/api/v1/requests/"


@dataclass(frozen=True)
class Partner:
    tenant: Tenant
    team: Team
    added: Added

    def call(
        self, body: Any = None, *, key: str = "", to: str = ADDRESS, once: uuid.UUID | None = None
    ) -> Any:
        """POST a request for help, or GET when there is no body."""
        headers = {"Authorization": f"Bearer {key or self.added.key}"}
        if body is None:
            return Client(headers=headers).get(to)
        if once:
            headers["Idempotency-Key"] = str(once)
        return Client(headers=headers).post(to, json.dumps(body), content_type="application/json")


@pytest.fixture
def partner(tenant: Tenant) -> Partner:
    with in_tenant(tenant.pk):
        team = ground.team(hub=ground.hub(), takes_new=True, name="Northbrook front door")
        charity = ground.organisation(kind="vcse", name="Lamplight", ods_code="VCS01")
        added = api_clients.add(
            by=system_actor(tenant.pk), name="Lamplight records", organisation=charity, scopes=list(Scope)
        )
    return Partner(tenant, team, added)


def body(**given: Any) -> dict[str, Any]:
    return {
        "way": "vcse",
        "person": {"family_name": "Okafor", "given_name": "Amara", "birth_date": "1988-03-03"},
        "story": "She has not slept for a week",
        "asker": {"name": "Jo Hill", "phone": "01772 000000"},
        **given,
    }


def test_asking_for_help(partner: Partner) -> None:
    sent = body(
        practice_code="p81001",
        is_urgent=True,
        needs={"communication": "Large print"},
        hopes="To go back to work",
    )
    answer = partner.call(sent, once=uuid.uuid4())
    assert answer.status_code == 201
    said = answer.json()
    assert set(said) == {"reference", "what_happens_next"}
    assert "The person is seen by 25 June 2025" in said["what_happens_next"]
    with in_tenant(partner.tenant.pk):
        made = Request.objects.select_related("referral").get(reference=said["reference"])
        assert (made.way, made.story, made.is_urgent) == ("vcse", "She has not slept for a week", True)
        assert (made.asker_name, made.asker_organisation, made.asker_ods_code) == (
            "Jo Hill",
            "Lamplight",
            "VCS01",
        )
        assert made.api_client == partner.added.client
        assert made.referral.team == partner.team
        assert Needs.objects.get().communication == "Large print"
        assert GpRegistration.objects.get().practice_code == "P81001"
        assert AuditEvent.objects.filter(action="request.taken").exists()


def test_sent_again_it_is_taken_once(partner: Partner) -> None:
    once = uuid.uuid4()
    first, again = partner.call(body(), once=once), partner.call(body(), once=once)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    with in_tenant(partner.tenant.pk):
        assert Request.objects.count() == 1
        other = api_clients.add(
            by=system_actor(partner.tenant.pk),
            name="Another",
            organisation=partner.team.organisation,
            scopes=list(Scope),
        )
    # The key is each client's own.
    theirs = partner.call(body(), once=once, key=other.key)
    assert theirs.status_code == 201
    assert theirs.json()["reference"] != first.json()["reference"]


def test_whoever_may_be_known_is_put_to_a_worker_and_not_told(partner: Partner) -> None:
    with in_tenant(partner.tenant.pk):
        known = record.person(family_name="Okafor", given_name="Amara", nhs_number="9434765919")
    person = {**body()["person"], "nhs_number": "943 476 5919"}
    answer = partner.call(body(person=person), once=uuid.uuid4())
    stranger = partner.call(
        body(person={"family_name": "Bello", "given_name": "Chidi", "birth_date": "1970-01-01"}),
        once=uuid.uuid4(),
    )
    assert answer.status_code == stranger.status_code == 201
    assert answer.json()["what_happens_next"] == stranger.json()["what_happens_next"]
    with in_tenant(partner.tenant.pk):
        assert PossibleDuplicate.objects.get().first == known


WRONG: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda sent: sent.pop("story"), "story"),
    (lambda sent: sent["person"].pop("birth_date"), "person.birth_date"),
    (lambda sent: sent["person"].update(birth_date="2031-01-01"), "person.birth_date"),
    (lambda sent: sent["person"].update(email="x"), "person.email"),
    (lambda sent: sent.update(way="staff"), "way"),
    (lambda sent: sent.update(way="carer", person_knows=False), "person_knows"),
    (lambda sent: sent.update(practice_code="?"), "practice_code"),
    (lambda sent: sent.pop("asker"), "asker"),
]


@pytest.mark.parametrize(("spoil", "field"), WRONG, ids=[field for _, field in WRONG])
def test_what_is_wrong_is_said_by_field(partner: Partner, spoil: Callable[[Any], Any], field: str) -> None:
    sent = body()
    spoil(sent)
    answer = partner.call(sent, once=uuid.uuid4())
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert [error["field"] for error in said["errors"]] == [field]
    assert (said["title"], said["status"]) == ("Bad Request", 400)
    with in_tenant(partner.tenant.pk):
        assert not Person.objects.exists()


def test_without_a_key_of_its_own_or_with_something_else_than_json(partner: Partner) -> None:
    answer = partner.call(body())
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    sender = Client(
        headers={"Authorization": f"Bearer {partner.added.key}", "Idempotency-Key": str(uuid.uuid4())}
    )
    broken = sender.post(ADDRESS, "{", content_type="application/json")
    assert (broken.status_code, broken.json()["status"]) == (400, 400)
    assert sender.post(ADDRESS, {"story": "x"}).status_code == 415
    assert sender.post(ADDRESS, "[]", content_type="application/json").status_code == 400


def test_an_unknown_key_is_told_how_to_send_one(partner: Partner) -> None:
    answer = Client().get(ADDRESS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Community Hub API"'
    assert "Authorization: Bearer" in answer.json()["detail"]


def test_when_no_team_can_take_it(partner: Partner) -> None:
    with in_tenant(partner.tenant.pk):
        Team.objects.update(closed_on=timezone.localdate())
    answer = partner.call(body(), once=uuid.uuid4())
    assert answer.status_code == 503
    assert "An administrator must set up a team" in answer.json()["detail"]
    with in_tenant(partner.tenant.pk):
        assert not Person.objects.exists()


def test_how_a_request_stands(partner: Partner) -> None:
    reference = partner.call(body(), once=uuid.uuid4()).json()["reference"]
    address = f"{ADDRESS}{reference.lower()}/"
    assert partner.call(to=address).json() == {
        "reference": reference,
        "state": "received",
        "received_on": "2025-06-18",
        "held_by": "Northbrook front door",
        "held_since": "2025-06-18",
        "confirmed_on": None,
    }
    with in_tenant(partner.tenant.pk):
        by = system_actor(partner.tenant.pk)
        made = Request.objects.select_related("referral").get()
        with time_machine.travel(NOW.replace(day=20), tick=False):
            taken_by = ground.team(hub=ground.hub(), name="Core team")
            Handover.objects.create(
                referral=made.referral,
                from_team=partner.team,
                to_team=taken_by,
                receiver="team",
                reason="Nearer",
                shared="All",
                person_said="Yes",
                rings_on="2025-06-24",
                escalates_on="2025-06-27",
                state="confirmed",
                confirmed_at=timezone.now(),
                confirmed_name="Core team",
            )
            referrals.move(by=by, referral=made.referral, team=taken_by, because="Nearer")
    said = partner.call(to=address).json()
    assert (said["state"], said["held_by"], said["confirmed_on"]) == ("held", "Core team", "2025-06-20")
    with time_machine.travel(NOW.replace(day=21), tick=False), in_tenant(partner.tenant.pk):
        referrals.close(by=by, referral=made.referral, on=timezone.localdate(), reason="02")
    ended = partner.call(to=address).json()
    assert (ended["state"], ended["held_by"], ended["held_since"]) == ("ended", "", None)
    with in_tenant(partner.tenant.pk):
        seen = AccessLog.objects.filter(what="API: how a request stands")
        assert {(row.staff_name, row.person_reference) for row in seen} == {
            ("Lamplight records", made.person.reference)
        }


def test_only_what_it_made_itself(partner: Partner) -> None:
    with in_tenant(partner.tenant.pk):
        referral = record.referral()
        theirs = Request.objects.create(person=referral.person, referral=referral, reference="Q1", way="gp")
    unknown, others = (partner.call(to=f"{ADDRESS}{name}/") for name in ("QX", theirs.reference))
    assert unknown.status_code == others.status_code == 404
    assert unknown.json() == others.json()


def test_a_key_is_kept_as_a_hash_and_stops_at_once(partner: Partner) -> None:
    with in_tenant(partner.tenant.pk):
        kept = ApiClient.objects.get()
        assert kept.key_hash not in partner.added.key
        assert partner.added.key.split(".")[2] not in repr(ApiClient.objects.values())
        assert not AuditEvent.objects.filter(detail__icontains=partner.added.key.split(".")[2]).exists()
    assert partner.call(to=f"{ADDRESS}QX/").status_code == 404
    with in_tenant(partner.tenant.pk):
        api_clients.revoke(by=system_actor(partner.tenant.pk), client=kept)
    assert partner.call(to=f"{ADDRESS}QX/").status_code == 401


CLIENT = "1" * 32


@pytest.mark.parametrize("text", ["", "a.b", "a..c", "a.b.c", f"a.{CLIENT}.ü", f"a.{CLIENT}.{'x' * 300}"])
def test_what_is_no_key(text: str) -> None:
    assert api_keys.read(text) is None


def test_the_day_of_use_is_written_once(partner: Partner, django_assert_num_queries: Any) -> None:
    reference = partner.call(body(), once=uuid.uuid4()).json()["reference"]
    with in_tenant(partner.tenant.pk):
        assert ApiClient.objects.get().last_used_on == timezone.localdate()
    with django_assert_num_queries(9):
        # The tenant and a savepoint with its settings, the client, the request, the holding and the access log.
        assert partner.call(to=f"{ADDRESS}{reference}/").status_code == 200


def test_so_many_calls_a_minute(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PerClient, "rate", "2/min", raising=False)
    calls = [partner.call(to=f"{ADDRESS}QX/") for _ in range(3)]
    assert [call.status_code for call in calls] == [404, 404, 429]
    assert int(calls[-1].headers["Retry-After"]) <= 60
    with in_tenant(partner.tenant.pk):
        other = api_clients.add(
            by=system_actor(partner.tenant.pk),
            name="Another",
            organisation=partner.team.organisation,
            scopes=list(Scope),
        )
    assert partner.call(to=f"{ADDRESS}QX/", key=other.key).status_code == 404


def test_calls_are_let_through_when_the_cache_does_not_answer(
    partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> bool:
        raise RedisError

    monkeypatch.setattr(SimpleRateThrottle, "allow_request", fail)
    assert partner.call(body(), once=uuid.uuid4()).status_code == 201


def test_the_description_is_sound_and_open_to_all(
    partner: Partner, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn")
    said = capsys.readouterr().out
    assert "/api/v1/requests/{reference}/" in said
    answer = Client().get("/api/schema/")
    assert answer.status_code == 200
    assert b"application/problem+json" in answer.content
