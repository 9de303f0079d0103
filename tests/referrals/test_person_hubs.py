"""Which hubs see a person, worked out for all people at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from hubs.models import HubCoverage, PcnPractice, Team
from hubs.rules.roles import Role
from referrals.actions import person_hubs
from referrals.models import GpRegistration, PersonHub, Referral, ReferralTeam
from tests.conftest import ActorWith
from tests.factories import ground, record

pytestmark = pytest.mark.usefixtures("in_a_tenant")


def seen() -> set[tuple[int, int, str]]:
    return set(PersonHub.objects.values_list("person_id", "hub_id", "source"))


def test_a_team_that_is_given_to_a_hub_brings_its_people(actor: ActorWith) -> None:
    by = actor(Role.ADMINISTRATOR)
    team, hub = ground.team(), ground.hub()
    referral = record.referral(team=team)
    assert person_hubs.refresh(by=by) == 0
    Team.objects.filter(pk=team.pk).update(hub=hub)
    assert person_hubs.refresh(by=by) == 1
    assert seen() == {(referral.person_id, hub.pk, "team")}
    assert person_hubs.refresh(by=by) == 0
    Team.objects.filter(pk=team.pk).update(hub=None)
    assert person_hubs.refresh(by=by) == 1
    assert not seen()


def test_another_teams_hub_sees_the_person_too(actor: ActorWith) -> None:
    other = ground.team(hub=ground.hub())
    referral = record.referral()
    ReferralTeam.objects.create(referral=referral, team=other)
    person_hubs.refresh(by=actor(Role.ADMINISTRATOR))
    assert seen() == {(referral.person_id, other.hub_id, "team")}


def test_the_hub_that_covers_the_practices_network_sees_the_person(actor: ActorWith) -> None:
    hub, network = ground.hub(), ground.pcn(ods_code="U54321")
    ground.coverage(hub=hub, pcn=network)
    PcnPractice.objects.create(
        practice_code="P81050", pcn_code="U54321", pcn_name="South", starts_on=dt.date(2020, 1, 1)
    )
    registered, default = record.person(), record.person()
    GpRegistration.objects.create(person=registered, practice_code="P81050")
    GpRegistration.objects.create(person=default, practice_code="V81999")
    person_hubs.refresh(by=actor(Role.ADMINISTRATOR))
    assert seen() == {(registered.pk, hub.pk, "pcn")}


def test_what_was_granted_one_by_one_stays(actor: ActorWith) -> None:
    granted = PersonHub.objects.create(person=record.person(), hub=ground.hub(), source="referral")
    person_hubs.refresh(by=actor(Role.ADMINISTRATOR))
    assert list(PersonHub.objects.all()) == [granted]


def test_what_was_recorded_by_mistake_opens_no_record(actor: ActorWith) -> None:
    by, gone = actor(Role.ADMINISTRATOR), {"voided_at": timezone.now(), "void_reason": "Wrong person"}
    wrong = record.referral(team=ground.team(hub=ground.hub()))
    beside = record.referral()
    part = ReferralTeam.objects.create(referral=beside, team=ground.team(hub=ground.hub()))
    joined = record.referral()
    ReferralTeam.objects.create(referral=joined, team=ground.team(hub=ground.hub()))
    registered = registration()
    person_hubs.refresh(by=by)
    assert PersonHub.objects.exclude(source="referral").count() == 4
    Referral.objects.filter(pk__in=[wrong.pk, joined.pk]).update(**gone)
    ReferralTeam.objects.filter(pk=part.pk).update(**gone)
    GpRegistration.objects.filter(pk=registered.pk).update(**gone)
    person_hubs.refresh(by=by)
    assert not PersonHub.objects.exclude(source="referral").exists()


def registration() -> GpRegistration:
    """Of somebody with a practice in a network that a hub covers."""
    network = ground.pcn(ods_code="U54321")
    ground.coverage(hub=ground.hub(), pcn=network)
    PcnPractice.objects.create(
        practice_code="P81050", pcn_code="U54321", pcn_name="South", starts_on=dt.date(2020, 1, 1)
    )
    made: GpRegistration = GpRegistration.objects.create(person=record.person(), practice_code="P81050")
    return made


@pytest.mark.parametrize("model", [HubCoverage, PcnPractice])
def test_a_hub_that_covers_the_network_no_longer_sees_its_people_no_longer(
    actor: ActorWith, model: type[HubCoverage | PcnPractice]
) -> None:
    by, registered = actor(Role.ADMINISTRATOR), registration()
    person_hubs.refresh(by=by)
    assert [person for person, _, _ in seen()] == [registered.person_id]
    model.objects.update(ends_on=dt.date(2025, 1, 31))
    person_hubs.refresh(by=by)
    assert not seen()
