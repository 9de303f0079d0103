"""The one assessment of somebody, by its sections."""

from __future__ import annotations

from hubs.rules.roles import Actor
from referrals.actions import assessments
from referrals.actions.assessments import Answer
from referrals.models import Assessment, AssessmentEntry
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import a_referral, an_open_referral, clinician, holds, today
from tests.referrals.random_hub import Hub, Turn


@deed("assessments.start", side=holds)
def start_assessment(hub: Hub, by: Actor, turn: Turn) -> object:
    why = turn.one_of(["", "She asked to tell it again", "She asked to tell it again"])
    return assessments.start(by=by, referral=a_referral(hub, turn), repeat_reason=why)


def an_assessment(hub: Hub, turn: Turn) -> Assessment:
    if not Assessment.objects.exists():
        held = an_open_referral(hub, turn)
        assessments.start(by=clinician(hub), referral=held)
    return some(hub, turn, Assessment.objects.filter(completed_on=None))


@deed("assessments.add")
def add_entry(hub: Hub, by: Actor, turn: Turn) -> object:
    text = turn.one_of(["Safe at home", "Safe at home", ""])
    return assessments.add(by=by, assessment=an_assessment(hub, turn), section="safety", text=text)


@deed("assessments.void_entry")
def void_entry(hub: Hub, by: Actor, turn: Turn) -> object:
    if not AssessmentEntry.objects.exists():
        assessments.add(by=by, assessment=an_assessment(hub, turn), section="safety", text="Of somebody else")
    entry = some(hub, turn, AssessmentEntry.objects.all())
    return assessments.void_entry(by=by, entry=entry, reason="Of somebody else")


@deed("assessments.need", quiet=True)
def need(hub: Hub, by: Actor, turn: Turn) -> object:
    answers = {"nutrition": Answer(turn.one_of([True, False, None]))}
    return assessments.need(by=by, assessment=an_assessment(hub, turn), answers=answers)


@deed("assessments.complete")
def complete(hub: Hub, by: Actor, turn: Turn) -> object:
    held = an_assessment(hub, turn)
    if turn.how % 4:
        assessments.add(by=by, assessment=held, section="safety", text="Safe at home")
    return assessments.complete(by=by, assessment=held, on=today())
