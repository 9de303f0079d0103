"""Files taken apart block by block are the rows that Python's own reader finds, with the lines an editor shows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.mhsds import stream
from reporting.mhsds.stream import CsvFile

value = st.text(st.sampled_from("ab1 ,\"\n'é;"), max_size=6)
rows = st.lists(st.lists(value, min_size=3, max_size=3).filter(any), max_size=30)


def taken_apart(content: bytes) -> list[tuple[int, list[str]]]:
    taken = CsvFile(Path("MHS101Referral.csv"), io.BytesIO(content))
    data = b"".join(block.data for block in taken.blocks()).decode()
    return [(int(row[0]), row[1:]) for row in csv.reader(io.StringIO(data, newline=""))]


def written(table: list[list[str]], line_end: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows([["One", "Two", "Three"], *table])
    return text.getvalue().encode()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=rows, line_end=st.sampled_from(["\n", "\r\n"]), block=st.integers(1, 80), ended=st.booleans())
def test_any_table_in_blocks_of_any_size(
    monkeypatch: pytest.MonkeyPatch, table: list[list[str]], line_end: str, block: int, ended: bool
) -> None:
    monkeypatch.setattr(stream, "BLOCK", block)
    content = written(table, line_end)
    expected, line = [], 2
    for row in table:
        expected.append((line, row))
        line += 1 + sum(cell.count("\n") for cell in row)
    assert taken_apart(content if ended else content.removesuffix(line_end.encode())) == expected


def test_memory_holds_one_block_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BLOCK", 1000)
    content = written([["x" * 10, "y" * 10, str(n)] for n in range(2000)], "\n")
    taken = CsvFile(Path("MHS101Referral.csv"), io.BytesIO(content))
    blocks = list(taken.blocks())
    assert sum(block.records for block in blocks) == 2000
    assert max(len(block.data) for block in blocks) < 2000
    assert sum(block.size for block in blocks) <= len(content)
