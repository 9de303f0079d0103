"""Text messages: one way to send them, whoever carries them."""

from __future__ import annotations

from django.conf import settings

from referrals.sms.console import Console
from referrals.sms.notify import Notify
from referrals.sms.provider import NotSent, Provider, Unsure

__all__ = ["NotSent", "Provider", "Unsure", "is_set_up", "provider"]


def is_set_up() -> bool:
    """Whether text messages can be sent at all; without it people are written to by email alone."""
    return bool(settings.SMS_PROVIDER)


def provider() -> Provider:
    """Who carries text messages, as SMS_PROVIDER says. NotSent when nobody does."""
    if settings.SMS_PROVIDER == "notify":
        return Notify(settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID, url=settings.NOTIFY_URL)
    if settings.SMS_PROVIDER == "console":
        return Console()
    raise NotSent("No provider of text messages is set up: set SMS_PROVIDER", again=True)
