from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from careplans.actions import exports
from careplans.actions.exports import Faulty
from careplans.management.files import written
from careplans.models import Plan
from careplans.rules.document import PlanDocument
from careplans.selectors import exported_plans
from config.pdf import PdfLibraryMissingError
from hubs.management.login import refuse_powerful_login
from hubs.models import Tenant
from hubs.rules.roles import Actor
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from reporting.management.tenants import tenant_named
from reporting.rules import progress_pictures

NOTHING_TO_DO = "Nothing to do: give --fhir FILE for FHIR, --pdf FILE for paper, or both."
WHICH = "Say which plan: its reference or the person's, or --any for one of those that are there."


class Command(BaseCommand):
    help = (
        "Write a person's plan as files: as it was agreed last, or as it stands where nobody has agreed to it yet. All"
        " of it, whatever the person shares with whom. That it was taken out stands in the access log."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", nargs="?", metavar="REFERENCE", help="of the plan, or of the person")
        parser.add_argument(
            "--any", action="store_true", help="one of the plans that are there, such as the demo's"
        )
        parser.add_argument(
            "--tenant", metavar="SLUG", help="look in this tenant alone (in all when not said)"
        )
        parser.add_argument("--fhir", type=Path, metavar="FILE", help="as a FHIR R4 document Bundle (JSON)")
        parser.add_argument("--pdf", type=Path, metavar="FILE", help="as an accessible PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        files = {form: options[form] for form in ("fhir", "pdf") if options[form]}
        if not files:
            raise CommandError(NOTHING_TO_DO)
        if len(files) != len({file.absolute() for file in files.values()}):
            raise CommandError("--fhir and --pdf name one file: give each its own.")
        if bool(options["reference"]) == options["any"]:
            raise CommandError(WHICH)
        by, tenant, document = self.found(options["reference"], options["tenant"])
        try:
            self.write(by, tenant, document, files)
        except (Faulty, PdfLibraryMissingError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}.") from None

    def found(self, reference: str | None, slug: str | None) -> tuple[Actor, Tenant, PlanDocument]:
        """The plan that is meant, in the first tenant that has it."""
        refuse_powerful_login()
        tenants = [tenant_named(slug)] if slug else list(Tenant.objects.order_by("slug"))
        for tenant in tenants:
            by = system_actor(tenant.pk, "export_plan")
            with in_tenant(tenant.pk):
                plan = self.plan(reference, by)
                if plan:
                    return by, tenant, exported_plans.document(plan)
        where = ", ".join(tenant.slug for tenant in tenants) or "any tenant, for there is none"
        what = (
            f"no plan, and no person with a plan, with the reference {reference!r}"
            if reference
            else "no plan yet"
        )
        raise CommandError(f"There is {what} in {where}.")

    def plan(self, reference: str | None, by: Actor) -> Plan | None:
        return exported_plans.find(reference, by=by) if reference else exported_plans.any_one()

    def write(self, by: Actor, tenant: Tenant, document: PlanDocument, files: dict[str, Path]) -> None:
        """Drawn outside of a transaction, and there only when it stands in the log that it was taken out."""
        make: dict[str, Callable[[], bytes]] = {
            "fhir": lambda: exports.as_fhir(document),
            "pdf": lambda: exports.as_paper(
                document,
                sender=tenant.name,
                today=timezone.localdate(),
                areas=progress_pictures.of_plan(document),
            ),
        }
        contents = {file: make[form]() for form, file in files.items()}
        with written(contents), in_tenant(tenant.pk):
            exports.record(by=by, document=document, forms=[form.upper() for form in files])
        version = f"version {document.number}" if document.number else "which nobody has agreed to yet"
        for file in files.values():
            self.stdout.write(f"{file}: plan {document.reference} of {document.who.reference}, {version}")
