"""Letters: a tenant's own words, writing one with a preview, and a PDF that stays as it was made."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from config.pdf import pdf_faults
from hubs.models import AccessLog, AuditEvent, GpPractice, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import letters, requests
from referrals.models import Appointment, GpRegistration, Letter, LetterTemplate, Person
from referrals.models.message import LetterKind
from referrals.selectors import letters as found
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import NOW, World

ADDRESS = "3 Beach Road\nFleetwood"


@pytest.fixture
def lives(world: World) -> World:
    """Her address, the number to ring and her practice are known."""
    Tenant.objects.filter(pk=world.tenant.pk).update(public_phone="01632 960 100")
    GpPractice.objects.create(code="P81001", name="MOORSIDE SURGERY", postcode="FY7 8GU")
    with in_tenant(world.tenant.pk):
        Person.objects.filter(pk=world.person.pk).update(
            address=ADDRESS, postcode="FY7 6AA", preferred_name="Mara"
        )
        GpRegistration.objects.create(
            person=world.person, practice_code="P81001", starts_on=dt.date(2020, 1, 1)
        )
    return world


def new(world: World) -> str:
    return reverse("letter-new", args=[world.person.reference])


def paper(client: Client, world: World, kind: str = "received") -> dict[str, Any]:
    """The form of the paper as it is shown, ready to be sent."""
    page = client.get(new(world), {"kind": kind, "referral": world.referral.reference}).content.decode()
    return _fields(page)


def _fields(page: str) -> dict[str, Any]:
    sent = {
        name: unescape(value)
        for name, value in re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
        if name != "csrfmiddlewaretoken"
    }
    areas = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    for box in boxes:
        name = re.search(r'name="(\w+)"', box)
        if name and "checked" not in box:
            sent.pop(name.group(1), None)
    return {**sent, **{name: unescape(text).strip() for name, text in areas}}


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def sizes(pdf: bytes) -> set[float]:
    """The sizes in points of what is printed."""
    found_sizes: set[float] = set()

    def look(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            # WeasyPrint draws in pixels, three quarters of a point each.
            found_sizes.add(round(abs(size * tm[0] * cm[0]), 1))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=look)
    return found_sizes


def test_a_letter_is_filled_in_looked_at_and_made(client: Client, lives: World) -> None:
    sent = paper(client, lives)
    assert sent["to_name"] == "Amara Okafor"
    assert sent["to_address"] == f"{ADDRESS}\nFY7 6AA"
    assert sent["body"].startswith(
        "Dear Mara\n\nThank you for asking us for help. We had your request on 29 May 2025."
    )
    sent["body"] = sent["body"].replace("Thank you", "Many <b>thanks</b> & thank you")
    preview = client.post(new(lives), {**sent, "preview": "1"}).content.decode()
    assert "Many &lt;b&gt;thanks&lt;/b&gt; &amp; thank you" in preview
    with in_tenant(lives.tenant.pk):
        assert not Letter.objects.exists()
    answer = client.post(new(lives), sent, follow=True).content.decode()
    assert "The letter is made" in answer
    # The same form sent twice makes one letter.
    client.post(new(lives), sent)
    with in_tenant(lives.tenant.pk):
        letter = Letter.objects.get()
        assert letter.created_by_id == lives.staff.pk
        assert AuditEvent.objects.filter(action="letter.written").count() == 1
    pdf = client.get(reverse("letter", args=[lives.person.reference, letter.public_id]))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert hashlib.sha256(pdf.content).hexdigest() == letter.sha256
    assert (
        pdf.content == client.get(reverse("letter", args=[lives.person.reference, letter.public_id])).content
    )
    words = text_of(pdf.content)
    for part in (
        "Amara Okafor\n3 Beach Road\nFleetwood\nFY7 6AA",
        "18 June 2025",
        lives.referral.reference,
        "01632 960 100",
        "Many <b>thanks</b> & thank you",
        "Samaritans",
    ):
        assert part in words
    assert pdf_faults(pdf.content) == []
    with in_tenant(lives.tenant.pk):
        assert AccessLog.objects.filter(what="Letter").count() == 2


def test_the_letter_to_the_practice(client: Client, lives: World) -> None:
    sent = paper(client, lives, "gp_taken")
    assert (sent["to_name"], sent["to_address"]) == ("MOORSIDE SURGERY", "FY7 8GU")
    assert "Your patient: Amara Okafor\nBorn: 3 March 1988\nNHS number: 943 476 5919" in sent["body"].replace(
        "\r", ""
    )
    client.post(new(lives), sent)
    with in_tenant(lives.tenant.pk):
        words = text_of(bytes(Letter.objects.get().pdf))
    assert "Priya Nair" in words
    assert "Samaritans" not in words


def test_large_print_for_who_reads_it(client: Client, lives: World) -> None:
    with in_tenant(lives.tenant.pk):
        requests.set_needs(by=lives.by, person=lives.person, communication="Large print, short sentences")
    sent = paper(client, lives)
    assert "large_print" in sent
    client.post(new(lives), sent)
    with in_tenant(lives.tenant.pk):
        letter = Letter.objects.get()
    assert letter.large_print
    assert pdf_faults(bytes(letter.pdf)) == []
    assert {12.0, 16.0} & sizes(bytes(letter.pdf)) == {16.0}
    client.post(new(lives), {**paper(client, lives), "large_print": ""})
    with in_tenant(lives.tenant.pk):
        plain = Letter.objects.get(large_print=False)
    assert {12.0, 16.0} & sizes(bytes(plain.pdf)) == {12.0}
    assert "In large print" in client.get(new(lives)).content.decode()


def test_the_next_appointment_is_told(client: Client, lives: World) -> None:
    with in_tenant(lives.tenant.pk):
        for days in (9, 2):
            Appointment.objects.create(
                referral=lives.referral,
                staff=lives.staff,
                team=lives.team,
                starts_at=NOW + dt.timedelta(days=days),
                mechanism="01",
                place="Moorside House",
            )
    body = paper(client, lives, "appointment")["body"]
    assert "- Day: Friday 20 June 2025" in body
    assert "- Time: 2:35pm" in body
    assert "- Where: Moorside House" in body


def test_what_is_not_known_is_filled_in_first(client: Client, world: World) -> None:
    sent = paper(client, world, "appointment")
    assert "[appointment date to fill in]" in sent["body"]
    assert sent["to_address"] == ""
    answer = client.post(new(world), sent).content.decode()
    assert "Fill in what we do not know: appointment date, appointment time" in answer
    assert "[appointment date to fill in]" in answer
    with in_tenant(world.tenant.pk):
        assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"body": "Dear {{ person_name }}"}, "in place of the curly brackets"),
        ({"body": ""}, "Enter letter"),
        ({"to_name": " "}, "Enter whom the letter goes to"),
        ({"to_address": "\n".join("1234567")}, "takes 6 lines"),
    ],
)
def test_a_letter_that_cannot_be_read_is_not_made(
    client: Client, lives: World, change: dict[str, str], words: str
) -> None:
    sent = {**paper(client, lives), **change}
    assert words in client.post(new(lives), sent).content.decode()
    with in_tenant(lives.tenant.pk):
        assert not Letter.objects.exists()


def test_the_referral_that_was_looked_at_is_chosen(client: Client, lives: World) -> None:
    with in_tenant(lives.tenant.pk):
        record.referral(person=lives.person, team=lives.team, received_on=NOW.date())
    page = client.get(new(lives), {"referral": lives.referral.reference}).content.decode()
    assert re.search(rf'<option value="{lives.referral.reference}" selected', page)
    assert "There is a problem" not in page
    assert (
        "There is a problem" in client.get(new(lives), {"kind": "nothing", "referral": "x"}).content.decode()
    )


def test_nobody_writes_to_the_dead(client: Client, lives: World) -> None:
    sent = paper(client, lives)
    with in_tenant(lives.tenant.pk):
        Person.objects.filter(pk=lives.person.pk).update(death_date=NOW.date())
    assert "The person has died" in client.post(new(lives), sent).content.decode()


def test_a_referral_of_somebody_else_is_not_found(client: Client, lives: World) -> None:
    sent = paper(client, lives)
    with in_tenant(lives.tenant.pk):
        other = record.referral(team=lives.team)
        theirs = record.letter(other)
    assert client.post(new(lives), {**sent, "referral": other.reference}).status_code == 404
    assert client.get(reverse("letter", args=[lives.person.reference, theirs.public_id])).status_code == 404


def test_another_hub_may_not_read_it(client_as: ClientAs, lives: World) -> None:
    with in_tenant(lives.tenant.pk):
        letter, hub = record.letter(lives.referral), ground.hub()
    stranger = client_as(Role.CLINICIAN, hub=hub)
    assert stranger.get(reverse("letter", args=[lives.person.reference, letter.public_id])).status_code == 403


def test_a_damaged_letter_is_not_given_out(lives: World) -> None:
    with in_tenant(lives.tenant.pk):
        letter = record.letter(lives.referral)
        Letter.objects.filter(pk=letter.pk).update(pdf=b"%PDF-1.8")
        with pytest.raises(found.Damaged):
            found.find(letter.public_id, person_id=lives.person.pk)


def test_the_same_document_is_the_same_bytes(lives: World) -> None:
    with in_tenant(lives.tenant.pk):
        given = letters.Given(
            "received", "Ann", "", "Hello", "Dear Ann", False, record.letter(lives.referral).form_key
        )
        document = letters.document(lives.referral, given)
    assert letters.draw(document) == letters.draw(document)


def edit(administrator: Client, kind: str, **sent: Any) -> str:
    address = reverse("setup-letter", args=[kind])
    return administrator.post(address, sent, follow=True).content.decode()


def test_a_tenant_has_its_own_words(client_as: ClientAs, client: Client, lives: World) -> None:
    administrator = client_as(Role.ADMINISTRATOR)
    page = administrator.get(reverse("setup-letter", args=["received"])).content.decode()
    assert "{{ person_name }}" in page
    assert "Dear Ann Okafor" in page
    words = "Hello {{ person_name }}\n\nWe are here."
    answer = edit(administrator, "received", version=0, subject="Hello", body=words)
    assert "is saved" in answer
    assert "Your own, version 1" in answer
    assert paper(client, lives)["body"] == "Hello Mara\n\nWe are here."
    late = edit(administrator, "received", version=0, subject="Hello", body="Mine")
    assert "saved other words meanwhile" in late
    assert "Mine" in late
    edit(administrator, "received", version=1, subject="Hello again", body=words)
    with in_tenant(lives.tenant.pk):
        assert list(LetterTemplate.objects.order_by("version").values_list("version", "subject")) == [
            (1, "Hello"),
            (2, "Hello again"),
        ]


@pytest.mark.parametrize(
    "body", ["Dear {{ nobody }}", "Dear {{ person_name", "<script>alert(1)</script>", ""]
)
def test_wrong_words_are_told_and_not_saved(client_as: ClientAs, lives: World, body: str) -> None:
    answer = edit(client_as(Role.ADMINISTRATOR), "received", version=0, subject="Hello", body=body)
    assert "There is a problem" in answer
    assert "<script>alert" not in answer
    with in_tenant(lives.tenant.pk):
        assert not LetterTemplate.objects.exists()


def test_a_preview_of_words_saves_nothing(client_as: ClientAs, lives: World) -> None:
    given = {"version": 0, "subject": "Hi", "body": "Dear {{ person_name }}, <i>hi</i>", "preview": "1"}
    answer = edit(client_as(Role.ADMINISTRATOR), "closed", **given)
    assert "Dear Ann Okafor, &lt;i&gt;hi&lt;/i&gt;" in answer
    with in_tenant(lives.tenant.pk):
        assert not LetterTemplate.objects.exists()


def test_no_template_engine_reads_what_was_written(lives: World) -> None:
    with in_tenant(lives.tenant.pk), pytest.raises(ValidationError):
        letters.edit_words(by=lives.by, kind="received", subject="Hi", body="{{ 7 * 7 }}", version=0)
    with in_tenant(lives.tenant.pk):
        made = letters.edit_words(by=lives.by, kind="received", subject="Hi", body="{% raw %}", version=0)
        assert found.words("received").body == made.body == "{% raw %}"


def test_all_kinds_have_words(lives: World) -> None:
    with in_tenant(lives.tenant.pk):
        assert [one.kind for one in found.all_words()] == LetterKind.values
