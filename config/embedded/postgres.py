"""The PostgreSQL server: its first set-up, its settings, its start and its stop."""

import shutil
import signal
import subprocess
from pathlib import Path

import psycopg

from config.embedded import account, processes
from config.embedded.binaries import postgres_programs
from config.embedded.errors import ServersError
from config.embedded.folder import Folder

# For two cores and loads of a million rows. Parallel plans were slower than serial ones on such a machine.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_preload_libraries": "pg_stat_statements",
    "log_destination": "stderr",
    "password_encryption": "scram-sha-256",
    "shared_buffers": "512MB",
    "effective_cache_size": "4GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "1",
    "jit": "off",
    "random_page_cost": "1.1",
    # No replica reads this server's log, so a bulk load into a new table need not pass through it.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "checkpoint_completion_target": "0.9",
}
# For data that may be lost with the machine: the tests'.
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


class Postgres:
    """A running PostgreSQL server."""

    def __init__(self, folder: Folder, *, port: int, password: str, durable: bool) -> None:
        """Start the server on `port`, after making its data where there is none.

        Raises ServersError if it cannot be started.
        """
        self.admin_url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        runner = account.choose(postgres_programs(), folder.postgres)
        processes.wait_for_leftovers(runner.data)
        if not (runner.data / "PG_VERSION").exists():
            if runner.data.exists() and durable:
                raise ServersError(f"{runner.data} is not whole: put its files back, or remove it.")
            _make_data(runner, password)
        runner.own(runner.data)
        # With no process left in the folder, a pid file speaks of a machine that was switched off.
        (runner.data / "postmaster.pid").unlink(missing_ok=True)
        settings = SETTINGS | ({} if durable else NOT_DURABLE) | {"port": str(port)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = runner.command("postgres", "-D", str(runner.data), *options)
        self.process = processes.start(command, log=folder.log, dies_with=signal.SIGINT, **runner.options)
        processes.wait_ready(self.process, "PostgreSQL", self._answers, folder.log)

    def stop(self) -> None:
        """End the server, cutting its connections."""
        processes.stop(self.process, signal.SIGINT)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.admin_url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise ServersError("passwords.json does not belong to the data beside it.") from None
            return False
        return True


def _make_data(runner: account.Account, password: str) -> None:
    """Make an empty cluster, under another name until it is complete."""
    new = runner.data.with_name(f"{runner.data.name}.new")
    secret = new.with_suffix(".password")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700, parents=True)
    secret.touch(mode=0o600)
    secret.write_text(password)
    runner.own(new)
    runner.own(secret)
    command = _initdb(runner, new, secret)
    made = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **runner.options)
    secret.unlink()
    shutil.rmtree(runner.data, ignore_errors=True)
    if made.returncode != 0:
        raise ServersError(f"initdb failed: {' '.join(made.stderr.split())}")
    new.rename(runner.data)


def _initdb(runner: account.Account, data: Path, secret: Path) -> list[str]:
    return runner.command(
        "initdb",
        f"--pgdata={data}",
        f"--pwfile={secret}",
        "--username=postgres",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        # The same order on every machine, so that indexes survive a newer C library.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
        "--no-instructions",
    )
