"""What a worker typed into a form whose session is over: kept for them alone, and given back on the same page.

A form says in a sealed field for whom it was opened, and on which page. When it arrives without that worker (their
session has ended, somebody else has signed in, or the page says so itself before it covers itself), what was typed is
kept under their name, the page and the address that the form is sent to. The seal gives access to nothing: the words
are shown on that page to the worker it names, once the page has asked who may open it.

A template writes ``{{ keep_words(form) }}`` in place of ``{{ csrf_input }}``; ``@requires`` does the rest.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django import forms
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, QueryDict
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from redis.exceptions import RedisError

from hubs.forms import typed
from hubs.rules.roles import Actor

logger = logging.getLogger(__name__)
FIELD = "kept_for"
# Sent by a page that covers itself: keep this, and do nothing else with it.
KEEP = "keep"
SALT = "hubs.kept-words"
SEAL_LASTS = timedelta(hours=24)
# A working day: whoever was called away finds their words when they are back.
KEPT = timedelta(hours=8)
YOURS = Markup(
    '<div class="nhsuk-inset-text app-inset" role="status"><p>These are your words from before you were signed out. '
    "They are not part of the record until you save them.</p></div>"
)


@dataclass(frozen=True)
class Owner:
    """For whom a form was opened, and the page on which it stood."""

    tenant_id: int
    staff_id: int
    page: str

    def is_(self, actor: Actor | None) -> bool:
        return actor is not None and (actor.tenant_id, actor.staff_id) == (self.tenant_id, self.staff_id)


@pass_context
def keep_words(context: Context, *shown: forms.BaseForm, to: str = "") -> Markup:
    """What a form begins with: its token, the seal and, when words of this worker wait for it, those words.

    ``shown`` are the forms drawn in it, which are filled unless they were sent just now; ``to`` is the address it is
    sent to, when that is another than the page's own.
    """
    request: HttpRequest = context["request"]
    actor: Actor | None = getattr(request, "actor", None)
    token = Markup("{}").format(context["csrf_input"])
    if actor is None or actor.staff_id is None:
        return token
    sealed = Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, seal(actor, _page(request)))
    held = None if any(form.is_bound for form in shown) else waiting(request, to)
    if held is None:
        return token + sealed
    for form in shown:
        typed.put_back(form, held)
    return token + sealed + YOURS


@pass_context
def words_wait(context: Context, to: str) -> bool:
    """Whether words wait for the form that is sent to ``to``, which must then be seen."""
    return waiting(context["request"], to) is not None


def seal(actor: Actor, page: str) -> str:
    return signing.dumps([actor.tenant_id, actor.staff_id, page], salt=SALT)


def opened(request: HttpRequest) -> Owner | None:
    """For whom the form that was sent was opened; None when it says nothing, or was opened over a day ago."""
    sealed = request.POST.get(FIELD, "") if request.method == "POST" else ""
    try:
        tenant_id, staff_id, page = signing.loads(sealed, salt=SALT, max_age=SEAL_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Owner(tenant_id, staff_id, page)


def keep(owner: Owner, request: HttpRequest) -> bool:
    """Keep what was sent for the worker who opened the form; False when it cannot be kept."""
    try:
        held = typed.content(dict(request.POST.lists()))
        cache.set(_name(owner, request.path), held, KEPT.total_seconds())
    except (typed.TooMuch, RedisError) as error:
        logger.warning("What was typed could not be kept: %s", type(error).__name__)
        return False
    return True


def waiting(request: HttpRequest, to: str = "") -> QueryDict | None:
    """What this worker typed for the form that is sent to ``to`` (the page itself), as it was sent; for a view that
    makes its form out of it.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.staff_id is None:
        return None
    try:
        held = cache.get(_name(Owner(actor.tenant_id, actor.staff_id, _page(request)), to or request.path))
    except RedisError:
        return None
    return typed.data(held) if held else None


def forget(owner: Owner, to: str) -> None:
    """It is in the record now."""
    try:
        cache.delete(_name(owner, to))
    except RedisError:
        logger.warning("The cache does not answer: kept words go by themselves, in hours.")


def _page(request: HttpRequest) -> str:
    """Where a form stands: a page that is drawn again with errors, at the address of its form, is still that page."""
    owner = opened(request)
    return owner.page if owner else request.get_full_path()


def _name(owner: Owner, to: str) -> str:
    place = sha256(f"{owner.page} {to}".encode()).hexdigest()
    return f"kept-words:{owner.tenant_id}:{owner.staff_id}:{place}"
