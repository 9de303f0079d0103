"""Months read in any order and read again end with the same record, and change nothing that stayed the same."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from careplans.models import CarePlan, CarePlanUpdate
from hubs.models import Tenant
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from referrals.models import (
    CareActivity,
    Contact,
    GpRegistration,
    IndirectActivity,
    PatientIdentifier,
    Person,
    Referral,
)
from reporting.models import RecordChunk, RecordSet
from reporting.selectors import night
from tests.factories import ground, record
from tests.reporting.record_dump import EVENTS, SNAPSHOTS, Dump, dump
from tests.reporting.record_set_files import APRIL, MAY, SETS, RecordSetFiles, read

TRACKED: tuple[Any, ...] = (Person, Referral, Contact, GpRegistration, CodedScore)


def history() -> int:
    """How many changes of rows the triggers have written down."""
    return sum(model.pgh_event_models["changed"].objects.count() for model in TRACKED)


def record_after(tenant: Tenant, *steps: Path | RecordSetFiles) -> Dump:
    with in_tenant(tenant.pk):
        for step in steps:
            read(step)
        return dump()


@pytest.fixture
def june(tmp_path: Path) -> RecordSetFiles:
    """A third month, in which some people, referrals and plans of the second are sent unchanged."""
    files = RecordSetFiles(tmp_path / "june", MAY)
    for path in files.folder.glob("*.csv"):
        path.write_text(path.read_text().replace("2025-05", "2025-06"))
    files.change("MHS000", ReportingPeriodEndDate="2025-06-30", DateTimeDatSetCreate="2025-07-09T08:30:00")
    files.change("MHS001", 1, Postcode="PR7 7ZZ")
    files.change("MHS201", 2, CareContDate="2025-06-30")
    return files.without("LocalPatientID", "L3")


@pytest.mark.django_db
def test_three_months_in_every_order(june: RecordSetFiles) -> None:
    records = [
        record_after(ground.tenant(), *order)
        for order in permutations([SETS / APRIL, SETS / MAY, june.folder])
    ]
    assert len(records) == 6
    for other in records[1:]:
        assert other == records[0]
    assert len(records[0]["Contact"]) == 10


@pytest.mark.django_db
def test_a_month_read_twice_changes_nothing(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        read(SETS / MAY)
        # The newer month changed what the older one said, and the history says so.
        before, rows, changes = dump(voided=True), _rows(), history()
        again = read(SETS / APRIL)
        assert dump(voided=True) == before
        assert _rows() == rows
        assert history() == changes
        states = RecordSet.objects.filter(month=again.month).values_list("state", flat=True)
        assert sorted(states) == ["replaced", "taken"]
        assert not RecordChunk.objects.exclude(record_set__state="taken").exists()


def _rows() -> dict[str, dict[int, dt.datetime]]:
    """The keys of the rows, with when each came."""
    models = [model for model in (*SNAPSHOTS, *EVENTS) if hasattr(model, "with_voided")]
    return {model.__name__: dict(model.with_voided.values_list("pk", "created_at")) for model in models}


@pytest.mark.django_db
def test_a_changed_month_and_the_first_one_again(tenant: Tenant, tmp_path: Path) -> None:
    changed = RecordSetFiles(tmp_path / "changed")
    changed.without("ServiceRequestID", "R2").without("LocalPatientID", "L4").without("CareContactID", "C3")
    changed.change("MHS201", 0, AttendStatus="7")
    changed.change("MHS606", 0, PersScore="6")
    changed.change("MHS204", 1, DurationIndirectAct="50")
    changed.change("MHS202", 0, Procedure="228557008")
    changed.change("MHS002", 0, GMPReg="P81009")
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        before, rows = dump(), _rows()
        read(changed)
        assert not Referral.objects.filter(reference="R2").exists()
        gone = Referral.with_voided.get(reference="R2")
        assert gone.void_reason == "Not in the record set of 2025-04 when that was read again"
        assert not PatientIdentifier.objects.filter(local_id="L4").exists()
        assert Person.objects.count() == 3
        assert not Contact.objects.filter(local_id="C3").exists()
        assert not CareActivity.objects.filter(local_id="A3").exists()
        assert Contact.objects.get(local_id="C1").attendance == "7"
        assert set(IndirectActivity.objects.values_list("duration_minutes", flat=True)) == {20, 50}
        assert set(CodedScore.objects.values_list("score", flat=True)) == {"6", "3", "11"}
        read(SETS / APRIL)
        assert dump() == before
        # What came back is the row that was there before, come anew; what stayed is as it was.
        after = _rows()
        assert all(after[name].keys() >= rows[name].keys() for name in rows)
        assert {name for name in rows if after[name].keys() != rows[name].keys()} == {
            "GpRegistration",
            "IndirectActivity",
            "CodedScore",
        }
        back, stayed = (Contact.objects.get(local_id=name).pk for name in ("C3", "C1"))
        assert after["Contact"][back] > rows["Contact"][back]
        assert after["Contact"][stayed] == rows["Contact"][stayed]


@pytest.mark.django_db
def test_a_month_that_lost_a_row_falls_back_to_the_older_one(tenant: Tenant, tmp_path: Path) -> None:
    lost = (
        RecordSetFiles(tmp_path / "lost", MAY)
        .without("LocalPatientID", "L2")
        .without("ServiceRequestID", "R2")
    )
    lost.without("CareContactID", "C5").without("CarePlanID", "K2")
    assert record_after(tenant, SETS / APRIL, SETS / MAY, lost) == record_after(
        ground.tenant(), SETS / APRIL, lost
    )
    with in_tenant(tenant.pk):
        referral = Referral.objects.get(reference="R2")
        assert (referral.discharged_on, referral.latest_month) == (None, dt.date(2025, 4, 1))
        assert PatientIdentifier.objects.get(local_id="L2").person.postcode == "PR1 1AB"


@pytest.mark.django_db
@pytest.mark.parametrize("months", [(APRIL, MAY), (MAY, APRIL)], ids=["in order", "out of order"])
def test_the_older_month_read_again_without_a_row(
    tenant: Tenant, tmp_path: Path, months: tuple[str, str]
) -> None:
    lost = RecordSetFiles(tmp_path / "lost").without("LocalPatientID", "L2").without("ServiceRequestID", "R2")
    lost.without("CareContactID", "C3")
    first = record_after(tenant, *(SETS / month for month in months), lost)
    assert first == record_after(ground.tenant(), lost, SETS / MAY)
    with in_tenant(tenant.pk):
        referral = Referral.objects.get(reference="R2")
        assert referral.source_month == referral.latest_month == dt.date(2025, 5, 1)


def told(plan: str) -> list[tuple[dt.date | None, ...]]:
    """The updates that are known of a plan, with the month that each came with."""
    rows = CarePlanUpdate.objects.filter(plan__local_id=plan).order_by("updated_on")
    return list(rows.values_list("created_on", "updated_on", "source_month"))


@pytest.mark.django_db
@pytest.mark.parametrize("months", [(APRIL, MAY), (MAY, APRIL)], ids=["in order", "out of order"])
def test_each_month_tells_of_an_update(tenant: Tenant, tmp_path: Path, months: tuple[str, str]) -> None:
    """Nationally each month's row of a plan counts. So the newest does not take the others' place."""
    april, may, first, second = (dt.date(2025, *day) for day in ((4, 1), (5, 1), (4, 8), (5, 9)))
    with in_tenant(tenant.pk):
        for month in months:
            read(SETS / month)
        assert told("K1") == [(first, first, april), (first, second, may)]
        corrected = RecordSetFiles(tmp_path / "corrected", MAY).change(
            "MHS008", 0, CarePlanCreatDate="2025-04-02", CarePlanLastUpdateDate="2025-05-20"
        )
        read(corrected)
        assert told("K1") == [(first, first, april), (dt.date(2025, 4, 2), dt.date(2025, 5, 20), may)]
        assert CarePlan.objects.get(local_id="K1").created_on == dt.date(2025, 4, 2)
        read(SETS / MAY)
        assert told("K1") == [(first, first, april), (first, second, may)]
        read(RecordSetFiles(tmp_path / "lost").without("CarePlanID", "K1"))
        assert told("K1") == [(first, second, may)]


@pytest.mark.django_db
def test_an_update_that_two_months_tell_of_is_one(tenant: Tenant, tmp_path: Path) -> None:
    same = RecordSetFiles(tmp_path / "same", MAY).change("MHS008", 0, CarePlanLastUpdateDate="2025-04-08")
    first = dt.date(2025, 4, 8)
    with in_tenant(tenant.pk):
        read(same)
        assert told("K1") == [(first, first, dt.date(2025, 5, 1))]
        read(SETS / APRIL)
        assert told("K1") == [(first, first, dt.date(2025, 4, 1))]
        read(RecordSetFiles(tmp_path / "lost").without("CarePlanID", "K1"))
        assert told("K1") == [(first, first, dt.date(2025, 5, 1))]


@pytest.mark.django_db
def test_a_month_without_the_last_update_tells_of_none(tenant: Tenant, tmp_path: Path) -> None:
    silent = RecordSetFiles(tmp_path / "silent", MAY).change("MHS008", 0, CarePlanLastUpdateDate="")
    with in_tenant(tenant.pk):
        read(silent)
        assert CarePlan.objects.filter(local_id="K1").exists()
        assert told("K1") == []


@pytest.mark.django_db(transaction=True)
def test_what_comes_back_is_counted_from_the_day_it_is_about(tmp_path: Path) -> None:
    """An agreement of April that the month of May did not carry for a while: April's figures are made again."""
    lost = RecordSetFiles(tmp_path / "lost", MAY).drop("MHS009", lambda row: row["CarePlanID"] != "K1")
    tenant = ground.tenant()
    for folder in (SETS / MAY, lost.folder, SETS / MAY):
        began = timezone.now()
        with in_tenant(tenant.pk):
            read(folder)
    with in_tenant(tenant.pk):
        assert night.changed_since(began) == dt.date(2025, 4, 8)


@pytest.mark.django_db
def test_a_table_that_is_not_sent_any_more(tenant: Tenant, tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set")
    for table in ("MHS003", "MHS008", "MHS009", "MHS606", "MHS607", "MHS204", "MHS501", "MHS502"):
        files.path(table).unlink()
    assert record_after(tenant, SETS / APRIL, files) == record_after(ground.tenant(), files)


@pytest.mark.django_db
def test_what_was_recorded_here_is_never_touched(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        referral = Referral.objects.get(reference="R1")
        own_person = record.person(birth_date=dt.date(1980, 5, 4))
        own_referral = record.referral(person=own_person)
        own_contact = record.contact(referral=referral, occurred_on=dt.date(2025, 4, 25))
        own_score = record.score(referral=own_referral)
        Person.objects.filter(pk=referral.person_id).update(family_name="Okafor", given_name="Amara")
        kept = [_values(row) for row in (own_person, own_referral, own_contact, own_score)]
        read(SETS / MAY)
        read(SETS / APRIL)
        assert [_values(row) for row in (own_person, own_referral, own_contact, own_score)] == kept
        assert Person.objects.get(pk=referral.person_id).family_name == "Okafor"


def _values(row: object) -> dict[str, object]:
    model = type(row)
    found: dict[str, object] = model.with_voided.filter(pk=row.pk).values().get()  # type: ignore[attr-defined]
    return found


@pytest.mark.django_db
def test_a_referral_on_which_work_hangs_is_not_taken_away(tenant: Tenant, tmp_path: Path) -> None:
    lost = RecordSetFiles(tmp_path / "lost").without("LocalPatientID", "L2").without("ServiceRequestID", "R2")
    lost.without("CareContactID", "C3")
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        referral = Referral.objects.get(reference="R2")
        record.contact(referral=referral)
        read(lost)
        assert Referral.objects.filter(pk=referral.pk).exists()
        assert Person.objects.filter(pk=referral.person_id).exists()
        assert not Contact.objects.filter(local_id="C3").exists()


@pytest.mark.django_db
def test_a_first_request_after_the_new_date_received_moves_with_it(tenant: Tenant, tmp_path: Path) -> None:
    corrected = RecordSetFiles(tmp_path / "set").change("MHS101", 0, ReferralRequestReceivedDate="2025-03-01")
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        Referral.objects.filter(reference="R1").update(first_requested_on=dt.date(2025, 3, 15))
        read(corrected)
        assert Referral.objects.get(reference="R1").first_requested_on == dt.date(2025, 3, 1)


@pytest.mark.django_db
def test_what_somebody_took_out_here_stays_out(tenant: Tenant) -> None:
    gone = {"voided_at": timezone.now(), "void_reason": "Recorded for the wrong person"}
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        Contact.objects.filter(local_id="C2").update(**gone)
        CodedScore.objects.filter(tool_code="1037661000000102").update(**gone)
        GpRegistration.objects.filter(practice_code="P81003").update(**gone)
        before = dump(voided=True)
        read(SETS / APRIL)
        assert dump(voided=True) == before
        assert Contact.with_voided.get(local_id="C2").void_reason == gone["void_reason"]


@pytest.mark.django_db
def test_a_month_whose_rows_are_here_without_its_record_set(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        before = dump()
        RecordChunk.objects.all().delete()
        RecordSet.objects.all().delete()
        read(SETS / APRIL)
        assert dump() == before


@pytest.mark.django_db
def test_tenants_do_not_meet(tenant: Tenant, other_tenant: Tenant) -> None:
    first = record_after(tenant, SETS / APRIL)
    assert record_after(other_tenant, SETS / APRIL) == first
    with in_tenant(tenant.pk):
        assert Person.objects.count() == 4
        assert RecordSet.objects.count() == 1
