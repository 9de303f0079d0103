from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.formats import plural
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from reporting.actions import record_sets
from reporting.management.tenants import tenant_named
from reporting.mhsds.errors import CannotRead
from reporting.mhsds.report import summary_lines, write_report
from reporting.models import RecordSet


class Command(BaseCommand):
    help = "Read one provider's month of MHSDS: a folder with one CSV file a table. It is taken whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="FOLDER", help="the folder with MHS000Header.csv and others"
        )
        parser.add_argument("--tenant", required=True, metavar="SLUG", help="whose record it goes into")
        parser.add_argument(
            "--report", type=Path, metavar="FILE.csv", help="where to write every row's findings"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = system_actor(tenant_named(options["tenant"]).pk, "import_mhsds")
        report: Path | None = options["report"]
        if report:
            self.check_writable(report)
        with in_tenant(by.tenant_id):
            record_set = record_sets.ask(by=by, name=options["folder"].resolve().name)
        try:
            record_set = record_sets.read_folder(by=by, folder=options["folder"], record_set=record_set)
        except CannotRead as stop:
            raise CommandError(str(stop)) from None
        self.stdout.write("\n".join(self.summary(record_set, by.tenant_id, report)))

    def check_writable(self, report: Path) -> None:
        is_new = not report.exists()
        try:
            report.open("a", encoding="utf-8").close()
            if is_new:
                # Of a month that is not read there is no report, nor an empty one.
                report.unlink()
        except OSError as error:
            raise CommandError(f"{report} cannot be written: {error.strerror}. Nothing was read.") from None

    def summary(self, record_set: RecordSet, tenant_id: int, report: Path | None) -> list[str]:
        with in_tenant(tenant_id):
            lines = summary_lines(record_set)
            if report:
                with report.open("w", encoding="utf-8", newline="") as file:
                    count = write_report(record_set, file)
                lines.append(f"{plural(count, 'finding')} written to {report}.")
        return lines
