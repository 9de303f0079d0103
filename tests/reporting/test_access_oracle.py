"""Access, second contacts and admissions against answers of the national code, run on made-up cases."""

from __future__ import annotations

import pytest

from hubs.models import Tenant
from referrals.models import Referral
from reporting.models import ReferralFact
from tests.factories import record
from tests.reporting.clock_world import JUNE, Story, day, reference_data, trust
from tests.reporting.night_world import compute, number, value
from tests.reporting.test_clock_oracle import born
from tests.shared import SHARED, shared_rows

FOLDER = ("oracles", "cmh_access")
EXISTS = SHARED.joinpath(*FOLDER).exists()
CASES = shared_rows(*FOLDER, "cases.csv") if EXISTS else [{"case": "", "what_it_tests": ""}]


@pytest.mark.parametrize("case", [pytest.param(row["case"], id=row["what_it_tests"]) for row in CASES])
def test_night_gives_the_national_answer(in_a_tenant: Tenant, case: str) -> None:
    (expected,) = [row for row in shared_rows(*FOLDER, "expected_cases.csv") if row["case"] == case]
    reference_data()
    trust("RXA")
    referrals = told(case)
    compute()
    assert number("access.mhs108") == int(expected["counted_two_plus_contacts_12m"])
    at_provider = value("access.mhs108", level="provider", code="RXA")
    assert at_provider is not None
    assert (at_provider.value == 1) is (expected["providers_counted"] == "RXA")
    second, waiting = (
        expected["second_contact_in_quarter_days"],
        expected["still_waiting_second_contact_days"],
    )
    assert number("wait.mhs124") == bool(second)
    assert number("wait.mhs125") == (days(second, referrals) if second else None)
    assert number("wait.mhs127") == bool(waiting)
    assert number("wait.mhs129") == (days(waiting, referrals) if waiting else None)
    admitted = expected["admission_in_quarter"]
    assert number("access.mhs106") == bool(admitted)
    assert number("access.mhs106b") == (admitted == "no_contact")
    assert number("access.mhs107b") == ({"no_contact": 1}.get(admitted, 0) if admitted else None)


def days(text: str, referrals: dict[str, Referral]) -> int:
    """ "a:40": the days, of a referral that is among the facts."""
    name, _, number_of_days = text.partition(":")
    assert ReferralFact.objects.filter(period_end=JUNE, referral_id=referrals[name].pk).exists()
    return int(number_of_days)


def told(case: str) -> dict[str, Referral]:
    """The person of a case with all that happened, and their referrals by name."""
    rows = [row for row in shared_rows(*FOLDER, "referrals.csv") if row["case"] == case]
    story = Story(birth_date=born(rows[0]))
    referrals = {
        row["referral"]: story.referred(
            row["received"], row["discharged"] or None, kind=row["team_type"], provider=row["provider"]
        )
        for row in rows
    }
    for row in shared_rows(*FOLDER, "activity.csv"):
        if row["case"] != case:
            continue
        if row["type"] == "DIRECT":
            codes = {"attendance": row["attend_status"], "mechanism": row["mechanism"]}
            story.seen(referrals[row["referral"]], row["date"], **codes)
        else:
            story.worked_for(referrals[row["referral"]], row["date"], "")
    for row in shared_rows(*FOLDER, "admissions.csv"):
        if row["case"] == case:
            spell = record.hospital_spell(
                referral=referrals[row["referral"]],
                starts_on=day(row["start"]),
                admission_source=row["source_of_admission"],
            )
            record.ward_stay(spell=spell, patient_class=row["admitted_patient_class"])
    return referrals
