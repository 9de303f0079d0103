"""Web and worker refuse to start with a login that could step past row security."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from hubs.checks import UNSAFE, refuse_unsafe_login

PROJECT = Path(__file__).resolve().parents[2]


def start(command: list[str], url: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url, "DEBUG": "1"}
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.django_db
def test_the_login_of_the_application_is_accepted() -> None:
    refuse_unsafe_login()


@pytest.mark.django_db(transaction=True)
def test_the_web_server_refuses_the_owner() -> None:
    ended = start([sys.executable, "-c", "import config.wsgi"], os.environ["DATABASE_OWNER_URL"])
    assert ended.returncode != 0
    assert "The database login chub_owner owns tables, so it could see every tenant." in ended.stderr


@pytest.mark.django_db
def test_it_is_the_login_that_is_asked_not_what_it_was_set_to() -> None:
    """An owner that only plays the application would be the owner again at the first block that sees every record."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('role', 'chub_hub', true)")
        cursor.execute(UNSAFE)
        assert cursor.fetchone() == ("chub_app", False, False, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("login", ["REPORT", "SYSTEM"])
def test_the_web_server_refuses_a_login_that_may_not_write(login: str) -> None:
    ended = start([sys.executable, "-c", "import config.wsgi"], os.environ[f"DATABASE_{login}_URL"])
    assert ended.returncode != 0
    assert f"The database login chub_{login.lower()} may not write." in ended.stderr


@pytest.mark.django_db(transaction=True)
def test_the_worker_refuses_the_owner() -> None:
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-P", "solo"]
    ended = start(command, os.environ["DATABASE_OWNER_URL"])
    assert ended.returncode != 0
    assert "so it could see every tenant" in ended.stderr + ended.stdout


@pytest.mark.django_db
@pytest.mark.parametrize(
    "command",
    [
        ["nightly", "--tenant=any"],
        ["import_mhsds", "/nowhere", "--tenant=any"],
        ["export_indicators", "--tenant=any", "--period=2025-06"],
        ["assurance_return", "--tenant=any", "--quarter=2025-Q1"],
        ["export_plan", "--any", "--fhir=/nowhere/plan.json"],
        ["create_staff", "any", "--name=A", "--email=a@example.org", "--role=clinician"],
    ],
)
def test_commands_of_a_tenant_refuse_a_superuser(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    """It would read and write the rows of all tenants as if they were the one's."""
    monkeypatch.setattr("hubs.checks.UNSAFE", "select 'postgres', true, false, false")
    with pytest.raises(CommandError, match="login postgres is a superuser, so it could see every tenant"):
        call_command(*command)


@pytest.mark.django_db
def test_a_login_that_may_bypass_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubs.checks.UNSAFE", "select 'postgres', true, true, false")
    with pytest.raises(ImproperlyConfigured, match="is a superuser and may bypass row security"):
        refuse_unsafe_login()


@pytest.mark.django_db
@pytest.mark.parametrize("held", ["false, false", "true, true"])
def test_a_login_steps_down_for_workers_and_not_before(monkeypatch: pytest.MonkeyPatch, held: str) -> None:
    monkeypatch.setattr("hubs.checks.STEPS_DOWN", f"select {held}")
    with pytest.raises(
        ImproperlyConfigured, match=r"member of chub_hub without inheriting.*prepare_database"
    ):
        refuse_unsafe_login()


@pytest.mark.django_db(transaction=True)
def test_pooled_connections_do_not_carry_a_tenant_over() -> None:
    """The same server connection serves two tenants in turn, as behind a pooler in transaction mode."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as pooled:
        for tenant_id in (1, 2, 1):
            with pooled.transaction():
                pooled.execute("select set_config('app.tenant_id', %s, true)", [str(tenant_id)])
                assert pooled.execute("select app_tenant()").fetchone() == (tenant_id,)
            assert pooled.execute("select app_tenant()").fetchone() == (None,)


@pytest.mark.django_db(transaction=True)
def test_pooled_connections_do_not_stay_with_a_worker_of_a_hub() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as pooled:
        for role in ("chub_hub", "none", "chub_hub"):
            with pooled.transaction():
                pooled.execute("select set_config('role', %s, true)", [role])
            assert pooled.execute("select current_user").fetchone() == ("chub_app",)
