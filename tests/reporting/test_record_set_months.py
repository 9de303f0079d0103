"""Record sets say for each month which teams were on a referral, from when until when, of which type they were, what
was agreed to, and where people lived.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Aggregate
from django.utils import timezone
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from careplans.models import CarePlanAgreement, CarePlanUpdate
from hubs.actions import teams
from hubs.days import Days, DaysField
from hubs.models import Team, TeamTypeTime, Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import current_tenant_id
from referrals.actions import people
from referrals.models import PatientAddress, PatientIdentifier, ReferralTeamTime
from reporting.selectors import night
from tests.factories import ground, record
from tests.reporting.record_set_files import APRIL, MAY, SETS, RecordSetFiles, read

pytestmark = pytest.mark.usefixtures("in_a_tenant")
FIRST, SECOND, THIRD = (dt.date(2025, month, 1) for month in (4, 5, 6))


def between(start: dt.date, end: dt.date | None = None) -> Days:
    """The days from one on, until before another or for good."""
    return Multirange([Range(start, end)])


def teams_on(reference: str) -> dict[str, Days]:
    """The days of each team on a referral, whatever the months told of dates."""
    times = ReferralTeamTime.objects.filter(referral__reference=reference).order_by()
    days = Aggregate("days", function="range_agg", output_field=DaysField())
    together = times.values_list("team__local_id").annotate(on=days)
    return dict(together)


def dates_told(reference: str) -> dict[tuple[str, dt.date | None, dt.date | None], Days]:
    """The days on which months told when a team's part in a referral was rejected or closed, or all of it ended."""
    times = ReferralTeamTime.objects.filter(referral__reference=reference).select_related("team")
    return {
        (
            time.team.local_id if time.team else "",
            time.discharged_on,
            time.rejected_on or time.closed_on,
        ): time.days
        for time in times
    }


def addresses_of(local_id: str, provider: str = "RXA") -> dict[str, Days]:
    told = PatientAddress.objects.filter(patient__local_id=local_id, patient__provider__ods_code=provider)
    return dict(told.values_list("postcode", "days"))


def types_of(local_id: str) -> dict[str, Days]:
    return dict(TeamTypeTime.objects.filter(team__local_id=local_id).values_list("team_type", "days"))


@pytest.fixture
def both(in_a_tenant: Tenant) -> None:
    read(SETS / APRIL)
    read(SETS / MAY)


@pytest.mark.usefixtures("both")
def test_a_team_is_on_a_referral_in_the_months_that_named_it() -> None:
    assert teams_on("R1") == {"T1": between(FIRST), "T2": between(FIRST)}
    # The second referral went from one team to the other, the fourth was no longer sent.
    assert teams_on("R2") == {"T1": between(FIRST, SECOND), "T2": between(SECOND)}
    assert teams_on("R4") == {"T1": between(FIRST, SECOND)}


@pytest.mark.usefixtures("both")
def test_a_team_is_of_a_type_in_the_months_that_described_it() -> None:
    assert types_of("T1") == {"A05": between(FIRST)}
    assert types_of("T2") == {"A08": between(FIRST, SECOND), "A06": between(SECOND)}


def test_until_the_next_month_is_read_the_newest_speaks_for_what_follows() -> None:
    read(SETS / MAY)
    assert teams_on("R2") == {"T2": between(SECOND)}
    read(SETS / APRIL)
    assert teams_on("R2") == {"T1": between(FIRST, SECOND), "T2": between(SECOND)}


@pytest.mark.usefixtures("both")
def test_a_month_that_is_read_again_says_just_what_it_sends(tmp_path: Path) -> None:
    changed = RecordSetFiles(tmp_path / "changed")
    changed.change("MHS101", 1, CareProfTeamLocalID="T2").without("OtherCareProfTeamLocalID", "T2")
    changed.change("MHS902", 1, ServTeamTypeMH="A06").without("ServiceRequestID", "R4")
    read(changed)
    assert teams_on("R2") == {"T2": between(FIRST)}
    assert teams_on("R1") == {"T1": between(FIRST), "T2": between(SECOND)}
    assert teams_on("R4") == {}
    assert types_of("T2") == {"A06": between(FIRST)}


@pytest.mark.usefixtures("both")
def test_a_later_month_without_it_ends_the_time_of_a_team(tmp_path: Path) -> None:
    june = RecordSetFiles(tmp_path / "june", MAY)
    for path in june.folder.glob("*.csv"):
        path.write_text(path.read_text().replace("2025-05", "2025-06"))
    june.change("MHS000", ReportingPeriodEndDate="2025-06-30", DateTimeDatSetCreate="2025-07-09T08:30:00")
    june.without("OtherCareProfTeamLocalID", "T2").without("ServiceRequestID", "R2")
    read(june)
    assert teams_on("R1") == {"T1": between(FIRST), "T2": between(FIRST, THIRD)}
    assert teams_on("R2") == {"T1": between(FIRST, SECOND), "T2": between(SECOND, THIRD)}


def test_referrals_kept_here_are_not_a_record_set_s(tmp_path: Path) -> None:
    trust = ground.organisation(ods_code="RXA")
    ours = record.referral(reference="R1", team=ground.team(organisation=trust, local_id="T9"))
    read(SETS / APRIL)
    assert not ReferralTeamTime.objects.filter(referral=ours).exists()


@pytest.mark.usefixtures("both")
def test_each_month_keeps_the_dates_that_it_told() -> None:
    ended, closed, rejected = dt.date(2025, 5, 28), dt.date(2025, 5, 25), dt.date(2025, 4, 22)
    assert dates_told("R2") == {
        ("T1", None, None): between(FIRST, SECOND),
        ("T2", ended, None): between(SECOND),
    }
    assert dates_told("R1") == {
        ("T1", None, None): between(FIRST),
        ("T2", None, None): between(FIRST, SECOND),
        ("T2", None, closed): between(SECOND),
    }
    assert dates_told("R4") == {("T1", None, rejected): between(FIRST, SECOND)}
    assert set(ReferralTeamTime.objects.values_list("referral__reference", "received_on", "is_other")) >= {
        ("R1", dt.date(2025, 3, 20), False),
        ("R1", dt.date(2025, 3, 20), True),
    }


@pytest.mark.usefixtures("both")
def test_a_month_that_is_read_again_tells_its_own_dates_alone(tmp_path: Path) -> None:
    """As it was sent at first, April said nothing of an end; sent again, it does, and May says what it said."""
    again = RecordSetFiles(tmp_path / "again").change(
        "MHS101", 1, ServDischDate="2025-04-28", ReferClosReason="02"
    )
    read(again)
    assert dates_told("R2") == {
        ("T1", dt.date(2025, 4, 28), None): between(FIRST, SECOND),
        ("T2", dt.date(2025, 5, 28), None): between(SECOND),
    }
    read(SETS / APRIL)
    assert ("T1", None, None) in dates_told("R2")


def test_a_referral_without_a_team_tells_its_dates(tmp_path: Path) -> None:
    read(RecordSetFiles(tmp_path / "set").change("MHS101", 1, CareProfTeamLocalID=""))
    assert dates_told("R2") == {("", None, None): between(FIRST)}


@pytest.mark.usefixtures("both")
def test_a_person_lived_where_the_months_said() -> None:
    assert addresses_of("L2") == {"PR1 1AB": between(FIRST, SECOND), "PR9 9ZZ": between(SECOND)}
    assert addresses_of("L1") == {"PR1 1AA": between(FIRST)}
    # May did not name the fourth.
    assert addresses_of("L4") == {"PR2 2CE": between(FIRST, SECOND)}


def test_postcodes_are_told_as_ours_are_written(tmp_path: Path) -> None:
    files = (
        RecordSetFiles(tmp_path / "set")
        .change("MHS001", 0, Postcode="pr11aa")
        .change("MHS001", 1, Postcode="")
    )
    read(files)
    assert addresses_of("L1") == {"PR1 1AA": between(FIRST)}
    assert addresses_of("L2") == {"": between(FIRST)}


@pytest.mark.usefixtures("both")
def test_a_month_read_again_tells_its_own_addresses_alone(tmp_path: Path) -> None:
    read(RecordSetFiles(tmp_path / "again").change("MHS001", 1, Postcode="PR9 9ZZ"))
    assert addresses_of("L2") == {"PR9 9ZZ": between(FIRST)}


def test_each_provider_tells_of_its_own_patients(tmp_path: Path) -> None:
    read(SETS / APRIL)
    other = RecordSetFiles(tmp_path / "other").of_provider("RXB").change("MHS001", 1, Postcode="CF10 1AA")
    read(other)
    assert addresses_of("L2") == {"PR1 1AB": between(FIRST)}
    assert addresses_of("L2", "RXB") == {"CF10 1AA": between(FIRST)}


@pytest.mark.usefixtures("both")
def test_an_address_put_right_here_counts_from_this_month_on() -> None:
    person = PatientIdentifier.objects.get(local_id="L2").person
    by = system_actor(current_tenant_id())
    people.change(by=by, person=person, phone="01772 000000")
    assert addresses_of("L2")["PR9 9ZZ"] == between(SECOND)
    people.change(by=by, person=person, postcode="fy1 1aa")
    this_month = timezone.localdate().replace(day=1)
    assert addresses_of("L2") == {"PR1 1AB": between(FIRST, SECOND), "PR9 9ZZ": between(SECOND, this_month)}


@pytest.mark.usefixtures("both")
def test_a_type_that_an_administrator_puts_right_was_always_so() -> None:
    team = Team.objects.get(local_id="T2")
    details: dict[str, Any] = {"name": team.name, "intended_age_group": "03", "hub": team.hub}
    by = system_actor(current_tenant_id())
    teams.change(by=by, team=team, team_type="A06", **details)
    assert types_of("T2") == {"A08": between(FIRST, SECOND), "A06": between(SECOND)}
    teams.change(by=by, team=team, team_type="A16", **details)
    assert types_of("T2") == {}


@pytest.mark.usefixtures("both")
def test_updates_and_agreements_keep_the_months_that_told_them() -> None:
    told = {
        (update.plan.local_id, update.updated_on): update.days
        for update in CarePlanUpdate.objects.select_related("plan")
    }
    assert told == {
        ("K1", dt.date(2025, 4, 8)): between(FIRST, SECOND),
        ("K1", dt.date(2025, 5, 9)): between(SECOND),
        ("K2", dt.date(2025, 5, 2)): between(SECOND),
    }
    assert CarePlanAgreement.objects.get(plan__local_id="K1").days == between(FIRST)


@pytest.mark.usefixtures("both")
def test_an_agreement_that_a_month_read_again_lost_is_made_again_from_the_plan_on(tmp_path: Path) -> None:
    without = RecordSetFiles(tmp_path / "without", MAY).drop("MHS009", lambda row: row["CarePlanID"] != "K1")
    before = timezone.now()
    read(without)
    assert CarePlanAgreement.objects.get(plan__local_id="K1").days == between(FIRST, SECOND)
    assert night.changed_since(before) == dt.date(2025, 4, 8)


def test_a_new_month_that_says_the_same_makes_no_agreement_anew(tmp_path: Path) -> None:
    read(SETS / APRIL)
    before = timezone.now()
    read(SETS / MAY)
    assert not CarePlanAgreement.objects.filter(plan__local_id="K1", created_at__gte=before).exists()
