"""What commands about one tenant share."""

from __future__ import annotations

from django.core.management.base import CommandError

from hubs.management.login import refuse_powerful_login
from hubs.models import Tenant


def tenant_named(slug: str) -> Tenant:
    """The tenant with this slug. Raises CommandError, naming those there are, and for a login that sees all of them."""
    refuse_powerful_login()
    found = Tenant.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no tenant {slug!r}. There are: {known}.")
    return found
