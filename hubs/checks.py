"""What must hold before anything is served."""

from __future__ import annotations

import sys

from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from hubs.tenancy.constraints import HUB

# Of the login itself, whatever role it was set to: each block that sees every record goes back to it.
UNSAFE = """
select session_user,
       rolsuper, rolbypassrls,
       exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relkind in ('r', 'p') and n.nspname = 'public' and c.relowner = pg_roles.oid)
from pg_roles where rolname = session_user
"""
# What the login becomes for a worker of some hubs, whose policies must not hold for it before.
STEPS_DOWN = f"""
select pg_has_role(current_user, oid, 'member'), pg_has_role(current_user, oid, 'usage')
from pg_roles where rolname = '{HUB}'
"""
INSTEAD = "Let DATABASE_URL name the login chub_app; see README.md, Running it for real."
# The logins of reports and of jobs across tenants only read. Before the first migration there is no table to ask for.
MAY_WRITE = """
select has_table_privilege(contact.oid, 'insert') from pg_class contact
where contact.oid = to_regclass('referrals_contact')
"""


def refuse_unsafe_login(alias: str = "default") -> None:
    """Raise ImproperlyConfigured when the login could step past row security (superuser, BYPASSRLS or table
    owner), may not write, so that the first contact somebody saves would be lost, or cannot step down for workers.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(UNSAFE)
        row = cursor.fetchone()
        cursor.execute(MAY_WRITE)
        (may_write,) = cursor.fetchone() or (True,)
        cursor.execute(STEPS_DOWN)
        may_step_down, is_down_always = cursor.fetchone() or (False, False)
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
    if not may_step_down or is_down_always:
        raise ImproperlyConfigured(
            f"The database login {login} must be a member of {HUB} without inheriting what it is held to, so that"
            " workers of a hub see its records and the night sees all. Run manage.py prepare_database."
        )


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
