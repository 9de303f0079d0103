"""What is put before the judges that are no part of this, and the list of their packages."""

from __future__ import annotations

import json
from pathlib import Path

from careplans.rules.fhir.checks import faults
from careplans.rules.fhir.elements import ELEMENTS
from tests.fhir_judges import made

FOLDER = Path(made.__file__).parent


def test_what_is_named_wrong_is_wrong_and_all_else_is_sound(tmp_path: Path) -> None:
    made.write(tmp_path)
    resources = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()}
    known = {name: each for name, each in resources.items() if each["resourceType"] in ELEMENTS}
    assert resources.keys() - known.keys() == {"capabilities"}
    wrong = {name for name, each in known.items() if faults(each)}
    assert wrong == {name for name in resources if name.startswith("wrong-")} != set()
    assert len(resources) > 50


def test_their_packages_are_pinned_by_hash_and_name_no_host() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    locked = json.loads(text)["packages"]
    assert "://" not in text
    assert wanted == {name: locked[f"node_modules/{name}"]["version"] for name in wanted}
    installed = {name: each for name, each in locked.items() if name and not each.get("inBundle")}
    assert all(each["integrity"].startswith("sha512-") for each in installed.values())
