"""Which login the commands that work inside of a tenant may use."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from hubs.checks import refuse_unsafe_login


def refuse_powerful_login() -> None:
    """Raises CommandError for a login whose statements would read and write every tenant's rows, not the one's."""
    try:
        refuse_unsafe_login()
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from None
