"""`manage.py assurance_return`: the signed document or a draft, and errors of one line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from reporting.models import AssuranceReturn
from tests.factories import figures


@pytest.fixture
def year(tenant: Tenant) -> Tenant:
    with in_tenant(tenant.pk):
        figures.year()
    return tenant


def run(**given: Any) -> str:
    said = StringIO()
    call_command("assurance_return", **{"tenant": "fylde", "quarter": "2025-Q1", **given}, stdout=said)
    return said.getvalue()


def test_it_writes_a_draft_and_then_the_signed_return(year: Tenant, tmp_path: Path) -> None:
    draft, signed, again = tmp_path / "draft.pdf", tmp_path / "signed.pdf", tmp_path / "again.pdf"
    assert "a draft, not signed off" in run(pdf=draft)
    said = run(sign=True, by_name="Amara Okafor", pdf=signed)
    assert "the signed return, April to June 2025, version 1, by Amara Okafor, SHA-256 " in said
    run(pdf=again)
    assert draft.read_bytes().startswith(b"%PDF-1.7")
    assert again.read_bytes() == signed.read_bytes() != draft.read_bytes()
    assert run(sign=True, by_name="Amara Okafor").startswith("Signed: April to June 2025, version 1")
    with in_tenant(year.pk):
        assert AssuranceReturn.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tenant": "wirral"}, r"There is no tenant 'wirral'\. There are: fylde\."),
        ({"quarter": "2025-6"}, r"'2025-6' is not a financial quarter\. .*2025-Q1 is April to June 2025"),
        (
            {"quarter": "2019-Q1"},
            r"no figures for April to June 2019 yet\. Run nightly first: manage\.py nightly",
        ),
        ({"pdf": None}, r"Nothing to do: give --pdf FILE"),
    ],
)
def test_errors_say_what_to_do_in_one_line(given: Any, said: str, year: Tenant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=said) as error:
        run(**{"pdf": tmp_path / "x.pdf", **given})
    assert "\n" not in str(error.value)
    assert not (tmp_path / "x.pdf").exists()


def test_a_file_that_cannot_be_written_is_told(year: Tenant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        run(pdf=tmp_path / "nowhere" / "x.pdf")


def test_a_correction_by_the_command_says_what_changed(year: Tenant) -> None:
    run(sign=True)
    with in_tenant(year.pk):
        figures.IndicatorValue.objects.filter(indicator="wait.mrs02", breakdown="").update(
            numerator=900, value=900
        )
    with pytest.raises(CommandError, match="To correct it, say what changed"):
        run(sign=True)
    assert "version 2" in run(sign=True, what_changed="June was read again")
