"""The sample record sets of the reference material: their faults, and how many of their rows are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from referrals.models import Contact, PatientIdentifier, Person, Referral
from reporting.models import Finding, RecordSet
from reporting.models.record_set import Severity
from tests.reporting.record_set_files import findings, read
from tests.shared import shared_file, shared_rows

pytestmark = pytest.mark.django_db

MONTHS = ("2025-04", "2025-05", "2025-06")
LAST = MONTHS[-1]
REFUSED, GROUP = Severity.REJECTED, Severity.GROUP_REJECTED
KEPT = (Severity.WARNING, Severity.WARNING_1)

# What faults.csv asks to be told, row by row, as element, severity and words of ours.
EXPECTED = {
    ("MHS001MPI", 356): ("NHSNumber", KEPT, "fails its check digit"),
    ("MHS001MPI", 357): ("NHSNumber", KEPT, "one digit repeated"),
    ("MHS001MPI", 358): ("PersonBirthDate", (REFUSED,), "born after the reporting period"),
    ("MHS001MPI", 359): ("NHSNumber", KEPT, "already belongs to another local patient"),
    ("MHS101Referral", 424): ("LocalPatientID", (GROUP,), "has no such row"),
    ("MHS101Referral", 425): ("ReferralRequestReceivedDate", (REFUSED,), "not a date"),
    ("MHS101Referral", 426): ("ServDischDate", (REFUSED,), "before ReferralRequestReceivedDate"),
    ("MHS101Referral", 427): ("SourceOfReferralMH", KEPT, "unknown code"),
    ("MHS101Referral", 428): ("ServiceRequestID", (REFUSED,), "sent already in line 2"),
    ("MHS201CareContact", 642): ("ServiceRequestID", (GROUP,), "was refused, and this one with it"),
    ("MHS201CareContact", 643): ("CareContDate", (REFUSED,), "late entry"),
    ("MHS201CareContact", 644): ("CareContactID", (REFUSED,), "at most 20"),
    ("MHS201CareContact", 645): ("AttendStatus", (REFUSED,), "unknown code"),
    ("MHS606CodedScoreAssessmentRefer", 745): ("PersScore", KEPT, "not on the scale"),
    ("MHS606CodedScoreAssessmentRefer", 746): (
        "CodedAssToolType",
        (REFUSED,),
        "national list of assessment tools",
    ),
    ("MHS002GP", 356): ("GMPReg", KEPT, "no PCN"),
}


@pytest.fixture
def months() -> dict[str, Path]:
    return {month: shared_file("samples", "mhsds_v6", month) for month in MONTHS}


def test_every_sound_row_is_taken_without_a_word(tenant: Tenant, months: dict[str, Path]) -> None:
    with in_tenant(tenant.pk):
        for month, folder in months.items():
            taken = read(folder)
            sound = {
                row["table"]: int(row["sound_rows"])
                for row in shared_rows("samples", "mhsds_v6", month, "counts.csv")
            }
            assert {table: told["taken"] - told["warned"] for table, told in taken.summary.items()} == sound
        assert Person.objects.count() == len(set(PatientIdentifier.objects.values_list("person", flat=True)))
        assert Contact.objects.count() == 475 + 655 + 640
        assert not Person.objects.exclude(nhs_number="").exclude(nhs_number__regex="^999").exists()


def test_the_sixteen_faults_are_told_as_asked(tenant: Tenant, months: dict[str, Path]) -> None:
    faults = shared_rows("samples", "mhsds_v6", LAST, "faults.csv")
    assert {(row["table"], int(row["line"])) for row in faults} == EXPECTED.keys()
    with in_tenant(tenant.pk):
        taken = read(months[LAST])
        for (table, line), (element, severities, says) in EXPECTED.items():
            told = [
                one for one in findings(taken, table, line) if one.element == element and says in one.reason
            ]
            assert told, (table, line)
            assert told[0].severity in severities, (table, line)
        assert {(one.table, one.line) for one in findings(taken)} == EXPECTED.keys()
        assert not Finding.objects.filter(reason__startswith="=").exists()
        assert not Referral.objects.filter(reference__startswith="RX").exclude(reference="RX4").exists()


def test_people_with_doubtful_numbers_are_kept_apart(tenant: Tenant, months: dict[str, Path]) -> None:
    with in_tenant(tenant.pk):
        read(months[LAST])
        doubtful = {
            one.local_id: one.person
            for one in PatientIdentifier.objects.filter(local_id__in=["LX1", "LX2", "LX4"])
        }
        assert len({person.pk for person in doubtful.values()}) == 3
        assert {person.nhs_number for person in doubtful.values()} == {""}
        assert doubtful["LX4"].nhs_number_claimed == "9999208312"
        assert not PatientIdentifier.objects.filter(local_id="LX3").exists()


def test_reading_the_months_backwards_is_the_same(
    tenant: Tenant, other_tenant: Tenant, months: dict[str, Path]
) -> None:
    def referrals(of: Tenant, order: list[Path]) -> list[tuple[object, ...]]:
        with in_tenant(of.pk):
            for folder in order:
                read(folder)
            assert RecordSet.objects.filter(state="taken").count() == 3
            columns = (
                "reference",
                "person__nhs_number",
                "team__local_id",
                "received_on",
                "discharged_on",
                "latest_month",
                "source_month",
                "source",
                "closure_reason",
                "person__postcode",
            )
            return sorted(Referral.objects.values_list(*columns), key=str)

    forward = list(months.values())
    assert referrals(tenant, forward) == referrals(other_tenant, forward[::-1])
