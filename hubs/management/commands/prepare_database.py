from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.embedded.errors import ServersError
from config.embedded.roles import prepare_from_environment


class Command(BaseCommand):
    help = "Makes the database and its four logins on a server of your own; run it before migrate."
    # There may be no database yet to check.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            database = prepare_from_environment()
        except ServersError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The database {database} and its four logins are ready. Next: manage.py migrate")
