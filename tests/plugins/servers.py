"""Starts the project's own servers for a test run, unless the environment names others.

pytest loads this plugin by its name in `addopts`, before pytest-django reads the settings, which need the
addresses. Each run, and each process of a parallel run, has servers of its own, so that runs side by side do
not meet.
"""

import fcntl
import os
from pathlib import Path

import pytest

from config.embedded import ServersError, ensure_servers, release_servers
from config.embedded.client import FOLDER_VARIABLE
from config.embedded.folder import Folder

DATA = Path(__file__).resolve().parents[2] / ".data"
RUNS_AT_ONCE = 16


def _start() -> None:
    if FOLDER_VARIABLE in os.environ and "PYTEST_XDIST_WORKER" in os.environ:
        # Inherited from the process that hands out the tests.
        for name in (FOLDER_VARIABLE, "DATABASE_URL", "REDIS_URL"):
            del os.environ[name]
    try:
        ensure_servers(_free_folder(), durable=False)
    except ServersError as error:
        pytest.exit(str(error), returncode=3)


def _free_folder() -> Path:
    """A data folder that no other run uses; this process keeps it until it ends."""
    for number in range(1, RUNS_AT_ONCE + 1):
        folder = Folder.open(DATA / ("test" if number == 1 else f"test-{number}"))
        if folder.lock("run.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) is not None:
            return folder.path
    raise ServersError(f"{RUNS_AT_ONCE} test runs are at work already: wait for one to end.")


_start()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the database fixtures after pytest-django's own, which they replace."""
    from tests.plugins import database

    config.pluginmanager.register(database, "community-hub-database")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Leave nothing running."""
    release_servers()
