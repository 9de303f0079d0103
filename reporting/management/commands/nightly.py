from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.formats import plural
from hubs.selectors.staff import system_actor
from reporting.actions import night
from reporting.management.tenants import tenant_named


def day(text: str) -> dt.date:
    """A date as it is written on the command line, today at the latest: nobody knows the figures of tomorrow."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date; write it as 2025-06-30.") from error
    if found > timezone.localdate():
        raise ArgumentTypeError(f"{text} is no day that has come; give today or an earlier one.")
    return found


def number(text: str) -> int:
    """How many months."""
    if not text.isdecimal() or not 1 <= int(text) <= 600:
        raise ArgumentTypeError(f"{text!r} is no number of months; give 1 or more.")
    return int(text)


class Command(BaseCommand):
    help = (
        "Compute a tenant's indicators now, as the night does: every month whose data has changed since it was last"
        " computed, and the month of the day. The figures of a month that is over stand as at its last day, those of"
        " the month of --as-at as at that day: nightly --as-at 2025-06-30 and nightly on any later day make the same"
        " figures of June 2025."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument(
            "--as-at",
            type=day,
            metavar="DATE",
            help="the last day that counts (today when not said), as 2025-06-30",
        )
        parser.add_argument(
            "--months",
            type=number,
            metavar="N",
            help="compute the N months that end with that of --as-at, changed or not",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = tenant_named(options["tenant"])
        tell = self.stdout.write if options["verbosity"] else lambda line: None
        by = system_actor(tenant.pk, "nightly")
        run = night.run(by=by, as_at=options["as_at"], months=options["months"], tell=tell)
        assert run.finished_at
        seconds = (run.finished_at - run.started_at).total_seconds()
        tell(
            f"{tenant.slug}: {plural(len(run.months), 'month')} as at {run.as_at},"
            f" {plural(run.values_written, 'value')} changed,"
            f" {seconds:.1f} seconds"
        )
