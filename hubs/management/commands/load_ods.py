from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from hubs.actions import reference
from hubs.management.files import add_although_smaller, add_leave_out, opened


class Command(BaseCommand):
    help = "Load the ODS files of GP practices (epraccur.csv) and of PCN core partners (the sheet as CSV)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--practices", metavar="FILE", help="epraccur.csv")
        parser.add_argument("--pcns", metavar="FILE", help="PCN core partner details, saved as CSV UTF-8")
        add_leave_out(parser)
        add_although_smaller(parser)

    @transaction.atomic
    def handle(self, *args: Any, practices: str | None, pcns: str | None, **options: Any) -> None:
        if not practices and not pcns:
            raise CommandError("Give --practices FILE, --pcns FILE or both.")
        lenient = options["leave_out_bad_lines"]
        if practices:
            with opened(practices) as file:
                self.stdout.write(str(reference.load_practices(file=file, lenient=lenient)))
        if pcns:
            with opened(pcns) as file:
                loaded = reference.load_core_partners(
                    file=file, lenient=lenient, although_smaller=options["although_smaller"]
                )
            self.stdout.write(str(loaded))
