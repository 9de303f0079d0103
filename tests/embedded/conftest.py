"""Processes that use embedded servers of their own, in a folder of the test's."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

PROJECT = Path(__file__).resolve().parents[2]
# Prints where the servers are, then uses them until its standard input is closed.
USER = """
import json, os, sys
from pathlib import Path
from config.embedded import ServersError, account, ensure_servers
try:
    ensure_servers(Path(sys.argv[1]), durable=False)
except ServersError as error:
    sys.exit(str(error))
print(json.dumps({k: v for k, v in os.environ.items() if k.startswith(("DATABASE_", "REDIS_"))}), flush=True)
sys.stdin.read()
"""
Urls = dict[str, str]


class User:
    """A process that uses the servers of a folder."""

    def __init__(self, folder: Path, **environment: str) -> None:
        inherited = {
            k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "REDIS_", "EMBEDDED_"))
        }
        self.data = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            cwd=PROJECT,
            env=inherited | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def urls(self) -> Urls:
        """Where the servers are; waits until they are there."""
        assert self.process.stdout
        urls: Urls = json.loads(self.process.stdout.readline())
        if "elsewhere" not in urls["DATABASE_URL"]:
            self.data = data_folder(urls)
        return urls

    def error(self) -> str:
        """What the process, which could not have servers, says at its end."""
        return self.process.communicate(timeout=60)[1]

    def leave(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.communicate(timeout=60)


Start = Callable[..., User]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts users of the test's folder or of another one. At the end all have left, and the servers too."""
    users: list[User] = []

    def start_one(folder: Path = tmp_path / "servers", **environment: str) -> User:
        users.append(User(folder, **environment))
        return users[-1]

    yield start_one
    for user in users:
        user.leave(signal.SIGKILL)
    wait_until(lambda: not working_under(tmp_path))
    # For an account that cannot reach the test's folder the data are somewhere else.
    for user in users:
        shutil.rmtree(user.data, ignore_errors=True)


def wait_until(happened: Callable[[], bool], seconds: float = 30) -> None:
    """Return when it has happened. Raises AssertionError if it does not in time."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def working_under(folder: Path) -> list[int]:
    """The processes whose command line or working folder names the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            named = str(folder).encode() in (entry / "cmdline").read_bytes()
            if named or (entry / "cwd").readlink().is_relative_to(folder):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def postmaster(urls: Urls) -> int:
    """The process id of the PostgreSQL server."""
    port = f"port={urlsplit(urls['DATABASE_URL']).port}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if port in (entry / "cmdline").read_bytes().split(b"\0"):
                return int(entry.name)
    raise AssertionError("no server has that port")


def data_folder(urls: Urls) -> Path:
    """Where the PostgreSQL server keeps its data."""
    return Path(f"/proc/{postmaster(urls)}/cwd").readlink()


def ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Run one statement under the login of `url` and commit."""
    with psycopg.connect(url) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []
