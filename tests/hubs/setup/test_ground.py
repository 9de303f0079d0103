"""Places, organisations and hubs: made, changed, closed, and never deleted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hubs.models import (
    AuditEvent,
    Hub,
    HubCoverage,
    Organisation,
    Place,
    Tenant,
)
from hubs.rules.roles import Role
from tests.factories import ground
from tests.hubs.forms_on_pages import day, row_headers, send, words
from tests.hubs.setup.forms import SPRING


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
    reopen = [address.replace("/close/", "/reopen/") for address in in_order]
    assert "Mill is closed. Open it again first" in send(administrator, reopen[0])
    assert "Valley is closed. Open it again first" in send(administrator, reopen[1])
    team.refresh_from_db()
    hub.refresh_from_db()
    assert team.closed_on
    assert hub.closed_on
    for address in reversed(reopen):
        assert "open again" in send(administrator, address)


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
