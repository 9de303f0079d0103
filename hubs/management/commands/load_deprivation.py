from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hubs.actions import reference
from hubs.management.files import add_although_smaller, add_leave_out, opened


class Command(BaseCommand):
    help = "Load one edition of the English indices of deprivation: deciles by small area (CSV)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--edition", type=int, required=True, help="the year of the index: 2019 or 2025")
        add_leave_out(parser)
        add_although_smaller(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with opened(options["file"]) as file:
            loaded = reference.load_deprivation(
                file=file,
                edition=options["edition"],
                lenient=options["leave_out_bad_lines"],
                although_smaller=options["although_smaller"],
            )
        self.stdout.write(str(loaded))
