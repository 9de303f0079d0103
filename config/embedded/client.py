"""How a process finds the servers, or has them started, and how it lets go of them."""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

from config.embedded.errors import ServersError
from config.embedded.folder import Folder

PROJECT = Path(__file__).resolve().parents[2]
# Names the data folder to child processes, which inherit the addresses and must be counted as users too.
FOLDER_VARIABLE = "EMBEDDED_SERVERS"
STOP_SECONDS = 30.0

# The locks that make this process a user, by folder. Forked children hold them too.
_held: dict[Path, int] = {}


def ensure_servers(data_dir: Path, *, durable: bool) -> None:
    """Make `DATABASE_URL` (and its siblings for the other logins) and `REDIS_URL` name servers that run.

    A variable that is set is left alone. Otherwise the servers of `data_dir` are found or started, and they
    run at least as long as this process. `durable=False` trades safety at a power cut for speed.
    Raises ServersError, with one line that says what to do.
    """
    if inherited := os.environ.get(FOLDER_VARIABLE):
        _join(Folder.open(Path(inherited)))
        return
    unset = [name for name in ("DATABASE", "REDIS") if not _is_set(f"{name}_URL")]
    if not unset:
        return
    folder = Folder.open(data_dir)
    found = _find_or_start(folder, durable=durable)
    os.environ.update({name: value for name, value in found.items() if name.startswith(tuple(unset))})
    os.environ[FOLDER_VARIABLE] = str(folder.path)


def release_servers() -> None:
    """Stop being a user, and wait for the servers to stop if nobody else is one."""
    os.environ.pop(FOLDER_VARIABLE, None)
    while _held:
        path, descriptor = _held.popitem()
        os.close(descriptor)
        _wait_until_stopped(Folder(path))


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _join(folder: Folder) -> None:
    """Become a user. Waits while the servers are stopping."""
    if folder.path not in _held:
        descriptor = folder.lock("users.lock", fcntl.LOCK_SH)
        assert descriptor is not None, "only a lock that does not wait can fail"
        _held[folder.path] = descriptor


def _find_or_start(folder: Folder, *, durable: bool) -> dict[str, str]:
    """The variables that name the running servers."""
    start = folder.lock("start.lock", fcntl.LOCK_EX)
    assert start is not None, "only a lock that does not wait can fail"
    try:
        _join(folder)
        while folder.is_locked("supervisor.lock"):
            # It is ready, or about to be, or about to end because a server died.
            if state := folder.read("state.json"):
                return dict(state["environment"])
            time.sleep(0.05)
        folder.remove("state.json")
        _start_supervisor(folder, durable=durable)
        return dict(folder.read("state.json")["environment"])
    finally:
        os.close(start)


def _start_supervisor(folder: Folder, *, durable: bool) -> None:
    mode = "durable" if durable else "quick"
    started = subprocess.run(
        [sys.executable, "-m", "config.embedded.supervisor", str(folder.path), mode],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if started.returncode != 0:
        lines = started.stderr.strip().splitlines() or [f"see {folder.log}"]
        raise ServersError(lines[-1])


def _wait_until_stopped(folder: Folder) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while folder.is_locked("supervisor.lock") and not _others_use(folder) and time.monotonic() < deadline:
        time.sleep(0.02)


def _others_use(folder: Folder) -> bool:
    """Whether other processes are users, so that an exclusive lock is refused and a shared one is not."""
    descriptor = folder.lock("users.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
    if descriptor is not None:
        os.close(descriptor)
        return False
    return not folder.is_locked("users.lock")
