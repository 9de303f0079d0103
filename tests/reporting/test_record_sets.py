"""What a record set becomes in the record."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from careplans.models import CarePlan
from careplans.selectors.care_plans import last_updated_on
from hubs.models import AuditEvent, Organisation, PcnPractice, StaffMember, Team
from hubs.rules.roles import Role
from outcomes.models import CodedScore
from referrals.models import (
    CareActivity,
    CareCoordinator,
    Contact,
    GpRegistration,
    HospitalSpell,
    IndirectActivity,
    PatientIdentifier,
    Person,
    PersonHub,
    Referral,
    ReferralTeam,
)
from reporting.models import RecordChunk
from reporting.models.record_set import RecordSetState
from tests.conftest import ActorWith
from tests.factories import ground
from tests.reporting.record_set_files import APRIL, MAY, SETS, RecordSetFiles, counts, findings, read

pytestmark = pytest.mark.usefixtures("in_a_tenant")


def person_of(local_id: str, provider: str = "RXA") -> Person:
    found: Person = PatientIdentifier.objects.get(provider__ods_code=provider, local_id=local_id).person
    return found


def test_a_sound_month_is_taken_whole() -> None:
    taken = read(SETS / APRIL)
    assert taken.state == RecordSetState.TAKEN
    assert taken.month == dt.date(2025, 4, 1)
    assert (taken.version, taken.system_in_use) == ("6.0", "MADEUP")
    assert taken.error == ""
    assert taken.progress == {}
    assert not findings(taken)
    assert counts(taken, "MHS201") == (4, 4, 0, 0)
    assert all(told["read"] == told["taken"] for told in taken.summary.values())


def test_people_and_what_was_sent_about_them() -> None:
    read(SETS / APRIL)
    first = person_of("L1")
    assert (first.nhs_number, first.nhs_number_status, first.postcode) == ("9991000003", "01", "PR1 1AA")
    assert (first.birth_date, first.gender_identity, first.ethnic_category) == (dt.date(1980, 5, 4), "1", "A")
    assert first.source_month == dt.date(2025, 4, 1)
    assert first.gp_registrations.get().practice_code == "P81001"
    assert first.accommodation.get().settled == "Y"
    assert first.employment.get().weekly_hours == "02"
    assert CareCoordinator.objects.get(person=first).staff.local_id == "S1"
    plan = CarePlan.objects.get(person=first)
    assert (plan.local_id, last_updated_on(plan)) == ("K1", dt.date(2025, 4, 8))
    assert plan.agreements.get().agreed_by == "10"


def test_referrals_and_what_happened_in_them() -> None:
    read(SETS / APRIL)
    referral = Referral.objects.get(reference="R1")
    assert referral.person == person_of("L1")
    assert referral.received_time == dt.time(10, 30)
    assert referral.team is not None
    assert (referral.team.local_id, referral.team.team_type) == ("T1", "A05")
    assert (referral.source, referral.priority, referral.primary_reason) == ("A1", "3", "12")
    assert referral.latest_month == dt.date(2025, 4, 1)
    assert ReferralTeam.objects.get(referral=referral).team.local_id == "T2"
    rejected = Referral.objects.get(reference="R4")
    assert (rejected.rejected_on, rejected.rejection_reason) == (dt.date(2025, 4, 22), "02")
    contact = Contact.objects.get(local_id="C1")
    assert (contact.referral, contact.occurred_on, contact.occurred_time) == (
        referral,
        dt.date(2025, 4, 3),
        dt.time(9, 15),
    )
    assert (contact.duration_minutes, contact.mechanism, contact.attendance) == (45, "01", "5")
    assert Contact.objects.get(local_id="C2").team == Team.objects.get(local_id="T2")
    assert set(contact.activities.values_list("local_id", "procedure")) == {("A1", "386053000"), ("A11", "")}
    assert CareActivity.objects.get(local_id="A3").concept == "228557008"
    spell = HospitalSpell.objects.get()
    assert (spell.referral.reference, spell.admission_source) == ("R3", "19")
    assert spell.ward_stays.get().patient_class == "200"


def test_the_same_indirect_activity_twice_is_two() -> None:
    read(SETS / APRIL)
    assert IndirectActivity.objects.count() == 2


def test_scores_of_referrals_and_of_activities() -> None:
    read(SETS / APRIL)
    dialog = CodedScore.objects.get(tool_code="1037651000000100")
    assert (dialog.score, dialog.value, dialog.taken_on) == ("4", Decimal(4), dt.date(2025, 4, 3))
    assert dialog.completed_at == dt.datetime(2025, 4, 3, 9, tzinfo=dt.UTC)
    assert dialog.staff == StaffMember.objects.get(local_id="S1")
    # Without a zone the local time is meant, which in April is an hour ahead.
    reqol = CodedScore.objects.get(tool_code="1091071000000100")
    assert reqol.completed_at == dt.datetime(2025, 4, 9, 14, 30, tzinfo=dt.UTC)
    phq = CodedScore.objects.get(tool_code="720433000")
    assert phq.activity == CareActivity.objects.get(local_id="A1")
    assert (phq.referral.reference, phq.taken_on, phq.completed_at) == ("R1", dt.date(2025, 4, 3), None)


def test_an_unknown_provider_becomes_an_organisation() -> None:
    read(SETS / APRIL)
    provider = Organisation.objects.get(ods_code="RXA")
    assert (provider.kind, provider.name) == ("nhs_trust", "RXA")
    assert Team.objects.get(local_id="T1").organisation == provider


def test_a_known_provider_keeps_its_name() -> None:
    ground.organisation(ods_code="RXA", name="Mersey Vale NHS Trust")
    assert read(SETS / APRIL).provider.name == "Mersey Vale NHS Trust"


def test_tables_that_are_not_used_yet_are_kept_as_sent() -> None:
    taken = read(SETS / APRIL)
    kept = RecordChunk.objects.get(record_set=taken, table="MHS007DisabilityType")
    assert kept.rows == [{"line": 2, "LocalPatientID": "L1", "DisabCode": "04"}]
    assert not RecordChunk.objects.filter(table="MHS201CareContact").exists()


def test_unknown_columns_and_files_are_listed(tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set").change("MHS001", Shoesize="44")
    (files.folder / "notes.txt").write_text("to do")
    taken = read(files)
    assert taken.unknown_columns == {"MHS001MPI": ["Shoesize"]}
    assert taken.unknown_files == ["notes.txt"]
    assert counts(taken, "MHS001") == (4, 4, 0, 0)


def test_newer_months_win_and_older_facts_stay() -> None:
    read(SETS / APRIL)
    read(SETS / MAY)
    assert person_of("L2").postcode == "PR9 9ZZ"
    referral = Referral.objects.get(reference="R2")
    assert (referral.discharged_on, referral.latest_month) == (dt.date(2025, 5, 28), dt.date(2025, 5, 1))
    assert referral.source_month == dt.date(2025, 4, 1)
    assert Referral.objects.get(reference="R4").latest_month == dt.date(2025, 4, 1)
    assert Team.objects.get(local_id="T2").team_type == "A06"
    assert GpRegistration.objects.filter(person=person_of("L2")).count() == 2
    assert Contact.objects.filter(local_id="C1").count() == 2


def test_hubs_see_the_people_of_their_teams_and_practices() -> None:
    team_hub, pcn_hub = ground.hub(), ground.hub()
    trust = ground.organisation(ods_code="RXA")
    ground.team(organisation=trust, local_id="T1", name="Northbrook core team", hub=team_hub)
    network = ground.pcn(ods_code="U12345")
    ground.coverage(hub=pcn_hub, pcn=network)
    PcnPractice.objects.create(
        practice_code="P81003", pcn_code="U12345", pcn_name="North", starts_on=dt.date(2020, 1, 1)
    )
    read(SETS / APRIL)
    seen = set(PersonHub.objects.values_list("person_id", "hub_id", "source"))
    assert seen == {
        (person_of("L1").pk, team_hub.pk, "team"),
        (person_of("L2").pk, team_hub.pk, "team"),
        (person_of("L4").pk, team_hub.pk, "team"),
        (person_of("L4").pk, pcn_hub.pk, "pcn"),
    }
    team = Team.objects.get(local_id="T1")
    assert (team.name, team.hub, team.team_type) == ("Northbrook core team", team_hub, "A05")


def test_an_administrators_names_stay() -> None:
    read(SETS / APRIL)
    Team.objects.filter(local_id="T2").update(name="Southmere outreach")
    StaffMember.objects.filter(local_id="S1").update(name="Tom Bell")
    read(SETS / MAY)
    team = Team.objects.get(local_id="T2")
    assert (team.name, team.team_type) == ("Southmere outreach", "A06")
    assert StaffMember.objects.get(local_id="S1").name == "Tom Bell"
    assert StaffMember.objects.get(local_id="S2").name == "S2"


def test_the_reading_is_written_into_the_audit(actor: ActorWith) -> None:
    by = actor(Role.ADMINISTRATOR)
    taken = read(SETS / APRIL, by)
    event = AuditEvent.objects.get(action="record_set.read")
    assert (event.staff_id, event.object_reference) == (by.staff_id, str(taken.key))
    assert event.detail == {"provider": "RXA", "month": "2025-04-01", "replaced": False}
