"""Where emails go: a mail server named in the environment, or the console of whoever tries the product out."""

from __future__ import annotations

from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend

CONSOLE = "django.core.mail.backends.console.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
NOWHERE = "config.mail.NoServer"
# Scheme -> the port it has when none is written.
SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def settings_of(url: str) -> dict[str, Any]:
    """Django's settings for an address: ``smtp+tls://user:password@mail.example:587`` (STARTTLS), ``smtps://`` (TLS
    from the start), ``smtp://`` (neither), ``console:``; empty for no server. ImproperlyConfigured for any other.
    """
    if not url:
        return {"EMAIL_BACKEND": NOWHERE}
    if url == "console:":
        return {"EMAIL_BACKEND": CONSOLE}
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        known = ", ".join(f"{scheme}://" for scheme in SCHEMES)
        raise ImproperlyConfigured(
            f"EMAIL_URL must name a host and begin with one of {known}, or be console:"
        )
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or SCHEMES[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


class NoMailServer(OSError):
    """Nobody has said yet where emails go."""


class NoServer(BaseEmailBackend):
    """Sends nothing and says so, so that an email that could not go anywhere is never taken for one that went."""

    def open(self) -> NoReturn:
        raise NoMailServer("No mail server is set up: set EMAIL_URL")

    def send_messages(self, email_messages: Any) -> NoReturn:
        self.open()


__all__ = ["NoMailServer", "NoServer", "settings_of"]
