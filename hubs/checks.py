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


def refuse_unsafe_login(alias: str = "default") -> None:
    """Raise ImproperlyConfigured when the login could step past row security: superuser, BYPASSRLS or
    table owner.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(UNSAFE)
        row = cursor.fetchone()
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
            f"The database login {login} {' and '.join(powers)}, so it could see every tenant. "
            "Let DATABASE_URL name the login chub_app; see README.md, Running it for real."
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
