"""A folder with one provider's month: which tables are there, and what the header says of them."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from reporting.mhsds.errors import CannotRead
from reporting.mhsds.specification import HEADER, MANDATORY, VERSION, Table, by_name, tables
from reporting.mhsds.stream import CsvFile

_PROVIDER = re.compile(r"[A-Z0-9]{3,6}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Header:
    """What MHS000Header says: whose record set it is, of which month, and when and by what it was made."""

    provider: str
    start: dt.date
    end: dt.date
    version: str
    system_in_use: str
    created_at: dt.datetime


@dataclass(frozen=True)
class Folder:
    """The files of the tables, in the order in which they are read, and the names of the others."""

    path: Path
    files: Mapping[Table, Path]
    unknown_files: Sequence[str]
    header: Header


def open_folder(path: Path) -> Folder:
    """Look the folder over. Raises CannotRead, with what to do, where it is no record set of this version."""
    try:
        entries = sorted(path.iterdir())
    except FileNotFoundError:
        raise CannotRead(f"There is no folder {path}. Check the path.") from None
    except NotADirectoryError:
        raise CannotRead(f"{path} is a file. Name the folder that holds the tables of one month.") from None
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror}.") from error
    files = _by_table(entries)
    if not files:
        raise CannotRead(_no_record_set(path, entries))
    known = set(files.values())
    others = [entry.name for entry in entries if entry not in known and not entry.name.startswith(".")]
    missing = [tables()[table] for table in MANDATORY if tables()[table] not in files]
    if missing:
        raise CannotRead(
            f"{path} lacks {_listed(f'{table.name}.csv' for table in missing)}, without which there is no record"
            " set. Export the month again with all its tables."
        )
    return Folder(path, files, others, _header(files[tables()[HEADER]]))


def columns_of(table: Table, names: Sequence[str], file: str) -> dict[int, str]:
    """The official element that each column of a file is, by its position; unknown columns are left out.

    Raises CannotRead for a column that is there twice, or lacks where no row can do without it.
    """
    official = {name.casefold(): name for name in table.elements}
    found = {
        position: official[name.casefold()]
        for position, name in enumerate(names)
        if name.casefold() in official
    }
    twice = sorted({name for name in found.values() if list(found.values()).count(name) > 1})
    if twice:
        raise CannotRead(
            f"{file} has the column {twice[0]} more than once. Remove one of them and read it again."
        )
    if not found:
        apart = (
            " Values must stand apart by commas."
            if any(";" in name or "\t" in name for name in names)
            else ""
        )
        raise CannotRead(
            f"{file} has none of the columns of {table.name}. Its first line must name the official elements,"
            f" like {next(iter(table.elements))}.{apart}"
        )
    missing = [element.name for element in table.elements.values() if element.mandatory]
    missing = [name for name in missing if name not in found.values()]
    if missing:
        raise CannotRead(
            f"{file} lacks the column {_listed(missing)}, which no row can do without. Export it again."
        )
    return found


def _by_table(entries: Iterable[Path]) -> dict[Table, Path]:
    found: dict[Table, Path] = {}
    for entry in entries:
        table = by_name().get(entry.stem.casefold())
        if table is None or entry.suffix.casefold() != ".csv" or not entry.is_file():
            continue
        if table in found:
            raise CannotRead(
                f"{found[table].name} and {entry.name} are both the table {table.name}. Remove one."
            )
        found[table] = entry
    return {table: found[table] for table in tables().values() if table in found}


def _no_record_set(path: Path, entries: Sequence[Path]) -> str:
    folders = [entry.name for entry in entries if entry.is_dir()]
    inside = f" It has the folders {_listed(folders[:5])}: name one month's." if folders else ""
    return (
        f"{path} is no MHSDS record set: it has none of its tables, such as MHS101Referral.csv.{inside}"
        f"{'' if folders else ' Name the folder that holds the tables of one month.'}"
    )


def _header(path: Path) -> Header:
    values = _only_row(path)
    if values["DatSetVer"] != VERSION:
        raise CannotRead(
            f"{path.name}: the version is {values['DatSetVer']!r}. Only MHSDS version {VERSION} can be read: export"
            " the month in that version."
        )
    provider = values["OrgIDProvider"].upper()
    if not _PROVIDER.fullmatch(provider):
        raise CannotRead(
            f"{path.name}: OrgIDProvider is {provider!r}, which is no ODS code, like RXA. Correct it."
        )
    start, end = (
        _date(path, values, name) for name in ("ReportingPeriodStartDate", "ReportingPeriodEndDate")
    )
    if start.day != 1 or (end + dt.timedelta(days=1)) != _next_month(start):
        raise CannotRead(
            f"{path.name}: the reporting period is {start} to {end}. A record set is of one calendar month:"
            " export each month by itself."
        )
    if start > timezone.localdate():
        raise CannotRead(
            f"{path.name}: the reporting period {start} to {end} has not begun. Correct its dates."
        )
    return Header(
        provider, start, end, values["DatSetVer"], values["PrimSystemInUse"][:20], _moment(path, values)
    )


def _only_row(path: Path) -> Mapping[str, str]:
    table = tables()[HEADER]
    with ExitStack() as stack:
        content = CsvFile(path, stack.enter_context(path.open("rb")))
        columns = columns_of(table, content.columns, path.name)
        text = next((block.data.decode() for block in content.blocks()), "")
    rows = list(csv.reader(text.splitlines()))
    if len(rows) != 1:
        raise CannotRead(
            f"{path.name} has {len(rows)} rows after its header. It must have one: export it again."
        )
    values = {name: rows[0][position + 1].strip() for position, name in columns.items()}
    blank = [name for name, value in values.items() if not value]
    if blank:
        raise CannotRead(f"{path.name}: {_listed(blank)} must not be blank. Fill it in.")
    return values


def _date(path: Path, values: Mapping[str, str], name: str) -> dt.date:
    try:
        if _DAY.fullmatch(values[name]):
            return dt.date.fromisoformat(values[name])
    except ValueError:
        pass
    raise CannotRead(f"{path.name}: {name} is {values[name]!r}, which is not a date. Write it as YYYY-MM-DD.")


def _moment(path: Path, values: Mapping[str, str]) -> dt.datetime:
    text = values["DateTimeDatSetCreate"]
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise CannotRead(
            f"{path.name}: DateTimeDatSetCreate is {text!r}. Write it like 2025-07-09T08:30:00."
        ) from None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
