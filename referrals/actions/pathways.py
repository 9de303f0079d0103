"""Pathways: started, changed and ended beside the referral, which goes on whatever happens to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from config import formats
from hubs.actions import audit
from hubs.rules.roles import Actor
from referrals.actions import changing
from referrals.models import PathwayEpisode, Referral
from referrals.models.pathway import CenHelp, PathwayKind
from referrals.rules import pathways as rules
from referrals.selectors import pathways as pathway_selectors


@transaction.atomic
def start(*, by: Actor, referral: Referral, kind: str, started_on: dt.date, **asked: Any) -> PathwayEpisode:
    """The referral is on a pathway from a day on. ``asked`` is what ``rules.pathways.ASKED`` has for the kind.

    ValidationError, by field, for what is missing or cannot be, and when it is on that pathway already. TypeError
    for what the kind does not ask.
    """
    held = changing.lock_ours(referral)
    if kind not in PathwayKind.values:
        raise ValidationError({"kind": "Choose the pathway from the list"})
    _refuse_unasked(kind, asked)
    wrong = _faults(kind, asked)
    if started_on < held.received_on:
        words = f"Choose a day on or after {formats.date(held.received_on)}, when the referral was received"
        wrong["started_on"] = words
    if PathwayEpisode.objects.filter(referral=held, kind=kind, ended_on=None).exists():
        wrong["kind"] = f"The person is on the pathway “{PathwayKind(kind).label}” already"
    if wrong:
        raise ValidationError(wrong)
    started = PathwayEpisode.objects.create(referral=held, kind=kind, started_on=started_on, **asked)
    _record(by, "started", held, {"kind": kind})
    return started


@transaction.atomic
def change(*, by: Actor, pathway: PathwayEpisode, seen: int | None = None, **asked: Any) -> PathwayEpisode:
    """Another kind of help, a placement or its next review, a transfer date: what the kind asks, and no more.

    ``seen`` is how often it had been changed when it was shown; ValidationError when somebody changed it since, when it
    has ended, and, by field, for what cannot be.
    """
    held = _held(pathway)
    _refuse_unasked(held.kind, asked)
    if seen is not None and pathway_selectors.times_changed(held) != seen:
        words = "Somebody has changed this pathway since you opened it. Open it again to see what it says now"
        raise ValidationError(words, code="changed")
    merged = {name: asked.get(name, getattr(held, name)) for name in rules.ASKED[held.kind]}
    if wrong := _faults(held.kind, merged):
        raise ValidationError(wrong)
    for name, value in asked.items():
        setattr(held, name, value)
    held.save(update_fields=sorted(asked))
    _record(by, "changed", held.referral, {"kind": held.kind, "fields": sorted(asked)})
    return held


@transaction.atomic
def end(*, by: Actor, pathway: PathwayEpisode, on: dt.date, reason: str) -> PathwayEpisode:
    """The person leaves the pathway on a day, for a reason; their referral goes on. ValidationError by field."""
    held = _held(pathway)
    wrong = {}
    if on < held.started_on:
        wrong["on"] = f"Choose a day on or after {formats.date(held.started_on)}, when the pathway began"
    if not reason.strip():
        wrong["reason"] = "Say why the pathway ends"
    if wrong:
        raise ValidationError(wrong)
    held.ended_on, held.end_reason = on, reason.strip()
    held.save(update_fields=["ended_on", "end_reason"])
    _record(by, "ended", held.referral, {"kind": held.kind, "on": on.isoformat()})
    return held


def _held(pathway: PathwayEpisode) -> PathwayEpisode:
    held = (
        PathwayEpisode.objects.select_for_update(of=("self",)).select_related("referral").get(pk=pathway.pk)
    )
    if held.ended_on:
        raise ValidationError(
            f"This pathway was ended already, on {formats.date(held.ended_on)}", code="ended"
        )
    return held


def _refuse_unasked(kind: str, asked: Mapping[str, Any]) -> None:
    if unknown := asked.keys() - set(rules.ASKED[kind]):
        raise TypeError(f"Not asked on this pathway: {', '.join(sorted(unknown))}")


def _faults(kind: str, asked: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, by field; empty when nothing is."""
    if kind == PathwayKind.CEN and asked.get("cen_help") not in CenHelp.values:
        return {"cen_help": "Choose the kind of help"}
    if kind == PathwayKind.REHABILITATION:
        return _placement_faults(asked)
    return {}


def _placement_faults(asked: Mapping[str, Any]) -> dict[str, str]:
    """A placement out of the area is told whole: with whom, since when, and when it is looked at next."""
    provider, began = asked.get("placement_provider"), asked.get("placement_began_on")
    review, ended = asked.get("placement_review_on"), asked.get("placement_ended_on")
    if not any((provider, asked.get("placement_place"), began, review, ended)):
        return {}
    wrong = {}
    if not provider:
        wrong["placement_provider"] = "Enter who provides the placement"
    if not began:
        wrong["placement_began_on"] = "Enter the day the placement began"
    if not review:
        wrong["placement_review_on"] = "Enter the day the placement is looked at next"
    elif began and review < began:
        wrong["placement_review_on"] = "The review must be on or after the day the placement began"
    if began and ended and ended < began:
        wrong["placement_ended_on"] = "The placement must end on or after the day it began"
    return wrong


def _record(by: Actor, verb: str, referral: Referral, detail: dict[str, Any]) -> None:
    audit.record(
        by=by,
        action=f"pathway.{verb}",
        obj_type="referral",
        reference=referral.reference,
        detail=detail,
    )
