"""Referrals that came with record sets stay open only while their provider still sends them."""

from __future__ import annotations

from datetime import date

import pytest

from hubs.models import Tenant
from referrals.models import Referral
from reporting.models import RecordSet
from tests.reporting.clock_world import Story, day, noon, reference_data, trust

pytestmark = pytest.mark.usefixtures("in_a_tenant")
APRIL, MAY, JUNE = date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1)


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


def taken(*months: date, provider: str = "RXA", state: str = "taken") -> None:
    for month in months:
        RecordSet.objects.create(
            provider=trust(provider),
            month=month,
            state=state,
            name=str(month),
            finished_at=noon("2030-01-01"),
        )


def sent_until(story: Story, latest: date, until: str | None = None) -> Referral:
    return story.referred("2025-04-02", until, source_month=latest, latest_month=latest)


def test_referral_of_the_newest_month_is_open() -> None:
    story = Story()
    sent_until(story, JUNE)
    taken(APRIL, MAY, JUNE)
    assert all(story.clock(end).is_open for end in ("2025-04-30", "2025-05-31", "2025-06-30"))


def test_referral_no_longer_sent_ended_with_the_month_that_last_carried_it() -> None:
    story = Story()
    sent_until(story, MAY)
    taken(APRIL, MAY, JUNE)
    assert story.clock("2025-05-31").is_open
    clock = story.clock("2025-06-30")
    assert (clock.is_open, clock.ended_on) == (False, date(2025, 5, 31))


def test_referral_no_longer_sent_is_not_open_in_the_days_after_its_last_month() -> None:
    story = Story()
    sent_until(story, MAY)
    taken(APRIL, MAY, JUNE)
    assert not story.clock("2025-06-03").is_open


def test_its_clock_no_longer_runs_on() -> None:
    story = Story()
    referral = sent_until(story, MAY)
    taken(MAY, JUNE)
    story.helped(referral, "2025-06-03")
    assert story.clock("2025-06-30").stopped_on is None


def test_months_not_read_yet_end_nothing() -> None:
    story = Story()
    sent_until(story, MAY)
    taken(APRIL, MAY)
    assert story.clock("2025-06-30").is_open
    assert story.clock("2026-11-22").is_open


def test_later_months_do_not_change_what_was_open_before() -> None:
    story = Story()
    sent_until(story, APRIL)
    taken(APRIL, JUNE)
    assert story.clock("2025-05-31").is_open
    assert not story.clock("2025-06-30").is_open


@pytest.mark.parametrize("state", ["replaced", "failed", "reading"])
def test_only_record_sets_in_force_count(state: str) -> None:
    story = Story()
    sent_until(story, MAY)
    RecordSet.objects.create(
        provider=trust(), month=JUNE, state=state, name="June", finished_at=noon("2030-01-01")
    )
    assert story.clock("2025-06-30").is_open


def test_another_provider_s_months_are_nothing_to_it() -> None:
    story = Story()
    sent_until(story, MAY)
    taken(JUNE, provider="RXB")
    assert story.clock("2025-06-30").is_open


def test_referral_recorded_here_is_always_current() -> None:
    story = Story()
    story.referred("2025-04-02")
    taken(APRIL, MAY, JUNE)
    assert story.clock("2025-06-30").is_open


def test_discharge_in_the_newest_month_is_open_for_five_days_more() -> None:
    story = Story()
    sent_until(story, JUNE, "2025-06-27")
    taken(MAY, JUNE)
    clock = story.clock("2025-06-30")
    assert (clock.is_open, clock.ended_on) == (True, day("2025-06-27"))
