"""Scores and plans of a record set can be told again just as they were sent: nothing is lost or changed by reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from careplans.models import CarePlan, CarePlanAgreement
from careplans.selectors.care_plans import last_updated_on
from config.formats import LONDON
from outcomes.models import CodedScore
from referrals.models import PatientIdentifier
from tests.outcomes.taken import REQOL_10
from tests.reporting.record_set_files import MAY, RecordSetFiles, counts, read

pytestmark = pytest.mark.usefixtures("in_a_tenant")

WHEN = "AssToolCompTimestamp"


def plain(rows: Iterable[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    """The rows in no order, without what is empty."""
    return sorted(sorted((name, str(value)) for name, value in row.items() if value) for row in rows)


def at(moment: dt.datetime) -> str:
    """A moment without an offset is one of London."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(LONDON).isoformat()


def sent_scores(files: RecordSetFiles) -> list[dict[str, Any]]:
    rows = files.rows("MHS606")
    return [{**row, WHEN: at(dt.datetime.fromisoformat(row[WHEN]))} for row in rows]


def scores() -> list[dict[str, Any]]:
    rows = CodedScore.objects.filter(activity=None).select_related("referral", "staff")
    return [
        {
            "ServiceRequestID": row.referral.reference,
            "CodedAssToolType": row.tool_code,
            "PersScore": row.score,
            WHEN: row.completed_at and at(row.completed_at),
            "CareProfLocalID": row.staff and row.staff.local_id,
        }
        for row in rows
    ]


def plans() -> list[dict[str, Any]]:
    patients = dict(PatientIdentifier.objects.values_list("person_id", "local_id"))
    return [
        {
            "CarePlanID": row.local_id,
            "LocalPatientID": patients[row.person_id],
            "CarePlanTypeMH": row.plan_type,
            "CarePlanCreatDate": row.created_on,
            "CarePlanLastUpdateDate": last_updated_on(row),
            "CarePlanImplementDate": row.implemented_on,
        }
        for row in CarePlan.objects.all()
    ]


def agreements() -> list[dict[str, Any]]:
    return [
        {
            "CarePlanID": row.plan.local_id,
            "FamilyCarePlanIndicator": row.family_involved,
            "NoFamilyCarePlanReason": row.no_family_reason,
            "CarePlanContentAgreedBy": row.agreed_by,
            "CarePlanContentAgreedDate": row.agreed_on,
        }
        for row in CarePlanAgreement.objects.select_related("plan")
    ]


def test_scores_come_out_as_they_went_in(tmp_path: Path) -> None:
    """On the scale or off it, with an offset or without, with and without who took them."""
    files = RecordSetFiles(tmp_path / "set", MAY)
    files.add(
        "MHS606", CodedAssToolType=REQOL_10, PersScore="23", AssToolCompTimestamp="2025-05-20T09:15:30+01:00"
    )
    for number, score in enumerate(("8", "9", "0", "x", "3.5", "-1"), start=10):
        files.add("MHS606", PersScore=score, AssToolCompTimestamp=f"2025-05-{number}T23:59:59+01:00")
    files.add("MHS606", CareProfLocalID="", AssToolCompTimestamp="2025-05-21T00:00:00+01:00")
    told = read(files)
    assert counts(told, "MHS606")[3] == 0, "none is refused"
    assert plain(scores()) == plain(sent_scores(files))


def test_plans_and_agreements_come_out_as_they_went_in(tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "set", MAY)
    files.change("MHS008", 0, CarePlanImplementDate="2025-04-10")
    files.add("MHS008", CarePlanID="K9", CarePlanTypeMH="12", CarePlanImplementDate="")
    files.add("MHS009", CarePlanID="K9", CarePlanContentAgreedBy="11", NoFamilyCarePlanReason="08")
    files.add("MHS009", CarePlanID="K9", CarePlanContentAgreedDate="", FamilyCarePlanIndicator="X")
    read(files)
    assert plain(plans()) == plain(files.rows("MHS008"))
    assert plain(agreements()) == plain(files.rows("MHS009"))
