"""Record sets that come through the browser: kept in a folder of their own until they are read."""

from __future__ import annotations

import lzma
import shutil
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError

MOST_FILES = 100
MOST_BYTES = 4 * 1024**3
# A zip that grows more than this when it is unpacked is meant to fill the disk.
MOST_GROWTH = 200
BLOCK = 1024 * 1024
# In bytes; the longest name of a table has some 30, and file systems have room for 255.
LONGEST_NAME = 200
# What reading an archive raises that is none, is locked, or whose content is damaged.
UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    OSError,
)


def folder(key: UUID) -> Path:
    """Where the files of a record set wait. Never under the static files, and gone when they have been read."""
    return Path(settings.MEDIA_ROOT) / "record-sets" / str(key)


def keep(*, key: UUID, files: Sequence[Any]) -> None:
    """Put uploaded files into the folder of a record set: CSV files as they are, a zip file unpacked.

    Raises ValidationError, and keeps nothing, when they are no record set that can be taken.
    """
    place = folder(key)
    place.mkdir(mode=0o700, parents=True)
    try:
        if files[0].name.lower().endswith(".zip"):
            _unpack(files[0], place)
        else:
            _check_names([PurePosixPath(file.name) for file in files])
            for file in files:
                _write(place / PurePosixPath(file.name).name, file.chunks(BLOCK))
    except BaseException:
        forget(key=key)
        raise


def forget(*, key: UUID) -> None:
    """Remove the files of a record set: what was in them is in the record now, or was not taken."""
    shutil.rmtree(folder(key), ignore_errors=True)


def _unpack(file: Any, place: Path) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            members = _members(packed)
            _check(members)
            for member in members:
                with packed.open(member) as content:
                    _write(
                        place / PurePosixPath(member.filename).name, iter(lambda: content.read(BLOCK), b"")
                    )
    except UNREADABLE as error:
        if getattr(error, "errno", None):
            # Not the archive's fault, but that of the disk it is unpacked to.
            raise
        raise ValidationError(
            "The zip file cannot be opened: it is damaged, locked with a password or of an unknown kind. Make it again"
        ) from error


def _members(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The CSV files of the archive; what operating systems add beside them is left out."""
    return [
        member
        for member in packed.infolist()
        if not member.is_dir()
        and member.filename.lower().endswith(".csv")
        and not member.filename.startswith("__MACOSX/")
    ]


def _check(members: list[zipfile.ZipInfo]) -> None:
    names = [PurePosixPath(member.filename) for member in members]
    if not names:
        raise ValidationError("The zip file holds no CSV files. Zip the folder of one provider's month")
    if len({name.parent for name in names}) > 1:
        raise ValidationError(
            "The zip file holds CSV files in several folders. Zip one provider's month alone"
        )
    _check_names(names)
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if unpacked > MOST_BYTES or unpacked > packed * MOST_GROWTH:
        raise ValidationError(
            "The zip file is too large when it is unpacked. Read it in with import_mhsds instead"
        )


def _check_names(names: list[PurePosixPath]) -> None:
    if len(names) > MOST_FILES:
        raise ValidationError(f"There are more than {MOST_FILES} CSV files. Send one provider's month alone")
    known: set[str] = set()
    for name in names:
        if len(name.name.encode()) > LONGEST_NAME:
            raise ValidationError(
                f"The name of the file {name.name[:30]}… is too long. Name each as its table"
            )
        if name.name.casefold() in known:
            raise ValidationError(f"There are two files called {name.name}. Send each table once")
        known.add(name.name.casefold())


def _write(path: Path, blocks: Any) -> None:
    # The names inside an archive are whatever its maker wrote: only the last part is used, so nothing can climb out.
    size = 0
    with path.open("xb") as file:
        for block in blocks:
            size += len(block)
            if size > MOST_BYTES:
                raise ValidationError(
                    "A file is larger than can be uploaded. Read it in with import_mhsds instead"
                )
            file.write(block)
