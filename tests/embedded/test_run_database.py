"""The database that the tests of a run use."""

import os
from urllib.parse import urlsplit

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection, connections, transaction
from django.utils import timezone


@pytest.mark.django_db
def test_the_tests_run_as_the_login_that_serves_pages() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, session_user, rolsuper or rolbypassrls,"
            " exists(select from pg_class where relowner = pg_roles.oid)"
            " from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == ("chub_app", "chub_app", False, False)


@pytest.mark.django_db
def test_the_schema_cannot_be_changed_by_it() -> None:
    with connection.cursor() as cursor:
        for statement in (
            "create table loose (id int)",
            "truncate django_session",
            "drop table django_session",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(statement)


@pytest.mark.django_db(databases=["default", "system"])
def test_the_second_alias_is_the_same_database_under_its_own_login() -> None:
    found = []
    for alias in ("default", "system"):
        with connections[alias].cursor() as cursor:
            cursor.execute("select current_user, current_database()")
            found.append(cursor.fetchone())
    name = connection.settings_dict["NAME"]
    assert found == [("chub_app", name), ("chub_system", name)]
    assert name.startswith("test_")


@pytest.mark.django_db
def test_child_processes_are_led_to_it_too() -> None:
    name = connection.settings_dict["NAME"]
    for login in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_REPORT_URL", "DATABASE_SYSTEM_URL"):
        assert urlsplit(os.environ[login]).path == f"/{name}"
        with psycopg.connect(os.environ[login]) as other:
            assert other.info.dbname == name


# Two tests that each find the tables as the migrations left them, although each commits.
@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_gone_before_the_next_one(time: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_migrations")
        assert cursor.fetchone() != (0,)
    assert not Session.objects.exists()
    Session.objects.create(session_key=time, session_data="", expire_date=timezone.now())
