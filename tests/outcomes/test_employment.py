"""Employment support: asked for, begun, written about, and the jobs that came of it; reviews of teams."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.actions import employment, fidelity, jobs
from outcomes.models import EmploymentSupport, FidelityReview, JobStart
from outcomes.rules.employment import Sustained
from outcomes.selectors import employment as found
from tests.conftest import ClientAs
from tests.factories import ground, health, record
from tests.outcomes.conftest import TODAY, World

ASKED = TODAY - timedelta(days=20)
TOMORROW = TODAY + timedelta(days=1)
LONG_AGO = TODAY - timedelta(days=400)


def asked(world: World, **given: Any) -> EmploymentSupport:
    return employment.ask(by=world.by, **{"referral": world.referral, "on": ASKED, **given})


def begun(world: World) -> EmploymentSupport:
    return employment.start(by=world.by, support=asked(world), on=ASKED, specialist=world.staff)


def job(world: World, support: EmploymentSupport, **given: Any) -> JobStart:
    values = {"title": "Baker", "employer": "The Mill", "is_paid": True, "hours": "02", "on": ASKED, **given}
    return jobs.start(by=world.by, support=support, **values)


def test_from_asking_to_a_job(inside: World) -> None:
    support = begun(inside)
    made = job(inside, support)
    jobs.still_in_work(by=inside.by, job=made, on=TODAY)
    (shown,) = found.of_referral(inside.referral)
    assert shown.support.specialist == inside.staff
    assert [(each.row.title, each.sustained) for each in shown.jobs] == [("Baker", Sustained.NOT_YET)]
    (later,) = found.of_referral(inside.referral, made.started_on + timedelta(days=91))
    assert later.jobs[0].sustained == Sustained.ASK
    jobs.end(by=inside.by, job=made, on=TODAY, reason="The bakery closed")
    employment.end(by=inside.by, support=support, on=TODAY, reason="Found work that lasts")
    # It can be asked for again at any time.
    asked(inside, on=TODAY)
    assert [each.support.ended_on for each in found.of_referral(inside.referral)] == [None, TODAY]


def test_asked_for_once_at_a_time(inside: World) -> None:
    asked(inside)
    with pytest.raises(ValidationError, match="goes on already"):
        asked(inside)


def test_not_for_a_closed_referral(inside: World) -> None:
    record.end(inside.referral, TODAY)
    with pytest.raises(ValidationError, match="closed already"):
        asked(inside)


@pytest.mark.parametrize("on", [ASKED - timedelta(days=1), TOMORROW])
def test_asked_for_while_the_referral_is_open(inside: World, on: date) -> None:
    with pytest.raises(ValidationError) as refused:
        asked(inside, on=on)
    assert list(refused.value.message_dict) == ["on"]


def test_a_specialist_is_named_and_changes(inside: World) -> None:
    support = begun(inside)
    other = ground.staff_member(team=inside.team)
    changed = employment.start(by=inside.by, support=support, on=TODAY, specialist=other)
    # It began when it began.
    assert (changed.specialist, changed.started_on) == (other, ASKED)
    with pytest.raises(ValidationError) as refused:
        employment.start(by=inside.by, support=support, on=TOMORROW, specialist=None)
    assert sorted(refused.value.message_dict) == ["on", "specialist"]


def test_two_people_write_the_profile(inside: World) -> None:
    support = begun(inside)
    seen = support.version
    written = employment.write_profile(
        by=inside.by, support=support, version=seen, wants=" A kitchen ", tell_employer="later"
    )
    assert (written.wants, written.profile_on) == ("A kitchen", TODAY)
    with pytest.raises(ValidationError, match="changed this profile since you opened it"):
        employment.write_profile(by=inside.by, support=support, version=seen, wants="An office")
    support.refresh_from_db()
    assert support.wants == "A kitchen"
    with pytest.raises(ValidationError) as refused:
        employment.write_profile(
            by=inside.by, support=support, version=written.version, tell_employer="maybe"
        )
    assert list(refused.value.message_dict) == ["tell_employer"]
    with pytest.raises(TypeError):
        employment.write_profile(by=inside.by, support=support, version=written.version, ended_on="today")


def test_nothing_is_added_to_what_has_ended(inside: World) -> None:
    support = begun(inside)
    employment.end(by=inside.by, support=support, on=TODAY, reason="Moved away")
    for late in (
        lambda: job(inside, support),
        lambda: employment.end(by=inside.by, support=support, on=TODAY, reason="Twice"),
        lambda: employment.write_profile(by=inside.by, support=support, version=3, wants="Work"),
    ):
        with pytest.raises(ValidationError, match="ended already, on 18 June 2025"):
            late()


@pytest.mark.parametrize(
    ("on", "reason", "fields"), [(ASKED - timedelta(days=1), "Moved", ["on"]), (TODAY, " ", ["reason"])]
)
def test_an_end_that_cannot_be(inside: World, on: date, reason: str, fields: list[str]) -> None:
    support = begun(inside)
    made = job(inside, support)
    for end in (
        lambda: employment.end(by=inside.by, support=support, on=on, reason=reason),
        lambda: jobs.end(by=inside.by, job=made, on=on, reason=reason),
    ):
        with pytest.raises(ValidationError) as refused:
            end()
        assert list(refused.value.message_dict) == fields


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"employer": ""}, "employer"),
        ({"on": TOMORROW}, "on"),
        ({"on": ASKED - timedelta(days=1)}, "on"),
    ],
)
def test_a_job_that_cannot_be(inside: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        job(inside, begun(inside), **given)
    assert list(refused.value.message_dict) == [field]


def test_no_job_before_somebody_supports(inside: World) -> None:
    with pytest.raises(ValidationError, match="who the employment specialist is"):
        job(inside, asked(inside))


def test_in_work_never_goes_back(inside: World) -> None:
    made = job(inside, begun(inside))
    jobs.still_in_work(by=inside.by, job=made, on=TODAY)
    for on in (TODAY - timedelta(days=1), TOMORROW):
        with pytest.raises(ValidationError) as refused:
            jobs.still_in_work(by=inside.by, job=made, on=on)
        assert list(refused.value.message_dict) == ["on"]
    jobs.end(by=inside.by, job=made, on=TODAY, reason="Season over")
    with pytest.raises(ValidationError, match="This job ended already"):
        jobs.still_in_work(by=inside.by, job=made, on=TODAY)


def test_a_job_recorded_by_mistake(inside: World) -> None:
    made = job(inside, begun(inside))
    jobs.void(by=inside.by, job=made, reason="Wrong person")
    assert found.of_referral(inside.referral)[0].jobs == []
    with pytest.raises(ValidationError, match="already"):
        jobs.void(by=inside.by, job=made, reason="Twice")


@pytest.mark.parametrize(
    "wrong",
    [
        {"ended_on": TODAY},
        {"end_reason": "Moved"},
        {"started_on": LONG_AGO},
        {"specialist": None},
    ],
)
def test_the_database_refuses_halves(inside: World, wrong: dict[str, Any]) -> None:
    values = {"referral": inside.referral, "specialist": inside.staff, "asked_on": ASKED, "started_on": ASKED}
    with pytest.raises(IntegrityError), transaction.atomic():
        EmploymentSupport.objects.create(**{**values, **wrong})


def test_the_database_refuses_half_an_end_of_a_job(inside: World) -> None:
    support = begun(inside)
    for half in ({"ended_on": TODAY}, {"end_reason": "Moved"}, {"in_work_on": LONG_AGO}):
        with pytest.raises(IntegrityError), transaction.atomic():
            health.job(support=support, **half)


def review(world: World, **given: Any) -> FidelityReview:
    values = {"team": world.team, "on": TODAY, "reviewer": "IPS Grow", "score": 104, "band": "good", **given}
    return fidelity.record(by=world.by, **values)


def test_a_review_of_a_team(inside: World) -> None:
    made = review(inside, actions=" More time with employers ")
    assert made.actions == "More time with employers"
    with pytest.raises(ValidationError, match="recorded already"):
        review(inside)
    fidelity.void(by=inside.by, review=made, reason="Another team")
    assert review(inside).score == 104


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"score": 24}, "score"),
        ({"score": 126}, "score"),
        ({"band": "best"}, "band"),
        ({"on": TOMORROW}, "on"),
        ({"reviewer": " "}, "reviewer"),
    ],
)
def test_a_review_that_cannot_be(inside: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        review(inside, **given)
    assert list(refused.value.message_dict) == [field]


def test_the_pages_of_one_person(client: Client, world: World) -> None:
    address = world.page("referrals", world.referral.reference, "employment")
    assert "Nobody has asked for it yet" in client.get(address).content.decode()
    day = {"on_day": "18", "on_month": "6", "on_year": "2025"}
    assert client.post(f"{address}new/", {**day, "wants": "A kitchen"}).status_code == 302
    with in_tenant(world.tenant.pk):
        support = EmploymentSupport.objects.get()
    own = f"{address}{support.public_id}/"
    client.post(f"{own}specialist/", {**day, "specialist": str(world.staff.public_id)})
    page = client.get(f"{own}profile/").content.decode()
    assert "A kitchen" in page
    client.post(f"{own}profile/", {"version": "2", "wants": "A kitchen", "strengths": "Baked for years"})
    client.post(
        f"{own}jobs/new/",
        {**day, "title": "Baker", "employer": "The Mill", "is_paid": "yes", "hours": "02"},
    )
    page = client.get(address).content.decode()
    for words in (
        "Baked for years",
        "Baker, The Mill",
        "Not 13 weeks yet",
        "16-29 hours a week",
        "Priya Nair",
    ):
        assert words in page
    with in_tenant(world.tenant.pk):
        made = JobStart.objects.get()
    client.post(f"{address}jobs/{made.public_id}/in-work/", day)
    client.post(f"{address}jobs/{made.public_id}/end/", {**day, "reason": "It closed"})
    client.post(f"{own}end/", {**day, "reason": "Wants to rest"})
    page = client.get(address).content.decode()
    assert "It closed" in page
    assert "Ask for employment support" in page


def test_whoever_saves_an_older_profile_keeps_what_they_typed(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        support = health.support(referral=world.referral, specialist=world.staff)
    own = world.page("referrals", world.referral.reference, "employment", str(support.public_id), "profile")
    assert client.post(own, {"version": "1", "wants": "A kitchen"}).status_code == 302
    page = client.post(own, {"version": "1", "wants": "An office"}).content.decode()
    assert "changed this profile since you opened it" in page
    assert "An office" in page


def test_nothing_of_another_referral(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        other = health.job()
    base = world.page("referrals", world.referral.reference, "employment")
    assert client.get(f"{base}{other.support.public_id}/profile/").status_code == 404
    assert client.get(f"{base}jobs/{other.public_id}/end/").status_code == 404


def test_reviews_are_read_with_figures_and_written_by_setup(client_as: ClientAs, world: World) -> None:
    administrator, manager = client_as(Role.ADMINISTRATOR), client_as(Role.MANAGER)
    sent = {
        "team": str(world.team.public_id),
        "on_day": "18",
        "on_month": "6",
        "on_year": "2025",
        "reviewer": "IPS Grow",
        "score": "104",
        "band": "good",
    }
    assert administrator.post("/fidelity/new/", {**sent, "score": "130"}).status_code == 200
    assert administrator.post("/fidelity/new/", sent).status_code == 302
    page = manager.get("/fidelity/").content.decode()
    assert "104" in page
    assert "Good fidelity" in page
    assert "Record a review" not in page
    with in_tenant(world.tenant.pk):
        made = FidelityReview.objects.get()
    administrator.post(f"/fidelity/{made.public_id}/void/", {"reason": "Another team"})
    assert "No review is recorded" in manager.get("/fidelity/").content.decode()
