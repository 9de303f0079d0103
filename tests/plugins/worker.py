"""A real Celery worker on the run's own Redis and test database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
StartWorker = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[StartWorker]:
    """``start_worker(*arguments)``: a worker process that answers; what is left of them ends with the
    test.
    """
    workers: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        log = tmp_path / f"worker-{len(workers)}.log"
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-l", "info", "-f", str(log)]
        command += ["-P", "threads", "-c", "2", "--without-gossip", "--without-mingle", *arguments]
        environment = {**os.environ, "DEBUG": "1", "PYTHONPATH": str(PROJECT)}
        worker = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        workers.append(worker)
        _wait_until_ready(worker, log)
        return worker

    yield start
    for worker in workers:
        _end(worker)


def _wait_until_ready(worker: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if log.exists() and " ready." in log.read_text():
            return
        if worker.poll() is not None:
            output = worker.stdout.read().decode() if worker.stdout else ""
            raise AssertionError(f"The worker ended by itself:\n{output}")
        time.sleep(0.1)
    raise AssertionError(f"The worker did not start:\n{log.read_text() if log.exists() else ''}")


def _end(worker: subprocess.Popen[bytes]) -> None:
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGTERM)
        try:
            worker.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(15)
    if worker.stdout:
        worker.stdout.close()
