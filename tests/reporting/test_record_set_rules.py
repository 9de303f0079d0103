"""Each rule of the national intake that is asked for: what breaks it, what is said, and what becomes of the row."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from careplans.models import CarePlanAgreement
from outcomes.models import CodedScore
from referrals.models import Contact, GpRegistration, Person, Referral
from reporting.mhsds.made_up import nhs_numbers
from reporting.mhsds.specification import Kind, tables
from reporting.models import Finding
from reporting.models.record_set import Severity
from tests.factories import ground, record
from tests.reporting.record_set_files import APRIL, MAY, RecordSetFiles, counts, findings, read

pytestmark = pytest.mark.usefixtures("in_a_tenant")

REFUSED, GROUP, WARNED, SERIOUS = (
    Severity.REJECTED,
    Severity.GROUP_REJECTED,
    Severity.WARNING,
    Severity.WARNING_1,
)


@dataclass(eq=False)
class Fault:
    """A row like the one at ``like``, added with other values; what must be said of it."""

    table: str
    values: dict[str, str]
    element: str
    severity: Severity
    says: str
    rule: str = ""
    like: int = 0
    month: str = APRIL

    def __str__(self) -> str:
        return f"{self.table} {self.element} {' '.join(self.values.values())}"[:70]


# What tells a new row of a table from the one that it is like.
NEW = {
    "MHS001": ("LocalPatientID",),
    "MHS101": ("ServiceRequestID",),
    "MHS201": ("CareContactID",),
    "MHS202": ("CareActID",),
    "MHS008": ("CarePlanID",),
    "MHS501": ("HospProvSpellID",),
    "MHS502": ("WardStayID",),
    "MHS901": ("CareProfLocalID",),
    "MHS902": ("CareProfTeamLocalID",),
}
NUMBERS = list(islice(nhs_numbers(), 200))
LONG = "X" * 21

FAULTS = [
    Fault("MHS001", {"OrgIDLocalPatientID": ""}, "OrgIDLocalPatientID", REFUSED, "is blank", "MHS00151"),
    Fault("MHS001", {"LocalPatientID": LONG}, "LocalPatientID", REFUSED, "21 characters", "MHS00104"),
    Fault("MHS001", {"LocalPatientID": "L-1"}, "LocalPatientID", REFUSED, "letters and digits", "MHS00104"),
    Fault("MHS001", {"PersonBirthDate": ""}, "PersonBirthDate", SERIOUS, "is blank", "MHS00120"),
    Fault("MHS001", {"PersonBirthDate": "1980-02-30"}, "PersonBirthDate", REFUSED, "not a date", "MHS00167"),
    Fault("MHS001", {"PersonBirthDate": "04/05/1980"}, "PersonBirthDate", REFUSED, "YYYY-MM-DD", "MHS00167"),
    Fault(
        "MHS001",
        {"PersonBirthDate": "2025-05-01"},
        "PersonBirthDate",
        REFUSED,
        "born after the reporting period",
    ),
    Fault("MHS001", {"PersonBirthDate": "1890-01-01"}, "PersonBirthDate", REFUSED, "130 years"),
    Fault("MHS001", {"PersDeathDate": "2025-05-01"}, "PersDeathDate", REFUSED, "after the reporting period"),
    Fault("MHS001", {"PersDeathDate": "2025-03-31"}, "PersDeathDate", WARNED, "before the reporting period"),
    Fault("MHS001", {"NHSNumber": ""}, "NHSNumber", SERIOUS, "is blank", "MHS00111"),
    Fault("MHS001", {"NHSNumberStatus": "07"}, "NHSNumberStatus", WARNED, "Status 07"),
    Fault("MHS001", {"NHSNumberStatus": "99"}, "NHSNumberStatus", WARNED, "unknown code", "MHS00116"),
    Fault("MHS001", {"Postcode": ""}, "Postcode", SERIOUS, "is blank", "MHS00123"),
    Fault("MHS001", {"Postcode": "nowhere"}, "Postcode", REFUSED, "form of a postcode", "MHS00169"),
    Fault("MHS001", {"GenderIDCode": ""}, "GenderIDCode", SERIOUS, "is blank", "MHS00162"),
    Fault("MHS001", {"GenderIDCode": "9"}, "GenderIDCode", WARNED, "unknown code", "MHS00164"),
    Fault("MHS001", {"EthnicCategory": "XYZ"}, "EthnicCategory", REFUSED, "3 characters", "MHS00132"),
    Fault("MHS001", {"LocalPatientID": "L1"}, "LocalPatientID", REFUSED, "sent already in line 2"),
    Fault("MHS002", {"GMPReg": ""}, "GMPReg", REFUSED, "is blank", "MHS00203"),
    Fault("MHS002", {"GMPReg": "P81"}, "GMPReg", REFUSED, "6 to 8 are allowed", "MHS00204"),
    Fault("MHS002", {"GMPReg": "V81997"}, "GMPReg", SERIOUS, "no PCN", "MHS00206"),
    Fault("MHS002", {"GMPReg": "P81009"}, "GMPReg", REFUSED, "another open registration in line 2"),
    Fault("MHS002", {"LocalPatientID": "LX"}, "LocalPatientID", GROUP, "MHS001MPI has no such row"),
    Fault(
        "MHS002",
        {"GMPReg": "P81009", "EndDateGMPRegistration": "2025-03-31"},
        "EndDateGMPRegistration",
        REFUSED,
        "outside the reporting period",
    ),
    Fault(
        "MHS002",
        {
            "GMPReg": "P81009",
            "StartDateGMPRegistration": "2025-04-09",
            "EndDateGMPRegistration": "2025-04-08",
        },
        "EndDateGMPRegistration",
        REFUSED,
        "is before",
    ),
    Fault(
        "MHS003",
        {"AccommodationType": "02", "AccommodationTypeDate": "2025-05-01"},
        "AccommodationTypeDate",
        REFUSED,
        "after the reporting period",
        "MHS00309",
    ),
    Fault("MHS003", {"AccommodationType": "77"}, "AccommodationType", WARNED, "unknown code", "MHS00305"),
    Fault(
        "MHS004",
        {"EmployStatus": "02", "EmployStatusRecDate": "2025-05-01"},
        "EmployStatusRecDate",
        REFUSED,
        "after the reporting period",
        "MHS00409",
    ),
    Fault(
        "MHS006",
        {"StartDateAssCareCoord": "2025-05-02"},
        "StartDateAssCareCoord",
        REFUSED,
        "after the reporting period",
        "MHS00607",
    ),
    Fault(
        "MHS006",
        {"StartDateAssCareCoord": "2025-04-12", "EndDateAssCareCoord": "2025-04-11"},
        "EndDateAssCareCoord",
        REFUSED,
        "is before",
    ),
    Fault(
        "MHS006",
        {"StartDateAssCareCoord": "2025-04-12", "CareProfLocalID": "S77"},
        "CareProfLocalID",
        WARNED,
        "MHS901StaffDetails does not describe",
    ),
    Fault(
        "MHS008",
        {"CarePlanCreatDate": "2025-05-01", "CarePlanLastUpdateDate": ""},
        "CarePlanCreatDate",
        REFUSED,
        "after the reporting period",
        "MHS00822",
    ),
    Fault("MHS008", {"CarePlanLastUpdateDate": "2025-04-07"}, "CarePlanLastUpdateDate", REFUSED, "is before"),
    Fault("MHS008", {"CarePlanImplementDate": "2025-04-07"}, "CarePlanImplementDate", REFUSED, "is before"),
    Fault("MHS008", {"LocalPatientID": "LX"}, "LocalPatientID", GROUP, "MHS001MPI has no such row"),
    Fault(
        "MHS009", {"CarePlanContentAgreedBy": ""}, "CarePlanContentAgreedBy", REFUSED, "is blank", "MHS00904"
    ),
    Fault(
        "MHS009",
        {"CarePlanContentAgreedBy": "77"},
        "CarePlanContentAgreedBy",
        WARNED,
        "unknown code",
        "MHS00906",
    ),
    Fault(
        "MHS009",
        {"CarePlanContentAgreedDate": "2025-04-07"},
        "CarePlanContentAgreedDate",
        REFUSED,
        "before CarePlanCreatDate",
    ),
    Fault(
        "MHS009",
        {"CarePlanContentAgreedDate": "2025-05-01"},
        "CarePlanContentAgreedDate",
        REFUSED,
        "after the reporting period",
    ),
    Fault(
        "MHS009", {"CarePlanID": "KX"}, "CarePlanID", GROUP, "MHS008CarePlanType has no such row", "MHS00901"
    ),
    Fault(
        "MHS101",
        {"ReferralRequestReceivedDate": "2025-05-01"},
        "ReferralRequestReceivedDate",
        REFUSED,
        "after the reporting period",
        "MHS10113",
    ),
    Fault(
        "MHS101",
        {"ReferralRequestReceivedTime": "25:00:00"},
        "ReferralRequestReceivedTime",
        REFUSED,
        "not a time of day",
        "MHS10115",
    ),
    Fault(
        "MHS101",
        {"ServDischDate": "2025-03-19"},
        "ServDischDate",
        REFUSED,
        "before ReferralRequestReceivedDate",
    ),
    Fault("MHS101", {"ServDischDate": "2025-03-31"}, "ServDischDate", REFUSED, "before the reporting period"),
    Fault(
        "MHS101",
        {"ServDischDate": "2025-05-02"},
        "ServDischDate",
        WARNED,
        "after the reporting period",
        "MHS10130",
    ),
    Fault("MHS101", {"ServDischDate": "2025-05-10"}, "ServDischDate", REFUSED, "after the data set was made"),
    Fault("MHS101", {"ReferRejectionDate": "2025-03-19"}, "ReferRejectionDate", REFUSED, "is before"),
    Fault(
        "MHS101",
        {"ReferRejectionDate": "2025-03-25"},
        "ReferRejectionDate",
        REFUSED,
        "before the reporting period",
    ),
    Fault(
        "MHS101",
        {"DischPlanCreationDate": "2025-04-09", "DischPlanLastUpdatedDate": "2025-04-08"},
        "DischPlanLastUpdatedDate",
        REFUSED,
        "is before",
    ),
    Fault("MHS101", {"SourceOfReferralMH": "Z9"}, "SourceOfReferralMH", WARNED, "unknown code", "MHS10118"),
    Fault("MHS101", {"OrgIDComm": ""}, "OrgIDComm", REFUSED, "is blank", "MHS10108"),
    Fault(
        "MHS101",
        {"CareProfTeamLocalID": "T77"},
        "CareProfTeamLocalID",
        WARNED,
        "MHS902ServiceTeamDetails does not",
    ),
    Fault("MHS101", {"LocalPatientID": "LX"}, "LocalPatientID", GROUP, "MHS001MPI has no such row"),
    Fault("MHS101", {"ServiceRequestID": "R1"}, "ServiceRequestID", REFUSED, "sent already in line 2"),
    Fault(
        "MHS102",
        {"OtherCareProfTeamLocalID": "T1", "ReferClosureDate": "2025-05-01", "ReferClosReason": "02"},
        "ReferClosureDate",
        REFUSED,
        "outside the reporting period",
    ),
    Fault(
        "MHS102",
        {"ServiceRequestID": "R3", "ReferClosureDate": "2025-04-11"},
        "ReferClosReason",
        WARNED,
        "although there is a closure date",
        "MHS10224",
    ),
    Fault(
        "MHS102",
        {"ServiceRequestID": "R2", "ReferRejectionDate": "2025-04-11"},
        "ReferRejectReason",
        WARNED,
        "although there is a rejection date",
        "MHS10227",
    ),
    Fault(
        "MHS102",
        {"ServiceRequestID": "R2", "ReferClosureDate": "2025-05-29", "ReferClosReason": "02"},
        "ReferClosureDate",
        REFUSED,
        "after the referral was discharged",
        month=MAY,
    ),
    Fault(
        "MHS105", {"OnwardReferDate": "2025-05-01"}, "OnwardReferDate", REFUSED, "after the reporting period"
    ),
    Fault("MHS201", {"CareContDate": "2025-03-31"}, "CareContDate", REFUSED, "late entry"),
    Fault("MHS201", {"CareContDate": "2025-05-01"}, "CareContDate", REFUSED, "outside the reporting period"),
    Fault(
        "MHS201",
        {"ClinContDurOfCareCont": "half"},
        "ClinContDurOfCareCont",
        REFUSED,
        "number of minutes",
        "MHS20114",
    ),
    Fault("MHS201", {"ConsMechanismMH": "03"}, "ConsMechanismMH", WARNED, "unknown code", "MHS20120"),
    Fault("MHS201", {"AttendStatus": "9"}, "AttendStatus", SERIOUS, "unknown code", "MHS20128"),
    Fault(
        "MHS201",
        {"AttendStatus": "=1+1"},
        "AttendStatus",
        REFUSED,
        "is '=1+1, which has 4 characters where 1 is allowed, so",
        "MHS20127",
    ),
    Fault("MHS201", {"ServiceRequestID": "RX"}, "ServiceRequestID", GROUP, "MHS101Referral has no such row"),
    Fault("MHS201", {"CareContactID": "C1"}, "CareContactID", REFUSED, "sent already in line 2"),
    Fault(
        "MHS201", {"OtherCareProfTeamLocalID": "T77"}, "OtherCareProfTeamLocalID", WARNED, "does not describe"
    ),
    Fault("MHS202", {"Procedure": "386053001"}, "Procedure", REFUSED, "check digit", "MHS20230"),
    Fault("MHS202", {"Procedure": "12345"}, "Procedure", REFUSED, "6 to 56", "MHS20229"),
    Fault("MHS202", {"CareContactID": "CX"}, "CareContactID", GROUP, "MHS201CareContact has no such row"),
    Fault("MHS204", {"IndirectActDate": "2025-05-01"}, "IndirectActDate", REFUSED, "late entry"),
    Fault("MHS204", {"IndActProcedure": "386053001"}, "IndActProcedure", REFUSED, "SNOMED", "MHS20431"),
    Fault("MHS204", {"CareProfLocalID": "S77"}, "CareProfLocalID", WARNED, "does not describe"),
    Fault("MHS206", {"CareActID": "AX"}, "CareActID", GROUP, "MHS202CareActivity has no such row"),
    Fault(
        "MHS501",
        {"StartDateHospProvSpell": "2025-05-01"},
        "StartDateHospProvSpell",
        REFUSED,
        "after the reporting period",
        "MHS50110",
    ),
    Fault("MHS501", {"DischDateHospProvSpell": "2025-04-17"}, "DischDateHospProvSpell", REFUSED, "is before"),
    Fault("MHS502", {"EndDateWardStay": "2025-04-17"}, "EndDateWardStay", REFUSED, "is before"),
    Fault(
        "MHS606",
        {"AssToolCompTimestamp": "2025-04-30T23:30:00+00:00"},
        "AssToolCompTimestamp",
        REFUSED,
        "late entry",
    ),
    Fault(
        "MHS606",
        {"AssToolCompTimestamp": "yesterday"},
        "AssToolCompTimestamp",
        REFUSED,
        "not a date and time",
        "MHS60609",
    ),
    Fault(
        "MHS606",
        {"CodedAssToolType": "123"},
        "CodedAssToolType",
        REFUSED,
        "national list of assessment tools",
        "MHS60613",
    ),
    Fault("MHS606", {"PersScore": "9"}, "PersScore", WARNED, "1 to 8"),
    Fault("MHS606", {"PersScore": "high"}, "PersScore", WARNED, "not on the scale"),
    Fault("MHS606", {"PersScore": "123456"}, "PersScore", REFUSED, "6 characters", "MHS60606"),
    Fault("MHS607", {"PersScore": "28"}, "PersScore", WARNED, "0 to 27"),
    Fault("MHS607", {}, "CareActID", REFUSED, "sent already in line 2"),
    Fault("MHS901", {"CareProfStaffGpMH": "50"}, "CareProfStaffGpMH", WARNED, "unknown code", "MHS90107"),
    Fault("MHS902", {"ServTeamTypeMH": "C03"}, "ServTeamTypeMH", WARNED, "unknown code", "MHS90211"),
    Fault("MHS902", {"ServTeamIntAgeGroup": ""}, "ServTeamIntAgeGroup", REFUSED, "is blank", "MHS90212"),
]


@pytest.mark.parametrize("month", [APRIL, MAY])
def test_every_fault_is_told_with_its_line_and_what_to_do(month: str, tmp_path: Path) -> None:
    """All of them are put into one record set, a row each, which must hold nothing else against it."""
    files = RecordSetFiles(tmp_path / "set", month)
    lines = {
        fault: _add(files, fault, number) for number, fault in enumerate(FAULTS, 100) if fault.month == month
    }
    taken = read(files)
    told: dict[tuple[str, int], list[Finding]] = {}
    for finding in findings(taken):
        told.setdefault((finding.table[:6], finding.line), []).append(finding)
    problems = [
        problem
        for fault, line in lines.items()
        if (problem := _problem(fault, told.get((fault.table, line), [])))
    ]
    assert not problems, "\n".join(problems)
    assert told.keys() == {(fault.table, line) for fault, line in lines.items()}
    for table in {fault.table for fault in lines}:
        refused = [fault for fault in lines if fault.table == table and fault.severity in (REFUSED, GROUP)]
        assert counts(taken, table)[3] == len(refused), table


def _add(files: RecordSetFiles, fault: Fault, number: int) -> int:
    """Add the faulty row, with an identifier of its own; its line."""
    own = dict.fromkeys(NEW.get(fault.table, ()), f"N{number}")
    if fault.table == "MHS001":
        own["NHSNumber"] = NUMBERS[number - 100]
    files.add(fault.table, fault.like, **{**own, **fault.values})
    return len(files.rows(fault.table)) + 1


def _problem(fault: Fault, told: list[Finding]) -> str:
    chosen = [one for one in told if one.element == fault.element and fault.says in one.reason]
    if not chosen:
        return f"{fault}: {[(one.element, one.reason) for one in told]}"
    if (chosen[0].severity, chosen[0].rule) != (fault.severity, fault.rule):
        return f"{fault}: {chosen[0].severity} {chosen[0].rule}"
    return ""


def test_a_refused_row_takes_all_that_belongs_to_it_with_it(tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set").change("MHS001", 0, PersonBirthDate="soon")
    taken = read(files)
    told = {(one.table[:6], one.line): one for one in findings(taken)}
    for table, line in [
        ("MHS101", 2),
        ("MHS201", 2),
        ("MHS202", 2),
        ("MHS607", 2),
        ("MHS206", 2),
        ("MHS008", 2),
        ("MHS009", 2),
    ]:
        assert told[table, line].severity == GROUP, table
    assert "The row L1 of MHS001MPI, which this one belongs to, was refused" in told["MHS101", 2].reason
    assert "The row R1 of MHS101Referral" in told["MHS201", 2].reason
    assert not Referral.objects.filter(reference="R1").exists()
    assert not CarePlanAgreement.objects.exists()
    assert counts(taken, "MHS201") == (4, 2, 0, 2)


def test_people_without_the_basics_are_kept_with_a_serious_warning(tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set").add("MHS001", 0, LocalPatientID="N1", NHSNumber="9991000127")
    taken = read(files)
    told = findings(taken, "MHS001", 6)
    assert [one.severity for one in told] == [SERIOUS, SERIOUS]
    assert "MHS002GP has no sound row for N1" in told[0].reason
    assert "MHS101Referral has no sound row for N1" in told[1].reason
    assert counts(taken, "MHS001") == (5, 5, 1, 0)
    assert Person.objects.filter(nhs_number="9991000127").exists()


def test_a_data_set_made_before_its_month_was_over(tmp_path: Path) -> None:
    taken = read(
        RecordSetFiles(tmp_path / "set").change("MHS000", DateTimeDatSetCreate="2025-04-20T08:00:00")
    )
    (told,) = findings(taken, "MHS000")
    assert (told.line, told.element, told.severity) == (2, "DateTimeDatSetCreate", WARNED)
    assert "before the reporting period ended" in told.reason


def test_unknown_codes_are_kept_as_sent(tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set").change("MHS101", 0, SourceOfReferralMH="Z9")
    files.change("MHS902", 0, ServTeamTypeMH="C03")
    read(files)
    referral = Referral.objects.get(reference="R1")
    assert (referral.source, referral.team.team_type) == ("Z9", "C03")


def test_a_score_off_its_scale_is_kept_and_counts_nowhere(tmp_path: Path) -> None:
    read(
        RecordSetFiles(tmp_path / "set")
        .change("MHS606", 0, PersScore="9")
        .change("MHS606", 1, PersScore="n/a")
    )
    kept = CodedScore.objects.filter(activity=None).exclude(tool_code="1091071000000100")
    assert set(kept.values_list("score", "value")) == {("9", None), ("n/a", None)}


def test_an_eight_of_dialog_is_taken_without_a_word_and_counts_nowhere(tmp_path: Path) -> None:
    read_set = read(RecordSetFiles(tmp_path / "set").change("MHS606", 0, PersScore="8"))
    kept = CodedScore.objects.get(score="8")
    assert (kept.value, kept.score) == (None, "8")
    assert not [finding for finding in findings(read_set) if finding.element == "PersScore"]


def test_a_default_practice_is_kept_beside_the_real_one(tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set")
    files.add("MHS002", 0, GMPReg="V81999", StartDateGMPRegistration="2025-04-01")
    read(files)
    assert set(
        GpRegistration.objects.filter(person__identifiers__local_id="L1").values_list(
            "practice_code", flat=True
        )
    ) == {
        "P81001",
        "V81999",
    }


def test_the_first_of_two_alike_is_kept(tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set").add("MHS201", 0, AttendStatus="7", ServiceRequestID="R2")
    read(files)
    assert Contact.objects.get(local_id="C1").attendance == "5"


def test_a_faulty_first_row_does_not_stand_in_the_way_of_a_sound_second(tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set").add("MHS201", 0).change("MHS201", 0, CareContDate="2025-05-01")
    taken = read(files)
    assert counts(taken, "MHS201") == (5, 4, 0, 1)
    assert Contact.objects.filter(local_id="C1").exists()


def test_what_was_recorded_here_is_not_taken_again(tmp_path: Path) -> None:
    trust = ground.organisation(ods_code="RXA")
    own = record.referral(reference="R1", provider=trust, received_on="2025-03-20")
    contact = record.contact(referral=own, local_id="C1", provider=trust)
    taken = read(RecordSetFiles(tmp_path / "set"))
    told = {(one.table[:6], one.line): one for one in findings(taken)}
    assert told["MHS101", 2].severity == WARNED
    assert "What was recorded here stands" in told["MHS101", 2].reason
    assert told["MHS201", 2].severity == REFUSED
    assert told["MHS202", 2].severity == GROUP
    assert list(Contact.objects.filter(local_id="C1")) == [contact]
    # What else was sent for the referral hangs on ours.
    assert Contact.objects.get(local_id="C2").referral == own


def test_the_specification_knows_every_table_and_its_parents() -> None:
    known = tables()
    assert len(known) == 61
    assert sum(len(table.elements) for table in known.values()) == 438
    for table in known.values():
        for element in table.elements.values():
            assert element.parent is None or element.parent[1] in known[element.parent[0]].elements
    ids = list(known)
    for child, parent in (
        ("MHS202", "MHS201"),
        ("MHS201", "MHS101"),
        ("MHS101", "MHS001"),
        ("MHS607", "MHS202"),
    ):
        assert ids.index(parent) < ids.index(child)
    assert known["MHS201"].elements["CareContDate"].kind == Kind.DATE
