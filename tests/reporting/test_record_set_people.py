"""Which patients of which providers become one person, in whatever order they come."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from pathlib import Path

import pytest

from hubs.models import Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.actions import merges
from referrals.models import PatientIdentifier, Person, Referral
from tests.factories import ground, record
from tests.reporting.record_dump import Dump, dump
from tests.reporting.record_set_files import APRIL, MAY, SETS, RecordSetFiles, findings, read

pytestmark = pytest.mark.django_db

FIRST = "9991000003"  # of L1 in the committed sets
FREE = "9991000127"


def person_of(local_id: str, provider: str = "RXA") -> Person:
    found: Person = PatientIdentifier.objects.get(provider__ods_code=provider, local_id=local_id).person
    return found


@pytest.fixture
def elsewhere(tmp_path: Path) -> RecordSetFiles:
    """April of another provider, whose L1 is the same person as ours by number, trace and date of birth."""
    files = RecordSetFiles(tmp_path / "elsewhere").of_provider("RXB")
    for at, number in ((1, "9991000062"), (2, "9991000070"), (3, "9991000089")):
        files.change("MHS001", at, NHSNumber=number)
    return files


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("9434765910", "fails its check digit"),
        ("0000000000", "one digit repeated"),
        ("99910000", "does not have ten digits"),
        ("none", "does not have ten digits"),
    ],
)
def test_a_number_that_cannot_be_one_is_kept_as_claimed(
    tenant: Tenant, tmp_path: Path, number: str, problem: str
) -> None:
    with in_tenant(tenant.pk):
        taken = read(RecordSetFiles(tmp_path / "set").change("MHS001", 0, NHSNumber=number))
        person = person_of("L1")
        assert (person.nhs_number, person.nhs_number_claimed) == ("", number)
        assert problem in person.nhs_number_problem
        (told,) = findings(taken, "MHS001", 2)
        assert (told.severity, told.element) == ("warning", "NHSNumber")
        assert number in told.reason
        assert problem in told.reason
        assert "kept without it" in told.reason


def test_a_number_with_spaces_is_the_number(tenant: Tenant, tmp_path: Path) -> None:
    with in_tenant(tenant.pk):
        read(RecordSetFiles(tmp_path / "set").change("MHS001", 0, NHSNumber="999 100 0003"))
        assert person_of("L1").nhs_number == FIRST


def test_two_patients_of_a_provider_are_never_one(tenant: Tenant, tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set").change(
        "MHS001", 2, NHSNumber=FIRST, PersonBirthDate="1980-05-04"
    )
    files.change("MHS001", 2, NHSNumberStatus="01")
    with in_tenant(tenant.pk):
        taken = read(files)
        assert person_of("L1").nhs_number == FIRST
        other = person_of("L3")
        assert other != person_of("L1")
        assert (other.nhs_number, other.nhs_number_claimed) == ("", FIRST)
        assert "another person" in other.nhs_number_problem
        (told,) = findings(taken, "MHS001", 4)
        assert "already belongs to another local patient, L1" in told.reason
        assert "not merged" in told.reason


def test_who_claimed_a_number_first_keeps_it_whatever_is_read_first(tmp_path: Path) -> None:
    # In May another patient claims the number that L1 has had since April, and L1 is not sent any more.
    files = (
        RecordSetFiles(tmp_path / "set", MAY)
        .without("LocalPatientID", "L1")
        .without("ServiceRequestID", "R1")
    )
    files.without("CarePlanID", "K1").without("CareContactID", "C1").without("CareActID", "A1")
    files.change("MHS001", 0, NHSNumber=FIRST, LocalPatientID="L2")
    records = []
    for order in permutations([SETS / APRIL, files.folder]):
        tenant = ground.tenant()
        with in_tenant(tenant.pk):
            for folder in order:
                read(folder)
            assert person_of("L1").nhs_number == FIRST
            assert person_of("L2").nhs_number_claimed == FIRST
            records.append(dump())
    assert records[0] == records[1]


def test_a_number_that_changes_hands_in_the_newest_month(tenant: Tenant, tmp_path: Path) -> None:
    swapped = RecordSetFiles(tmp_path / "set", MAY)
    swapped.change("MHS001", 0, NHSNumber="9991000011").change("MHS001", 1, NHSNumber=FIRST)
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        read(swapped)
        assert person_of("L1").nhs_number == "9991000011"
        assert person_of("L2").nhs_number == FIRST
        forward = dump()
    with in_tenant(ground.tenant().pk):
        read(swapped)
        read(SETS / APRIL)
        assert dump() == forward


def test_patients_of_two_providers_with_one_traced_number_and_birth_date_are_one(
    tenant: Tenant, elsewhere: RecordSetFiles
) -> None:
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        taken = read(elsewhere)
        person = person_of("L1")
        assert person == person_of("L1", "RXB")
        assert person.identifiers.count() == 2
        assert person.nhs_number == FIRST
        assert set(Referral.objects.filter(person=person).values_list("provider__ods_code", flat=True)) == {
            "RXA",
            "RXB",
        }
        assert person_of("L2") != person_of("L2", "RXB")
        assert not findings(taken)


@pytest.mark.parametrize(
    "change",
    [{"NHSNumberStatus": "02"}, {"PersonBirthDate": "1981-05-04"}, {"PersonBirthDate": ""}],
    ids=["not traced", "another birth date", "no birth date"],
)
def test_without_a_trace_or_with_another_birth_date_they_are_two(
    tenant: Tenant, elsewhere: RecordSetFiles, change: dict[str, str]
) -> None:
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        taken = read(elsewhere.change("MHS001", 0, **change))
        theirs = person_of("L1", "RXB")
        assert theirs != person_of("L1")
        assert (theirs.nhs_number, theirs.nhs_number_claimed) == ("", FIRST)
        assert any("another person here" in one.reason for one in findings(taken, "MHS001", 2))


def test_of_two_patients_elsewhere_only_one_is_joined(tenant: Tenant, elsewhere: RecordSetFiles) -> None:
    elsewhere.change("MHS001", 1, NHSNumber=FIRST, PersonBirthDate="1980-05-04", NHSNumberStatus="01")
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        read(elsewhere)
        assert person_of("L1", "RXB") == person_of("L1")
        assert person_of("L2", "RXB") != person_of("L1")
        assert person_of("L2", "RXB").nhs_number_claimed == FIRST


def _traced_later(tmp_path: Path) -> list[Path]:
    """Two providers; the second traces the number of its L1 in May only, and moves it to another patient in June."""
    april = RecordSetFiles(tmp_path / "april").of_provider("RXB")
    may = RecordSetFiles(tmp_path / "may", MAY).of_provider("RXB")
    for files, others in ((april, (1, 2, 3)), (may, (1, 2, 3))):
        for at in others:
            files.change("MHS001", at, NHSNumber="", NHSNumberStatus="07")
    april.change("MHS001", 0, NHSNumberStatus="02")
    may.change("MHS001", 0, Postcode="PR8 8XY")
    return [SETS / APRIL, april.folder, may.folder]


def test_a_trace_that_comes_later_joins_two_persons_in_any_order(tmp_path: Path) -> None:
    records: list[Dump] = []
    for order in permutations(_traced_later(tmp_path)):
        with in_tenant(ground.tenant().pk):
            for folder in order:
                read(folder)
            person = person_of("L1")
            assert person == person_of("L1", "RXB")
            # The newest month of either provider says where the person lives.
            assert person.postcode == "PR8 8XY"
            assert Person.objects.filter(identifiers__isnull=True).count() == 0
            records.append(dump())
    assert all(other == records[0] for other in records)


def test_what_was_joined_by_mistake_is_parted_when_the_month_is_corrected(
    tenant: Tenant, elsewhere: RecordSetFiles, tmp_path: Path
) -> None:
    corrected = RecordSetFiles(tmp_path / "corrected").of_provider("RXB")
    for at, number in ((0, FREE), (1, "9991000062"), (2, "9991000070"), (3, "9991000089")):
        corrected.change("MHS001", at, NHSNumber=number)
    with in_tenant(tenant.pk):
        read(SETS / APRIL)
        read(elsewhere)
        read(corrected)
        ours, theirs = person_of("L1"), person_of("L1", "RXB")
        assert ours != theirs
        assert (ours.nhs_number, theirs.nhs_number) == (FIRST, FREE)
        for person, provider in ((ours, "RXA"), (theirs, "RXB")):
            for related in ("referrals", "gp_registrations", "accommodation", "employment", "care_plans"):
                assert {row.provider.ods_code for row in getattr(person, related).all()} == {provider}, (
                    related
                )
        parted = dump()
    with in_tenant(ground.tenant().pk):
        read(SETS / APRIL)
        read(corrected)
        assert dump() == parted


def test_a_person_recorded_here_is_found_and_left_as_it_is(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        own = record.person(
            nhs_number=FIRST, nhs_number_status="01", birth_date=dt.date(1980, 5, 4), postcode="PR5 5AA"
        )
        read(SETS / APRIL)
        assert person_of("L1") == own
        own.refresh_from_db()
        assert (own.postcode, own.source_month) == ("PR5 5AA", None)
        assert Referral.objects.get(reference="R1").person == own


def test_a_person_recorded_here_without_a_trace_is_somebody_else(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        own = record.person(nhs_number=FIRST, birth_date=dt.date(1980, 5, 4))
        taken = read(SETS / APRIL)
        assert person_of("L1") != own
        assert person_of("L1").nhs_number_claimed == FIRST
        assert findings(taken, "MHS001", 2)


def test_a_person_on_whom_work_hangs_is_not_joined_away(tenant: Tenant, tmp_path: Path) -> None:
    ours, untraced, traced = _traced_later(tmp_path)
    with in_tenant(tenant.pk):
        read(ours)
        read(untraced)
        theirs = person_of("L1", "RXB")
        record.referral(person=theirs)
        read(traced)
        assert person_of("L1", "RXB") == theirs != person_of("L1")
        assert theirs.referrals.count() == 2


JOINED = "Both were checked with her on the telephone"


def test_records_that_a_worker_joined_stay_one(
    tenant: Tenant, tmp_path: Path, elsewhere: RecordSetFiles
) -> None:
    """L1 of one provider and L2 of another are one person, as a worker found; later months leave it so."""
    with in_tenant(tenant.pk):
        by = system_actor(tenant.pk)
        read(RecordSetFiles(tmp_path / "april"))
        elsewhere.change("MHS001", 1, NHSNumber="", Postcode="")
        read(elsewhere)
        kept, merged = person_of("L1"), person_of("L2", "RXB")
        number, postcode = kept.nhs_number, kept.postcode
        made = merges.merge(by=by, kept=kept, merged=merged, reason=JOINED)
        referrals = Referral.objects.filter(person=kept).count()
        for again in (elsewhere, RecordSetFiles(tmp_path / "may", MAY), elsewhere):
            read(again)
            assert person_of("L1") == person_of("L2", "RXB") == kept
            kept.refresh_from_db()
            assert (kept.nhs_number, kept.postcode) == (number, postcode)
            assert not Referral.objects.filter(person=merged).exists()
        assert Referral.objects.filter(person=kept).count() >= referrals
        merges.undo(by=by, merge=made, reason="They are two people")
        read(elsewhere)
        assert person_of("L2", "RXB") == merged


def test_a_patient_joined_to_a_record_made_here_stays_there(tenant: Tenant, tmp_path: Path) -> None:
    with in_tenant(tenant.pk):
        files = RecordSetFiles(tmp_path / "april").change("MHS001", 0, NHSNumber="")
        read(files)
        ours = record.referral(person=record.person(family_name="Okafor", phone="01772 000000")).person
        merges.merge(by=system_actor(tenant.pk), kept=ours, merged=person_of("L1"), reason=JOINED)
        before = Referral.objects.filter(person=ours).count()
        read(files)
        read(RecordSetFiles(tmp_path / "may", MAY).change("MHS001", 0, NHSNumber=""))
        assert person_of("L1") == ours
        assert Referral.objects.filter(person=ours).count() >= before
        ours.refresh_from_db()
        assert (ours.family_name, ours.phone, ours.source_month) == ("Okafor", "01772 000000", None)
