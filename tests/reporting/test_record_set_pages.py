"""Uploading a month in the browser: what is taken, what is refused, and what is shown of it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hubs.models import Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Contact
from reporting.actions import uploads
from reporting.models import Finding, RecordSet
from tests.conftest import ClientAs
from tests.factories import ground
from tests.plugins.worker import StartWorker

SAMPLE = settings.BASE_DIR / "reporting/data/samples/mhsds_v6/2025-06"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    settings.MEDIA_ROOT = tmp_path / "uploads"  # type: ignore[attr-defined]
    return tmp_path / "uploads"


@pytest.fixture
def client(tenant: Tenant, client_as: ClientAs) -> Client:
    return client_as(Role.ADMINISTRATOR)


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return SimpleUploadedFile("month.zip", held.getvalue())


def damaged(compression: int) -> SimpleUploadedFile:
    """An archive in whose content some bytes have changed on the way."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as packed:
        packed.writestr("x.csv", "".join(f"{number},{number * number}\n" for number in range(20_000)))
    content = bytearray(held.getvalue())
    content[200:1200] = bytes(byte ^ 0x5A for byte in content[200:1200])
    return SimpleUploadedFile("month.zip", bytes(content))


def upload(client: Client, *files: SimpleUploadedFile) -> str:
    response = client.post(reverse("record-sets"), {"record_set": list(files)})
    return response.headers["Location"] if response.status_code == 302 else response.content.decode()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose a zip file, or the CSV files of one month"),
        ([SimpleUploadedFile("month.accdb", b"x")], "Choose a zip file or CSV files"),
        ([SimpleUploadedFile("month.zip", b"no zip")], "The zip file cannot be opened"),
        ([zipped({"notes.txt": b"x"})], "The zip file holds no CSV files"),
        ([zipped({"a/x.csv": b"x", "b/y.csv": b"y"})], "in several folders"),
        ([zipped({f"{n}.csv": b"x" for n in range(101)})], "more than 100 CSV files"),
        ([SimpleUploadedFile(f"{n}.csv", b"x") for n in range(101)], "more than 100 CSV files"),
        ([zipped({"MHS000Header.csv": b"0" * 5_000_000})], "too large when it is unpacked"),
        ([zipped({"x.csv": b"x"}), SimpleUploadedFile("y.csv", b"y")], "Choose one zip file alone"),
        ([zipped({"x.csv": b"x", "X.csv": b"y"})], "There are two files called X.csv"),
        ([SimpleUploadedFile("x.csv", b"x"), SimpleUploadedFile("x.csv", b"y")], "two files called x.csv"),
        ([zipped({f"{'x' * 300}.csv": b"x"})], "is too long"),
        ([damaged(zipfile.ZIP_DEFLATED)], "The zip file cannot be opened"),
        ([damaged(zipfile.ZIP_BZIP2)], "The zip file cannot be opened"),
        ([damaged(zipfile.ZIP_LZMA)], "The zip file cannot be opened"),
    ],
)
def test_what_is_no_record_set_is_refused_with_what_to_do(
    client: Client, media: Path, files: list[SimpleUploadedFile], said: str, tenant: Tenant
) -> None:
    for file in files:
        file.seek(0)
    page = upload(client, *files)
    assert said in page
    assert "There is a problem" in page
    assert not [path for path in media.rglob("*") if path.is_file()]
    with in_tenant(tenant.pk):
        assert not RecordSet.objects.exists()


def test_names_in_an_archive_cannot_climb_out_of_the_folder(
    client: Client, media: Path, tenant: Tenant, tmp_path: Path
) -> None:
    where = upload(client, zipped({"../../escaped.csv": b"x"}))
    assert where.startswith(reverse("record-sets"))
    with in_tenant(tenant.pk):
        kept = uploads.folder(RecordSet.objects.get().key)
    assert [path.name for path in kept.iterdir()] == ["escaped.csv"]
    assert not list(tmp_path.glob("escaped.csv"))


@pytest.mark.django_db(transaction=True)
def test_a_month_is_read_by_the_worker_and_its_findings_are_shown(
    start_worker: StartWorker, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(media.parent))
    start_worker()
    tenant = ground.tenant()
    with in_tenant(tenant.pk):
        staff = ground.staff_member(role=Role.ADMINISTRATOR)
    assert staff.user is not None
    client = Client()
    client.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")
    folder = {path.name: path.read_bytes() for path in SAMPLE.glob("MHS*.csv")}
    where = upload(client, zipped({f"2025-06/{name}": content for name, content in folder.items()}))

    page = _when_read(client, where)
    assert "Taken" in page
    assert "31/04/2025, which is not a date" in page
    narrowed = client.get(where, {"table": "MHS606CodedScoreAssessmentRefer"}).content.decode()
    assert "not on the scale of the tool" in narrowed
    assert "31/04/2025" not in narrowed
    rows = client.get(f"{where}findings.csv").content.decode().splitlines()
    with in_tenant(tenant.pk):
        assert len(rows) == 1 + Finding.objects.count()
        assert Contact.objects.count() == 640
        assert RecordSet.objects.get().asked_by == staff
    assert not [path for path in media.rglob("*") if path.is_file()], (
        "uploaded files stay no longer than they must"
    )


def _when_read(client: Client, where: str) -> str:
    for _ in range(600):
        page = client.get(where).content.decode()
        if 'id="progress-bar"' not in page:
            return page
    raise AssertionError("The record set was not read.")


def test_another_tenant_sees_nothing_of_it(client: Client, other_tenant: Tenant, client_as: ClientAs) -> None:
    where = upload(client, zipped({"MHS000Header.csv": b"x"}))
    stranger = client_as(Role.ADMINISTRATOR, of=other_tenant)
    assert stranger.get(where).status_code == 404
    assert stranger.get(f"{where}findings.csv").status_code == 404
