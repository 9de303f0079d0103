"""What a start of the demonstration was stopped in, the next start finishes."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.utils import timezone

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from reporting.demo.ground import SYSTEMS
from reporting.management.commands import demo
from reporting.models import AssuranceReturn
from tests.factories import ground


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of other commands, which take minutes and have tests of their own."""
    asked: list[str] = []
    monkeypatch.setattr(demo, "call_command", lambda name, *_, tenant, **__: asked.append(f"{name} {tenant}"))
    return asked


@pytest.mark.django_db
def test_the_next_start_reads_computes_and_signs_what_is_lacking(commands: list[str]) -> None:
    for system in SYSTEMS:
        ground.tenant(slug=system.slug, name=system.name, ods_code=system.ods_code)
    ground.tenant(slug="somebody-elses", ods_code="QZZ")
    valley = ["nightly mersey-vale", "assurance_return mersey-vale"]
    rose = ["nightly red-rose", "assurance_return red-rose"]
    assert filled(commands) == ["import_mhsds red-rose"] * 3 + valley + rose
    sign("red-rose")
    assert filled(commands) == valley
    sign("mersey-vale")
    assert filled(commands) == []


def filled(commands: list[str]) -> list[str]:
    """What a start asks for."""
    commands.clear()
    demo.Command(stdout=StringIO()).fill(people=2, seed=1)
    return list(commands)


def sign(slug: str) -> None:
    with in_tenant(Tenant.objects.get(slug=slug).pk):
        now = timezone.now()
        AssuranceReturn.objects.create(
            quarter_start=date(2025, 4, 1),
            content={},
            document=b"",
            sha256="0" * 64,
            as_at=now,
            signed_at=now,
        )
