from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reporting.demo import tenants


class Command(BaseCommand):
    help = (
        "Make two tenants with a year of made-up people and events."
        " Needs the reference data (load_reference, load_ods)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=600, help="people in each tenant (600)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same people (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        passwords = tenants.make(
            people_each=options["people"], seed=options["seed"], until=timezone.localdate()
        )
        for email, password in passwords.items():
            self.stdout.write(f"{email:45} {password}")
        if not passwords:
            self.stdout.write("Both tenants are there already; nothing was changed.")
