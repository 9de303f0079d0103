"""What was recorded by mistake and voided counts in no figure, whatever kind of row it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from hubs.models import PcnPractice, Tenant
from outcomes.models import EmploymentSupport
from referrals.models import GpRegistration, HospitalSpell, Person, Referral, ReferralTeam
from tests.factories import ground, record
from tests.reporting.care_world import (
    CBT_FOR_PSYCHOSIS,
    action,
    checked,
    checked_whole,
    employed,
    on_pathway,
    plan_of,
    registered,
    reported,
    seen_twice,
)
from tests.reporting.clock_world import AN_ASSESSMENT, Story, day, reference_data, void
from tests.reporting.night_world import compute, value

pytestmark = pytest.mark.usefixtures("in_a_tenant")

# Numerator and denominator; a count has no denominator.
Figure = tuple[int, int | None]
# Makes what a figure counts, and gives the row to be voided.
Told = Callable[[], Any]


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


def figure(indicator: str, **where: Any) -> Figure:
    compute()
    found = value(indicator, **where)
    assert found is not None
    return int(found.numerator or 0), None if found.denominator is None else int(found.denominator)


def two_contacts() -> Story:
    story = Story()
    seen_twice(story, "2025-01-01")
    return story


def referral() -> Any:
    return Story().referred("2025-06-10")


def second_contact() -> Any:
    story = Story()
    held = story.referred("2025-01-01")
    story.seen(held, "2025-01-02")
    return story.seen(held, "2025-01-03")


def stay() -> HospitalSpell:
    """While it stands, the contacts of its financial years do not count."""
    story = Story()
    return story.admitted(seen_twice(story, "2025-04-10"), "2025-05-01")


def part_of_another_team(kind: str) -> Told:
    def tell() -> Any:
        story = Story()
        story.joined(seen_twice(story, kind="A18"), kind)
        return ReferralTeam.objects.get()

    return tell


def admission(story: Story | None = None) -> HospitalSpell:
    held = (story or Story()).referred("2025-05-20", kind="A01")
    made: HospitalSpell = record.hospital_spell(referral=held, starts_on=date(2025, 5, 20))
    record.ward_stay(spell=made, patient_class="200")
    return made


def admitted_referral() -> Any:
    return admission().referral


def first_ward() -> Any:
    """An acute bed, before one of another kind."""
    held = admission()
    record.ward_stay(spell=held, patient_class="210", starts_on=date(2025, 5, 25))
    return held.ward_stays.get(patient_class="200")


def known_by_contact() -> Any:
    story = Story()
    admission(story)
    return story.seen(story.referred("2025-01-01", provider="RXB"), "2025-02-01")


def referral_of_the_contact_before() -> Any:
    return known_by_contact().referral


def known_by_indirect_activity() -> Any:
    story = Story()
    admission(story)
    held = story.referred("2025-01-01", provider="RXB")
    return record.indirect_activity(referral=held, occurred_on=date(2025, 2, 1))


def referral_of_the_activity_before() -> Any:
    return known_by_indirect_activity().referral


def care_plan() -> Any:
    return two_contacts().planned("2025-02-01")


def agreement_with_the_person() -> Any:
    return care_plan().agreements.get()


def crisis_plan() -> Any:
    return two_contacts().planned("2025-02-01", plan_type="12")


def pathway() -> Any:
    """Complex emotional needs, with a team that would not tell so by itself."""
    return on_pathway(seen_twice(Story()), "cen", "2024-09-01")


def therapy(story: Story | None = None) -> Any:
    story = story or Story()
    return story.seen(seen_twice(story), "2025-02-01", CBT_FOR_PSYCHOSIS)


def procedure_of_a_therapy() -> Any:
    return therapy().activities.get()


def contact_for_employment() -> Any:
    story = Story()
    return story.seen(story.referred("2025-01-01", kind="D05"), "2025-02-01")


def job() -> Any:
    return employed(seen_twice(Story(), kind="D05"), "2025-02-01")


def employment_support() -> Any:
    job()
    return EmploymentSupport.objects.get()


def action_of_a_plan() -> Any:
    plan = plan_of(two_contacts().person)
    return action(plan, "2025-06-10", "done", "2025-06-10")


def plan_of_an_action() -> Any:
    return action_of_a_plan().plan


def entry_of_the_register() -> Any:
    person = record.person()
    checked_whole(person)
    return registered(person)


def health_check() -> Any:
    person = record.person()
    registered(person)
    checked_whole(person, but="lipids")
    return checked(person, "lipids", "2025-03-01")


def score() -> Any:
    story = Story()
    story.helped(story.referred("2025-04-01"), "2025-04-10")
    return Referral.objects.get().scores.get()


def assessment() -> Any:
    story = Story()
    held = story.referred("2025-04-01")
    story.scored(held, "2025-04-10")
    story.planned("2025-04-10")
    return story.seen(held, "2025-04-10", AN_ASSESSMENT).activities.get()


def person() -> Person:
    story = Story()
    story.helped(story.referred("2025-04-01"), "2025-04-10")
    return story.person


@pytest.mark.parametrize(
    ("tell", "indicator", "before", "after"),
    [
        (referral, "access.referrals", (1, None), (0, None)),
        (second_contact, "access.mhs108", (1, None), (0, None)),
        (stay, "access.mhs108", (0, None), (1, None)),
        (part_of_another_team("A14"), "access.mhs108", (1, None), (0, None)),
        (part_of_another_team("A14"), "outcome.paired", (0, 1), (0, 0)),
        (part_of_another_team("D05"), "ips.access", (1, None), (0, None)),
        (admission, "access.mhs106", (1, None), (0, None)),
        (admitted_referral, "access.mhs106", (1, None), (0, None)),
        (first_ward, "access.mhs106", (1, None), (0, None)),
        (known_by_contact, "access.mhs106a", (1, None), (0, None)),
        (referral_of_the_contact_before, "access.mhs106a", (1, None), (0, None)),
        (known_by_indirect_activity, "access.mhs106a", (1, None), (0, None)),
        (referral_of_the_activity_before, "access.mhs106a", (1, None), (0, None)),
        (care_plan, "plan.coproduced", (1, 1), (0, 1)),
        (agreement_with_the_person, "plan.coproduced", (1, 1), (0, 1)),
        (crisis_plan, "plan.crisis_plan", (1, 1), (0, 1)),
        (pathway, "therapy.pd", (0, 1), (0, 0)),
        (therapy, "therapy.smi", (1, 1), (0, 1)),
        (procedure_of_a_therapy, "therapy.smi", (1, 1), (0, 1)),
        (contact_for_employment, "ips.access", (1, None), (0, None)),
        (job, "ips.started_work", (1, 1), (0, 1)),
        (employment_support, "ips.started_work", (1, 1), (0, 1)),
        (action_of_a_plan, "plan.actions_done", (1, 1), (0, 0)),
        (plan_of_an_action, "plan.actions_done", (1, 1), (0, 0)),
        (entry_of_the_register, "phc.complete", (1, 1), (0, 0)),
        (health_check, "phc.complete", (1, 1), (0, 1)),
        (score, "wait.mrs01", (1, None), (0, None)),
        (assessment, "wait.mrs01", (1, None), (0, None)),
        (person, "wait.mrs01", (1, None), (0, None)),
        (person, "access.caseload", (1, None), (0, None)),
    ],
)
def test_what_is_voided_counts_no_longer(tell: Told, indicator: str, before: Figure, after: Figure) -> None:
    row = tell()
    assert figure(indicator) == before
    void(row)
    assert figure(indicator) == after


def test_a_voided_registration_places_nobody() -> None:
    network = ground.pcn(ods_code="U12345")
    for practice, code in (("P81001", network.ods_code), ("P81002", ground.pcn(ods_code="U54321").ods_code)):
        PcnPractice.objects.create(
            practice_code=practice, pcn_code=code, pcn_name="A PCN", starts_on=date(2020, 1, 1)
        )
    story = Story()
    story.referred("2025-06-10")
    older, newer = (
        GpRegistration.objects.create(person=story.person, practice_code=practice, starts_on=day(since))
        for practice, since in (("P81001", "2020-01-01"), ("P81002", "2025-01-01"))
    )
    assert figure("access.referrals", level="pcn", code="U12345") == (0, None)
    void(newer)
    assert figure("access.referrals", level="pcn", code="U12345") == (1, None)
    void(older)
    assert figure("access.referrals", level="pcn", code="U12345") == (0, None)


def test_a_plan_whose_report_was_voided_is_agreed_no_more() -> None:
    plan = plan_of(two_contacts().person)
    report = reported(plan, "2025-02-01")
    assert figure("plan.coproduced") == (1, 1)
    void(report)
    assert figure("plan.coproduced") == (0, 1)
