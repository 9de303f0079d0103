"""What cannot be read at all: one message that says what to do, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hubs.models import AssessmentTool, Organisation, Tenant
from hubs.tenancy import in_tenant
from referrals.models import Contact, Person, Referral
from reporting.mhsds.errors import CannotRead
from reporting.models import Finding, RecordSet
from reporting.models.record_set import RecordSetState
from tests.reporting.record_set_files import RecordSetFiles, read

Spoil = Callable[[RecordSetFiles], object]


def text(files: RecordSetFiles, table: str, change: Callable[[bytes], bytes]) -> None:
    path = files.path(table)
    path.write_bytes(change(path.read_bytes()))


def _emptied(files: RecordSetFiles) -> None:
    for path in files.folder.glob("*.csv"):
        path.unlink()


def _cut(files: RecordSetFiles) -> None:
    text(files, "MHS201", lambda data: data[: data.rindex(b",QE1")])


def _million(files: RecordSetFiles) -> None:
    files.add("MHS201", 0, CareContactID="X" * 1_000_000)


def _quoted_million(files: RecordSetFiles) -> None:
    text(files, "MHS201", lambda data: data + b'C9,R1,"' + b"x,\n" * 400_000 + b'"\n')


def _latin(files: RecordSetFiles) -> None:
    text(files, "MHS001", lambda data: data.replace(b"L2,RXA", "L2,RXÄ".encode("latin-1")))


STOPS: list[tuple[str, Spoil, str]] = [
    ("no tables", _emptied, "is no MHSDS record set"),
    ("header missing", lambda f: f.path("MHS000").unlink(), "lacks MHS000Header.csv"),
    ("people missing", lambda f: f.path("MHS001").unlink(), "lacks MHS001MPI.csv"),
    ("practices missing", lambda f: f.path("MHS002").unlink(), "lacks MHS002GP.csv"),
    ("referrals missing", lambda f: f.path("MHS101").unlink(), "lacks MHS101Referral.csv"),
    ("version 5", lambda f: f.change("MHS000", DatSetVer="5.0"), "the version is '5.0'"),
    ("version 6", lambda f: f.change("MHS000", DatSetVer="6"), "Only MHSDS version 6.0 can be read"),
    ("no provider", lambda f: f.change("MHS000", OrgIDProvider=""), "OrgIDProvider must not be blank"),
    ("odd provider", lambda f: f.change("MHS000", OrgIDProvider="the trust"), "no ODS code"),
    (
        "two months",
        lambda f: f.change("MHS000", ReportingPeriodEndDate="2025-05-31"),
        "of one calendar month",
    ),
    (
        "half a month",
        lambda f: f.change("MHS000", ReportingPeriodStartDate="2025-04-02"),
        "of one calendar month",
    ),
    ("no date", lambda f: f.change("MHS000", ReportingPeriodEndDate="30/04/2025"), "Write it as YYYY-MM-DD"),
    (
        "years ahead",
        lambda f: f.change(
            "MHS000", ReportingPeriodStartDate="2999-04-01", ReportingPeriodEndDate="2999-04-30"
        ),
        "has not begun",
    ),
    (
        "no made date",
        lambda f: f.change("MHS000", DateTimeDatSetCreate="then"),
        "Write it like 2025-07-09T08:30:00",
    ),
    ("two headers", lambda f: f.add("MHS000", 0), "has 2 rows after its header"),
    ("no header row", lambda f: f.drop("MHS000", lambda row: False), "has 0 rows after its header"),
    ("empty file", lambda f: f.path("MHS101").write_text(""), "MHS101Referral.csv has no header"),
    ("no people", lambda f: f.drop("MHS001", lambda row: False), "MHS001MPI.csv has a header and no rows"),
    (
        "not a header",
        lambda f: text(f, "MHS101", lambda data: data.split(b"\n", 1)[1]),
        "none of the columns of MHS101",
    ),
    (
        "column lacks",
        lambda f: text(f, "MHS101", lambda data: data.replace(b"ServiceRequestID", b"Ref", 1)),
        "lacks the column ServiceRequestID",
    ),
    (
        "column twice",
        lambda f: text(f, "MHS101", lambda data: data.replace(b"ReferClosReason", b"OrgIDComm", 1)),
        "has the column OrgIDComm more than once",
    ),
    ("table twice", lambda f: (f.folder / "mhs101.csv").write_text("x"), "are both the table MHS101Referral"),
    ("cut in a row", _cut, "MHS201CareContact.csv breaks off in line 5"),
    (
        "cut in quotes",
        lambda f: text(f, "MHS201", lambda data: data + b'C9,"R1'),
        "a quotation mark opened in line 6 is never closed",
    ),
    (
        "short row",
        lambda f: text(f, "MHS201", lambda data: data.replace(b",01,A01", b",A01", 1)),
        "MHS201CareContact.csv, line 2 has 13 values where the header names 14",
    ),
    (
        "long row",
        lambda f: text(f, "MHS201", lambda data: data.replace(b",01,A01", b",01,A01,A01", 1)),
        "line 2 has 15",
    ),
    (
        "odd quotes",
        lambda f: text(f, "MHS201", lambda data: data.replace(b"C1,", b'"C"1,', 1)),
        "quotation marks are wrong",
    ),
    (
        "a million characters",
        _million,
        "MHS201CareContact.csv, line 6 goes on for more than 65,536 characters",
    ),
    ("a million in quotes", _quoted_million, "line 6 goes on for more than 65,536"),
    ("windows-1252", _latin, "MHS001MPI.csv is not in UTF-8: line 3, byte 6 of the line is 0xC4"),
    ("utf-16", lambda f: text(f, "MHS001", lambda data: data.decode().encode("utf-16")), "is in UTF-16"),
    (
        "zero bytes",
        lambda f: text(f, "MHS001", lambda data: data.replace(b"L2", b"L\0", 1)),
        "line 3 holds a zero byte",
    ),
    (
        "a workbook",
        lambda f: f.path("MHS201").write_bytes(b"PK\x03\x04\x14\x00" + bytes(range(256)) * 20),
        "MHS201",
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("spoil", "says"), [stop[1:] for stop in STOPS], ids=[stop[0] for stop in STOPS])
def test_it_stops_with_what_to_do_and_writes_nothing(
    tenant: Tenant, tmp_path: Path, spoil: Spoil, says: str
) -> None:
    files = RecordSetFiles(tmp_path / "set")
    spoil(files)
    with in_tenant(tenant.pk):
        with pytest.raises(CannotRead) as stop:
            read(files)
        assert says in str(stop.value)
        assert str(stop.value).endswith(".")
        (told,) = RecordSet.objects.all()
        assert (told.state, told.error) == (RecordSetState.FAILED, str(stop.value))
        for model in (Person, Referral, Contact, Organisation, Finding):
            assert not model.objects.exists()


@pytest.mark.django_db
def test_a_month_in_force_stays_when_reading_it_again_stops(tenant: Tenant, tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set")
    with in_tenant(tenant.pk):
        read(files)
        _cut(files)
        with pytest.raises(CannotRead):
            read(files)
        assert Contact.objects.count() == 4
        assert sorted(RecordSet.objects.values_list("state", flat=True)) == ["failed", "taken"]


@pytest.mark.django_db
def test_without_the_national_lists_nothing_can_be_judged(tenant: Tenant, tmp_path: Path) -> None:
    AssessmentTool.objects.all().delete()
    with in_tenant(tenant.pk), pytest.raises(CannotRead, match="load_reference"):
        read(RecordSetFiles(tmp_path / "set"))


@pytest.mark.django_db
def test_the_folder_must_be_one(tenant: Tenant, tmp_path: Path) -> None:
    RecordSetFiles(tmp_path / "2025-04")
    with in_tenant(tenant.pk):
        with pytest.raises(CannotRead, match="There is no folder"):
            read(tmp_path / "nowhere")
        with pytest.raises(CannotRead, match="It has the folders 2025-04: name one month's"):
            read(tmp_path)
        with pytest.raises(CannotRead, match="is a file"):
            read(tmp_path / "2025-04" / "MHS000Header.csv")


WELL: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("mark", lambda data: b"\xef\xbb\xbf" + data),
    ("return signs", lambda data: data.replace(b"\n", b"\r\n")),
    ("no last line end", lambda data: data.rstrip(b"\n")),
    ("blank lines", lambda data: data.replace(b"\n", b"\n\n")),
    (
        "quotes",
        lambda data: b"\n".join(b'"' + line.replace(b",", b'","') + b'"' for line in data.splitlines()),
    ),
    (
        "quotes and return signs",
        lambda data: (
            b"\r\n".join(b'"' + line.replace(b",", b'","') + b'"' for line in data.splitlines()) + b"\r\n"
        ),
    ),
    ("other case", lambda data: data.split(b"\n", 1)[0].upper() + b"\n" + data.split(b"\n", 1)[1]),
]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [form[1] for form in WELL], ids=[form[0] for form in WELL])
def test_the_forms_a_sound_file_may_have(
    tenant: Tenant, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    files = RecordSetFiles(tmp_path / "set")
    for path in files.folder.glob("*.csv"):
        path.write_bytes(change(path.read_bytes()))
    with in_tenant(tenant.pk):
        taken = read(files)
        assert not Finding.objects.exists()
        assert taken.summary["MHS201CareContact"] == {"read": 4, "taken": 4, "warned": 0, "refused": 0}
        assert Contact.objects.get(local_id="C4").attendance == "5"


@pytest.mark.django_db
def test_lines_are_those_that_an_editor_shows(tenant: Tenant, tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set")
    text(files, "MHS102", lambda data: data.replace(b"\n", b"\n\n") + b'R1,"T\n\n7",,\nRX,T1,,\n')
    with in_tenant(tenant.pk):
        read(files)
        assert set(Finding.objects.values_list("line", "element")) == {
            (5, "OtherCareProfTeamLocalID"),
            (8, "ServiceRequestID"),
        }
        assert "is T 7, which holds other signs" in Finding.objects.get(line=5).reason


@pytest.mark.django_db
def test_the_command_prints_the_summary_and_writes_the_report(tmp_path: Path, tenant: Tenant) -> None:
    files = RecordSetFiles(tmp_path / "set").add("MHS201", 0, CareContactID="N1", AttendStatus="=1+1")
    files.change("MHS001", Shoesize="44")
    report, out = tmp_path / "report.csv", StringIO()
    call_command("import_mhsds", str(files.folder), tenant=tenant.slug, report=report, stdout=out)
    assert "RXA, April 2025: taken." in out.getvalue()
    assert "MHS201CareContact                        5         4         0         1" in out.getvalue()
    assert "Unknown columns of MHS001MPI, not read: Shoesize." in out.getvalue()
    assert "1 finding written" in out.getvalue()
    lines = report.read_text().splitlines()
    assert lines[0] == "table,line,element,severity,rule,reason"
    assert any(line.startswith("MHS201CareContact,6,AttendStatus,Row refused,MHS20127,") for line in lines)
    assert "=1+1" in report.read_text()
    assert "'=1+1" in report.read_text()
    assert report.read_text().replace("'=1+1", "").count("=1+1") == 0


@pytest.mark.django_db
def test_the_command_stops_in_one_line(tmp_path: Path, tenant: Tenant) -> None:
    files = RecordSetFiles(tmp_path / "set")
    with pytest.raises(CommandError, match=r"There is no tenant 'nobody'\. There are: fylde\."):
        call_command("import_mhsds", str(files.folder), tenant="nobody")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command(
            "import_mhsds", str(files.folder), tenant=tenant.slug, report=tmp_path / "no" / "report.csv"
        )
    files.path("MHS101").unlink()
    with pytest.raises(CommandError, match=r"lacks MHS101Referral\.csv"):
        call_command("import_mhsds", str(files.folder), tenant=tenant.slug, report=tmp_path / "report.csv")
    assert not (tmp_path / "report.csv").exists()
