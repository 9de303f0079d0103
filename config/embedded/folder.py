"""The data folder: what lies in it, and the locks that say who uses it.

Lock files do all the bookkeeping, because the kernel drops a lock when its holder dies, also by kill -9:

- `start.lock` is held by the one process that is finding or starting the servers;
- `users.lock` is held shared by every process that uses them, for its life and its forked children's;
- `supervisor.lock` is held by the supervisor for its life.

The supervisor waits for an exclusive lock on `users.lock`: having it means that nobody is left.
"""

import fcntl
import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.embedded.errors import ServersError

ROLES = ("chub_owner", "chub_app", "chub_report", "chub_system")
ACCOUNTS = ("postgres", *ROLES, "redis")


@dataclass(frozen=True)
class Folder:
    """A data folder, by its absolute path."""

    path: Path

    @classmethod
    def open(cls, path: Path) -> "Folder":
        """The folder at `path`, made if need be. Raises ServersError where this user may not write."""
        folder = cls(path.resolve())
        try:
            folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(folder._open("users.lock"))
        except OSError as error:
            raise ServersError(
                f"{folder.path} cannot be used ({error.strerror}): remove it, or give it to this user."
            ) from None
        return folder

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        return self.path / "valkey"

    @property
    def log(self) -> Path:
        return self.path / "servers.log"

    def _open(self, name: str) -> int:
        return os.open(self.path / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def lock(self, name: str, kind: int) -> int | None:
        """Lock the file `name`; the descriptor that holds the lock, or None where LOCK_NB in `kind` fails."""
        descriptor = self._open(name)
        try:
            fcntl.flock(descriptor, kind)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def is_locked(self, name: str) -> bool:
        """Whether some process holds the file exclusively."""
        descriptor = self.lock(name, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if descriptor is None:
            return True
        os.close(descriptor)
        return False

    def read(self, name: str) -> dict[str, Any]:
        """The JSON object in the file `name`; empty where there is none, or only part of one."""
        try:
            content = json.loads((self.path / name).read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Replace the file `name`, readable by this user alone, in one step."""
        new = self.path / f"{name}.new"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(content, file)
        new.replace(self.path / name)

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)


def passwords(folder: Folder) -> dict[str, str]:
    """The password of each account, drawn once and kept with the data they open."""
    known = folder.read("passwords.json")
    complete = {account: known.get(account) or secrets.token_urlsafe(40) for account in ACCOUNTS}
    if complete != known:
        folder.write("passwords.json", complete)
    return complete


def ports(folder: Folder) -> dict[str, int]:
    """A free port of this machine for each server: the one it had last time where it can be had again.

    The same port lets a process that outlived a crashed server find the new one.
    """
    last = folder.read("ports.json")
    chosen = {name: _free_port(last.get(name)) for name in ("postgres", "valkey")}
    folder.write("ports.json", chosen)
    return chosen


def _free_port(wanted: int | None) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
