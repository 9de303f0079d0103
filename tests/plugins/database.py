"""The test database: made and migrated by the owner, used by the tests as the login that serves pages.

With `--reuse-db` the migrated database is kept as a template, named by what its migrations contain, and a
run's database is a copy of it. `--create-db` makes the template anew.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker

from config.embedded.roles import Connection, drop_database, restrict

LOGINS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_REPORT_URL", "DATABASE_SYSTEM_URL")
TEMPLATE = "test_template_"


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """A migrated database for the run. All aliases, and the environment of child processes, lead to it."""
    name = "_".join(filter(None, ("test_community_hub", os.environ.get("PYTEST_XDIST_WORKER"))))
    before = {login: os.environ[login] for login in LOGINS if login in os.environ}
    if "DATABASE_OWNER_URL" not in before:
        pytest.exit("the tests need DATABASE_OWNER_URL beside DATABASE_URL: see .env.example", returncode=3)
    owner = before["DATABASE_OWNER_URL"]
    with django_db_blocker.unblock():
        if django_db_keepdb:
            template = _template(owner, afresh=django_db_createdb)
            _create(owner, name, copy_of=template)
        else:
            _create(owner, name)
            _migrate(owner, name)
        _lead_to(name, before)
    with (
        psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as flusher,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", _flush_as(flusher, keep=_filled(flusher)))
        yield
    with django_db_blocker.unblock():
        connections.close_all()
        os.environ.update(before)
        drop_database(owner, name)


def _create(owner: str, name: str, *, copy_of: str = "template1") -> None:
    drop_database(owner, name)
    with psycopg.connect(owner, autocommit=True) as server:
        statement = sql.SQL("create database {} template {}")
        server.execute(statement.format(sql.Identifier(name), sql.Identifier(copy_of)))
    with psycopg.connect(owner, dbname=name, autocommit=True) as database:
        restrict(database, name)


def _migrate(owner: str, name: str) -> None:
    """Run the migrations as the owner, through the default alias, in this process."""
    login = conninfo_to_dict(owner)
    as_owner = {"NAME": name, "USER": login["user"], "PASSWORD": login["password"]}
    configured = connections.databases["default"]
    with pytest.MonkeyPatch.context() as patch:
        for key, value in as_owner.items():
            patch.setitem(configured, key, value)
        connections.close_all()
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()


def _lead_to(name: str, logins: dict[str, str]) -> None:
    """Point Django's aliases, each with its own login, and the environment at the database."""
    for alias in connections.databases.values():
        alias["NAME"] = name
    for login, url in logins.items():
        os.environ[login] = urlsplit(url)._replace(path=f"/{name}").geturl()


def _template(owner: str, *, afresh: bool) -> str:
    """The migrated database that belongs to the migrations as they are now; those of others are dropped."""
    name = TEMPLATE + _fingerprint()
    with psycopg.connect(owner, autocommit=True) as server:
        # Where the environment names one server for all processes of a run, the first makes it and the others wait.
        server.execute("select pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        found = server.execute("select datname from pg_database where datname like %s", [TEMPLATE + "%"])
        known = {row[0] for row in found}
        for old in known - ({name} if not afresh else set()):
            drop_database(owner, old)
        if afresh or name not in known:
            _make_template(owner, name)
    return name


def _make_template(owner: str, name: str) -> None:
    """Under another name until it is complete."""
    _create(owner, TEMPLATE + "new")
    _migrate(owner, TEMPLATE + "new")
    with psycopg.connect(owner, autocommit=True) as server:
        rename = sql.SQL("alter database {} rename to {}")
        server.execute(rename.format(sql.Identifier(TEMPLATE + "new"), sql.Identifier(name)))


def _fingerprint() -> str:
    """Changes when the migrations do, or anything that they take in: code, data files, other packages."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements/base.txt").read_bytes())
    for file in sorted(_migrated_from()):
        digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _migrated_from() -> Iterator[Path]:
    for app in apps.get_app_configs():
        folder = Path(app.path)
        if folder.parent != settings.BASE_DIR:
            continue
        yield from (file for suffix in ("csv", "json", "sql") for file in folder.rglob(f"*.{suffix}"))
        for migration in (folder / "migrations").glob("*.py"):
            yield migration
            yield from _imported_by(migration)


def _imported_by(migration: Path) -> Iterator[Path]:
    """The files of the project's own modules that a migration imports; of a package, all."""
    for module in set(re.findall(r"^(?:from|import) ([\w.]+)", migration.read_text(), re.MULTILINE)):
        path = settings.BASE_DIR.joinpath(*module.split("."))
        yield from path.rglob("*.py") if path.is_dir() else path.parent.glob(f"{path.name}.py")


def _filled(database: Connection) -> set[str]:
    """The tables that hold rows, whoever may see them."""
    found = database.execute(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        " and pg_relation_size(oid) > 0"
    )
    return {row[0] for row in found}


def _flush_as(owner: Connection, *, keep: set[str]) -> Callable[[TransactionTestCase], None]:
    """What empties the tables after a test that commits: the login of the pages may not.

    `keep` names the tables that the migrations filled with the national lists; what the test made of them is put right.
    """
    owner.execute("set lock_timeout = '20s'")

    def flush(_case: TransactionTestCase) -> None:
        if tables := _filled(owner) - keep:
            names = sql.SQL(", ").join(map(sql.Identifier, sorted(tables)))
            owner.execute(sql.SQL("truncate {} restart identity cascade").format(names))
        call_command("load_reference", stdout=StringIO())

    return flush
