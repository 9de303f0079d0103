from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hubs.actions import refsets
from hubs.management.files import add_leave_out, opened
from hubs.rules.rf2 import Form


class Command(BaseCommand):
    help = "Load SNOMED CT reference sets from an RF2 simple reference set file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--form",
            type=Form,
            choices=list(Form),
            help="snapshot and full files replace the sets they name, a delta adds to them",
        )
        add_leave_out(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        path, lenient = options["file"], options["leave_out_bad_lines"]
        with opened(path) as file:
            loaded = refsets.load(file=file, name=Path(path).name, form=options["form"], lenient=lenient)
        self.stdout.write(f"Read as a {loaded.form} file")
        for refset in loaded.refsets:
            self.stdout.write(str(refset))
        for fault in loaded.left_out:
            self.stdout.write(f"left out {fault}")
