"""Signing the quarterly assurance return: the figures, the document and the name are frozen together.

Drawing the document takes seconds, so it stands between two short transactions. Of two people who sign the
same version at once the first one's stands, and the other is told so.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils import timezone
from jinja2 import Environment

from config import formats
from hubs.actions import audit
from hubs.rules.frozen import freeze
from hubs.rules.roles import ROLE_PERMISSIONS, Actor, Permission
from hubs.tenancy import in_tenant
from reporting.models import AssuranceReturn
from reporting.rules.periods import Period
from reporting.rules.return_document import ReturnDocument, Signature
from reporting.rules.return_render import return_pdf
from reporting.selectors import return_content, returns

# The shape of `content`; a change of it gets the next number. 2 has the parts on outcomes, plans, physical health,
# employment and therapies; what was signed as 1 is read as it is.
FORMAT = 2


class NotSigned(Exception):
    """The return was not signed; the message says why and what to do."""


class AlreadySigned(NotSigned):
    """Somebody signed this version before."""

    def __init__(self, signed: AssuranceReturn) -> None:
        self.signed = signed
        super().__init__(
            f"Version {signed.version} was signed by {signed.signed_name}"
            f" on {formats.datetime(signed.signed_at)}; nothing was added. To correct it, say what changed."
        )


class FiguresChanged(NotSigned):
    """The figures are not those that the signer saw."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What may be signed: all but its document. ``signed`` is a version that says the same already."""

    document: ReturnDocument
    content: dict[str, Any]
    signed: AssuranceReturn | None = None


def sign(*, by: Actor, quarter: Period, what_changed: str = "") -> AssuranceReturn:
    """Sign the figures as they are. Signing again what is signed gives the signed version and adds none.

    Needs no transaction and should not stand in one. Raises NotSigned, and NoFigures when there are none.
    """
    with in_tenant(by.tenant_id, staff_id=by.staff_id):
        prepared = prepare(by=by, quarter=quarter, what_changed=what_changed)
    return finish(by=by, prepared=prepared)


def prepare(
    *, by: Actor, quarter: Period, what_changed: str = "", expected: int | None = None, seen: str = ""
) -> Prepared:
    """What will be signed, or the version that already says the same.

    ``expected`` is the number of the version that the signer was shown as the next, ``seen`` the fingerprint
    of the figures shown. Raises NotSigned, and NoFigures when there are none.
    """
    if quarter.end >= timezone.localdate():
        raise NotSigned(
            f"{quarter.label} is not over. It can be signed from {formats.date(_after(quarter))}."
        )
    what_changed = " ".join(what_changed.split())
    made = return_content.build(quarter)
    latest = returns.latest(quarter)
    if latest and _says_the_same(latest, by, made.fingerprint, what_changed, expected):
        return Prepared(made.document, latest.content, signed=latest)
    if latest and (not what_changed or (expected is not None and latest.version >= expected)):
        raise AlreadySigned(latest)
    if seen and seen != made.fingerprint:
        raise FiguresChanged(
            "The figures have changed since you opened this page. Look at them again, then sign."
        )
    version = latest.version + 1 if latest else 1
    document = replace(
        made.document,
        version=version,
        change_note=what_changed if version > 1 else "",
        signature=Signature(name=by.name, role=_role(by), signed_at=timezone.now()),
    )
    return Prepared(document, _content(document, made))


def finish(*, by: Actor, prepared: Prepared) -> AssuranceReturn:
    """Draw the document and keep it. Raises AlreadySigned when somebody was faster."""
    if prepared.signed:
        return prepared.signed
    document = draw(prepared.document)
    with in_tenant(by.tenant_id, staff_id=by.staff_id):
        return keep(by=by, prepared=prepared, document=document)


def draw(document: ReturnDocument) -> bytes:
    """The return as PDF/UA-1; the same bytes for the same document. Raises what render_pdf raises."""
    return return_pdf(_environment(), document, static=Path(settings.BASE_DIR) / "static")


def keep(*, by: Actor, prepared: Prepared, document: bytes) -> AssuranceReturn:
    """Freeze what was prepared with its document. Raises AlreadySigned when somebody was faster."""
    made = prepared.document
    try:
        with transaction.atomic():
            kept = _create(by, prepared, document)
    except IntegrityError:
        faster = returns.version(made.quarter, made.version)
        if faster is None:
            raise
        raise AlreadySigned(faster) from None
    audit.record(
        by=by,
        action="return.signed",
        obj_type="return",
        reference=made.quarter.code,
        detail={"version": kept.version, "sha256": kept.sha256},
    )
    return kept


def _create(by: Actor, prepared: Prepared, document: bytes) -> AssuranceReturn:
    made = prepared.document
    assert made.signature is not None
    return AssuranceReturn.objects.create(
        quarter_start=made.quarter.start,
        version=made.version,
        what_changed=made.change_note,
        content=prepared.content,
        document=document,
        sha256=hashlib.sha256(document).hexdigest(),
        as_at=made.as_at,
        signed_at=made.signature.signed_at,
        signed_by_id=by.staff_id,
        signed_name=by.name,
    )


def _content(document: ReturnDocument, made: return_content.Made) -> dict[str, Any]:
    content = {
        "format": FORMAT,
        "fingerprint": made.fingerprint,
        "document": freeze(document),
        "definitions": made.definitions,
        "values": made.values,
    }
    return cast(dict[str, Any], json.loads(json.dumps(content)))


def _says_the_same(
    latest: AssuranceReturn, by: Actor, fingerprint: str, what_changed: str, expected: int | None
) -> bool:
    """Whether this is the same signature sent twice: same signer, same figures, same note."""
    if latest.signed_by_id != by.staff_id or latest.content.get("fingerprint") != fingerprint:
        return False
    again = what_changed in ("", latest.what_changed)
    return again and (expected is None or expected == latest.version)


def _role(by: Actor) -> str:
    """The role that lets them sign; the system holds none."""
    named = (role.label for role, _ in by.assignments if Permission.RETURN_SIGN in ROLE_PERMISSIONS[role])
    return str(next(named, "On behalf of the system"))


def _after(quarter: Period) -> Any:
    return quarter.moved(3).start


def _environment() -> Environment:
    backend = next(engine for engine in engines.all() if isinstance(engine, Jinja2))
    return backend.env
