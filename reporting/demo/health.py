"""Physical health checks, outreach and employment support of the made-up people, the same for the same people."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any

from hubs.models import Team
from hubs.rules.roles import Actor
from hubs.selectors.staff import member
from hubs.tenancy import current_tenant_id
from outcomes.actions import employment, fidelity, health_checks, jobs, outreach, smi_register
from outcomes.actions.health_checks import DoneBy, Finding, FollowUp
from outcomes.models import EmploymentSupport, HealthCheck, OutreachAttempt, SmiRegister
from outcomes.rules import health_results
from outcomes.rules.employment import FidelityBand, TellEmployer
from outcomes.rules.health import (
    CheckedBy,
    CheckKind,
    CheckState,
    Measure,
    OutreachOutcome,
    OutreachWay,
    RegisterSource,
)
from referrals.actions import contacts
from referrals.actions.contacts import Done
from referrals.models import Referral

SEED = 4
IPS = "1082621000000104"
SIXTEEN_TO_29_HOURS = "02"
# One in so many people is on the register.
ONE_IN = 5
# What is found, by check: one of these.
RESULTS: dict[CheckKind, tuple[Measure, tuple[str, ...]]] = {
    CheckKind.WEIGHT: (Measure.BMI, ("22.4", "24.9", "27.1", "29.8", "31.2", "35.6")),
    CheckKind.BLOOD_PRESSURE: (Measure.BLOOD_PRESSURE, ("118/74", "124/80", "131/84", "138/88", "146/92")),
    CheckKind.ALCOHOL: (Measure.AUDIT_C, ("0", "1", "3", "5", "8")),
    CheckKind.SMOKING: (Measure.SMOKING, health_results.SMOKING),
    CheckKind.GLUCOSE: (Measure.HBA1C, ("34", "37", "39", "42", "51")),
    CheckKind.LIPIDS: (Measure.CHOLESTEROL, ("3.9", "4.4", "5.1", "5.8", "6.3")),
}


def tell(by: Actor, asked: Sequence[Referral], today: dt.date) -> None:
    """What of this the clinician did, and what was there before them."""
    opened = Referral.objects.filter(discharged_on=None, hub__isnull=False, hospital_spells=None)
    before = opened.exclude(pk__in=[referral.pk for referral in asked]).select_related("person")
    year = list(before.order_by("pk"))
    _year_before(year, today)
    _this_week(by, asked[2], today)
    theirs = [each for each in year if each.team_id in by.team_ids]
    long_here = [each for each in theirs if each.received_on <= today - dt.timedelta(days=120)]
    _work(by, long_here[:2], today)
    _review(by, today)


def _year_before(year: Sequence[Referral], today: dt.date) -> None:
    """Written in bulk, as a migration from another system would be."""
    chance = random.Random(SEED)  # noqa: S311 - made-up people
    entries: list[SmiRegister] = []
    checks: list[HealthCheck] = []
    tries: list[OutreachAttempt] = []
    seen: set[int] = set()
    for referral in year:
        if referral.person_id in seen or chance.randrange(ONE_IN):
            continue
        seen.add(referral.person_id)
        entries.append(_entry(referral, chance, today))
        checks += _checks(referral, chance, today)
        tries += _tries(referral, chance, today)
    SmiRegister.objects.bulk_create(entries)
    HealthCheck.objects.bulk_create(checks)
    OutreachAttempt.objects.bulk_create(tries)


def _entry(referral: Referral, chance: random.Random, today: dt.date) -> SmiRegister:
    secondary = chance.random() < 0.4
    return SmiRegister(
        tenant_id=current_tenant_id(),
        person=referral.person,
        source=chance.choice(RegisterSource.values),
        starts_on=today - dt.timedelta(days=chance.randint(200, 2500)),
        remission_on=today - dt.timedelta(days=90) if chance.random() < 0.05 else None,
        secondary_since=referral.received_on if secondary else None,
        next_by=CheckedBy.SECONDARY if secondary else CheckedBy.GP,
        next_team_id=referral.team_id if secondary else None,
    )


def _checks(referral: Referral, chance: random.Random, today: dt.date) -> Iterator[HealthCheck]:
    """All six on one day, most of them lately, now and then one that was declined or left out."""
    day = today - dt.timedelta(days=chance.choice([20, 60, 110, 170, 240, 320, 350, 390, 450]))
    thorough = chance.random()
    for kind, (measure, found) in RESULTS.items():
        state, typed = chance.random(), chance.choice(found)
        if state > 0.7 + 0.3 * thorough:
            continue
        if state < 0.06:
            yield _check(referral, kind, day, state=CheckState.DECLINED, words="Not this time")
            continue
        read = health_results.read(measure, typed)
        numbers = {"number": read.number, "second_number": read.second, "unit": read.unit}
        yield _check(
            referral,
            kind,
            day,
            state=CheckState.DONE,
            measure=measure,
            typed=typed,
            **numbers,
            done_by="Practice nurse",
        )


def _check(referral: Referral, kind: CheckKind, day: dt.date, **given: Any) -> HealthCheck:
    return HealthCheck(
        tenant_id=current_tenant_id(), person=referral.person, kind=kind, checked_on=day, **given
    )


def _tries(referral: Referral, chance: random.Random, today: dt.date) -> Iterator[OutreachAttempt]:
    for _ in range(chance.choice([0, 0, 1, 2])):
        yield OutreachAttempt(
            tenant_id=current_tenant_id(),
            person=referral.person,
            way=chance.choice(OutreachWay.values),
            tried_on=today - dt.timedelta(days=chance.randint(2, 200)),
            tried_by="Peer support worker",
            outcome=chance.choice(OutreachOutcome.values),
        )


def _this_week(by: Actor, referral: Referral, today: dt.date) -> None:
    """Somebody new on the register: two checks done at once, one declined, and a result to look at again."""
    person, team = referral.person, referral.team
    smi_register.add(
        by=by,
        person=person,
        source=RegisterSource.DIAGNOSIS,
        starts_on=today,
        secondary_since=referral.received_on,
        next_by=CheckedBy.SECONDARY,
        next_team=team,
    )
    outreach.record(
        by=by,
        person=person,
        way=OutreachWay.CALL,
        on=today,
        outcome=OutreachOutcome.BOOKED,
        staff=member(by),
        booked_for=today + dt.timedelta(days=2),
        words="Her mother comes along.",
    )
    again = FollowUp("Take it again at rest", today + dt.timedelta(days=5), staff=member(by))
    pressure = Measure.BLOOD_PRESSURE
    findings = [
        Finding(CheckKind.BLOOD_PRESSURE, CheckState.DONE, pressure, "148/92", "", again),
        Finding(CheckKind.SMOKING, CheckState.DONE, Measure.SMOKING, "Smokes", "Would like to stop"),
        Finding(CheckKind.LIPIDS, CheckState.DECLINED, words="No needles today"),
    ]
    health_checks.record(by=by, person=person, on=today, findings=findings, done_by=DoneBy(staff=member(by)))


def _work(by: Actor, referrals: Sequence[Referral], today: dt.date) -> None:
    """Two people who want to work: one has kept a job for thirteen weeks, one has just begun to look."""
    specialist = member(by)
    for number, referral in enumerate(referrals):
        began = referral.received_on + dt.timedelta(days=7)
        support = employment.ask(by=by, referral=referral, on=began, wants="Work with my hands, near home")
        support = employment.start(by=by, support=support, on=began, specialist=specialist)
        contacts.log(
            by=by, referral=referral, occurred_on=began, duration_minutes=50, activities=[Done(IPS, 50)]
        )
        support = employment.write_profile(
            by=by,
            support=support,
            version=support.version,
            strengths="Ran a market stall for four years",
            helps="To start after nine, and one person to ask",
            worries="Losing benefits before the first wage comes",
            benefits_advice="Better-off calculation done with the advice centre",
            tell_employer=TellEmployer.LATER,
        )
        if number == 0:
            _job(by, support, began + dt.timedelta(days=14), today)


def _job(by: Actor, support: EmploymentSupport, on: dt.date, today: dt.date) -> None:
    job = jobs.start(
        by=by,
        support=support,
        title="Bakery assistant",
        employer="A bakery in town",
        is_paid=True,
        hours=SIXTEEN_TO_29_HOURS,
        on=on,
    )
    jobs.still_in_work(by=by, job=job, on=today)


def _review(by: Actor, today: dt.date) -> None:
    team: Team = Team.objects.get(pk=by.team_ids[1])
    fidelity.record(
        by=by,
        team=team,
        on=today - dt.timedelta(days=75),
        reviewer="Reviewer of another trust",
        score=103,
        band=FidelityBand.GOOD,
        actions="Each specialist spends more of the week with employers.",
    )
