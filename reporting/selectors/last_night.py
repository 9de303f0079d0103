"""Which referrals a clock runs for, as the last night found it: what a filter on long lists goes by, because nobody can
ask the clock of tens of thousands of people while a page loads.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from referrals.models import Referral
from reporting.models import ComputedMonth, SpellFact
from reporting.rules.clock import Component

# The column of the night's spells that stays empty while a component is lacking.
DATED = {
    Component.CONTACT: "first_contact_on",
    Component.OUTCOME: "outcome_on",
    Component.ASSESSMENT: "assessment_on",
    Component.HELP: "help_on",
}


@dataclass(frozen=True)
class Night:
    """The newest night of the tenant: the month it computed, the day it counted to, and the moment it had read to."""

    period_end: dt.date
    as_at: dt.date
    read_at: dt.datetime


def newest() -> Night | None:
    """None before the first night. One query."""
    found = ComputedMonth.objects.order_by("-period_end").values_list("period_end", "as_at", "read_at")
    return next((Night(*row) for row in found[:1]), None)


def running(referrals: QuerySet[Referral], night: Night | None, lacks: str = "") -> QuerySet[Referral]:
    """Those whose clock ran, and lacked ``lacks`` (a Component) if one is named, when the night read the record.

    Whoever was recorded since is kept, as nobody knows yet; without a night that is everybody.
    """
    if night is None:
        return referrals
    spell = SpellFact.objects.filter(
        period_end=night.period_end,
        person_id=OuterRef("person_id"),
        provider_id=OuterRef("provider_id"),
        started_on__lte=OuterRef("received_on"),
        ended_on__gte=OuterRef("received_on"),
        is_open=True,
        stopped_on=None,
    )
    if lacks:
        spell = spell.filter(**{DATED[Component(lacks)]: None})
    if lacks == Component.ASSESSMENT:
        spell = spell.filter(needs_assessment=True)
    return referrals.filter(Exists(spell) | Q(created_at__gt=night.read_at))
