"""The clock against answers of the national code itself, run on made-up cases (oracles/cmh4ww)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hubs.models import Tenant
from referrals.models import Referral
from reporting.selectors.clock import Clock
from tests.reporting.clock_world import (
    A_THERAPY,
    AN_ASSESSMENT,
    CURRENT_VIEW,
    DIALOG,
    JUNE,
    Story,
    day,
    reference_data,
)
from tests.shared import SHARED, shared_rows

FOLDER = SHARED / "oracles" / "cmh4ww"
CASES = (
    shared_rows("oracles", "cmh4ww", "cases.csv") if FOLDER.exists() else [{"case": "", "what_it_tests": ""}]
)
QUARTER = date(2025, 4, 1)
PROCEDURES = {"assessment": AN_ASSESSMENT}


@pytest.mark.parametrize("case", [pytest.param(row["case"], id=row["what_it_tests"]) for row in CASES])
def test_clock_gives_the_national_answer(in_a_tenant: Tenant, case: str) -> None:
    expected = [
        row for row in shared_rows("oracles", "cmh4ww", "expected_spells.csv") if row["person_id"] == case
    ]
    reference_data()
    story, referrals = told(case)
    found = sorted(story.clocks(), key=lambda clock: referrals[clock.latest_referral_id].provider.ods_code)
    assert [answer(clock, referrals) for clock in found] == [
        {name: row[name] for name in answer_names()}
        for row in sorted(expected, key=lambda row: row["orgidprov"])
    ]


def told(case: str) -> tuple[Story, dict[int, Referral]]:
    """The person of a case, and their referrals by id."""
    rows = [row for row in shared_rows("oracles", "cmh4ww", "referrals.csv") if row["case"] == case]
    story = Story(
        birth_date=born(rows[0]),
        postcode="FY1 1AA" if rows[0]["local_authority"].startswith("E") else "CF10 1AA",
    )
    referrals = {row["referral"]: refer(story, row) for row in rows}
    for event in shared_rows("oracles", "cmh4ww", "events.csv"):
        if event["case"] == case:
            happen(story, referrals[event["referral"]], event)
    return story, {referral.pk: referral for referral in referrals.values()}


def born(row: dict[str, str]) -> date:
    received: date = day(row["received"])
    return received.replace(year=received.year - int(row["age_at_referral"])) - timedelta(days=30)


def refer(story: Story, row: dict[str, str]) -> Referral:
    more = {"kind": row["team_type"], "provider": row["provider"]}
    if row["rejected"]:
        referral = story.rejected(row["received"], row["rejected"], **more)
    else:
        referral = story.referred(row["received"], row["discharged"] or None, **more)
    if row["has_inpatient_spell"] == "1":
        story.admitted(referral, row["received"])
    return referral


def happen(story: Story, referral: Referral, event: dict[str, str]) -> None:
    kind, on = event["kind"], event["date"]
    codes = {"attendance": event["attend_status"], "mechanism": event["mechanism"]}
    procedure = event["procedure_code"] or PROCEDURES.get(event["detail"], A_THERAPY)
    if kind == "contact":
        story.seen(referral, on, **codes)
    elif kind == "contact_with_procedure":
        story.seen(referral, on, procedure, **codes)
    elif kind == "outcome_measure":
        story.scored(referral, on, DIALOG if event["detail"] == "DIALOG" else CURRENT_VIEW)
    elif kind == "care_plan":
        agreed = event["detail"] == "agreed"
        story.planned(on, event["last_updated"] or None, agreed=agreed, provider=referral.provider.ods_code)
    else:
        story.worked_for(referral, on, procedure)


def answer(clock: Clock, referrals: dict[int, Referral]) -> dict[str, str]:
    """The clock in the words of the file."""
    values = {
        "orgidprov": referrals[clock.latest_referral_id].provider.ods_code,
        "startdate": clock.started_on,
        "enddate": clock.ended_on,
        "refs": clock.referral_count,
        "first_contact": clock.first_contact_on,
        "second_contact": clock.second_contact_on,
        "first_outcome_pathway": clock.outcome_on,
        "first_assessment_pathway": clock.assessment_on,
        "first_care_plan_or_intervention_pathway": clock.help_on,
        "pathway_clockstop": clock.stopped_on,
        "time_to_clock_stop": (clock.stopped_on - clock.started_on).days if clock.stopped_on else None,
        "spell_start": int(clock.started_on >= QUARTER),
        "spell_closed": int(clock.ended_on >= QUARTER and not clock.is_open),
        "spell_open": int(clock.is_open),
        "clock_stop_in_rp": int(clock.stopped_on is not None and QUARTER <= clock.stopped_on <= JUNE),
        "with_clock_stop": int(clock.stopped_on is not None),
    }
    return {name: "" if value is None else str(value) for name, value in values.items()}


def answer_names() -> list[str]:
    spell = "orgidprov startdate enddate refs first_contact second_contact first_outcome_pathway"
    stops = "first_assessment_pathway first_care_plan_or_intervention_pathway pathway_clockstop"
    flags = "time_to_clock_stop spell_start spell_closed spell_open clock_stop_in_rp with_clock_stop"
    return f"{spell} {stops} {flags}".split()
