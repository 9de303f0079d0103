"""Whole addresses of pages, for messages that are read elsewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse


def absolute(name: str, *args: Any) -> str:
    """The address of a named page with scheme and host, as SITE_URL says."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
