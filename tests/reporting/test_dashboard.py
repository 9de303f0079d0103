"""The dashboard's page: stored values, written for those who look at them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from hubs.models import AccessLog, Hub, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from reporting.models import IndicatorValue
from reporting.rules import board
from reporting.selectors import dashboard as dashboards
from reporting.selectors import definitions
from reporting.selectors.dashboard import Dashboard
from tests.conftest import ClientAs
from tests.factories import figures, ground
from tests.factories.figures import JUNE

LIST_LINK = "See the list behind this figure"


@pytest.fixture
def hub(tenant: Tenant) -> Hub:
    """A hub with one PCN, and a year of figures for the tenant, the hub and the PCN."""
    with in_tenant(tenant.pk):
        made = ground.hub(code="fylde", name="Fylde Coast Hub")
        ground.coverage(hub=made, pcn=ground.pcn(ods_code="U10001", name="Canal Side PCN", place=made.place))
        figures.year()
        figures.year(level="hub", code="fylde", scale=40)
        figures.year(level="pcn", code="U10001", scale=20)
    return made


def shown(role: Role, *, key: str, hub: Hub | None = None) -> Dashboard:
    """The dashboard as a new member of staff sees it, in the tenant in force."""
    by = ground.actor(role, hub=hub)
    areas, area = dashboards.find_area(by, key)
    assert area is not None
    return dashboards.dashboard(by=by, areas=areas, area=area, month=None)


def stored(indicator: str, *, level: str = "tenant", code: str = "", group: str = "") -> IndicatorValue:
    return IndicatorValue.objects.get(
        indicator=indicator, period_end=JUNE, level=level, level_code=code, group=group
    )


def drawn(found: Dashboard) -> dict[str, Any]:
    return {panel.id: panel for _, panels in found.sections for panel in panels}


def test_figures_are_the_stored_values(tenant: Tenant, hub: Hub) -> None:
    with in_tenant(tenant.pk):
        found = shown(Role.MANAGER, key="hub/fylde")
        waiting = stored("wait.mrs02", level="hub", code="fylde").value
        share = stored("wait.mrs01b", level="hub", code="fylde")
    values = {figure.id: figure for figure in found.key_figures}
    assert waiting is not None
    assert share.value is not None
    assert values["key-wait-mrs02"].value == f"{waiting:.0f}"
    assert values["key-wait-mrs01b"].value == f"{round(share.value * 100):.0f}%"
    assert values["key-wait-mrs01b"].detail == f"of {share.denominator:.0f} waits that ended"


def test_a_chart_and_its_table_hold_the_stored_groups(tenant: Tenant, hub: Hub) -> None:
    with in_tenant(tenant.pk):
        panel = drawn(shown(Role.MANAGER, key="hub/fylde"))["chart-wait-open-by-length"]
        groups = IndicatorValue.objects.filter(
            indicator="wait.open_by_length", breakdown="length", period_end=JUNE, level="hub"
        )
        expected = {one.group: f"{one.value:.0f}" for one in groups}
    rows = {row.header: row.cells[0] for row in panel.chart.table().rows}
    assert rows == expected
    assert list(rows) == list(definitions.described()["wait.open_by_length"].groups)


def test_a_band_that_nobody_is_in_is_nought_and_not_left_out(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        figures.computed_month()
        figures.value("wait.open_by_length", 3)
        figures.value("wait.open_by_length", 3, breakdown="length", group="4 to 12 weeks")
        panel = drawn(shown(Role.MANAGER, key="tenant/all"))["chart-wait-open-by-length"]
    rows = {row.header: row.cells[0] for row in panel.chart.table().rows}
    assert rows["4 to 12 weeks"] == "3"
    assert rows["Over 52 weeks"] == "0"


def test_shares_of_areas_of_life_are_of_each_area_and_none_is_made_up(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        figures.computed_month()
        figures.value("outcome.reliable_change", 3, of=5)
        for area, (improved, pairs) in {"family": (1, 4), "job": (0, 1)}.items():
            figures.value("outcome.reliable_change", improved, of=pairs, breakdown="domain", group=area)
        figures.value("outcome.reliable_change", 1, of=5, breakdown="tool", group="DIALOG")
        panel = drawn(shown(Role.MANAGER, key="tenant/all"))["chart-outcome-reliable-change"]
    rows = {row.header: row.cells[0] for row in panel.chart.table().rows}
    assert rows == {"Job situation": "0%", "Partner and family": "25%"}


def test_dialog_means_stand_beside_each_other_as_at_first_and_now(tenant: Tenant) -> None:
    latest, first = "outcome.dialog_domain_means", "outcome.dialog_domain_means.first"
    with in_tenant(tenant.pk):
        figures.computed_month()
        figures.value(latest, 100, of=20)
        figures.value(first, 83, of=20)
        figures.value(latest, 21, of=5, breakdown="domain", group="job")
        figures.value(first, 19, of=5, breakdown="domain", group="job")
        # Areas of treatment are in no mean of the whole, and in a group of their own.
        figures.value(latest, 9, of=2, breakdown="domain", group="medication")
        exact = drawn(shown(Role.MANAGER, key="tenant/all"))["chart-outcome-dialog-domain-means"]
        told = drawn(shown(Role.COMMISSIONER, key="tenant/all"))["chart-outcome-dialog-domain-means"]
    table = exact.chart.table()
    assert table.headers == ("Area of life", "First", "Latest")
    rows = {row.header: row.cells for row in table.rows}
    assert rows["Eight areas of life together"] == ("4.2", "5.0")
    assert rows["Job situation"] == ("3.8", "4.2")
    assert rows["Medication"] == ("no data", "4.5")
    assert rows["Friendships"] == ("no data", "no data")
    assert len(rows) == 12
    assert all("4.2 to 5.0" in one.chart.svg() for one in (exact, told))
    hidden = {row.header: row.cells for row in told.chart.table().rows}
    assert (hidden["Job situation"], hidden["Medication"]) == (("3.8", "4.2"), ("no data", "*"))


def test_each_area_of_life_leads_to_the_pairs_behind_its_mean(tenant: Tenant, hub: Hub) -> None:
    with in_tenant(tenant.pk):
        panel = drawn(shown(Role.MANAGER, key="hub/fylde"))["chart-outcome-dialog-domain-means"]
    leads = {row.header: row.href for row in panel.chart.table().rows}
    behind = "/dashboard/hub/fylde/list/outcome.dialog_domain_means/?month=2025-06"
    assert panel.made.href == leads["Eight areas of life together"] == behind
    assert leads["Medication"] == f"{behind}&group=medication"


def test_lines_run_over_thirteen_months(tenant: Tenant, hub: Hub) -> None:
    with in_tenant(tenant.pk):
        table = drawn(shown(Role.MANAGER, key="hub/fylde"))["chart-wait-mrs02-months"].chart.table()
    assert [row.header for row in table.rows][0::12] == ["June 2024", "June 2025"]
    assert len(table.rows) == board.MONTHS


def test_two_contact_access_shows_the_transformed_part_beside_it(tenant: Tenant, hub: Hub) -> None:
    with in_tenant(tenant.pk):
        table = drawn(shown(Role.MANAGER, key="hub/fylde"))["chart-access-mhs108-months"].chart.table()
    assert table.headers == ("Month", "All networks", "Where the new model runs")


def test_a_month_without_values_breaks_the_line(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        figures.year(months=1)
        table = drawn(shown(Role.MANAGER, key="tenant/all"))["chart-wait-mrs02-months"].chart.table()
    assert table.rows[0].cells == ("no data",)
    assert table.rows[-1].cells != ("no data",)


def test_a_member_of_a_hub_starts_there_and_others_see_the_whole_system(
    tenant: Tenant, hub: Hub, client_as: ClientAs
) -> None:
    start = reverse("dashboard")
    assert "Fylde Coast Hub" in client_as(Role.CLINICIAN, hub=hub).get(start).content.decode()
    assert "Dashboard: whole system" in client_as(Role.MANAGER).get(start).content.decode()


def test_every_figure_says_what_it_counts_for_when_and_as_at(
    tenant: Tenant, hub: Hub, client_as: ClientAs
) -> None:
    page = client_as(Role.MANAGER).get(reverse("dashboard-level", args=["hub", "fylde"])).content.decode()
    charts = 8 + 9
    count = 8 + charts
    for words in ("As at 30 Jun 2025, 11:59pm", LIST_LINK, "What this counts", "Definition: version "):
        assert page.count(words) == count, words
    assert page.count("Computed by run") == count
    assert page.count("<svg xmlns") == charts
    assert page.count("The numbers in a table") == charts


def test_a_figure_and_its_list_say_the_version_that_they_were_computed_by(
    tenant: Tenant, hub: Hub, client_as: ClientAs
) -> None:
    """Until the next night, figures stand that an earlier version of the product made."""
    with in_tenant(tenant.pk):
        IndicatorValue.objects.filter(indicator="wait.mrs02").update(definition_version="4 of old")
    client = client_as(Role.CLINICIAN, hub=hub)
    page = client.get(reverse("dashboard-level", args=["hub", "fylde"])).content.decode()
    assert "Definition: version 4 of old." in page
    listed = client.get(reverse("dashboard-list", args=["hub", "fylde", "wait.mrs02"])).content.decode()
    assert "version 4 of old" in listed


def test_the_questions_of_key_figures_are_those_of_the_declarations(tenant: Tenant, hub: Hub) -> None:
    with in_tenant(tenant.pk):
        found = shown(Role.MANAGER, key="tenant/all")
    for figure in found.key_figures:
        (one,) = figure.made.described
        assert figure.question == one.question
        assert figure.question.endswith("?")


def test_the_choice_of_area_and_month_is_kept_in_the_address(
    tenant: Tenant, hub: Hub, client_as: ClientAs
) -> None:
    client = client_as(Role.MANAGER)
    answer = client.get(reverse("dashboard"), {"area": "pcn/U10001", "month": "2025-05"})
    assert answer.headers["Location"] == "/dashboard/pcn/U10001/?month=2025-05"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Canal Side PCN" in page
    assert "Figures for May 2025" in page
    assert 'value="2025-05" selected' in page
    assert 'value="pcn/U10001" selected' in page


def test_a_month_that_is_none_is_told_and_the_newest_shown(
    tenant: Tenant, hub: Hub, client_as: ClientAs
) -> None:
    page = client_as(Role.MANAGER).get(reverse("dashboard"), {"month": "June"}).content.decode()
    assert "&#39;June&#39; is not a month" in page
    assert "Figures for June 2025" in page


@pytest.mark.parametrize("key", ["hub/nowhere", "planet/fylde", "place/", "nonsense"])
def test_an_area_that_is_not_there_is_not_found(key: str, tenant: Tenant, client_as: ClientAs) -> None:
    assert client_as(Role.MANAGER).get(f"/dashboard/{key}/").status_code == 404
    assert client_as(Role.MANAGER).get(reverse("dashboard"), {"area": key}).status_code == 404


def test_without_figures_the_page_says_what_to_do(tenant: Tenant, client_as: ClientAs) -> None:
    page = client_as(Role.MANAGER).get(reverse("dashboard")).content.decode()
    assert "There are no figures yet" in page
    assert "The nightly run computes the figures" in page
    assert "<svg xmlns" not in page


def test_an_area_without_figures_in_a_month_says_so(tenant: Tenant, hub: Hub, client_as: ClientAs) -> None:
    page = client_as(Role.MANAGER).get(reverse("dashboard-level", args=["place", hub.place.code]))
    assert "There are no figures for" in page.content.decode()


def test_commissioners_see_suppressed_figures_and_no_lists(tenant: Tenant, client_as: ClientAs) -> None:
    with in_tenant(tenant.pk):
        figures.computed_month()
        figures.value("wait.mrs02", 23)
        figures.value("wait.mrs02e", 4)
        figures.value("wait.mrs01b", 3, of=40)
        figures.value("wait.components", 23)
        for number, group in ((23, "contact"), (4, "outcome")):
            figures.value("wait.components", number, breakdown="component", group=group)
    page = client_as(Role.COMMISSIONER).get(reverse("dashboard")).content.decode()
    exact = client_as(Role.MANAGER).get(reverse("dashboard")).content.decode()
    assert '<p class="app-stat__value">25</p>' in page
    assert '<p class="app-stat__value">23</p>' in exact
    assert "* for more than a year" in page
    assert "4 for more than a year" in exact
    assert '<p class="app-stat__value">*' in page
    assert '<p class="app-stat__value">8%' in exact
    assert LIST_LINK not in page
    assert "/list/" not in page
    assert "/list/" in exact
    assert "Counts below 5 are shown as *" in page
    assert ">23<" not in page


def test_suppression_follows_the_tenants_own_policy(tenant: Tenant, client_as: ClientAs) -> None:
    tenant.suppress_below, tenant.round_to = 10, 10
    tenant.save()
    with in_tenant(tenant.pk):
        figures.computed_month()
        figures.value("wait.mrs02", 23)
        figures.value("access.caseload", 9)
    page = client_as(Role.COMMISSIONER).get(reverse("dashboard")).content.decode()
    assert '<p class="app-stat__value">20</p>' in page
    assert "Counts below 10 are shown as *" in page


def test_members_of_one_hub_get_no_links_to_lists_of_another(
    tenant: Tenant, hub: Hub, client_as: ClientAs
) -> None:
    with in_tenant(tenant.pk):
        other = ground.hub(code="mill")
    client = client_as(Role.CLINICIAN, hub=other)
    page = client.get(reverse("dashboard-level", args=["hub", "fylde"])).content.decode()
    assert "Fylde Coast Hub" in page
    assert LIST_LINK not in page
    own = client_as(Role.CLINICIAN, hub=hub).get(reverse("dashboard")).content.decode()
    assert LIST_LINK in own


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"state": "failed"}, "failed: the figures are those of an earlier one"),
        ({"finished_at": datetime(2025, 7, 1, tzinfo=UTC)}, "more than a day and a half ago"),
    ],
)
def test_stale_figures_are_told(given: Any, said: str, tenant: Tenant, client_as: ClientAs) -> None:
    started_at = given.get("finished_at", timezone.now()) - timedelta(hours=1)
    with in_tenant(tenant.pk):
        figures.month()
        figures.computed_month(run=figures.run(started_at=started_at, **given))
    assert said in client_as(Role.MANAGER).get(reverse("dashboard")).content.decode()


def test_a_run_of_last_night_is_not_told(tenant: Tenant, hub: Hub) -> None:
    with in_tenant(tenant.pk):
        assert shown(Role.MANAGER, key="tenant/all").doubts == ()


def test_a_month_that_is_not_over_says_so_far(tenant: Tenant, client_as: ClientAs) -> None:
    with in_tenant(tenant.pk):
        figures.month()
        figures.computed_month(as_at=JUNE - timedelta(days=10))
    page = client_as(Role.MANAGER).get(reverse("dashboard")).content.decode()
    assert "Figures for June 2025 so far, as at the end of 20 June 2025" in " ".join(page.split())


def test_figures_of_another_tenant_are_not_shown(
    tenant: Tenant, other_tenant: Tenant, hub: Hub, client_as: ClientAs
) -> None:
    client = client_as(Role.MANAGER, of=other_tenant)
    assert client.get(reverse("dashboard-level", args=["hub", "fylde"])).status_code == 404
    assert "There are no figures yet" in client.get(reverse("dashboard")).content.decode()


def test_looking_at_figures_is_no_look_at_people(tenant: Tenant, hub: Hub, client_as: ClientAs) -> None:
    client_as(Role.MANAGER).get(reverse("dashboard"))
    with in_tenant(tenant.pk):
        assert not AccessLog.objects.exists()
