"""The entry point of the web server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from hubs.checks import refuse_unsafe_login  # noqa: E402 - needs the applications above

refuse_unsafe_login()
connections.close_all()
