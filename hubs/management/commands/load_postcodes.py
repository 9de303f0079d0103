from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hubs.actions import reference
from hubs.management.files import add_leave_out, opened


class Command(BaseCommand):
    help = "Load the ONS postcode directory (CSV, unpacked)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        add_leave_out(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        with opened(options["file"]) as file:
            self.stdout.write(
                str(reference.load_postcodes(file=file, lenient=options["leave_out_bad_lines"]))
            )
