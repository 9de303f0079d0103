"""The process that owns the servers: `python -m config.embedded.supervisor FOLDER durable|quick`.

The command returns with status 0 when the servers are ready, else with 1 and one line on standard error.
What it leaves behind waits until nobody uses the folder any more, stops the servers and ends.
"""

import fcntl
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType

from config.embedded import folder as folders
from config.embedded.errors import ServersError
from config.embedded.folder import Folder
from config.embedded.postgres import Postgres
from config.embedded.roles import prepare
from config.embedded.valkey import Valkey

DATABASE = "community_hub"


class Stopped(Exception):
    """Asked to stop, or a server has ended by itself."""


def main() -> int:
    """Leave a supervisor behind and tell how it started."""
    folder, durable = Folder.open(Path(sys.argv[1])), sys.argv[2] == "durable"
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        _detach(folder)
        _supervise(folder, durable=durable, report=writer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as report:
        outcome = report.read()
    if outcome != "ready":
        print(outcome or f"the servers could not be started: see {folder.log}", file=sys.stderr)
    return 0 if outcome == "ready" else 1


def _detach(folder: Folder) -> None:
    """Leave the terminal, so that its Ctrl-C and its hanging up are for the caller alone."""
    os.setsid()
    os.chdir("/")
    log = os.open(folder.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, null), (1, log), (2, log)):
        os.dup2(source, target)


def _supervise(folder: Folder, *, durable: bool, report: int) -> None:
    """Run the servers until nobody uses them. Writes `ready`, or what went wrong, to `report`."""
    if folder.lock("supervisor.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) is None:
        os.write(report, b"another process is starting the servers: try again.")
        return
    servers: list[Postgres | Valkey] = []
    try:
        signal.signal(signal.SIGTERM, _stop)
        _start(folder, servers, durable=durable)
        signal.signal(signal.SIGCHLD, lambda *_: _stop_when_one_ended(servers))
        _stop_when_one_ended(servers)
        os.write(report, b"ready")
        os.close(report)
        folder.lock("users.lock", fcntl.LOCK_EX)
    except Stopped:
        pass
    except ServersError as error:
        os.write(report, str(error).encode())
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller is told
        traceback.print_exc()
        os.write(report, f"the servers could not be started ({error}): see {folder.log}".encode())
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        folder.remove("state.json")
        for server in reversed(servers):
            server.stop()


def _start(folder: Folder, servers: list[Postgres | Valkey], *, durable: bool) -> None:
    """Start both servers and write where they are; `servers` holds what has been started, also on failure."""
    passwords, ports = folders.passwords(folder), folders.ports(folder)
    valkey = Valkey(folder, port=ports["valkey"], password=passwords["redis"], durable=durable)
    servers.append(valkey)
    postgres = Postgres(folder, port=ports["postgres"], password=passwords["postgres"], durable=durable)
    servers.append(postgres)
    logins = {role: passwords[role] for role in folders.ROLES}
    prepare(postgres.admin_url, database=DATABASE, passwords=logins)
    folder.write("state.json", {"environment": _environment(passwords, ports)})


def _environment(passwords: dict[str, str], ports: dict[str, int]) -> dict[str, str]:
    """The variables by which a process finds the servers."""

    def url(role: str) -> str:
        return f"postgresql://{role}:{passwords[role]}@127.0.0.1:{ports['postgres']}/{DATABASE}"

    return {
        "DATABASE_URL": url("chub_app"),
        "DATABASE_OWNER_URL": url("chub_owner"),
        "DATABASE_REPORT_URL": url("chub_report"),
        "DATABASE_SYSTEM_URL": url("chub_system"),
        "REDIS_URL": f"redis://:{passwords['redis']}@127.0.0.1:{ports['valkey']}/0",
    }


def _stop_when_one_ended(servers: list[Postgres | Valkey]) -> None:
    # The same signal tells that a server was paused, as a debugger does or somebody who needs the processor.
    if any(server.process.poll() is not None for server in servers):
        raise Stopped


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
