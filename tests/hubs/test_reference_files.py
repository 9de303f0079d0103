"""Published files of practices, networks, postcodes and deprivation: read, read again, and refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hubs.actions import reference
from hubs.actions.staging import Loaded
from hubs.models import DeprivationDecile, GpPractice, PcnPractice, Postcode
from hubs.rules.delimited import BadLines, WrongFile
from hubs.selectors import geography
from tests.shared import shared_file

DATA = Path(__file__).resolve().parents[1] / "data" / "reference"
TODAY = dt.date(2025, 6, 30)

Load = Callable[..., Loaded]

pytestmark = pytest.mark.django_db


def load(how: Load, name: str, **given: int) -> Loaded:
    with (DATA / name).open("rb") as file:
        return how(file=file, **given)


def load_text(how: Load, text: str, **given: object) -> Loaded:
    return how(file=io.BytesIO(text.encode()), **given)


def first_row(name: str) -> str:
    """A file as if it had been cut after the first of its rows."""
    text = (DATA / name).read_text()
    row = text.index("\nP81001" if name == "pcn_core_partners.csv" else "\nE01025001")
    return text[: text.index("\n", row + 1)]


@pytest.fixture
def loaded() -> None:
    load(reference.load_practices, "epraccur.csv")
    load(reference.load_core_partners, "pcn_core_partners.csv")
    load(reference.load_postcodes, "onspd.csv")
    load(reference.load_deprivation, "iod2019.csv", edition=2019)
    load(reference.load_deprivation, "iod2025.csv", edition=2025)


def test_practices_are_read_from_the_file_without_a_header() -> None:
    assert load(reference.load_practices, "epraccur.csv").added == 3
    closed = GpPractice.objects.get(code="P81002")
    assert (closed.name, closed.postcode, closed.commissioner) == ("Hill Top Practice", "PR2 2BB", "01A")
    assert (closed.opened_on, closed.closed_on) == (dt.date(1974, 4, 1), dt.date(2023, 3, 31))
    assert closed.status == "C"


def test_a_header_that_somebody_added_is_passed_over() -> None:
    lines = (DATA / "epraccur.csv").read_text()
    header = ",".join(["Organisation Code", *(f"column {number}" for number in range(26))])
    assert load_text(reference.load_practices, f"{header}\r\n{lines}").added == 3


def test_networks_are_read_whatever_their_columns_are_called() -> None:
    assert load(reference.load_core_partners, "pcn_core_partners.csv").added == 3
    assert list(
        PcnPractice.objects.order_by("starts_on", "practice_code").values_list("practice_code", "ends_on")
    ) == [
        ("P81001", dt.date(2023, 12, 31)),
        ("P81002", dt.date(2023, 3, 31)),
        ("P81001", None),
    ]
    old = "Practice Code,PCN CODE,pcn name,Start Date\nP81001,U10001,Riverside PCN,2019-07-01\n"
    assert load_text(reference.load_core_partners, old, although_smaller=True).removed == 2


@pytest.mark.parametrize(
    ("how", "name", "given"),
    [
        (reference.load_practices, "epraccur.csv", {}),
        (reference.load_core_partners, "pcn_core_partners.csv", {}),
        (reference.load_postcodes, "onspd.csv", {}),
        (reference.load_deprivation, "iod2019.csv", {"edition": 2019}),
    ],
)
def test_reading_a_file_again_changes_nothing(how: Load, name: str, given: dict[str, int]) -> None:
    first, again = load(how, name, **given), load(how, name, **given)
    assert first.added > 0
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert again.unchanged == first.added


def test_a_corrected_line_changes_its_row(loaded: None) -> None:
    lines = (DATA / "epraccur.csv").read_text().replace("Riverside Surgery", "Riverside Health Centre")
    again = load_text(reference.load_practices, lines)
    assert (again.added, again.changed, again.unchanged) == (0, 1, 2)
    assert GpPractice.objects.get(code="P81001").name == "Riverside Health Centre"


def test_practices_and_postcodes_that_a_file_leaves_out_are_kept(loaded: None) -> None:
    first_line = (DATA / "epraccur.csv").read_text().splitlines()[0]
    assert load_text(reference.load_practices, first_line).removed == 0
    assert GpPractice.objects.count() == 3
    load_text(reference.load_postcodes, "pcds,oslaua,lsoa11\nPR9 9ZZ,E07000123,E01025001\n")
    assert Postcode.objects.count() == 7


def test_memberships_and_deciles_that_a_file_no_longer_has_go(loaded: None) -> None:
    header, *lines = (DATA / "iod2019.csv").read_text().splitlines()
    again = load_text(reference.load_deprivation, "\n".join([header, *lines[:2]]), edition=2019)
    assert again.removed == 1
    assert DeprivationDecile.objects.filter(edition=2025).count() == 2


@pytest.mark.parametrize(
    ("how", "name", "given"),
    [
        (reference.load_core_partners, "pcn_core_partners.csv", {}),
        (reference.load_deprivation, "iod2019.csv", {"edition": 2019}),
    ],
)
def test_a_part_is_not_taken_for_the_whole(loaded: None, how: Load, name: str, given: dict[str, int]) -> None:
    part = first_row(name)
    with pytest.raises(WrongFile, match=r"2 of the 3 that are there.*--although-smaller"):
        load_text(how, part, **given)
    assert load(how, name, **given).unchanged == 3
    assert load_text(how, part, **given, although_smaller=True).removed == 2


def test_the_commands_take_a_part_when_they_are_told(loaded: None, tmp_path: Path) -> None:
    parts = {}
    for name in ("pcn_core_partners.csv", "iod2019.csv"):
        parts[name] = tmp_path / name
        parts[name].write_text(first_row(name))
    with pytest.raises(CommandError, match="Practices in PCNs: 2 of the 3"):
        call_command("load_ods", pcns=str(parts["pcn_core_partners.csv"]))
    call_command("load_ods", "--although-smaller", pcns=str(parts["pcn_core_partners.csv"]))
    call_command("load_deprivation", str(parts["iod2019.csv"]), "--although-smaller", edition=2019)
    assert (PcnPractice.objects.count(), DeprivationDecile.objects.filter(edition=2019).count()) == (1, 1)


def test_the_last_of_two_lines_about_the_same_row_counts() -> None:
    header = "practice code,pcn code,pcn name,start date,end date\n"
    lines = "P81001,U10001,A PCN,20190701,\nP81001,U10001,A PCN,20190701,20240331\n"
    assert load_text(reference.load_core_partners, header + lines).added == 1
    assert PcnPractice.objects.get().ends_on == dt.date(2024, 3, 31)


@pytest.mark.parametrize(
    ("on", "pcn"),
    [
        (dt.date(2019, 6, 30), None),
        (dt.date(2019, 7, 1), "U10001"),
        (dt.date(2023, 12, 31), "U10001"),
        (dt.date(2024, 1, 1), "U10002"),
    ],
)
def test_a_practice_is_in_the_network_of_the_day(loaded: None, on: dt.date, pcn: str | None) -> None:
    found = geography.pcn_of_practice("P81001", on)
    assert (found.pcn_code if found else None) == pcn
    assert _pcn_by_sql("P81001", on) == pcn


@pytest.mark.parametrize("code", ["Y00003", "P81002", "V81999", "nonsense"])
def test_some_practices_are_in_no_network(loaded: None, code: str) -> None:
    assert geography.pcn_of_practice(code, TODAY) is None
    assert _pcn_by_sql(code, TODAY) is None


def test_a_default_code_is_in_no_network_even_if_a_file_says_so() -> None:
    line = "practice code,pcn code,pcn name,start date\nV81999,U10001,Riverside PCN,20190701\n"
    load_text(reference.load_core_partners, line)
    assert geography.pcn_of_practice("V81999", TODAY) is None
    assert _pcn_by_sql("V81999", TODAY) is None


def test_of_two_networks_at_once_the_later_counts() -> None:
    header = "practice code,pcn code,pcn name,start date\n"
    lines = "P81001,U10001,Old PCN,20190701\nP81001,U10002,New PCN,20240401\n"
    load_text(reference.load_core_partners, header + lines)
    found = geography.pcn_of_practice("P81001", TODAY)
    assert found is not None
    assert found.pcn_code == _pcn_by_sql("P81001", TODAY) == "U10002"


def test_names_of_networks_and_practices(loaded: None) -> None:
    assert geography.pcn_names() == {"U10001": "Riverside PCN", "U10002": "Hillside PCN"}
    assert geography.pcn_names(["U10002", "U99999"]) == {"U10002": "Hillside PCN"}
    assert geography.practice_names(["P81001", "P99999"]) == {"P81001": "Riverside Surgery"}


def test_a_postcode_leads_to_its_area_however_it_is_typed(loaded: None) -> None:
    area = geography.area_of(" pr11aa")
    assert area == geography.Area("PR1 1AA", "E01025001", 2011, "E07000123", 1, 2019)


def test_each_edition_keeps_to_its_own_boundaries(loaded: None) -> None:
    area = geography.area_of("PR1 1AA", edition=2025)
    assert (area.lsoa, area.boundary_year, area.decile) == ("E01033001", 2021, 3)
    assert geography.area_of("PR2 2BB", edition=2025).decile is None
    assert geography.newest_edition() == 2025


@pytest.mark.parametrize("edition", [2019, 2025])
def test_sql_finds_the_same_areas(loaded: None, edition: int) -> None:
    join = geography.area_join_sql(postcode="asked.postcode", edition=edition)
    for postcode in [*Postcode.objects.values_list("postcode", flat=True), "PR9 9XX", ""]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select area.lsoa, area.local_authority, area.decile"
                f" from (select %s::text as postcode) asked {join}",
                [postcode],
            )
            area = geography.area_of(postcode, edition=edition)
            assert [value or None for value in cursor.fetchone()] == [
                area.lsoa or None,
                area.local_authority or None,
                area.decile,
            ]


@pytest.mark.parametrize(
    ("postcode", "authority", "lsoa"),
    [("CF10 1AA", "W06000015", "W01001901"), ("JE2 3AB", "", ""), ("ZZ99 3WZ", "", ""), ("PR9 9XX", "", "")],
)
def test_places_outside_the_geography_have_no_area(
    loaded: None, postcode: str, authority: str, lsoa: str
) -> None:
    area = geography.area_of(postcode)
    assert (area.local_authority, area.lsoa, area.decile) == (authority, lsoa, None)


def test_months_of_a_postcode_are_whole(loaded: None) -> None:
    ended = Postcode.objects.get(postcode="PR2 2BB")
    assert (ended.introduced, ended.terminated) == (dt.date(1980, 1, 1), dt.date(2015, 6, 30))


def test_the_decile_is_that_of_the_whole_index(loaded: None) -> None:
    # The published file has deciles of its parts beside it, and ranks with commas.
    assert list(
        DeprivationDecile.objects.filter(edition=2019).order_by("lsoa").values_list("rank", "decile")
    ) == [
        (312, 1),
        (16127, 5),
        (32000, 10),
    ]


def _pcn_by_sql(code: str, on: dt.date) -> str | None:
    join = geography.pcn_join_sql(practice="asked.code", on="asked.day")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select pcn.pcn_code from (select %s::text as code, %s::date as day) asked {join}", [code, on]
        )
        row = cursor.fetchone()
    assert row is not None
    found: str | None = row[0]
    return found


WORKBOOK = io.BytesIO()
with zipfile.ZipFile(WORKBOOK, "w") as archive:
    archive.writestr("xl/workbook.xml", "")

POSTCODES = "pcds,oslaua,lsoa11\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (WORKBOOK.getvalue(), "workbook"),
        (POSTCODES.encode("utf-16"), "UTF-16"),
        (POSTCODES.encode() + "PR1 1AA,Caf\u00e9,\n".encode("latin-1"), "Line 2 is not UTF-8"),
        (POSTCODES.encode() + b"PR1 1AA,\0,\n", "zero bytes"),
        (POSTCODES.encode() + b'"PR1 1AA,E07000123\n', "cut off"),
        (POSTCODES.encode() + b"x" * 200_000 + b"\n", "not well formed"),
        (POSTCODES.encode() + b"x" * 1_000_001, "longer than any"),
        (b"name,place\na,b\n", "no column for the postcode, the local authority, the 2011 LSOA"),
        (POSTCODES.encode(), "no rows"),
    ],
)
def test_what_is_no_such_file_is_refused_with_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(WrongFile, match=says):
        reference.load_postcodes(file=io.BytesIO(content))
    assert not Postcode.objects.exists()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("PR1,E07000123,E01025001", "line 3: 'PR1' is not a postcode"),
        ("PR1 1AB,Preston,E01025001", "'Preston' is not an area code"),
        ("PR1 1AB,E07000123", "line 3: it has 2 columns in place of 3"),
    ],
)
def test_bad_lines_are_named_and_nothing_is_loaded(line: str, says: str) -> None:
    text = f"{POSTCODES}PR1 1AA,E07000123,E01025001\n{line}\n"
    with pytest.raises(BadLines, match=says):
        load_text(reference.load_postcodes, text)
    assert not Postcode.objects.exists()
    loaded = load_text(reference.load_postcodes, text, lenient=True)
    assert (loaded.added, [fault.line for fault in loaded.left_out]) == (1, [3])
    assert says.split(": ")[-1] in str(loaded)


def test_a_file_of_nothing_but_bad_lines_is_given_up_early() -> None:
    with pytest.raises(BadLines, match="and 980 more"):
        load_text(reference.load_postcodes, POSTCODES + "x,y,z\n" * 5000)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("P81001,U10001,A PCN,2019-13-01,", "is not a date"),
        ("P81001,U10001,A PCN,,", "no start date"),
        ("P81001,U10001,A PCN,20190701,20180701", "before the start date"),
        ("P81001,U1001,A PCN,20190701,", "not a PCN code"),
        ("P81001,U10001,,20190701,", "no name"),
        ("P81001 OR MORE,U10001,A PCN,20190701,", "not a practice code"),
    ],
)
def test_bad_memberships_are_named(line: str, says: str) -> None:
    with pytest.raises(BadLines, match=says):
        load_text(
            reference.load_core_partners, f"practice code,pcn code,pcn name,start date,end date\n{line}\n"
        )


@pytest.mark.parametrize(
    ("name", "edition", "says"),
    [
        ("iod2019.csv", 2025, "LSOAs of 2021"),
        ("iod2025.csv", 2019, "LSOAs of 2011"),
        ("iod2019.csv", 2020, "There is no 2020 index"),
        ("onspd.csv", 2019, "no column for the IMD rank, the IMD decile"),
    ],
)
def test_editions_are_never_mixed(name: str, edition: int, says: str) -> None:
    with pytest.raises(WrongFile, match=says):
        load(reference.load_deprivation, name, edition=edition)
    assert not DeprivationDecile.objects.exists()


def test_a_file_of_practices_that_is_another_is_refused() -> None:
    with pytest.raises(WrongFile, match="has 7 columns"):
        load(reference.load_practices, "onspd.csv")


def test_the_commands_load_and_say_what_they_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_ods", practices=str(DATA / "epraccur.csv"), pcns=str(DATA / "pcn_core_partners.csv"))
    call_command("load_postcodes", str(DATA / "onspd.csv"))
    call_command("load_deprivation", str(DATA / "iod2019.csv"), edition=2019)
    assert capsys.readouterr().out.splitlines() == [
        "GP practices: 3 added, 0 changed, 0 removed, 0 unchanged",
        "Practices in PCNs: 3 added, 0 changed, 0 removed, 0 unchanged",
        "Postcodes: 6 added, 0 changed, 0 removed, 0 unchanged",
        "Deprivation deciles of 2019: 3 added, 0 changed, 0 removed, 0 unchanged",
    ]


def test_two_files_of_one_command_are_taken_together_or_not_at_all() -> None:
    with pytest.raises(CommandError, match="no column for the practice code"):
        call_command("load_ods", practices=str(DATA / "epraccur.csv"), pcns=str(DATA / "onspd.csv"))
    assert not GpPractice.objects.exists()


@pytest.mark.parametrize(
    ("command", "arguments", "says"),
    [
        ("load_ods", [], "Give --practices FILE, --pcns FILE or both"),
        ("load_postcodes", ["nowhere.csv"], "No such file.*Check the path"),
        ("load_postcodes", [str(DATA)], "Is a directory"),
    ],
)
def test_commands_end_with_one_line(command: str, arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command(command, *arguments)


def test_the_samples_of_the_published_layouts_are_read() -> None:
    folder = shared_file("samples", "ods")
    call_command(
        "load_ods", practices=str(folder / "epraccur.csv"), pcns=str(folder / "epcn_core_partners.csv")
    )
    call_command("load_postcodes", str(folder / "onspd_sample.csv"))
    call_command("load_deprivation", str(folder / "iod2019_sample.csv"), edition=2019)
    assert (GpPractice.objects.count(), PcnPractice.objects.count()) == (900, 927)
    assert (Postcode.objects.count(), DeprivationDecile.objects.count()) == (2307, 240)
