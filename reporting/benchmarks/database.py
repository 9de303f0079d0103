"""A database of its own for the bench, on the same servers, gone when it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from psycopg import sql

from config.embedded.roles import drop_database, restrict

NAME = "community_hub_bench"
LOGINS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_REPORT_URL", "DATABASE_SYSTEM_URL")


@contextmanager
def scratch() -> Iterator[dict[str, str]]:
    """The environment in which every login leads to a migrated, empty database."""
    owner = os.environ["DATABASE_OWNER_URL"]
    environment = dict(os.environ)
    for login in LOGINS:
        if login in environment:
            environment[login] = environment[login].rpartition("/")[0] + "/" + NAME
    drop_database(owner, NAME)
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(NAME)))
    with psycopg.connect(owner, dbname=NAME, autocommit=True) as database:
        restrict(database, NAME)
    try:
        run(environment, "migrate", "--verbosity", "0")
        yield environment
    finally:
        drop_database(owner, NAME)


def settle() -> None:
    """Do what autovacuum will have done with a database in use, which this one is too young for."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("vacuum analyze")


def run(environment: dict[str, str], *command: str) -> None:
    """A command of manage.py in a process of its own; raises CalledProcessError when it fails."""
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=environment, check=True
    )
