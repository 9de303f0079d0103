"""The signing key of an installation that runs on the project's own servers."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from config.embedded.client import FOLDER_VARIABLE


def own_secret_key(data_dir: Path) -> str | None:
    """The key kept beside the project's own servers, made at the first start; None on servers of somebody else.

    A real deployment must name its key, so that all its processes have the same.
    """
    if FOLDER_VARIABLE not in os.environ:
        return None
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()
