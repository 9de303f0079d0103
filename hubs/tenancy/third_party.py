"""Tables of other packages: what the application may do with each, and why none belongs to a tenant."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections

from hubs.tenancy.constraints import APP, HUB

ALL = "select, insert, update, delete"
READ = "select"

THIRD_PARTY_TABLES: dict[str, tuple[str, str]] = {
    "django_migrations": (READ, "The history of the schema."),
    "django_content_type": (READ, "The list of models."),
    "auth_permission": (READ, "Permissions of the admin site, for support staff."),
    "auth_group": (READ, "Groups of the admin site, for support staff."),
    "auth_group_permissions": (READ, "Groups of the admin site, for support staff."),
    "hubs_user_groups": (READ, "Groups of the admin site, for support staff."),
    "hubs_user_user_permissions": (READ, "Permissions of the admin site, for support staff."),
    "django_session": (
        ALL,
        "A session exists before it is known whose it is; it holds a user id and no clinical data.",
    ),
    "django_admin_log": (
        "select, insert",
        "What support staff changed in the admin site; no tenant's records.",
    ),
    "axes_accessattempt": (ALL, "Failed sign-ins, before it is known whose."),
    "axes_accesslog": (ALL, "Sign-ins, before it is known whose."),
    "axes_accessfailurelog": (ALL, "Failed sign-ins, before it is known whose."),
    "axes_accessattemptexpiration": (ALL, "Failed sign-ins, before it is known whose."),
    "pghistory_context": (READ, "Not used: who changed a row stands in the history row itself."),
}


def grant(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After each migration, as the owner: what the application may do with tables whose migrations are
    not ours.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table, (privileges, _) in THIRD_PARTY_TABLES.items():
            if table in present:
                cursor.execute(f'grant {privileges} on "{table}" to {APP}, {HUB}')
