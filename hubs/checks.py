"""What must hold before anything is served."""

from __future__ import annotations

import sys

from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

UNSAFE = """
select current_user,
       rolsuper, rolbypassrls,
       exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relkind in ('r', 'p') and n.nspname = 'public' and c.relowner = pg_roles.oid)
from pg_roles where rolname = current_user
"""
INSTEAD = "Let DATABASE_URL name the login chub_app; see README.md, Running it for real."
# The logins of reports and of jobs across tenants only read. Before the first migration there is no table to ask for.
MAY_WRITE = """
select has_table_privilege(contact.oid, 'insert') from pg_class contact
where contact.oid = to_regclass('referrals_contact')
"""


def refuse_unsafe_login(alias: str = "default") -> None:
    """Raise ImproperlyConfigured when the login could step past row security (superuser, BYPASSRLS or table
    owner), or may not write, so that the first contact somebody saves would be lost.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(UNSAFE)
        row = cursor.fetchone()
        cursor.execute(MAY_WRITE)
        (may_write,) = cursor.fetchone() or (True,)
    assert row is not None
    login, superuser, bypass, owner = row
    powers = [
        word
        for word, held in (
            ("is a superuser", superuser),
            ("may bypass row security", bypass),
            ("owns tables", owner),
        )
        if held
    ]
    if powers:
        raise ImproperlyConfigured(
            f"The database login {login} {' and '.join(powers)}, so it could see every tenant. {INSTEAD}"
        )
    if not may_write:
        raise ImproperlyConfigured(f"The database login {login} may not write. {INSTEAD}")


def register() -> None:
    """The worker asks at its start; the web server asks in config.wsgi."""
    worker_init.connect(_worker_starts)


def _worker_starts(**kwargs: object) -> None:
    try:
        refuse_unsafe_login()
    except ImproperlyConfigured as error:
        # Celery logs an exception in a signal and starts all the same; it lets an exit through.
        sys.exit(f"The worker does not start: {error}")
    connections.close_all()
