"""The signing key of an installation that runs on the project's own servers."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from config.embedded.client import FOLDER_VARIABLE


def own_secret_key(data_dir: Path) -> str | None:
    """The key kept with the project's own servers, made at the first start; None on anybody else's.

    A real deployment must name its key, so that all its processes have the same.
    """
    if FOLDER_VARIABLE not in os.environ:
        return None
    path = data_dir / "secret-key"
    if not path.exists():
        _write(path, secrets.token_urlsafe(50))
    return path.read_text()


def _write(path: Path, key: str) -> None:
    """Write the key, whole, unless another process does so first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mine = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(key)
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(mine)
    mine.unlink()
