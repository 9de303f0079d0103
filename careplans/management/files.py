"""Files that are written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def written(contents: Mapping[Path, bytes]) -> Iterator[None]:
    """The files are there when the block has ended without an error; when it has not, none is and old ones stay.

    Only their owner may read them. Raises OSError with the file's name.
    """
    with ExitStack() as made:
        beside = {file: made.enter_context(_beside(file, data)) for file, data in contents.items()}
        yield
        for file, written_file in beside.items():
            written_file.replace(file)


@contextmanager
def _beside(file: Path, data: bytes) -> Iterator[Path]:
    """A file in the same folder, so that it can take the place of the other at once."""
    if file.is_dir():
        raise IsADirectoryError(0, "It is a folder", str(file))
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as kept:
            kept.write(data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
    made = Path(kept.name)
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)
