"""Each rule of the national intake that is asked for: what breaks it, what is said, and what becomes of the row."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from careplans.models import CarePlanAgreement
from outcomes.models import CodedScore
from referrals.models import Contact, GpRegistration, Person, Referral
from reporting.mhsds.made_up import nhs_numbers
from reporting.mhsds.specification import Kind, tables
from reporting.models import Finding
from tests.factories import ground, record
from tests.reporting.faults_of_care import OF_CARE
from tests.reporting.faults_of_people import OF_PEOPLE
from tests.reporting.record_set_faults import GROUP, REFUSED, SERIOUS, WARNED, Fault
from tests.reporting.record_set_files import APRIL, MAY, RecordSetFiles, counts, findings, read

pytestmark = pytest.mark.usefixtures("in_a_tenant")
FAULTS = [*OF_PEOPLE, *OF_CARE]
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
