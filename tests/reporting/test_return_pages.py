"""The pages of the assurance return, and its downloads."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hubs.models import AccessLog, Tenant
from hubs.models.access import AccessKind
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from reporting.actions import returns as actions
from reporting.models import AssuranceReturn, IndicatorValue
from reporting.rules.periods import parse_quarter
from tests.conftest import ClientAs
from tests.factories import figures, ground, record_sets
from tests.reporting.made_up_return import AS_AT, SIGNED_BEFORE

Q1 = parse_quarter("2025-Q1")
PREVIEW = reverse("return-preview", args=["2025-Q1"])
SIGN = reverse("return-sign", args=["2025-Q1"])
HIDDEN = re.compile(r'<input type="hidden" name="(expected|seen)" value="([^"]*)">')


@pytest.fixture
def year(tenant: Tenant) -> Tenant:
    with in_tenant(tenant.pk):
        figures.year()
    return tenant


@pytest.fixture
def kept(year: Tenant) -> AssuranceReturn:
    """Version 1, signed by somebody; its document is none to read."""
    with in_tenant(year.pk):
        by = ground.actor(Role.MANAGER)
        prepared = actions.prepare(by=by, quarter=Q1)
        return actions.keep(by=by, prepared=prepared, document=b"%PDF-1.7 kept")


def text(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def sign(client: Client, **changed: str) -> Any:
    """Open the page and send its form."""
    hidden = dict(HIDDEN.findall(client.get(SIGN).content.decode()))
    return client.post(SIGN, {**hidden, "checked": "on", **changed}, follow=True)


def test_the_list_shows_each_quarter_with_its_state(kept: AssuranceReturn, client_as: ClientAs) -> None:
    page = text(client_as(Role.MANAGER), reverse("returns"))
    assert "April to June 2025" in page
    assert "Signed, version 1" in page
    assert f"{kept.signed_name}, " in page
    assert "January to March 2025" in page
    assert "Not signed" in page
    assert reverse("return-document", args=["2025-Q1", 1]) in page


def test_without_figures_the_list_says_what_to_do(tenant: Tenant, client_as: ClientAs) -> None:
    page = text(client_as(Role.MANAGER), reverse("returns"))
    assert "There are no figures yet" in page
    assert "nightly run" in page


def test_a_quarter_that_is_not_over_is_shown_and_cannot_be_signed(year: Tenant, client_as: ClientAs) -> None:
    client = client_as(Role.MANAGER)
    with time_machine.travel("2025-06-20"):
        assert "Quarter not over" in text(client, reverse("returns"))
        page = text(client, PREVIEW)
        assert "it can be signed after 30 June 2025" in page
        assert SIGN not in page
        assert "It can be signed after 30 June 2025" in text(client, SIGN)
        answer = client.post(SIGN, {"checked": "on"}, follow=True)
    assert "is not over" in answer.content.decode()
    with in_tenant(year.pk):
        assert not AssuranceReturn.objects.exists()


def test_the_preview_shows_the_figures_suppressed(year: Tenant, client_as: ClientAs) -> None:
    with in_tenant(year.pk):
        IndicatorValue.objects.filter(indicator="wait.mrs02", breakdown="").update(numerator=1237, value=1237)
    page = text(client_as(Role.MANAGER), PREVIEW)
    assert "Draft" in page
    assert "1,235" in page
    assert "1,237" not in page
    assert page.count("<svg xmlns") == 20
    assert "Outcomes: do people say that life is better?" in page
    assert "State of the data" in page


def test_a_return_signed_before_there_were_more_parts_is_shown_and_downloaded_as_it_was(
    tenant: Tenant, client_as: ClientAs
) -> None:
    document = b"%PDF-1.7 as it was signed"
    with in_tenant(tenant.pk):
        AssuranceReturn.objects.create(
            quarter_start=Q1.start,
            content={"format": 1, "document": json.loads(SIGNED_BEFORE.read_text())},
            document=document,
            sha256=hashlib.sha256(document).hexdigest(),
            as_at=AS_AT,
            signed_at=AS_AT,
            signed_name="Amara Okafor",
        )
    client = client_as(Role.COMMISSIONER)
    page = text(client, PREVIEW)
    assert "Signed, version 1" in page
    assert "2,085" in page
    assert page.count("<svg xmlns") == 9
    assert "Outcomes: do people say" not in page
    answer = client.get(reverse("return-document", args=["2025-Q1", 1]))
    assert answer.content == document


def test_the_preview_warns_of_missing_record_sets(year: Tenant, client_as: ClientAs) -> None:
    with in_tenant(year.pk):
        record_sets.taken(
            figures.JUNE.replace(month=4, day=1), provider=ground.organisation(name="Old Trust")
        )
    page = text(client_as(Role.MANAGER), PREVIEW)
    assert "Before you rely on these figures" in page
    assert "Old Trust has not sent June 2025" in page


def test_an_incomplete_quarter_says_what_to_run(tenant: Tenant, client_as: ClientAs) -> None:
    with in_tenant(tenant.pk):
        figures.month(figures.JUNE.replace(day=30, month=4))
    page = text(client_as(Role.MANAGER), PREVIEW)
    assert "There is nothing to sign yet" in page
    assert "Run nightly first" in page
    assert "Download the draft" not in page


@pytest.mark.parametrize("code", ["2025-Q5", "2025-1", "1999-Q1", "nonsense"])
def test_a_quarter_that_is_none_is_not_found(code: str, year: Tenant, client_as: ClientAs) -> None:
    assert client_as(Role.MANAGER).get(f"/returns/{code}/").status_code == 404


def test_a_manager_signs_in_the_browser(year: Tenant, client_as: ClientAs) -> None:
    client = client_as(Role.MANAGER)
    answer = sign(client)
    page = " ".join(answer.content.decode().split())
    assert "You have signed April to June 2025, version 1." in page
    with in_tenant(year.pk):
        signed = AssuranceReturn.objects.get()
    assert signed.sha256 in page
    assert signed.signed_name in page
    first = client.get(reverse("return-document", args=["2025-Q1", 1]))
    with in_tenant(year.pk):
        figures.IndicatorValue.objects.update(value=1, numerator=1)
    second = client_as(Role.COMMISSIONER).get(reverse("return-document", args=["2025-Q1", 1]))
    assert first.content == second.content
    assert hashlib.sha256(first.content).hexdigest() == signed.sha256
    assert first.content.startswith(b"%PDF-1.7")


def test_nobody_signs_without_saying_that_they_have_read_it(year: Tenant, client_as: ClientAs) -> None:
    client = client_as(Role.MANAGER)
    answer = client.post(SIGN, {"expected": "1", "seen": ""})
    assert "Tick the box to say that you have read the figures" in answer.content.decode()
    with in_tenant(year.pk):
        assert not AssuranceReturn.objects.exists()


def test_a_correction_asks_what_changed_and_keeps_what_was_typed(
    year: Tenant, kept: AssuranceReturn, client_as: ClientAs
) -> None:
    client = client_as(Role.MANAGER)
    assert "What changed since the version before?" in text(client, SIGN)
    assert "Say what changed" in sign(client).content.decode()
    answer = client.post(SIGN, {"expected": "2", "seen": "", "what_changed": "June was read again"})
    assert "June was read again</textarea>" in answer.content.decode()
    with in_tenant(year.pk):
        assert AssuranceReturn.objects.count() == 1


def test_figures_that_changed_meanwhile_are_told_and_nothing_typed_is_lost(
    year: Tenant, kept: AssuranceReturn, client_as: ClientAs
) -> None:
    client = client_as(Role.MANAGER)
    hidden = dict(HIDDEN.findall(client.get(SIGN).content.decode()))
    with in_tenant(year.pk):
        IndicatorValue.objects.filter(indicator="wait.mrs02", breakdown="").update(numerator=900, value=900)
    answer = client.post(SIGN, {**hidden, "checked": "on", "what_changed": "June was read again"})
    page = answer.content.decode()
    assert "The figures have changed since you opened this page" in page
    assert "June was read again</textarea>" in page
    assert dict(HIDDEN.findall(page))["seen"] != hidden["seen"]


def test_who_comes_second_is_told(year: Tenant, client_as: ClientAs) -> None:
    client = client_as(Role.MANAGER)
    hidden = dict(HIDDEN.findall(client.get(SIGN).content.decode()))
    with in_tenant(year.pk):
        by = ground.actor(Role.MANAGER)
        prepared = actions.prepare(by=by, quarter=Q1)
        actions.keep(by=by, prepared=prepared, document=b"%PDF-1.7")
    answer = client.post(SIGN, {**hidden, "checked": "on", "what_changed": "x"}, follow=True)
    assert f"Version 1 was signed by {by.name}" in answer.content.decode()


def test_a_signed_quarter_shows_what_was_signed_and_todays_figures_on_request(
    year: Tenant, kept: AssuranceReturn, client_as: ClientAs
) -> None:
    with in_tenant(year.pk):
        IndicatorValue.objects.filter(indicator="wait.mrs02", breakdown="").update(numerator=1237, value=1237)
    client = client_as(Role.MANAGER)
    page = text(client, PREVIEW)
    assert "Signed, version 1" in page
    assert "1,235" not in page
    today = text(client, PREVIEW, draft="")
    assert "1,235" in today
    assert "Not signed off" in today


# Downloads


def test_a_signed_document_carries_its_fingerprint(kept: AssuranceReturn, client_as: ClientAs) -> None:
    client = client_as(Role.COMMISSIONER)
    address = reverse("return-document", args=["2025-Q1", 1])
    answer = client.get(address)
    digest = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert answer.content == b"%PDF-1.7 kept"
    assert answer.headers["ETag"] == f'"{kept.sha256}"'
    assert answer.headers["Digest"] == f"sha-256={digest}"
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert 'filename="assurance-return-QE1-2025-Q1-v1.pdf"' in answer.headers["Content-Disposition"]
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_version_that_is_not_there_is_not_found(kept: AssuranceReturn, client_as: ClientAs) -> None:
    assert client_as(Role.MANAGER).get(reverse("return-document", args=["2025-Q1", 2])).status_code == 404


def test_the_draft_is_a_pdf_and_is_marked(year: Tenant, client_as: ClientAs) -> None:
    answer = client_as(Role.MANAGER).get(reverse("return-draft", args=["2025-Q1"]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    assert 'filename="draft-assurance-return-QE1-2025-Q1.pdf"' in answer.headers["Content-Disposition"]


def test_downloads_are_written_down(year: Tenant, kept: AssuranceReturn, client_as: ClientAs) -> None:
    client_as(Role.COMMISSIONER).get(reverse("return-document", args=["2025-Q1", 1]))
    with in_tenant(year.pk):
        (look,) = AccessLog.objects.values_list("kind", "what")
    assert look == (AccessKind.EXPORTED, "Assurance return 2025-Q1, version 1")


# Who may


def test_a_commissioner_reads_and_downloads_but_does_not_sign(
    kept: AssuranceReturn, client_as: ClientAs
) -> None:
    client = client_as(Role.COMMISSIONER)
    assert reverse("return-document", args=["2025-Q1", 1]) in text(client, PREVIEW)
    assert client.get(SIGN).status_code == 403
    assert client.post(SIGN, {"checked": "on"}).status_code == 403


def test_a_commissioner_sees_only_what_is_signed(
    year: Tenant, kept: AssuranceReturn, client_as: ClientAs
) -> None:
    with in_tenant(year.pk):
        IndicatorValue.objects.filter(indicator="wait.mrs02", breakdown="").update(numerator=1237, value=1237)
    client = client_as(Role.COMMISSIONER)
    listed = text(client, reverse("returns"))
    assert "Signed, version 1" in listed
    assert "January to March 2025" not in listed
    for page in (text(client, PREVIEW), text(client, PREVIEW, draft="")):
        assert "Signed, version 1" in page
        assert "1,235" not in page
        assert "draft" not in page.lower()
    assert client.get(reverse("return-preview", args=["2024-Q4"])).status_code == 404
    assert client.get(reverse("return-draft", args=["2025-Q1"])).status_code == 403


def test_a_commissioner_is_told_when_nothing_is_signed(year: Tenant, client_as: ClientAs) -> None:
    page = text(client_as(Role.COMMISSIONER), reverse("returns"))
    assert "No return is signed yet" in page
    assert "April to June 2025" not in page


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.PARTNER, Role.PRIVACY])
def test_others_see_no_return(role: Role, kept: AssuranceReturn, client_as: ClientAs) -> None:
    client = client_as(role)
    for address in (reverse("returns"), PREVIEW, reverse("return-document", args=["2025-Q1", 1])):
        assert client.get(address).status_code == 403


def test_the_return_of_another_tenant_is_not_found(
    kept: AssuranceReturn, other_tenant: Tenant, client_as: ClientAs
) -> None:
    client = client_as(Role.MANAGER, of=other_tenant)
    for address in (PREVIEW, SIGN, reverse("return-document", args=["2025-Q1", 1])):
        assert client.get(address).status_code == 404
    assert "There are no figures yet" in text(client, reverse("returns"))
