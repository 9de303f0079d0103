from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from reporting.demo import processes, tenants
from reporting.models import AssuranceReturn
from reporting.rules.periods import financial_quarter

ODS = Path("hubs/data/samples")
RECORD_SETS = Path("reporting/data/samples/mhsds_v6")
SAMPLES_OF = "red-rose"


def load_published_files() -> None:
    """Load the code lists, and samples of the other published files with the people's practices and postcodes."""
    samples = settings.BASE_DIR / ODS
    ods = samples / "ods"
    quietly = StringIO()
    call_command("load_reference", stdout=quietly)
    call_command(
        "load_ods", practices=ods / "epraccur.csv", pcns=ods / "epcn_core_partners.csv", stdout=quietly
    )
    call_command("load_postcodes", ods / "onspd_sample.csv", stdout=quietly)
    call_command("load_deprivation", ods / "iod2019_sample.csv", edition=2019, stdout=quietly)
    call_command("load_refsets", samples / "refsets_sample.txt", stdout=quietly)


class Command(BaseCommand):
    help = "Two made-up tenants, filled and computed, served on http://127.0.0.1:8000 until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=600, help="people in each tenant (600)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--prepare-only", action="store_true", help="fill and compute, and do not serve")

    def handle(self, *args: Any, **options: Any) -> None:
        self.say("Preparing the database")
        self.migrate()
        self.fill(options["people"], options["seed"])
        if options["prepare_only"]:
            self.print_users()
            return
        ended = processes.serve(ready=self.serving)
        if ended:
            raise CommandError(f"The {ended} process ended by itself: see its message above.")

    def migrate(self) -> None:
        # In a process of its own, because it logs in as the owner of the tables.
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        if subprocess.run(command, cwd=settings.BASE_DIR, check=False).returncode:
            raise CommandError("The database could not be prepared: see the message above.")

    def fill(self, people: int, seed: int) -> None:
        """Make the two tenants where there is none, and finish what an earlier start was stopped in."""
        if not Tenant.objects.exists():
            self.make(people, seed)
        unfinished = [tenant for tenant in tenants.made() if not self.signed(tenant)]
        if any(tenant.slug == SAMPLES_OF for tenant in unfinished):
            self.say("Reading three months of MHSDS record sets")
            for month in sorted((settings.BASE_DIR / RECORD_SETS).iterdir()):
                call_command("import_mhsds", month, tenant=SAMPLES_OF, verbosity=0)
        self.compute(unfinished)

    @transaction.atomic
    def make(self, people: int, seed: int) -> None:
        self.say("Loading code lists, practices, postcodes and deprivation")
        load_published_files()
        self.say(f"Making two tenants with {people} people each")
        # Before they are committed: nobody could sign in whose password was never written down.
        self.keep(tenants.make(people_each=people, seed=seed, until=timezone.localdate()))

    def signed(self, tenant: Tenant) -> bool:
        """Whether it has all that a tenant of the demonstration has: the return is signed last."""
        with in_tenant(tenant.pk):
            return AssuranceReturn.objects.exists()

    def compute(self, unfinished: Sequence[Tenant]) -> None:
        for tenant in unfinished:
            self.say(f"Computing the indicators of {tenant.name}")
            call_command("nightly", tenant=tenant.slug, verbosity=0)
            call_command(
                "assurance_return",
                tenant=tenant.slug,
                quarter=self.quarter(),
                sign=True,
                by_name="Mona Manager",
                verbosity=0,
            )

    def quarter(self) -> str:
        """The last complete quarter, as ``2025-Q1``."""
        return financial_quarter(timezone.localdate()).previous.code

    @property
    def users_file(self) -> Path:
        return Path(settings.DATA_DIR) / "demo-users.txt"

    def keep(self, passwords: dict[str, str]) -> None:
        lines = "".join(f"{email:45} {password}\n" for email, password in passwords.items())
        self.users_file.touch(mode=0o600)
        self.users_file.write_text(lines)

    def serving(self) -> None:
        host, port = processes.ADDRESS
        self.say(f"Serving on http://{host}:{port} - Ctrl-C stops it")
        self.print_users()

    def print_users(self) -> None:
        if self.users_file.exists():
            self.say("Sign in as (made up; kept in " + str(self.users_file) + "):")
            self.stdout.write(self.users_file.read_text())

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
