"""The processes of the demonstration: web, worker and beat, ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from django.conf import settings

ADDRESS = ("127.0.0.1", 8000)


def commands() -> dict[str, list[str]]:
    """Name -> command line of each process."""
    celery = [sys.executable, "-m", "celery", "-A", "config"]
    host, port = ADDRESS
    return {
        "web": [
            sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application",
            "--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-ws",
        ],
        "worker": [*celery, "worker", "-l", "warning", "-P", "threads", "-c", "2"],
        "beat": [*celery, "beat", "-l", "warning"],
    }  # fmt: skip


def serve(ready: Callable[[], None]) -> str | None:
    """Run all until stopped (Ctrl-C or SIGTERM). Returns the name of a process that ended by itself, if
    one did.
    """
    running = {
        name: subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)
        for name, command in commands().items()
    }
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        ready()
        while True:
            for name, process in running.items():
                if process.poll() is not None:
                    return name
            time.sleep(0.5)
    except KeyboardInterrupt:
        return None
    finally:
        for process in running.values():
            _end(process)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
