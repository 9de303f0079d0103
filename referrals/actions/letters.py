"""Letters: their words, and writing one. Drawing the PDF takes a second: it stands between two short transactions."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils import timezone

from hubs.actions import audit
from hubs.rules.roles import Actor
from hubs.selectors.tenants import current_tenant
from hubs.tenancy import in_tenant
from referrals.models import Letter, LetterTemplate, Referral
from referrals.models.message import LetterKind
from referrals.rules import letters as rules
from referrals.rules.letter_document import MOST_ADDRESS_LINES, LetterDocument, letter_pdf
from referrals.selectors import letters

MOST_IN_SUBJECT = 200


@dataclass(frozen=True)
class Given:
    """What the writer put on the paper. The same ``form_key`` makes one letter."""

    kind: str
    to_name: str
    to_address: str
    subject: str
    body: str
    large_print: bool
    form_key: uuid.UUID


@dataclass(frozen=True)
class Prepared:
    """What will be drawn and kept; ``made`` is the letter of this form when there is one already."""

    referral: Referral
    given: Given
    document: LetterDocument
    made: Letter | None = None


@transaction.atomic
def edit_words(*, by: Actor, kind: str, subject: str, body: str, version: int) -> LetterTemplate:
    """A tenant's own words for a kind of letter, as the version after ``version``, which the editor saw.

    ValidationError by field for words that cannot be filled in, and when somebody else saved meanwhile.
    """
    subject, body = " ".join(subject.split()), body.replace("\r\n", "\n").strip()
    _refuse_words(kind, subject, body)
    made = LetterTemplate(
        kind=kind, version=version + 1, subject=subject, body=body, edited_by_id=by.staff_id
    )
    _save_next(made)
    audit.record(
        by=by,
        action="letter.words_edited",
        obj_type="letter_template",
        reference=kind,
        detail={"version": made.version},
    )
    return made


def _refuse_words(kind: str, subject: str, body: str) -> None:
    known = rules.NAMES_OF[LetterKind(kind)]
    wrong = {"subject": rules.problems(subject, known), "body": rules.problems(body, known)}
    if any(wrong.values()):
        raise ValidationError({name: words for name, words in wrong.items() if words})


def _save_next(made: LetterTemplate) -> None:
    """As the next version, which one of two who save at once gets."""
    try:
        with transaction.atomic():
            if letters.words(made.kind).version != made.version - 1:
                raise IntegrityError
            made.save(force_insert=True)
    except IntegrityError:
        who = letters.words(made.kind).edited_by or "Somebody"
        words = f"{who} saved other words meanwhile. Open the page again, and put yours in there"
        raise ValidationError(words, code="changed") from None


def prepare(*, by: Actor, referral: Referral, given: Given) -> Prepared:
    """Look at what was written. ValidationError, by field, for what is to be filled in or cannot be read."""
    _refuse(referral, given)
    made = Letter.objects.filter(form_key=given.form_key).defer("pdf").first()
    return Prepared(referral, given, document(referral, given), made)


def finish(*, by: Actor, prepared: Prepared) -> Letter:
    """Draw the letter and keep it. Opens its own short transaction. Raises PdfLibraryMissingError."""
    if prepared.made:
        return prepared.made
    pdf = draw(prepared.document)
    with in_tenant(by.tenant_id, staff_id=by.staff_id):
        return keep(by=by, prepared=prepared, pdf=pdf)


def document(referral: Referral, given: Given) -> LetterDocument:
    """The paper with these words, as of now."""
    tenant = current_tenant()
    return LetterDocument(
        kind=given.kind,
        subject=given.subject.strip(),
        body=given.body.replace("\r\n", "\n").strip(),
        to_name=given.to_name.strip(),
        to_address=given.to_address.replace("\r\n", "\n").strip(),
        sender=tenant.name,
        team=referral.team.name if referral.team else "",
        phone=tenant.public_phone,
        reference=referral.reference,
        written_at=timezone.now(),
        large_print=given.large_print,
    )


def draw(document: LetterDocument) -> bytes:
    """As PDF/UA-1; the same bytes for the same document."""
    backend = next(engine for engine in engines.all() if isinstance(engine, Jinja2))
    return letter_pdf(backend.env, document, static=Path(settings.BASE_DIR) / "static")


@transaction.atomic
def keep(*, by: Actor, prepared: Prepared, pdf: bytes) -> Letter:
    """Store the letter as it was drawn. Of a form that was sent twice at once the first one's stands."""
    paper, referral = prepared.document, prepared.referral
    letter, is_new = Letter.objects.get_or_create(
        form_key=prepared.given.form_key,
        defaults={
            "person_id": referral.person_id,
            "referral": referral,
            "kind": paper.kind,
            "to_name": paper.to_name,
            "to_address": paper.to_address,
            "subject": paper.subject,
            "body": paper.body,
            "large_print": paper.large_print,
            "written_at": paper.written_at,
            "pdf": pdf,
            "sha256": hashlib.sha256(pdf).hexdigest(),
        },
    )
    if is_new:
        audit.record(
            by=by,
            action="letter.written",
            obj_type="letter",
            reference=str(letter.public_id),
            detail={"referral": referral.reference, "kind": letter.kind, "sha256": letter.sha256},
        )
    return letter


def _refuse(referral: Referral, given: Given) -> None:
    wrong: dict[str, str] = {}
    if not rules.is_to_gp(given.kind) and referral.person.death_date:
        wrong["kind"] = "The person has died. Write to the GP instead"
    if not given.to_name.strip():
        wrong["to_name"] = "Enter whom the letter goes to"
    if len([line for line in given.to_address.splitlines() if line.strip()]) >= MOST_ADDRESS_LINES:
        wrong["to_address"] = (
            f"The window of the envelope takes {MOST_ADDRESS_LINES - 1} lines under the name"
        )
    for name, text in {"subject": given.subject, "body": given.body}.items():
        if problem := _problem(text):
            wrong[name] = problem
    if wrong:
        raise ValidationError(wrong)


def _problem(text: str) -> str:
    """Why a text cannot stand on paper; empty when it can. All brackets are filled in by now."""
    missing = rules.gaps(text)
    if missing:
        return f"Fill in what we do not know: {', '.join(missing)}"
    if rules.BRACKETS.search(text):
        return "Write what belongs in place of the curly brackets"
    return next((words for words in rules.problems(text, ()) if not words.startswith("Write plain")), "")
