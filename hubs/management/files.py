"""What commands that read a file share: opening it, and ending with one clear line when it is not the right
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import CommandError, CommandParser

from hubs.rules.delimited import WrongFile


def add_leave_out(parser: CommandParser) -> None:
    parser.add_argument(
        "--leave-out-bad-lines",
        action="store_true",
        help="load the rest of a file whose faulty lines, which are named, would otherwise stop it",
    )


def add_although_smaller(parser: CommandParser) -> None:
    parser.add_argument(
        "--although-smaller",
        action="store_true",
        help="take the file for the whole one although it lacks more than half of what was loaded before",
    )


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The file, open for reading. Raises CommandError where it cannot be read or turns out to be another
    file.
    """
    try:
        with Path(path).open("rb") as file:
            yield file
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}. Check the path.") from error
    except WrongFile as error:
        raise CommandError(f"{path}: {error}") from error
