from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HubsConfig(AppConfig):
    name = "hubs"
    verbose_name = "The ground"

    def ready(self) -> None:
        # Tasks are sent through this application; imported here, as the servers' own processes need no Celery.
        import config.celery  # noqa: F401
        from hubs import checks
        from hubs.actions import code_lists
        from hubs.tenancy import third_party

        checks.register()
        post_migrate.connect(third_party.grant, sender=self)
        post_migrate.connect(code_lists.load_after_migrate, sender=self)
