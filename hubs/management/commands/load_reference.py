from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from hubs.actions import code_lists


class Command(BaseCommand):
    help = "Bring the stored code lists and assessment tools into line with the data files of this version."

    def handle(self, *args: Any, **options: Any) -> None:
        for loaded in code_lists.load():
            self.stdout.write(str(loaded))
