"""The page of a list behind a figure: for those who may see it."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hubs.models import AccessLog, Hub, Tenant
from hubs.models.access import AccessKind
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Person
from reporting.models import IndicatorValue, PairFact
from reporting.rules import lists
from reporting.selectors import behind as pages
from tests.conftest import ClientAs
from tests.factories import figures, ground, record
from tests.factories.figures import JUNE
from tests.reporting.list_world import computed, rows

__all__ = ["computed"]


@pytest.fixture
def hub(tenant: Tenant) -> Hub:
    with in_tenant(tenant.pk):
        figures.computed_month()
        return ground.hub(code="fylde", name="Fylde Coast Hub")


@pytest.fixture
def person(tenant: Tenant, hub: Hub) -> Person:
    """Somebody of the hub who waits since 1 May."""
    with in_tenant(tenant.pk):
        made: Person = record.person(family_name="Adeyemi", given_name="Tola")
        record.referral(person=made, team=ground.team(hub=hub))
        figures.spell(person=made.pk, hub_code="fylde")
    return made


def ask(
    client: Client, indicator: str = "wait.mrs02", *, key: str = "hub/fylde", **query: Any
) -> HttpResponse:
    level, code = key.split("/")
    answer: HttpResponse = client.get(reverse("dashboard-list", args=[level, code, indicator]), query)  # type: ignore[assignment]
    return answer


def text(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_who_may_open_the_record_sees_the_name_with_a_link(
    hub: Hub, person: Person, client_as: ClientAs
) -> None:
    page = text(ask(client_as(Role.CLINICIAN, hub=hub)))
    assert f'<a href="/people/{person.reference}/">ADEYEMI, Tola</a>' in page


def test_who_may_not_open_the_record_sees_the_reference_alone(
    hub: Hub, person: Person, client_as: ClientAs
) -> None:
    page = text(ask(client_as(Role.MANAGER)))
    assert person.reference in page
    assert f"/people/{person.reference}" not in page
    assert "ADEYEMI" not in page


def test_a_record_that_moved_to_another_hub_shows_no_name(
    tenant: Tenant, hub: Hub, person: Person, client_as: ClientAs
) -> None:
    with in_tenant(tenant.pk):
        elsewhere = record.person(family_name="Elsewhere")
        record.referral(person=elsewhere, team=ground.team(hub=ground.hub()))
        figures.spell(person=elsewhere.pk, hub_code="fylde")
    page = text(ask(client_as(Role.CLINICIAN, hub=hub)))
    assert "ADEYEMI" in page
    assert "ELSEWHERE" not in page
    assert elsewhere.reference in page


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.ADMINISTRATOR, Role.PARTNER, Role.PRIVACY])
def test_others_see_no_list(role: Role, hub: Hub, client_as: ClientAs) -> None:
    assert ask(client_as(role)).status_code == 403


def test_a_clinician_sees_no_list_beyond_their_hub(tenant: Tenant, hub: Hub, client_as: ClientAs) -> None:
    with in_tenant(tenant.pk):
        ground.hub(code="mill")
    client = client_as(Role.CLINICIAN, hub=hub)
    assert ask(client).status_code == 200
    for key in ("hub/mill", f"place/{hub.place.code}x", "tenant/all"):
        assert ask(client, key=key).status_code in (403, 404), key
    refused = ask(client, key="tenant/all")
    assert refused.status_code == 403
    assert "not the list of people behind them" in refused.content.decode()


def test_every_look_and_every_download_is_written_down(
    tenant: Tenant, hub: Hub, person: Person, client_as: ClientAs
) -> None:
    client = client_as(Role.MANAGER)
    ask(client)
    client.get(reverse("dashboard-list-export", args=["hub", "fylde", "wait.mrs02"]))
    with in_tenant(tenant.pk):
        looks = list(AccessLog.objects.order_by("pk").values_list("kind", "what"))
    what = "List behind Waiting for help, Fylde Coast Hub, 2025-06"
    assert looks == [(AccessKind.LISTED, what), (AccessKind.EXPORTED, what)]


def test_fifty_to_a_page_and_the_sort_is_kept(tenant: Tenant, hub: Hub, client_as: ClientAs) -> None:
    with in_tenant(tenant.pk):
        for days in range(53):
            started = date(2025, 1, 1) + timedelta(days=days)
            figures.spell(hub_code="fylde", started_on=started, days_open=(JUNE - started).days)
    client = client_as(Role.MANAGER)
    first = text(ask(client, sort="-started_on"))
    assert "Showing 1 to 50 of 53 waits" in first
    assert first.index("22 Feb 2025") < first.index("21 Feb 2025")
    second = text(ask(client, sort="-started_on", page="2"))
    assert "1 Jan 2025" in second
    assert "22 Feb 2025" not in second
    assert text(ask(client, sort="waited")).index("22 Feb 2025") < text(ask(client, sort="waited")).index(
        "20 Feb 2025"
    )


def test_an_unknown_sort_falls_back_to_the_usual_one(hub: Hub, person: Person, client_as: ClientAs) -> None:
    client = client_as(Role.MANAGER)
    assert "1 May 2025" in text(ask(client, sort="person__family_name"))


def test_the_wait_that_ended_is_counted_to_its_end(tenant: Tenant, hub: Hub, client_as: ClientAs) -> None:
    with in_tenant(tenant.pk):
        figures.spell(
            hub_code="fylde", started_on=date(2025, 5, 1), stopped_on=date(2025, 5, 12), days_open=60
        )
    page = text(ask(client_as(Role.MANAGER), "wait.mrs01"))
    assert '<span class="app-unbroken">11</span>' in page


def test_groups_narrow_the_list(tenant: Tenant, hub: Hub, client_as: ClientAs) -> None:
    with in_tenant(tenant.pk):
        figures.spell(hub_code="fylde", started_on=date(2025, 6, 28), days_open=2)
        figures.spell(hub_code="fylde", started_on=date(2025, 3, 2), days_open=120)
    client = client_as(Role.MANAGER)
    page = text(ask(client, "wait.open_by_length", group="Under 1 week"))
    assert "28 Jun 2025" in page
    assert "2 Mar 2025" not in page
    assert "Remove filter </span>Time waited: Under 1 week" in page


def test_smaller_areas_narrow_the_list(tenant: Tenant, hub: Hub, client_as: ClientAs) -> None:
    with in_tenant(tenant.pk):
        figures.spell(hub_code="fylde", started_on=date(2025, 4, 3))
        figures.spell(hub_code="mill", started_on=date(2025, 4, 4))
    page = text(ask(client_as(Role.MANAGER), key="tenant/all", hub="fylde"))
    assert "3 Apr 2025" in page
    assert "4 Apr 2025" not in page


def test_a_group_that_is_none_is_told_and_nothing_is_left_out(
    hub: Hub, person: Person, client_as: ClientAs
) -> None:
    page = text(ask(client_as(Role.MANAGER), "wait.open_by_length", group="Over 9 weeks"))
    assert "Select time waited from the list" in page
    assert "1 May 2025" in page


@pytest.mark.parametrize("indicator", ["wait.nothing", "x'; drop table"])
def test_a_figure_without_a_list_is_not_found(indicator: str, hub: Hub, client_as: ClientAs) -> None:
    assert ask(client_as(Role.MANAGER), indicator).status_code == 404


def test_an_empty_list_says_so(hub: Hub, client_as: ClientAs) -> None:
    assert "There is nothing in this list" in text(ask(client_as(Role.MANAGER)))
    assert "Nothing matches these filters" in text(
        ask(client_as(Role.MANAGER), "wait.open_by_length", group="Under 1 week")
    )


def test_the_download_is_the_whole_list_without_names(
    tenant: Tenant, hub: Hub, person: Person, client_as: ClientAs
) -> None:
    with in_tenant(tenant.pk):
        for _ in range(51):
            figures.spell(hub_code="fylde")
        formula = ground.pcn(ods_code="U10009", name="=cmd|'/c calc'!A1")
        figures.spell(hub_code="fylde", pcn_code=formula.ods_code)
    answer = client_as(Role.CLINICIAN, hub=hub).get(
        reverse("dashboard-list-export", args=["hub", "fylde", "wait.mrs02"]), {"month": "2025-06"}
    )
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 53
    assert person.reference in {line["Person reference"] for line in lines}
    assert lines[0]["Waiting since"] == "2025-05-01"
    assert "Adeyemi" not in answer.content.decode()
    assert "'=cmd|'/c calc'!A1" in {line["Network"] for line in lines}
    assert 'filename="wait.mrs02-fylde-2025-06.csv"' in answer.headers["Content-Disposition"]


def test_a_list_asks_as_often_for_fifty_rows_as_for_one(
    tenant: Tenant, hub: Hub, person: Person, client_as: ClientAs
) -> None:
    client = client_as(Role.CLINICIAN, hub=hub)
    ask(client)
    with CaptureQueriesContext(connection) as one:
        ask(client)
    with in_tenant(tenant.pk):
        for _ in range(60):
            figures.spell(hub_code="fylde")
    with CaptureQueriesContext(connection) as fifty:
        ask(client)
    assert len(fifty) == len(one) <= 14


def test_the_list_of_another_tenant_is_not_found(
    hub: Hub, person: Person, other_tenant: Tenant, client_as: ClientAs
) -> None:
    assert ask(client_as(Role.MANAGER, of=other_tenant)).status_code == 404


IN_WORDS = {
    "outcome.paired": ["Two DIALOG ratings", "Open"],
    "outcome.reliable_change": ["Mental health", "ReQoL-10", "Total", "Improved", "Got worse"],
    "plan.coproduced": ["Agreed with the person", "Crisis plan"],
    "plan.actions_done": ["The person", "10 Jun 2025", "1 Jun 2025"],
    "plan.review_on_time": ["12 Jun 2025", "Not yet"],
    "phc.complete": ["Checks done, of six"],
    "phc.each": ["Blood glucose or HbA1c", "Not suitable", "Declined", "Done"],
    "ips.access": ["First employment support", "30 Jun 2025"],
    "therapy.smi": ["Therapy contacts"],
}


@pytest.mark.parametrize("indicator", IN_WORDS)
def test_lists_of_outcomes_plans_and_help_are_in_words(
    computed: Tenant, client_as: ClientAs, indicator: str
) -> None:
    with in_tenant(computed.pk):
        hub = Hub.objects.get(code="fylde")
    client = client_as(Role.CLINICIAN, hub=hub)
    place = ["hub", "fylde", indicator]
    query = {"month": "2025-06", **({"sort": "-checked_on"} if indicator == "phc.each" else {})}
    page = client.get(reverse("dashboard-list", args=place, query=query)).content.decode()
    for words in IN_WORDS[indicator]:
        assert words in page, words
    export = client.get(reverse("dashboard-list-export", args=place, query={"month": "2025-06"}))
    assert export.status_code == 200


def test_scores_and_answers_are_for_those_who_may_open_the_record(
    computed: Tenant, client_as: ClientAs
) -> None:
    client = client_as(Role.MANAGER)
    for indicator, words in {"outcome.reliable_change": "Improved", "phc.each": "Not suitable"}.items():
        for name in ("dashboard-list", "dashboard-list-export"):
            address = reverse(name, args=["hub", "fylde", indicator], query={"month": "2025-06"})
            page = client.get(address).content.decode()
            assert f">{words}<" not in page
            assert f",{words}," not in page
            assert ("Not shown to you" in page) is (name == "dashboard-list")


def test_a_list_is_narrowed_to_a_group_of_either_breakdown(computed: Tenant, client_as: ClientAs) -> None:
    with in_tenant(computed.pk):
        by_tool = rows("outcome.reliable_change", ("tenant", ""), group="ReQoL-10")
        by_area = rows("outcome.reliable_change", ("tenant", ""), group="mental_health")
    assert (by_tool, by_area) == tuple(improved(computed, name) for name in ("ReQoL-10", "mental_health"))
    page = client_as(Role.MANAGER).get(
        reverse("dashboard-list", args=["hub", "fylde", "outcome.reliable_change"], query={"group": "job"})
    )
    assert "Tool or area of life" in page.content.decode()


def improved(tenant: Tenant, group: str) -> int:
    """How many pairs of a group improved."""
    with in_tenant(tenant.pk):
        found = IndicatorValue.objects.get(
            indicator="outcome.reliable_change", period_end=JUNE, level="tenant", group=group
        )
        return int(found.numerator or 0)


@pytest.mark.parametrize("asked", ["baseline", "-latest", "change"])
def test_no_list_is_in_the_order_of_what_is_withheld(in_a_tenant: Tenant, asked: str) -> None:
    ordered = pages.sorted_rows(PairFact.objects.all(), lists.PAIRS, asked, "-latest_on")
    assert ordered.query.order_by == ("-latest_on", "pk")
