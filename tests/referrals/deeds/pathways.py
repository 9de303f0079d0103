"""Pathways, and support for a short time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hubs.rules.roles import Actor
from referrals.actions import pathways, short_support
from referrals.models import PathwayEpisode, ShortSupport
from referrals.rules import pathways as pathway_rules
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import a_referral, an_open_referral, clinician, days_ago, holds, today
from tests.referrals.random_hub import Hub, Turn


@deed("pathways.start", side=holds)
def start_pathway(hub: Hub, by: Actor, turn: Turn) -> object:
    kind = turn.one_of(sorted(pathway_rules.ASKED))
    told = {"cen_help": "psychoeducation"} if kind == "cen" else {}
    return pathways.start(by=by, referral=a_referral(hub, turn), kind=kind, started_on=days_ago(turn), **told)


def a_pathway(hub: Hub, turn: Turn) -> PathwayEpisode:
    if not PathwayEpisode.objects.filter(ended_on=None).exists():
        held = an_open_referral(hub, turn)
        pathways.start(by=clinician(hub), referral=held, kind="young_adult", started_on=held.received_on)
    return some(hub, turn, PathwayEpisode.objects.filter(ended_on=None))


@deed("pathways.change")
def change_pathway(hub: Hub, by: Actor, turn: Turn) -> object:
    held = a_pathway(hub, turn)
    asked_of: dict[str, dict[str, Any]] = {
        "young_adult": {"coming_from": "CAMHS", "transfer_on": today()},
        "cen": {"cen_help": "low_intensity"},
        "rehabilitation": {"placement_provider": "A home"},
    }
    told = asked_of.get(held.kind, {})
    return pathways.change(by=by, pathway=held, seen=turn.one_of([None, None, 7]), **told)


@deed("pathways.end")
def end_pathway(hub: Hub, by: Actor, turn: Turn) -> object:
    return pathways.end(by=by, pathway=a_pathway(hub, turn), on=days_ago(turn), reason="Recovered")


@deed("short_support.start", side=holds)
def start_support(hub: Hub, by: Actor, turn: Turn) -> object:
    return short_support.start(
        by=by,
        referral=a_referral(hub, turn),
        what="Debt",
        starts_on=today(),
        ends_on=today() + timedelta(days=turn.one_of([41, 41, 42])),
    )


@deed("short_support.end")
def end_support(hub: Hub, by: Actor, turn: Turn) -> object:
    if not ShortSupport.objects.filter(ended_on=None).exists():
        held = an_open_referral(hub, turn)
        days = {"starts_on": today(), "ends_on": today() + timedelta(days=7)}
        short_support.start(by=clinician(hub), referral=held, what="Debt", **days)
    going = some(hub, turn, ShortSupport.objects.filter(ended_on=None))
    return short_support.end(by=by, support=going, on=turn.one_of([today(), days_ago(turn)]), result="Paid")
