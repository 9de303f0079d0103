"""What migrations make of months that had been read before is what reading them makes."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection

from careplans.models import CarePlanAgreement, CarePlanUpdate
from hubs.days import EVER
from hubs.models import TeamTypeTime
from referrals.models import HospitalSpell, PatientAddress, ReferralTeamTime
from tests.reporting.record_dump import dump
from tests.reporting.record_set_files import APRIL, MAY, SETS, RecordSetFiles, read

MADE = (TeamTypeTime, CarePlanUpdate, CarePlanAgreement, ReferralTeamTime, PatientAddress, HospitalSpell)


def forget() -> None:
    """As it was before the months were kept, but for what an earlier version knew of teams."""
    known = ReferralTeamTime.objects.exclude(team=None).first()
    assert known is not None
    for times in (TeamTypeTime, PatientAddress, ReferralTeamTime):
        times.objects.all().delete()
    ReferralTeamTime.objects.create(referral=known.referral, team=known.team, days=EVER)
    for kind in (CarePlanUpdate, CarePlanAgreement, HospitalSpell):
        kind.objects.update(days=None)


def migrate(name: str) -> None:
    """The statements of a migration over the rows of the tenant in force."""
    with connection.cursor() as cursor:
        cursor.execute(import_module(f"reporting.migrations.{name}").TOLD)


@pytest.mark.usefixtures("in_a_tenant")
def test_what_was_read_before_is_kept_as_if_it_were_read_now(tmp_path: Path) -> None:
    april = RecordSetFiles(tmp_path / "april").change("MHS001", 0, Postcode="pr11aa")
    april.change("MHS101", 1, CareProfTeamLocalID="", ServDischDate="2025-04-28")
    for files in (april, SETS / MAY, RecordSetFiles(tmp_path / "other", APRIL).of_provider("RXB")):
        read(files)
    told = dump(MADE)
    assert all(told.values())
    forget()
    assert dump(MADE) != told
    migrate("0011_months_of_teams")
    migrate("0012_as_months_told")
    assert dump(MADE) == told
