from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.pdf import PdfLibraryMissingError
from hubs.rules.roles import Actor
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from reporting.actions import returns as actions
from reporting.actions.returns import NotSigned
from reporting.management.tenants import tenant_named
from reporting.models import AssuranceReturn
from reporting.rules.periods import Period, parse_quarter
from reporting.selectors import return_content, returns
from reporting.selectors.return_content import NoFigures


class Command(BaseCommand):
    help = "Write a quarter's assurance return as a PDF: the signed one, or a draft where nothing is signed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--quarter", required=True, help="such as 2025-Q1, which is April to June 2025")
        parser.add_argument("--pdf", type=Path, metavar="FILE", help="where to write the document")
        parser.add_argument("--sign", action="store_true", help="sign it first, in the name of the system")
        parser.add_argument(
            "--by-name", default="System", metavar="NAME", help="the name signed with (System)"
        )
        parser.add_argument("--what-changed", default="", metavar="TEXT", help="what a correction corrects")

    def handle(self, *args: Any, **options: Any) -> None:
        quarter = self.quarter(options["quarter"])
        by = system_actor(tenant_named(options["tenant"]).pk, options["by_name"])
        if not options["sign"] and not options["pdf"]:
            raise CommandError(
                "Nothing to do: give --pdf FILE to write the document, --sign to sign it, or both."
            )
        try:
            if options["sign"]:
                self.sign(by, quarter, options["what_changed"])
            if options["pdf"]:
                self.write(by, quarter, options["pdf"])
        except (NotSigned, NoFigures, PdfLibraryMissingError) as error:
            raise CommandError(str(error)) from None

    def quarter(self, text: str) -> Period:
        try:
            return parse_quarter(text)
        except ValueError as error:
            raise CommandError(str(error)) from None

    def sign(self, by: Actor, quarter: Period, what_changed: str) -> None:
        signed = actions.sign(by=by, quarter=quarter, what_changed=what_changed)
        self.stdout.write(f"Signed: {self.named(quarter, signed)}")

    def write(self, by: Actor, quarter: Period, file: Path) -> None:
        data, what = self.document(by, quarter)
        try:
            file.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{file}: {what}")

    def document(self, by: Actor, quarter: Period) -> tuple[bytes, str]:
        """The bytes, and which document they are."""
        with in_tenant(by.tenant_id):
            signed = returns.latest(quarter)
            if signed:
                return returns.intact_document(signed), f"the signed return, {self.named(quarter, signed)}"
            draft = return_content.build(quarter).document
        return actions.draw(draft), "a draft, not signed off"

    def named(self, quarter: Period, signed: AssuranceReturn) -> str:
        return f"{quarter.label}, version {signed.version}, by {signed.signed_name}, SHA-256 {signed.sha256}"
