"""The database, its four logins and what each may do: for the embedded server and for a real one alike.

- `chub_owner` owns the database and its tables, and migrates;
- `chub_app` serves the pages and the tenants' tasks: no superuser, no way round row security, owns nothing;
- `chub_hub` is no login: `chub_app` steps down to it for a worker whose hubs do not reach every record;
- `chub_report` reads;
- `chub_system` runs the few jobs that look across tenants, on the tables whose policies name it.

What they may do with each table is granted by the migrations that make the table.
"""

import os
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from config.embedded.errors import ServersError

OWNER = "chub_owner"
HUB = "chub_hub"
ROLES = {
    OWNER: "login createdb nocreaterole",
    # It may become chub_hub, whose policies must not hold for it before.
    "chub_app": "login noinherit nocreatedb nocreaterole",
    "chub_report": "login nocreatedb nocreaterole",
    "chub_system": "login nocreatedb nocreaterole",
}
# Bulk loads pass through temporary tables.
MAY_USE_TEMPORARY_TABLES = ("chub_app", HUB, "chub_system")

LOGIN_VARIABLES = {
    OWNER: "DATABASE_OWNER_URL",
    "chub_app": "DATABASE_URL",
    "chub_report": "DATABASE_REPORT_URL",
    "chub_system": "DATABASE_SYSTEM_URL",
}

Connection = psycopg.Connection[Any]


def prepare_from_environment() -> str:
    """Make or correct what the `DATABASE_` addresses name, as `DATABASE_ADMIN_URL`; the name of the database.

    Raises ServersError, in one line, where an address is missing or does not fit, or the server refuses.
    """
    try:
        admin = os.environ["DATABASE_ADMIN_URL"]
        logins = {role: conninfo_to_dict(os.environ[name]) for role, name in LOGIN_VARIABLES.items()}
    except KeyError as missing:
        raise ServersError(f"set {missing.args[0]}: .env.example says what belongs there.") from None
    for role, login in logins.items():
        if login.get("user") != role or not login.get("password"):
            raise ServersError(f"{LOGIN_VARIABLES[role]} must name the user {role} and a password.")
    database = str(logins["chub_app"].get("dbname"))
    try:
        prepare(
            admin, database=database, passwords={r: str(login["password"]) for r, login in logins.items()}
        )
    except psycopg.Error as error:
        raise ServersError(f"the database server refused: {' '.join(str(error).split())}") from error
    return database


def prepare(admin_url: str, *, database: str, passwords: Mapping[str, str]) -> None:
    """Make or correct the four roles and the database, as often as one likes.

    `admin_url` is a login that may create roles and databases; `passwords` has one for each role.
    Raises psycopg.Error where the server refuses.
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for role, attributes in ROLES.items():
            _make_role(admin, role, attributes, passwords[role])
        _make_hub_role(admin)
        _make_database(admin, database)
    with psycopg.connect(admin_url, dbname=database, autocommit=True) as admin:
        restrict(admin, database)
        _add_statistics(admin)


def restrict(connection: Connection, database: str) -> None:
    """Close the database to everybody but our roles. For its owner or an administrator."""
    name, roles = sql.Identifier(database), sql.SQL(", ").join(map(sql.Identifier, [*ROLES, HUB]))
    temporary = sql.SQL(", ").join(map(sql.Identifier, MAY_USE_TEMPORARY_TABLES))
    for statement in (
        "revoke all on database {name} from public",
        "grant connect on database {name} to {roles}",
        "grant temporary on database {name} to {temporary}",
        "revoke create on schema public from public",
        "grant usage on schema public to {roles}",
    ):
        connection.execute(sql.SQL(statement).format(name=name, roles=roles, temporary=temporary))


def _make_role(admin: Connection, role: str, attributes: str, password: str) -> None:
    known = _is_role(admin, role)
    # The server is given the hash, so that the password is in no log of statements.
    secret = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    statement = sql.SQL("{verb} role {role} {attributes} password {secret}").format(
        verb=sql.SQL("alter" if known else "create"),
        role=sql.Identifier(role),
        attributes=sql.SQL(attributes),
        secret=sql.Literal(secret),
    )
    admin.execute(statement)
    if role == "chub_report":
        admin.execute("alter role chub_report set default_transaction_read_only = on")


def _make_hub_role(admin: Connection) -> None:
    if not _is_role(admin, HUB):
        admin.execute(f"create role {HUB} nologin nocreatedb nocreaterole")
    admin.execute(f"grant {HUB} to chub_app")


def _is_role(admin: Connection, role: str) -> bool:
    return admin.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is not None


def _make_database(admin: Connection, database: str) -> None:
    if admin.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
        return
    # An administrator who is no superuser, as on managed servers, gives the database only to a role it is in.
    if not _is_superuser(admin):
        admin.execute("grant chub_owner to current_user")
    admin.execute(
        sql.SQL("create database {} owner {} encoding 'UTF8'").format(
            sql.Identifier(database), sql.Identifier(OWNER)
        )
    )


def _is_superuser(admin: Connection) -> bool:
    row = admin.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    return bool(row and row[0])


def _add_statistics(admin: Connection) -> None:
    """Statement statistics, where the server has them and lets this login add them: nothing depends on it."""
    try:
        admin.execute("create extension if not exists pg_stat_statements")
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported):
        return


def drop_database(owner: str, name: str) -> None:
    """Drop a database, if it is there, and end whatever still uses it; ``owner`` is the URL of its owner's login."""
    drop = sql.SQL("drop database if exists {}").format(sql.Identifier(name))
    with psycopg.connect(owner, autocommit=True) as server:
        try:
            # This ends an automatic vacuum of the database, too, which its owner may not end by force.
            server.execute(drop)
        except psycopg.errors.ObjectInUse:
            server.execute(drop + sql.SQL(" with (force)"))
