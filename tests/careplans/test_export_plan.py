"""`manage.py export_plan`: a plan as files, whole or not at all, and errors of one line."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from careplans.management.files import written
from careplans.models import PlanVersion
from careplans.rules.fhir import checks
from config.pdf.faults import pdf_faults
from hubs.models import AccessLog, AuditEvent, Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.actions import duplicates
from tests.careplans.plan_documents import full
from tests.factories import ground, plans, record


@pytest.fixture
def version(tenant: Tenant) -> PlanVersion:
    """An agreed plan of somebody in Fylde."""
    with in_tenant(tenant.pk):
        return plans.agreed(record.referral(team=ground.team(hub=ground.hub())).person, says=full())


def run(*reference: str, **given: Any) -> str:
    said = StringIO()
    call_command("export_plan", *reference, **given, stdout=said)
    return said.getvalue()


def test_both_files_of_one_plan(version: PlanVersion, tmp_path: Path) -> None:
    fhir, pdf = tmp_path / "plan.json", tmp_path / "plan.pdf"
    plan = version.plan
    said = run(plan.reference.lower(), fhir=fhir, pdf=pdf)
    assert said == "".join(
        f"{file}: plan {plan.reference} of {plan.person.reference}, version 1\n" for file in (fhir, pdf)
    )
    document = json.loads(fhir.read_text(encoding="utf-8"))
    assert (document["resourceType"], document["type"]) == ("Bundle", "document")
    assert checks.faults(document) == []
    assert pdf.read_bytes().startswith(b"%PDF-1.7")
    assert pdf_faults(pdf.read_bytes()) == []
    assert {file.name for file in tmp_path.iterdir()} == {"plan.json", "plan.pdf"}
    assert fhir.stat().st_mode & 0o077 == 0


def test_it_is_written_down_that_the_plan_was_taken_out(
    version: PlanVersion, tenant: Tenant, tmp_path: Path
) -> None:
    run(version.plan.reference, fhir=tmp_path / "plan.json")
    with in_tenant(tenant.pk):
        looked, changed = AccessLog.objects.get(), AuditEvent.objects.get(action="plan.exported")
        assert (looked.kind, looked.staff_name) == ("exported", "export_plan")
        assert looked.person_reference == version.plan.person.reference
        assert looked.what == f"Plan {version.plan.reference} as FHIR"
        assert changed.object_reference == version.plan.reference
        assert changed.detail == {"version": 1, "forms": ["FHIR"]}


def test_by_the_reference_of_the_person_also_of_a_joined_record(
    version: PlanVersion, tenant: Tenant, tmp_path: Path
) -> None:
    person = version.plan.person
    assert version.plan.reference in run(person.reference, fhir=tmp_path / "a.json")
    with in_tenant(tenant.pk):
        before = record.person()
        by = system_actor(tenant.pk)
        duplicates.merge(by=by, kept=person, merged=before, reason="Both have the same passport")
    assert version.plan.reference in run(before.reference, fhir=tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_any_takes_an_agreed_one_of_whatever_tenant_has_one(
    version: PlanVersion, other_tenant: Tenant, tmp_path: Path
) -> None:
    with in_tenant(other_tenant.pk):
        theirs = plans.started()
    file = tmp_path / "plan.json"
    assert version.plan.reference in run(any=True, fhir=file)
    said = run(any=True, tenant="wirral", fhir=file)
    assert (
        said
        == f"{file}: plan {theirs.reference} of {theirs.person.reference}, which nobody has agreed to yet\n"
    )
    composition = json.loads(file.read_text(encoding="utf-8"))["entry"][0]["resource"]
    assert composition["status"] == "preliminary"


def test_any_prefers_one_that_was_agreed_to_an_older_one(tenant: Tenant, tmp_path: Path) -> None:
    with in_tenant(tenant.pk):
        older = plans.started()
        agreed = plans.agreed(record.person(), says=full())
    assert older.pk < agreed.plan_id
    assert agreed.plan.reference in run(any=True, fhir=tmp_path / "plan.json")


WRONG: list[tuple[tuple[str, ...], dict[str, Any], str]] = [
    ((), {"any": True, "fhir": None}, r"Nothing to do: give --fhir FILE"),
    ((), {}, r"Say which plan: its reference or the person's, or --any"),
    (("N1",), {"any": True}, r"Say which plan"),
    (("N1",), {}, r"no plan, and no person with a plan, with the reference 'N1' in fylde\."),
    (("N1",), {"tenant": "wirral"}, r"There is no tenant 'wirral'\. There are: fylde\."),
]


@pytest.mark.parametrize(("reference", "given", "said"), WRONG)
def test_errors_say_what_to_do_in_one_line(
    reference: tuple[str, ...], given: dict[str, Any], said: str, tenant: Tenant, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=said) as error:
        run(*reference, **{"fhir": tmp_path / "x.json", **given})
    assert "\n" not in str(error.value)
    assert not list(tmp_path.iterdir())


def test_without_any_plan(tenant: Tenant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no plan yet in fylde\."):
        run(any=True, fhir=tmp_path / "x.json")


def test_without_any_tenant(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no plan yet in any tenant, for there is none"):
        run(any=True, fhir=tmp_path / "x.json")


def test_one_file_is_not_two(version: PlanVersion, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="name one file"):
        run(any=True, fhir=tmp_path / "x", pdf=tmp_path / "x")


@pytest.mark.parametrize(
    ("file", "why"), [("nowhere/x.json", "No such file or directory"), (".", "It is a folder")]
)
def test_what_cannot_be_written_leaves_nothing_behind(
    file: str, why: str, version: PlanVersion, tenant: Tenant, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=f"cannot be written: {why}"):
        run(any=True, pdf=tmp_path / "x.pdf", fhir=tmp_path / file)
    assert not list(tmp_path.iterdir())
    with in_tenant(tenant.pk):
        assert not AccessLog.objects.exists()


def test_files_stay_as_they_were_when_the_work_around_them_fails(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"before")

    def fail() -> None:
        with written({old: b"after", new: b"after"}):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert old.read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir()] == ["old"]
    with written({old: b"after", new: b"after"}):
        assert old.read_bytes() == b"before"
    assert (old.read_bytes(), new.read_bytes()) == (b"after", b"after")
