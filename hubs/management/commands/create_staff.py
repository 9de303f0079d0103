from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model
from django.db.models.query import QuerySet

from hubs.actions import logins, staff
from hubs.models import Hub, Organisation, Tenant
from hubs.rules.roles import Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant


class Command(BaseCommand):
    help = "Add somebody to a tenant, with a login and a role in one hub or, without --hub, in all of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("tenant", metavar="SLUG")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--hub", metavar="CODE", help="the code of the hub, as in its address under Set up")
        parser.add_argument("--organisation", metavar="ODS", help="the employer; else the tenant's own organisation")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = _one(Tenant.objects.filter(slug=options["tenant"]), "tenant", options["tenant"])
        try:
            with in_tenant(tenant.pk):
                password = _add(tenant, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{options['email']} signs in once with the password {password} and then chooses another")


def _add(tenant: Tenant, options: dict[str, Any]) -> str:
    by = system_actor(tenant.pk)
    employer = options["organisation"] or tenant.ods_code
    organisation = _one(Organisation.objects.filter(ods_code=employer), "organisation", employer)
    hub = _one(Hub.objects.filter(code=options["hub"]), "hub", options["hub"]) if options["hub"] else None
    member = staff.add(by=by, name=options["name"], organisation=organisation)
    staff.grant(by=by, staff=member, role=options["role"], hub=hub)
    return logins.give(by=by, staff=member, email=options["email"])


def _one[Row: Model](found: QuerySet[Row], what: str, name: str) -> Row:
    row = found.first()
    if row is None:
        known = ", ".join(str(value) for value in found.model._default_manager.values_list("pk", flat=True))
        raise CommandError(f"There is no {what} {name}. {known}")
    return row
