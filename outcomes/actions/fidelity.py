"""Reviews of how closely a team keeps to the IPS model."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hubs.actions import audit
from hubs.models import Team
from hubs.rules.roles import Actor
from outcomes.actions import voiding
from outcomes.models import FidelityReview
from outcomes.rules.employment import HIGHEST_FIDELITY, LOWEST_FIDELITY, FidelityBand


@transaction.atomic
def record(
    *, by: Actor, team: Team, on: dt.date, reviewer: str, score: int, band: str, actions: str = ""
) -> FidelityReview:
    """Write down a review with the band that the reviewer gave. ValidationError, by field; one a team and day."""
    wrong = {}
    if on > timezone.localdate():
        wrong["on"] = "The day must be today or in the past"
    if not LOWEST_FIDELITY <= score <= HIGHEST_FIDELITY:
        wrong["score"] = f"The score must be from {LOWEST_FIDELITY} to {HIGHEST_FIDELITY}"
    if band not in FidelityBand.values:
        wrong["band"] = "Choose the band that the reviewer gave"
    if not reviewer.strip():
        wrong["reviewer"] = "Enter who reviewed the team"
    Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    if FidelityReview.objects.filter(team=team, reviewed_on=on).exists():
        wrong["on"] = "A review of this team on that day is recorded already"
    if wrong:
        raise ValidationError(wrong)
    review = FidelityReview.objects.create(
        team=team,
        reviewed_on=on,
        reviewer=reviewer.strip(),
        score=score,
        band=band,
        actions=actions.strip(),
    )
    _record(by, "recorded", review)
    return review


@transaction.atomic
def void(*, by: Actor, review: FidelityReview, reason: str) -> FidelityReview:
    """Take out a review that was recorded by mistake. ValidationError without a reason, and the second time."""
    held = voiding.void(by=by, row=review, reason=reason, related="team")
    _record(by, "voided", held)
    return held


def _record(by: Actor, verb: str, review: FidelityReview) -> None:
    audit.record(
        by=by,
        action=f"fidelity_review.{verb}",
        obj_type="team",
        reference=str(review.team.public_id),
        detail={"review": str(review.public_id)},
    )
