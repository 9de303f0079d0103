"""What a deed is, and how whoever's turn it is does one.

A deed that needs something to act on (a handover to confirm, a place to end) has a clinician make it first, by the
deed that makes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet

from hubs.rules.roles import Actor, Permission, Role
from tests.referrals.random_hub import Hub, Turn

Row = TypeVar("Row", bound=Model)
Act = Callable[[Hub, Actor, Turn], object]


@dataclass(frozen=True)
class Deed:
    """``side`` is the team that usually does it; ``moves`` may change who holds somebody."""

    name: str
    act: Act
    permission: Permission | None
    side: Callable[[Hub, Turn], int]
    moves: bool
    quiet: bool


class NothingThere(Exception):
    """There is nothing to act on, and nobody could make it."""


DEEDS: dict[str, Deed] = {}


def deed(
    name: str,
    permission: Permission | None = Permission.REFERRAL_MANAGE,
    *,
    side: Callable[[Hub, Turn], int] = lambda hub, turn: 0,
    moves: bool = False,
    quiet: bool = False,
) -> Callable[[Act], Act]:
    def named(act: Act) -> Act:
        DEEDS[name] = Deed(name, act, permission, side, moves, quiet)
        return act

    return named


def do(hub: Hub, name: str, turn: Turn) -> None:
    """One deed by whoever's turn it is. What is done beside a referral never changes who holds the person."""
    what = DEEDS[name]
    try:
        side = what.side(hub, turn) if turn.how % 4 else turn.how % len(hub.teams)
        by = hub.system if what.permission is None else hub.actors[turn.role, side]
        held = hub.holders()
        hub.attempt(name, by, what.permission, lambda by: what.act(hub, by, turn), quiet=what.quiet)
    except NothingThere:
        return
    assert what.moves or hub.holders() == held, f"{name} changed who holds somebody"


def some(hub: Hub, turn: Turn, rows: QuerySet[Row], made_by: str = "") -> Row:
    """One of these; when there is none, a clinician makes one first."""
    found = list(rows.order_by("pk"))
    if not found and made_by:
        make(hub, made_by, turn)
        found = list(rows.all().order_by("pk"))
    if not found:
        raise NothingThere
    return found[turn.which % len(found)]


def make(hub: Hub, name: str, turn: Turn) -> None:
    made = DEEDS[name]
    first = Turn(Role.CLINICIAN, turn.which, turn.how, turn.ago)
    try:
        with transaction.atomic():
            made.act(hub, hub.actors[Role.CLINICIAN, made.side(hub, first)], first)
    except (PermissionDenied, ValidationError) as error:
        raise NothingThere from error
