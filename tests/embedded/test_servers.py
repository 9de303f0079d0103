"""The servers that run where nobody has set any up."""

import os
import pwd
import signal
import stat
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.embedded.conftest import Start, ask, data_folder, postmaster, wait_until, working_under

LOGINS = {
    "DATABASE_URL": "chub_app",
    "DATABASE_OWNER_URL": "chub_owner",
    "DATABASE_REPORT_URL": "chub_report",
    "DATABASE_SYSTEM_URL": "chub_system",
}


def test_every_login_opens_the_database_and_none_has_a_way_round_row_security(start: Start) -> None:
    urls = start().urls()
    for variable, role in LOGINS.items():
        statement = (
            "select current_user, current_database(), rolsuper or rolbypassrls or rolcreaterole"
            " from pg_roles where rolname = current_user"
        )
        assert ask(urls[variable], statement) == [(role, "community_hub", False)]


def test_only_the_owner_makes_tables(start: Start) -> None:
    urls = start().urls()
    ask(urls["DATABASE_OWNER_URL"], "create table ground (id int)")
    for variable in ("DATABASE_URL", "DATABASE_SYSTEM_URL", "DATABASE_REPORT_URL"):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
            ask(urls[variable], "create table loose (id int)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(urls[variable], "select * from ground")


def test_a_wrong_password_and_no_password_are_refused(start: Start) -> None:
    urls = start().urls()
    port = urlsplit(urls["DATABASE_URL"]).port
    for url in (
        f"postgresql://chub_app:guess@127.0.0.1:{port}/community_hub",
        f"postgresql://127.0.0.1:{port}/postgres",
    ):
        with pytest.raises(psycopg.OperationalError):
            ask(url, "select 1")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=urlsplit(urls["REDIS_URL"]).port or 0, retry=Retry(NoBackoff(), 0)).ping()


def test_servers_listen_on_this_machine_alone_and_secrets_are_the_users_own(
    start: Start, tmp_path: Path
) -> None:
    urls = start().urls()
    assert ask(urls["DATABASE_URL"], "show listen_addresses") == [("127.0.0.1",)]
    client = redis.Redis.from_url(urls["REDIS_URL"])
    assert client.config_get("bind") == {"bind": "127.0.0.1"}
    client.close()
    for name in ("passwords.json", "state.json"):
        assert stat.S_IMODE((tmp_path / "servers" / name).stat().st_mode) == 0o600
    password = urlsplit(urls["REDIS_URL"]).password or ""
    for process in working_under(tmp_path):
        assert password not in Path(f"/proc/{process}/cmdline").read_text()


def test_processes_share_the_servers_and_the_last_one_ends_them(start: Start, tmp_path: Path) -> None:
    first, second = start(), start()
    assert first.urls() == second.urls()
    first.leave()
    third = start()
    urls = third.urls()
    second.leave(signal.SIGKILL)
    assert ask(urls["DATABASE_URL"], "select 1") == [(1,)]
    third.leave(signal.SIGKILL)
    wait_until(lambda: not working_under(tmp_path))


def test_data_is_there_after_a_restart(start: Start) -> None:
    first = start()
    urls = first.urls()
    ask(urls["DATABASE_OWNER_URL"], "create table kept as select 7 as seven")
    first.leave()
    # Without waiting: the servers are on their way down when the next process arrives.
    assert ask(start().urls()["DATABASE_OWNER_URL"], "select seven from kept") == [(7,)]


def supervisor(folder: Path) -> int:
    """The process id of the supervisor: the one that was called by its module's name."""
    for process in working_under(folder):
        if b"config.embedded.supervisor" in Path(f"/proc/{process}/cmdline").read_bytes():
            return process
    raise AssertionError("no supervisor runs")


def test_a_killed_supervisor_takes_the_servers_along_and_the_next_process_finds_the_data(
    start: Start, tmp_path: Path
) -> None:
    user = start()
    urls = user.urls()
    ask(urls["DATABASE_OWNER_URL"], "create table kept as select 7 as seven")
    os.kill(supervisor(tmp_path), signal.SIGKILL)
    again = start().urls()
    assert ask(again["DATABASE_OWNER_URL"], "select seven from kept") == [(7,)]
    # A process that outlived the first servers reaches the second ones by the addresses that it has.
    assert ask(urls["DATABASE_OWNER_URL"], "select seven from kept") == [(7,)]


def test_a_server_that_dies_is_replaced(start: Start, tmp_path: Path) -> None:
    os.kill(postmaster(start().urls()), signal.SIGKILL)
    wait_until(lambda: not (tmp_path / "servers/state.json").exists())
    assert ask(start().urls()["DATABASE_URL"], "select 1") == [(1,)]


def test_a_server_that_is_paused_goes_on(start: Start, tmp_path: Path) -> None:
    urls = start().urls()
    paused = postmaster(urls)
    os.kill(paused, signal.SIGSTOP)
    wait_until(lambda: " T " in Path(f"/proc/{paused}/stat").read_text())
    os.kill(paused, signal.SIGCONT)
    assert ask(urls["DATABASE_URL"], "select 1") == [(1,)]
    assert postmaster(urls) == paused
    assert (tmp_path / "servers/state.json").exists()


def test_what_a_switched_off_machine_leaves_behind_does_not_matter(start: Start, tmp_path: Path) -> None:
    first = start()
    data = data_folder(first.urls())
    left = {file: file.read_text() for file in (tmp_path / "servers/state.json", data / "postmaster.pid")}
    first.leave()
    wait_until(lambda: not working_under(tmp_path))
    for file, content in left.items():
        file.write_text(content)
    # The number of the old server's process is, after the restart, that of another program: this one.
    _, rest = left[data / "postmaster.pid"].split("\n", 1)
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{rest}")
    assert ask(start().urls()["DATABASE_URL"], "select 1") == [(1,)]


def test_where_root_may_have_no_namespace_postgres_runs_as_nobody(start: Start, tmp_path: Path) -> None:
    refusing = tmp_path / "unshare"
    refusing.write_text("#!/bin/sh\nexit 1\n")
    refusing.chmod(0o755)
    user = start(PATH=f"{tmp_path}:{os.environ['PATH']}")
    data = data_folder(user.urls())
    expected = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
    assert data.stat().st_uid == expected
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert {Path(f"/proc/{process}").stat().st_uid for process in working_under(data)} == {expected}
    user.leave()
    wait_until(lambda: not working_under(data))


def test_variables_that_are_set_are_left_alone(start: Start, tmp_path: Path) -> None:
    elsewhere = {"DATABASE_URL": "postgresql://elsewhere/db", "REDIS_URL": "redis://elsewhere/0"}
    assert start(**elsewhere).urls() == elsewhere
    assert not (tmp_path / "servers").exists()
    urls = start(REDIS_URL="redis://elsewhere/0").urls()
    assert urls["REDIS_URL"] == "redis://elsewhere/0"
    assert ask(urls["DATABASE_URL"], "select 1") == [(1,)]


def test_a_folder_that_cannot_be_used_is_one_line(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    error = start(tmp_path / "file").error()
    assert error.count("\n") == 1
    assert str(tmp_path / "file") in error
