"""SNOMED CT reference sets: when a concept was a member, from snapshots, full files and deltas."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hubs.actions import refsets
from hubs.actions.refsets import LoadedRefset
from hubs.models import RefsetMember
from hubs.rules.delimited import BadLines, WrongFile
from hubs.rules.rf2 import HEADER, Form
from hubs.rules.snomed import is_identifier
from referrals.selectors import clock_stops
from tests.shared import shared_file

DATA = Path(__file__).resolve().parents[1] / "data" / "reference"
ASSESSMENT, THERAPY = "1853441000000109", "1853461000000105"
LEFT_OUT = "1 left out that had left before anything was known of them"
CAT, CBT, ART = "390773006", "718026005", "149451000000104"

Span = tuple[str, dt.date, dt.date | None]

pytestmark = pytest.mark.django_db


def load(
    *lines: str, name: str = "", form: Form | None = None, lenient: bool = False
) -> refsets.LoadedRefsets:
    """Lines of id, day, active and concept, all of the therapy set."""
    rows = [HEADER, *(_row(*line.split()) for line in lines)]
    text = "".join("\t".join(row) + "\n" for row in rows)
    return refsets.load(file=io.BytesIO(text.encode()), name=name, form=form, lenient=lenient)


def _row(member: str, day: str, active: str, concept: str) -> tuple[str, ...]:
    return member, day, active, "999000011000000103", THERAPY, concept


def load_file(name: str, form: Form | None = None) -> refsets.LoadedRefsets:
    with (DATA / name).open("rb") as file:
        return refsets.load(file=file, name=name, form=form)


def spans(refset: str = THERAPY) -> list[Span]:
    members = RefsetMember.objects.filter(refset_id=refset).order_by("concept_id", "active_from")
    return [(member.concept_id, member.active_from, member.active_to) for member in members]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_what_was_kept_of_a_set_is_read_again_after_a_load() -> None:
    load(f"a 20240401 1 {CAT}", form=Form.SNAPSHOT)
    assert clock_stops.concepts() == {CAT}
    load(f"b 20240401 1 {ART}", form=Form.SNAPSHOT)
    assert CAT not in clock_stops.concepts()


def test_a_snapshot_says_who_is_a_member_and_since_when() -> None:
    loaded = load_file("refset_snapshot.txt")
    assert loaded.form is Form.SNAPSHOT
    assert spans(ASSESSMENT) == [("386053000", day("2024-04-01"), None)]
    assert spans() == [(CAT, day("2024-04-01"), None)]
    assert list(loaded.refsets) == [LoadedRefset(ASSESSMENT, 0, 1, 0, 0), LoadedRefset(THERAPY, 0, 1, 0, 1)]


def test_a_full_file_gives_every_span_and_joins_those_that_touch() -> None:
    loaded = load_file("refset_full.txt")
    assert loaded.form is Form.FULL
    assert spans() == [
        # Two members of the same concept, one following on the other.
        (ART, day("2024-01-01"), None),
        (CAT, day("2023-04-01"), day("2024-03-31")),
        (CAT, day("2025-04-01"), None),
        (CBT, day("2024-04-01"), day("2025-03-31")),
    ]
    assert loaded.refsets[1] == LoadedRefset(THERAPY, 0, 2, 1, 0)


def test_a_delta_is_added_to_what_is_known() -> None:
    load_file("refset_full.txt")
    loaded = load_file("refset_delta.txt")
    assert loaded.form is Form.DELTA
    assert spans(ASSESSMENT) == [("386053000", day("2024-04-01"), day("2025-09-30"))]
    assert (ART, day("2024-01-01"), None) in spans()
    assert ("405780009", day("2025-10-01"), None) in spans()
    assert len(spans()) == 5


@pytest.mark.parametrize("name", ["refset_snapshot.txt", "refset_full.txt", "refset_delta.txt"])
def test_loading_again_changes_nothing(name: str) -> None:
    load_file(name)
    before = list(RefsetMember.objects.order_by("id").values_list())
    load_file(name)
    assert list(RefsetMember.objects.order_by("id").values_list()) == before


def test_a_snapshot_replaces_the_whole_of_the_sets_it_names_and_no_other() -> None:
    load_file("refset_full.txt")
    load(f"n1 20250101 1 {CBT}", form=Form.SNAPSHOT)
    assert spans() == [(CBT, day("2025-01-01"), None)]
    assert len(spans(ASSESSMENT)) == 1


def test_a_member_that_left_keeps_the_start_that_was_known() -> None:
    load(f"t1 20240401 1 {CAT}")
    loaded = load(f"t1 20250401 0 {CAT}", form=Form.SNAPSHOT)
    assert spans() == [(CAT, day("2024-04-01"), day("2025-03-31"))]
    assert loaded.refsets == [LoadedRefset(THERAPY, 1, 0, 1, 0)]
    load(f"t1 20250401 0 {CAT}", form=Form.SNAPSHOT)
    assert spans() == [(CAT, day("2024-04-01"), day("2025-03-31"))]


def test_a_member_that_left_on_its_first_day_never_was_one() -> None:
    load(f"t1 20240401 1 {CAT}", f"t2 20240401 1 {CBT}")
    load(f"t1 20240401 0 {CAT}", form=Form.DELTA)
    assert spans() == [(CBT, day("2024-04-01"), None)]


def test_the_form_is_in_the_releases_own_file_name() -> None:
    assert load(f"t1 20240401 1 {CAT}", name="der2_Refset_SimpleUKCLFull_GB1.txt").form is Form.FULL
    assert load(f"t1 20240401 1 {CAT}", name="der2_Refset_SimpleDelta.txt", form=Form.FULL).form is Form.FULL


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (f"t2 20241301 1 {CAT}", "line 3: effectiveTime '20241301' is not a date"),
        (f"t2 2024-04-01 1 {CAT}", "is not a date"),
        (f"t2 20240401 yes {CAT}", "active is 'yes'; it must be 0 or 1"),
        ("t2 20240401 1 390773007", "no SNOMED CT identifier"),
        ("t2 20240401 1 CAT", "no SNOMED CT identifier"),
    ],
)
def test_bad_lines_are_named_and_nothing_is_changed(line: str, says: str) -> None:
    load(f"t1 20240401 1 {CAT}")
    with pytest.raises(BadLines, match=says):
        load(f"t2 20240401 1 {CBT}", line)
    assert spans() == [(CAT, day("2024-04-01"), None)]
    loaded = load(f"t2 20240401 1 {CBT}", line, lenient=True)
    assert spans() == [(CBT, day("2024-04-01"), None)]
    assert [fault.line for fault in loaded.left_out] == [3]


def test_a_cut_off_line_is_named() -> None:
    text = "\t".join(HEADER) + f"\nt1\t20240401\t1\t999000011000000103\t{THERAPY}"
    with pytest.raises(BadLines, match="line 2: it has 5 columns in place of 6"):
        refsets.load(file=io.BytesIO(text.encode()))


def test_two_states_of_one_day_are_refused() -> None:
    with pytest.raises(WrongFile, match="Lines 2 and 3 say"):
        load(f"t1 20240401 1 {CAT}", f"t1 20240401 0 {CAT}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\t".join(HEADER) + "\n", "no members"),
        ("id,effectiveTime,active\n", "no RF2 simple reference set"),
        # A map refset has more columns.
        ("\t".join([*HEADER, "mapTarget"]) + "\n", "no RF2 simple reference set"),
    ],
)
def test_another_file_is_refused(text: str, says: str) -> None:
    with pytest.raises(WrongFile, match=says):
        refsets.load(file=io.BytesIO(text.encode()))


def test_the_command_says_what_each_set_has_now(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_refsets", str(DATA / "refset_snapshot.txt"))
    assert capsys.readouterr().out.splitlines() == [
        "Read as a snapshot file",
        f"{ASSESSMENT}: 1 members (0 before), 0 that ended",
        f"{THERAPY}: 1 members (0 before), 0 that ended, {LEFT_OUT}",
    ]
    with pytest.raises(CommandError, match="no RF2 simple reference set"):
        call_command("load_refsets", str(DATA / "onspd.csv"))


@pytest.mark.parametrize(
    ("identifier", "fits"),
    [
        ("386053000", True),
        ("1833391000000107", True),
        ("386053001", False),
        ("368053000", False),
        ("12345", False),
    ],
)
def test_the_check_digit_of_an_identifier(identifier: str, fits: bool) -> None:
    assert is_identifier(identifier) is fits


def test_the_sample_of_the_published_form_is_read() -> None:
    call_command("load_refsets", str(shared_file("samples", "refsets_sample.txt")))
    assert RefsetMember.objects.count() == 26
    assert set(RefsetMember.objects.values_list("active_from", "active_to")) == {(day("2024-04-01"), None)}
