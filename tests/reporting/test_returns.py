"""Signing a return: frozen with figures and document, once, by one person; corrected by a new version."""

from __future__ import annotations

import hashlib
import io
import threading
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from pypdf import PdfReader

from config.pdf import pdf_faults
from hubs.models import AuditEvent, Tenant
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from reporting.actions import returns as actions
from reporting.actions.returns import AlreadySigned, FiguresChanged, NotSigned, Prepared
from reporting.models import AssuranceReturn, IndicatorValue
from reporting.rules.periods import parse_quarter
from reporting.rules.return_figures import main_figures
from reporting.selectors import return_content, returns
from reporting.selectors.return_content import NoFigures
from tests.conftest import ActorWith
from tests.factories import figures, ground

Q1 = parse_quarter("2025-Q1")
WHY = "June was read again"


@pytest.fixture
def manager(actor: ActorWith) -> Actor:
    """Somebody who signs, in a tenant with a year of figures."""
    figures.year()
    return actor(Role.MANAGER)


@pytest.fixture
def signed(manager: Actor) -> AssuranceReturn:
    return actions.sign(by=manager, quarter=Q1)


def signs(by: Actor, **given: Any) -> AssuranceReturn:
    """As `finish`, with a document that takes no seconds to draw."""
    prepared = actions.prepare(by=by, quarter=Q1, **given)
    return prepared.signed or actions.keep(by=by, prepared=prepared, document=b"%PDF-1.7")


@pytest.fixture
def kept(manager: Actor) -> AssuranceReturn:
    """Signed by the manager; its document is none to read."""
    return signs(manager)


def change_a_figure() -> None:
    IndicatorValue.objects.filter(indicator="wait.mrs02", breakdown="").update(numerator=900, value=900)


def test_signing_freezes_figures_document_name_and_time(manager: Actor, kept: AssuranceReturn) -> None:
    assert (kept.version, kept.signed_name, kept.signed_by_id) == (1, manager.name, manager.staff_id)
    assert kept.sha256 == hashlib.sha256(bytes(kept.document)).hexdigest()
    document = returns.signed_document(kept)
    assert document.signature is not None
    assert (document.signature.name, document.signature.role) == (manager.name, "Manager")
    assert document.signature.signed_at == kept.signed_at
    assert {"values", "definitions", "fingerprint", "format"} <= set(kept.content)


def test_the_document_is_accessible_and_holds_the_figures(signed: AssuranceReturn) -> None:
    data = bytes(signed.document)
    reader = PdfReader(io.BytesIO(data))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert len(reader.pages) >= 3
    assert pdf_faults(data) == []
    for one in main_figures(returns.signed_document(signed)):
        assert one.measure.title in words
        assert one.value.text in words
    assert f"Signed off by {signed.signed_name}" in words
    assert "State of the data" in words
    assert "Fylde Coast" in words
    assert "Draft" not in words


def test_a_draft_says_so_on_every_page(manager: Actor) -> None:
    reader = PdfReader(io.BytesIO(actions.draw(return_content.build(Q1).document)))
    words = [page.extract_text() for page in reader.pages]
    assert "Draft, not signed off" in " ".join(words[0].split())
    assert all("draft" in page.lower() for page in words)


def test_what_is_signed_stays_as_it_was_when_figures_change(kept: AssuranceReturn) -> None:
    before = bytes(kept.document)
    waiting = returns.signed_document(kept).waits.open[0].value
    change_a_figure()
    again = returns.latest(Q1)
    assert again is not None
    assert returns.intact_document(again) == before
    assert returns.signed_document(again).waits.open[0].value == waiting
    assert return_content.build(Q1).document.waits.open[0].value != waiting


def test_the_same_document_is_drawn_as_the_same_bytes(signed: AssuranceReturn) -> None:
    assert actions.draw(returns.signed_document(signed)) == bytes(signed.document)


def test_the_database_lets_nobody_alter_it(kept: AssuranceReturn) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        AssuranceReturn.objects.filter(pk=kept.pk).update(signed_name="Somebody else")


def test_a_document_that_was_altered_is_never_handed_out(kept: AssuranceReturn) -> None:
    kept.document = bytes(kept.document) + b" "
    with pytest.raises(returns.Altered, match="restore it from a backup"):
        returns.intact_document(kept)


def test_signing_is_written_down(manager: Actor, kept: AssuranceReturn) -> None:
    event = AuditEvent.objects.get(action="return.signed")
    assert (event.staff_id, event.object_reference) == (manager.staff_id, "2025-Q1")
    assert event.detail == {"version": 1, "sha256": kept.sha256}


# Corrections


def test_a_correction_is_a_new_version_that_says_what_changed(
    actor: ActorWith, kept: AssuranceReturn
) -> None:
    change_a_figure()
    by = actor(Role.MANAGER)
    corrected = actions.sign(by=by, quarter=Q1, what_changed=f"  {WHY}\n")
    assert (corrected.version, corrected.what_changed) == (2, WHY)
    words = PdfReader(io.BytesIO(bytes(corrected.document))).pages[0].extract_text()
    assert WHY in words
    assert [one.version for one in returns.quarters(by)[0].versions] == [2, 1]
    first = returns.version(Q1, 1)
    assert first is not None
    assert returns.intact_document(first) == bytes(kept.document)


def test_a_correction_must_say_what_changed(actor: ActorWith, kept: AssuranceReturn) -> None:
    change_a_figure()
    with pytest.raises(AlreadySigned, match=f"Version 1 was signed by {kept.signed_name}"):
        actions.sign(by=actor(Role.MANAGER), quarter=Q1, what_changed=" ")
    assert AssuranceReturn.objects.count() == 1


# Twice, and two at once


def test_signing_again_what_one_has_signed_adds_nothing(manager: Actor, kept: AssuranceReturn) -> None:
    assert actions.sign(by=manager, quarter=Q1) == kept
    assert AssuranceReturn.objects.count() == 1
    assert AuditEvent.objects.filter(action="return.signed").count() == 1


def test_a_form_sent_twice_signs_once(manager: Actor) -> None:
    seen = return_content.build(Q1).fingerprint
    first = signs(manager, expected=1, seen=seen)
    assert signs(manager, expected=1, seen=seen) == first
    assert AssuranceReturn.objects.count() == 1


def test_a_correction_sent_twice_is_one_correction(manager: Actor, kept: AssuranceReturn) -> None:
    change_a_figure()
    seen = return_content.build(Q1).fingerprint
    sent = {"what_changed": WHY, "expected": 2, "seen": seen}
    second = signs(manager, **sent)
    assert second.version == 2
    assert signs(manager, **sent) == second


def test_who_comes_second_is_told_who_was_first(actor: ActorWith, kept: AssuranceReturn) -> None:
    seen = return_content.build(Q1).fingerprint
    with pytest.raises(AlreadySigned, match=f"signed by {kept.signed_name}"):
        actions.prepare(by=actor(Role.MANAGER), quarter=Q1, expected=1, seen=seen, what_changed="x")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_is_told() -> None:
    tenant = ground.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1")
    with in_tenant(tenant.pk):
        figures.year(months=6)
        both = [ground.actor(Role.MANAGER), ground.actor(Role.MANAGER)]
        prepared = [actions.prepare(by=one, quarter=Q1) for one in both]
    ready = threading.Barrier(2)
    ended: list[object] = []

    def finish(by: Actor, one: Prepared) -> None:
        ready.wait()
        try:
            ended.append(actions.finish(by=by, prepared=one))
        except AlreadySigned as error:
            ended.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=finish, args=each) for each in zip(both, prepared, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [one for one in ended if isinstance(one, AssuranceReturn)]
    (told,) = [one for one in ended if isinstance(one, AlreadySigned)]
    assert told.signed == winner
    assert f"Version 1 was signed by {winner.signed_name}" in str(told)
    with in_tenant(tenant.pk):
        assert AssuranceReturn.objects.count() == 1


# What cannot be signed


def test_figures_that_changed_since_they_were_looked_at_are_not_signed(manager: Actor) -> None:
    seen = return_content.build(Q1).fingerprint
    change_a_figure()
    with pytest.raises(FiguresChanged, match="have changed since you opened this page"):
        actions.prepare(by=manager, quarter=Q1, seen=seen)


def test_a_quarter_that_is_not_over_cannot_be_signed(manager: Actor) -> None:
    with (
        time_machine.travel(date(2025, 6, 30)),
        pytest.raises(NotSigned, match=r"is not over\. It can be signed from 1 July 2025"),
    ):
        actions.sign(by=manager, quarter=Q1)


def test_a_quarter_without_figures_cannot_be_signed(manager: Actor) -> None:
    with pytest.raises(NoFigures):
        actions.sign(by=manager, quarter=parse_quarter("2019-Q1"))
    assert not AssuranceReturn.objects.exists()


def test_the_system_signs_by_a_name(in_a_tenant: Tenant) -> None:
    figures.year()
    made = signs(system_actor(in_a_tenant.pk, "Demonstration"))
    signature = returns.signed_document(made).signature
    assert signature is not None
    assert (signature.name, signature.role) == ("Demonstration", "On behalf of the system")
    assert made.signed_by is None
