from __future__ import annotations

from django.apps import AppConfig


class VcseConfig(AppConfig):
    name = "vcse"
    verbose_name = "Voluntary sector"
