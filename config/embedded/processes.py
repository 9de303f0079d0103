"""Starting and stopping the server processes so that none outlives the supervisor."""

import ctypes
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from config.embedded.errors import ServersError

PR_SET_PDEATHSIG = 1
START_SECONDS = 180.0
STOP_SECONDS = 60.0

_prctl = ctypes.CDLL(None).prctl


def start(
    command: list[str], *, log: Path, dies_with: signal.Signals, standard_input: str = "", **options: Any
) -> subprocess.Popen[bytes]:
    """Start a server that writes to `log` and gets the signal `dies_with` when this process dies.

    To be called from the main thread: the kernel ties the signal to the thread that starts the process.
    """

    def prepare() -> None:
        _prctl(PR_SET_PDEATHSIG, dies_with)

    with log.open("ab") as output, tempfile.TemporaryFile() as given:
        given.write(standard_input.encode())
        given.seek(0)
        return subprocess.Popen(
            command,
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=given,
            stdout=output,
            stderr=output,
            preexec_fn=prepare,  # noqa: PLW1509 - the supervisor has one thread
            **options,
        )


def wait_ready(process: subprocess.Popen[bytes], name: str, is_ready: Callable[[], bool], log: Path) -> None:
    """Return once the server answers. Raises ServersError if it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if process.poll() is not None:
            raise ServersError(f"{name} ended at its start with status {process.returncode}: see {log}")
        if time.monotonic() > deadline:
            raise ServersError(f"{name} did not answer within {START_SECONDS:.0f} seconds: see {log}")
        time.sleep(0.02)


def stop(process: subprocess.Popen[bytes], politely: signal.Signals) -> None:
    """End a server and wait for it; a server that does not go is killed and recovers at its next start."""
    if process.poll() is None:
        process.send_signal(politely)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for_leftovers(folder: Path) -> None:
    """Wait until no process works in `folder`: servers whose supervisor was killed take a moment to end.

    Both servers, and each process of PostgreSQL, have their data folder as working folder.
    """
    deadline = time.monotonic() + STOP_SECONDS
    while pids := list(_working_in(folder)):
        if time.monotonic() > deadline:
            raise ServersError(f"{folder} is still in use by process {pids[0]}: end it, then try again.")
        time.sleep(0.05)


def _working_in(folder: Path) -> Iterator[str]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink() == folder:
                yield entry.name
        except OSError:
            continue
