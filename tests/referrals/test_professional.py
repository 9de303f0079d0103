"""The form of those who work with somebody, and the files that they send."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hubs.models import AccessLog, GpPractice, Team, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Attachment, Request
from referrals.models.request import Way
from referrals.rules import uploads
from referrals.rules.ways import SOURCE_OF_REFERRAL
from referrals.selectors import requests
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.refer.form import ANSWERS, asked, fill, send

START = "/refer/fylde/professional/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 32
EXE = b"MZ\x90\0" + b"\0" * 64
YOU = {
    "way": "housing",
    "asker_organisation": "Harbour Homes",
    "asker_name": "Dee Park",
    "asker_role": "Housing officer",
    "asker_phone": "01632 960 001",
}
FROM_HOUSING: dict[str, dict[str, Any]] = {
    "you": YOU,
    "person": ANSWERS["person"],
    "consent": {"knows": "yes"},
    "reach": {"reach_by": "asker"},
    "practice": {"practice": "unknown"},
    "story": {"story": "Has not left the flat for a month."},
    "urgency": {"urgency": "soon", "safety": "Lives alone"},
    "needs": {"digital": "unsure"},
}


@pytest.fixture
def front_door(tenant: Tenant) -> Team:
    with in_tenant(tenant.pk):
        hub = ground.hub(name="Coast hub")
        return ground.team(name="Front door", hub=hub, takes_new=True)


@pytest.fixture
def client(front_door: Team) -> Client:
    return Client()


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return file.getvalue()


WORD = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")


def attach(client: Client, *files: tuple[str, bytes]) -> Any:
    sent = [SimpleUploadedFile(name, content, "application/octet-stream") for name, content in files]
    return client.post(f"{START}check/", {"attached": sent})


def test_a_housing_officer_asks(client: Client, tenant: Tenant, front_door: Team) -> None:
    fill(client, FROM_HOUSING, START)
    told = send(client, START)
    made = asked(tenant)
    assert made.reference in told
    assert (made.way, made.asker_organisation, made.asker_role) == (
        "housing",
        "Harbour Homes",
        "Housing officer",
    )
    assert made.referral.source == "C3"
    assert made.referral.priority == "2"
    assert made.referral.team == front_door
    assert made.person_knows


@pytest.mark.parametrize("way", ["gp", "vcse", "social_care", "housing", "school", "police", "employer"])
def test_each_way_has_its_national_source(client: Client, tenant: Tenant, way: str) -> None:
    fill(client, {**FROM_HOUSING, "you": {**YOU, "way": way}}, START)
    send(client, START)
    made = asked(tenant)
    assert made.way == Way(way)
    assert made.referral.source == SOURCE_OF_REFERRAL[way]


def test_a_practice_gives_its_code(client: Client, tenant: Tenant) -> None:
    GpPractice.objects.create(code="P81001", name="STONEBRIDGE SURGERY", postcode="PR1 8AH")
    client.post(START)
    from_gp = {**YOU, "way": "gp"}
    for code, words in (
        ("P8100", "ODS code must be a letter and 5 digits"),
        ("P99999", "No practice has the code"),
    ):
        told = client.post(f"{START}you/", {**from_gp, "asker_ods_code": code}).content.decode()
        assert words in told
    fill(client, {**FROM_HOUSING, "you": {**from_gp, "asker_ods_code": "p81001"}}, START)
    send(client, START)
    made = asked(tenant)
    assert made.asker_ods_code == made.referral.referring_organisation == "P81001"


def test_whom_to_reach_must_be_told(client: Client) -> None:
    client.post(START)
    told = client.post(f"{START}you/", {**YOU, "asker_phone": ""}).content.decode()
    assert "Enter your phone number or your email address" in told


def test_police_may_ask_for_somebody_who_does_not_know(client: Client, tenant: Tenant) -> None:
    client.post(START)
    assert (
        "Say why the person does not know"
        in client.post(f"{START}consent/", {"knows": "no"}).content.decode()
    )
    without = {
        **FROM_HOUSING,
        "you": {**YOU, "way": "police"},
        "consent": {"knows": "no", "why_not": "He was found confused."},
    }
    fill(client, without, START)
    send(client, START)
    made = asked(tenant)
    assert not made.person_knows
    assert made.story.endswith("The person does not know of this request. He was found confused.")


def test_files_are_kept_with_the_request(client: Client, tenant: Tenant) -> None:
    fill(client, FROM_HOUSING, START)
    files = [
        ("letter.pdf", PDF),
        ("../../etc/photo.png", PNG),
        ("scan.jpg", JPEG),
        ("report.docx", WORD),
        ("note.html", "Dear café".encode()),
    ]
    assert attach(client, *files).headers["Location"] == f"{START}sent/"
    with in_tenant(tenant.pk):
        kept = list(Attachment.objects.order_by("pk"))
        assert bytes(kept[0].content) == PDF
    assert [(each.name, each.content_type) for each in kept] == [
        ("letter.pdf", uploads.PDF),
        ("photo.png", uploads.PNG),
        ("scan.jpg", uploads.JPEG),
        ("report.docx", uploads.DOCX),
        ("note.html.txt", uploads.TEXT),
    ]
    assert kept[0].size == len(PDF)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("letter.pdf", EXE)], "letter.pdf must be a PDF, Word"),
        ([("a.docx", archive("a.txt"))], "a.docx must be a PDF, Word"),
        (
            [("a.docm", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"))],
            "must be a PDF",
        ),
        ([("a.txt", b"bell \x07")], "a.txt must be a PDF"),
        ([("a.txt", b"\xff\xfe\xfa")], "a.txt must be a PDF"),
        ([(f"{number}.txt", b"x") for number in range(6)], "Choose no more than 5 files"),
        ([("large.txt", b"x" * (uploads.MOST_BYTES + 1))], "large.txt must be smaller than 10 MB"),
    ],
)
def test_files_of_other_kinds_are_refused_and_nothing_is_sent(
    client: Client, tenant: Tenant, files: list[tuple[str, bytes]], words: str
) -> None:
    fill(client, FROM_HOUSING, START)
    response = attach(client, ("good.pdf", PDF), *files) if len(files) == 1 else attach(client, *files)
    assert response.status_code == 200
    assert words in response.content.decode()
    with in_tenant(tenant.pk):
        assert not Request.objects.exists()
    assert client.get(f"{START}check/").status_code == 200


def test_a_stranger_cannot_slip_files_into_the_public_form(client: Client, tenant: Tenant) -> None:
    fill(client)
    client.post("/refer/fylde/check/", {"attached": [SimpleUploadedFile("a.pdf", PDF)]})
    with in_tenant(tenant.pk):
        assert Request.objects.exists()
        assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("..\\..\\boot.pdf", uploads.PDF, "boot.pdf"),
        ("a\r\nSet-Cookie: x.pdf", uploads.PDF, "aSet-Cookie_ x.pdf"),
        ("invoice\u202efdp.exe", uploads.PDF, "invoicefdp.exe.pdf"),
        ("", uploads.TEXT, "file.txt"),
        ("...", uploads.PNG, "file.png"),
        ("x" * 300 + ".pdf", uploads.PDF, "x" * 96 + ".pdf"),
        ("Ωmega.JPEG", uploads.JPEG, "Ωmega.JPEG"),
    ],
)
def test_names_are_made_safe(name: str, kind: str, safe: str) -> None:
    assert uploads.safe_name(name, kind) == safe


def test_who_may_see_the_person_may_download(
    client: Client, tenant: Tenant, front_door: Team, client_as: ClientAs, other_tenant: Tenant
) -> None:
    fill(client, FROM_HOUSING, START)
    attach(client, ("“letter”.pdf", PDF))
    made = asked(tenant)
    with in_tenant(tenant.pk):
        file = Attachment.objects.get()
        elsewhere = record.person()
        other_hub = ground.hub()
    address = f"/people/{made.person.reference}/attachments/{file.public_id}/"
    response = client_as(Role.CLINICIAN, hub=front_door.hub).get(address)
    assert response.content == PDF
    assert response.headers["Content-Type"] == uploads.PDF
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert "no-store" in response.headers["Cache-Control"]
    with in_tenant(tenant.pk):
        seen = AccessLog.objects.get()
        assert (seen.what, seen.person_reference) == ("File sent with a request", made.person.reference)
    for role, hub, of, status in (
        (Role.CLINICIAN, other_hub, tenant, 403),
        (Role.MANAGER, None, tenant, 403),
        (Role.CLINICIAN, None, other_tenant, 404),
    ):
        assert client_as(role, hub=hub, of=of).get(address).status_code == status
    assert client.get(address).status_code == 302
    wrong = f"/people/{elsewhere.reference}/attachments/{file.public_id}/"
    assert client_as(Role.CLINICIAN).get(wrong).status_code == 404


def test_requests_of_a_person_without_reading_the_files(
    client: Client, tenant: Tenant, django_assert_num_queries: Any
) -> None:
    fill(client, FROM_HOUSING, START)
    attach(client, ("a.pdf", PDF), ("b.pdf", PDF))
    with in_tenant(tenant.pk):
        person = Request.objects.get().person_id
        with django_assert_num_queries(2):
            (made,) = requests.of_person(person)
            assert [each.name for each in made.attachments.all()] == ["a.pdf", "b.pdf"]
            assert made.referral.team is not None
        assert "content" in made.attachments.all()[0].get_deferred_fields()
