from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model

from hubs.actions import joining
from hubs.management.login import refuse_powerful_login
from hubs.models import Hub, Organisation, Tenant
from hubs.rules.roles import Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant

Row = TypeVar("Row", bound=Model)
MOST_NAMED = 50


class Command(BaseCommand):
    help = "Add somebody to a tenant, with a login and a role in one hub or, without --hub, in all of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("tenant", metavar="SLUG")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument(
            "--hub", metavar="CODE", help="the code of the hub, as in its address under Set up"
        )
        parser.add_argument(
            "--organisation", metavar="ODS", help="the employer; else the tenant's own organisation"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_powerful_login()
        tenant = _one(Tenant, "slug", options["tenant"])
        try:
            with in_tenant(tenant.pk):
                password = _add(tenant, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"{options['email']} signs in once with the password {password} and then chooses another"
        )


def _add(tenant: Tenant, options: dict[str, Any]) -> str:
    by = system_actor(tenant.pk)
    employer = _one(Organisation, "ods_code", options["organisation"] or tenant.ods_code)
    hub = _one(Hub, "code", options["hub"]) if options["hub"] else None
    given = {name: options[name] for name in ("name", "email", "role")}
    return joining.add(by=by, organisation=employer, hub=hub, **given).password


def _one(model: type[Row], field: str, value: str) -> Row:
    row = model._default_manager.filter(**{field: value}).first()
    if row is None:
        known = ", ".join(model._default_manager.order_by(field).values_list(field, flat=True)[:MOST_NAMED])
        raise CommandError(f"There is no {model._meta.verbose_name} {value}. There are: {known or 'none'}")
    return row
