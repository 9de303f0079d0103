"""Pages of possible duplicates: seen by those who may see both records, decided once, undone with a reason."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hubs.models import AccessLog, Hub, Tenant
from hubs.rules.roles import Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.actions import duplicates
from referrals.models import Merge, Person, PossibleDuplicate, Referral
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.hubs.forms_on_pages import words

REASON = "Both were checked with her on the telephone"


@dataclass(frozen=True)
class Pair:
    tenant: Tenant
    hub: Hub
    first: Referral
    second: Referral
    pair: PossibleDuplicate

    @property
    def address(self) -> str:
        return reverse("duplicate", args=[self.pair.public_id])


@pytest.fixture
def pair(tenant: Tenant) -> Pair:
    with in_tenant(tenant.pk):
        hub = ground.hub()
        team = ground.team(hub=hub)
        first, second = (
            record.referral(
                team=team, person=record.person(family_name="Okafor", given_name=given, postcode=home)
            )
            for given, home in (("Amara", "PR1 1AA"), ("Amara", ""))
        )
        record.contact(referral=first)
        (found,) = duplicates.look(by=system_actor(tenant.pk), person=second.person)
    return Pair(tenant, hub, first, second, found)


def clinician(client_as: ClientAs, pair: Pair) -> Client:
    return client_as(Role.CLINICIAN, hub=pair.hub)


def looked_at(pair: Pair, what: str) -> list[str]:
    with in_tenant(pair.tenant.pk):
        return list(
            AccessLog.objects.filter(what=what).order_by("pk").values_list("person_reference", flat=True)
        )


def test_the_list_and_the_pair(pair: Pair, client_as: ClientAs) -> None:
    client = clinician(client_as, pair)
    said = words(client.get(reverse("duplicates")))
    assert "OKAFOR, Amara" in said
    assert "Same name. Same date of birth" in said
    assert pair.first.person.reference in said
    page = words(client.get(pair.address))
    for fact in ("Agrees", "Only one has it", "Not known", "PR1 1AA", "6 Apr 2025", pair.first.team.name):
        assert fact in page, fact
    assert looked_at(pair, "Possible duplicate") == [
        pair.first.person.reference,
        pair.second.person.reference,
    ]
    assert looked_at(pair, "Possible duplicates") == [""]


def test_a_pair_with_a_record_of_another_hub(pair: Pair, client_as: ClientAs) -> None:
    """Nothing of it is listed, and the pair opens only with a reason given for that record."""
    client = clinician(client_as, pair)
    with in_tenant(pair.tenant.pk):
        pair.second.person.person_hubs.all().delete()
        Person.objects.filter(pk=pair.second.person_id).update(given_name="Secret")
    said = words(client.get(reverse("duplicates")))
    assert "A record of another hub" in said
    assert "Secret" not in said
    for answer in (client.get(pair.address), client.post(pair.address, {"decision": "different"})):
        assert answer.status_code == 403
        assert pair.second.person.reference in words(answer)
    with in_tenant(pair.tenant.pk):
        assert PossibleDuplicate.objects.get().decided_at is None
    client.post(
        reverse("person-override", args=[pair.second.person.reference]),
        {"reason": "She is on the telephone now"},
    )
    assert client.get(pair.address).status_code == 200
    stranger = client_as(Role.CLINICIAN, hub=_another_hub(pair))
    assert "Nothing to decide" in words(stranger.get(reverse("duplicates")))
    assert stranger.get(pair.address).status_code == 403


def _another_hub(pair: Pair) -> Hub:
    with in_tenant(pair.tenant.pk):
        return ground.hub()


def test_deciding_that_they_are_two(pair: Pair, client_as: ClientAs) -> None:
    client = clinician(client_as, pair)
    said = words(client.post(pair.address, {"decision": "different"}, follow=True))
    assert "Kept as two different people" in said
    assert "Nothing to decide" in said
    # Somebody who had the page open meanwhile is told.
    said = words(client.post(pair.address, {"decision": pair.first.person.reference, "reason": REASON}))
    assert "decided on" in said
    assert "these are two different people. Nothing of yours was saved" in said


def test_joining_opening_and_parting(pair: Pair, client_as: ClientAs) -> None:
    client = clinician(client_as, pair)
    first, second = pair.first.person, pair.second.person
    assert "Select whether these records" in words(client.post(pair.address, {"decision": ""}))
    said = words(client.post(pair.address, {"decision": first.reference, "reason": "yes"}))
    assert "Say what makes you sure that both records are of one person" in said
    said = words(client.post(pair.address, {"decision": first.reference, "reason": REASON}, follow=True))
    assert f"The records are joined. {first.reference} goes on" in said
    assert second.reference in said
    # The reference of the joined record leads to the one that goes on, and that is written down.
    opened = client.get(reverse("person", args=[second.reference]), {"page": "1"})
    assert opened.headers["Location"] == reverse("person", args=[first.reference]) + "?page=1"
    assert looked_at(pair, "Person page") == [first.reference]
    assert "These records are joined" in words(client.get(pair.address))
    # A search finds one record, by either reference.
    for text in (second.reference, "Okafor"):
        said = words(client.post(reverse("person-search"), {"text": text}, follow=True))
        assert "1 person found" in said
        assert first.reference in said
    with in_tenant(pair.tenant.pk):
        merge = Merge.objects.get()
    address = reverse("joined-records", args=[merge.public_id])
    assert REASON in words(client.get(address))
    assert "Say how you know" in words(client.post(address, {"reason": ""}))
    said = words(client.post(address, {"reason": "The passport was her sister's"}, follow=True))
    assert f"{second.reference} is a record of its own again" in said
    assert "Parted again on" in words(client.get(address))


def test_comparing_two_records_that_nothing_found(pair: Pair, client_as: ClientAs) -> None:
    client = clinician(client_as, pair)
    with in_tenant(pair.tenant.pk):
        other = record.referral(team=pair.first.team).person
    address = reverse("duplicate-new")
    said = words(client.post(address, {"one": pair.first.person.reference, "other": "P000"}))
    assert "There is no record with this reference" in said
    same = pair.first.person.reference
    assert "two different records" in words(client.post(address, {"one": same, "other": same}))
    sent = {"one": same.lower(), "other": other.reference}
    answer = client.post(address, sent, follow=True)
    assert "A worker asked." in words(answer)
    assert client.post(address, sent).headers["Location"] == answer.redirect_chain[0][0]


def test_roles_that_do_not_join_records(pair: Pair, client_as: ClientAs) -> None:
    for role in (Role.PARTNER, Role.MANAGER, Role.ADMINISTRATOR):
        assert client_as(role).get(reverse("duplicates")).status_code == 403


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_costs_the_same_for_many(rows: int, tenant: Tenant, client_as: ClientAs) -> None:

    with in_tenant(tenant.pk):
        hub = ground.hub()
        team = ground.team(hub=hub)
        by = system_actor(tenant.pk)
        for number in range(rows):
            one, other = (
                record.referral(team=team, person=record.person(family_name=f"Same{number}")).person
                for _ in range(2)
            )
            duplicates.look(by=by, person=other)
            third = record.referral(team=team).person
            duplicates.merge(by=by, kept=one, merged=third, reason=REASON)
    client = client_as(Role.CLINICIAN, hub=hub)
    client.get(reverse("duplicates"))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("duplicates")).status_code == 200
    queries = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(queries) <= 10, [query[:100] for query in queries]
