"""Steps up, down and across: the level of complexity changes, or the team, and the referral goes on."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from hubs.models import StaffMember, Team
from hubs.rules.roles import Actor
from hubs.tenancy.history import because
from referrals.actions import changing, referrals
from referrals.models import Referral
from referrals.models.exchange import WAITING
from referrals.models.referral import Level
from referrals.rules import levels

# Stands between the reason and what the person said, in the history and in the chain of holders.
PERSON_SAID = "The person said: "


@transaction.atomic
def step(
    *,
    by: Actor,
    referral: Referral,
    reason: str,
    person_said: str,
    level: str = "",
    team: Team | None = None,
    worker: StaffMember | None = None,
    version: int | None = None,
) -> Referral:
    """Another level with the same team, or another team at once: one of ``by``'s own or of the hub that holds.

    The named worker goes along unless ``worker`` is named for another team. Why, and what the person said to it, stay
    in the referral's history and in the chain of holders. ValidationError when nothing would change, when a reason is
    missing, when a handover waits, and for a team that has to say yes first. Raises ChangedMeanwhile.
    """
    told = _told(reason, person_said)
    _refuse_level(level)
    held = changing.lock_ours(referral, version)
    other = team if team is not None and team.pk != held.team_id else None
    with because(told):
        if other is None:
            _refuse_no_step(held, level)
            return referrals.set_level(by=by, referral=held, level=level)
        _refuse_other_team(by, held, other)
        goes_along = worker or held.named_worker
        return referrals.move(by=by, referral=held, team=other, because=told, worker=goes_along, level=level)


def _told(reason: str, person_said: str) -> str:
    missing = {}
    if not reason.strip():
        missing["reason"] = "Say why the person steps up, down or across"
    if not person_said.strip():
        missing["person_said"] = "Say what the person said to it: nobody is moved without being asked"
    if missing:
        raise ValidationError(missing)
    return f"{reason.strip()}\n{PERSON_SAID}{person_said.strip()}"


def _refuse_level(level: str) -> None:
    if level and level not in Level.values:
        raise ValidationError({"level": "Choose the level of complexity from the list"})


def _refuse_no_step(referral: Referral, level: str) -> None:
    if not level or level == referral.level:
        raise ValidationError("Nothing would change. Choose another level or another team", code="no-step")


def _refuse_other_team(by: Actor, referral: Referral, team: Team) -> None:
    if not levels.goes_at_once(
        team_id=team.pk,
        team_hub_id=team.hub_id,
        held_by_hub_id=referral.hub_id,
        own_team_ids=by.team_ids,
    ):
        words = f"{team.name} is not a team of yours or of this hub. Hand the person over, so that they can say yes"
        raise ValidationError(words, code="handover-needed")
    if referral.handovers.filter(state__in=WAITING).exists():
        words = "A handover waits for its receiver. Take it back first, or wait until they confirm"
        raise ValidationError(words, code="handover")
