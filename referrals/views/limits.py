"""How often strangers may ask: per address and per browser. Whoever asks more often is told what to do instead."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_ratelimit.core import get_usage
from redis.exceptions import RedisError

from hubs.models import Tenant
from hubs.views.access import View

logger = logging.getLogger(__name__)
NOBODY = "0.0.0.0"  # noqa: S104 - stands for an address that cannot be read


def caller(request: HttpRequest) -> str:
    """The address that a request comes from. Behind proxies it is what the outermost of ours saw: whatever stands
    before that in X-Forwarded-For was written by the caller.
    """
    hops = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()]
    proxies: int = settings.TRUSTED_PROXIES
    seen = hops[-proxies] if proxies and len(hops) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(seen))
    except ValueError:
        return NOBODY


def limited(group: str, *, reads: bool = False) -> Callable[[View], View]:
    """Count each form sent to this view, and with ``reads`` each look at it; ``group`` is a name in
    ``settings.PUBLIC_FORM_LIMITS``.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if (reads or request.method == "POST") and (seconds := _seconds_to_wait(request, group)):
                return too_many(
                    request, seconds, next((each for each in args if isinstance(each, Tenant)), None)
                )
            return view(request, *args, **kwargs)

        return cast(View, counted)

    return decorate


def too_many(request: HttpRequest, seconds: int, tenant: Tenant | None) -> HttpResponse:
    """429: when to try again, whom to ring now, and that nothing was lost."""
    minutes = max(1, -(-seconds // 60))
    response = render(
        request, "referrals/refer/too_many.jinja", {"minutes": minutes, "service": tenant}, status=429
    )
    response["Retry-After"] = str(seconds)
    return response


def _seconds_to_wait(request: HttpRequest, group: str) -> int:
    """0 for whoever may go on. Without a cache nobody can be counted, and nobody is turned away."""
    rates = settings.PUBLIC_FORM_LIMITS[group]
    try:
        waits = [_wait(request, f"{group}-{key}", key, rate) for key, rate in rates.items()]
    except RedisError:
        logger.warning("The cache does not answer: forms of strangers are not counted.")
        return 0
    return max(waits, default=0)


def _wait(request: HttpRequest, group: str, key: str, rate: str) -> int:
    value = caller(request) if key == "address" else str(request.META.get("CSRF_COOKIE") or "")
    if not value:
        return 0
    usage = get_usage(request, group=group, key=lambda *_: _network(value), rate=rate, increment=True)
    return max(1, usage["time_left"]) if usage and usage["should_limit"] else 0


def _network(value: str) -> str:
    """Somebody has a whole /64 of IPv6 addresses to themselves."""
    if ":" not in value:
        return value
    return str(ipaddress.ip_network(f"{value}/64", strict=False))
