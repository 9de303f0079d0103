"""The reference material that may stand beside the project: tests that read it skip, saying so, when it is
absent.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared_file(*parts: str) -> Path:
    """The file or folder, or the end of this test."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the reference material is not beside the project: no {'/'.join(parts)}")
    return path


def shared_rows(*parts: str) -> list[dict[str, str]]:
    """The rows of a CSV file with a header."""
    with shared_file(*parts).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
