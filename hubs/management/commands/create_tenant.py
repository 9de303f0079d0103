from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hubs.actions import tenants


class Command(BaseCommand):
    help = "Make a tenant: a system that shares one record, such as an integrated care system."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="its short name in commands, like red-rose")
        parser.add_argument("--name", required=True)
        parser.add_argument("--ods", required=True, metavar="CODE", help="its ODS code, like QE1")
        parser.add_argument("--admin-email", default="", help="login of the first administrator")
        parser.add_argument("--admin-name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["admin_email"]
        try:
            created = tenants.create(
                slug=options["slug"],
                name=options["name"],
                ods_code=options["ods"],
                admin_email=email,
                admin_name=options["admin_name"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Made the tenant {created.tenant.slug}, {created.tenant.name}")
        if created.password:
            self.stdout.write(
                f"{email} signs in once with the password {created.password} and then chooses another"
            )
        else:
            self.stdout.write("Give it an administrator: manage.py create_staff --role administrator")
