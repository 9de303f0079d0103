"""Pages as their users meet them: through the real server, signed in, on a filled database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse
from django.utils.module_loading import import_string

from hubs.models import Tenant, User
from hubs.tenancy import in_tenant
from referrals.models import Referral
from reporting.benchmarks import database
from reporting.benchmarks.browser import Browser, form_fields
from reporting.benchmarks.timing import Times, alternate

BARE = "bare page"
FORM = "contact"


def measure(times: int) -> dict[str, Times]:
    """Seconds of each page, of a contact sent, and of the bare page, each ``times`` times."""
    database.settle()
    user = User.objects.get(email="clinician@red-rose.example")
    reference = _busy_person()
    with _server() as (host, port):
        browser = Browser(host, port, _session(user), settings.SESSION_COOKIE_NAME)
        new = reverse("contact-log", args=[reference])
        paths = {
            BARE: "/bench/bare/",
            "caseload": reverse("caseload"),
            "queue": reverse("queue"),
            "person": reverse("person", args=[reference]),
            "log a contact (form)": new,
            "dashboard": reverse("dashboard"),
        }
        things: dict[str, Callable[[], object]] = {
            name: partial(browser.get, path) for name, path in paths.items()
        }
        # The forms are fetched first, so that only the sending is timed.
        forms = iter([form_fields(browser.get(new), FORM) for _ in range(times + 5)])
        things["log a contact (sent)"] = lambda: browser.post(new, next(forms))
        return alternate(things, times)


def _busy_person() -> str:
    tenant = Tenant.objects.get(slug="red-rose")
    with in_tenant(tenant.pk):
        held = Referral.objects.filter(hub__code="fylde", discharged_on__isnull=True, team__team_type="A06")
        return str(held.earliest("received_on").person.reference)


def _session(user: User) -> str:
    store: SessionBase = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


@contextmanager
def _server() -> Iterator[tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host, port = free.getsockname()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "config.wsgi:application",
        "--no-ws",
        "--log-level",
        "error",
    ]
    command += ["--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", "2"]
    environment = {
        **os.environ,
        "ROOT_URLCONF": "reporting.benchmarks.urls",
        "SECRET_KEY": settings.SECRET_KEY,
        "LOG_LEVEL": "ERROR",
        # As it is served: looking for changed templates and keeping every query is for developers.
        "DEBUG": "false",
    }
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    try:
        _wait_for(host, port)
        yield host, port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(host: str, port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server of the bench did not start.")
