"""So many calls a minute for each partner's system."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from hubs.models import ApiClient

if TYPE_CHECKING:
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


class PerClient(SimpleRateThrottle):
    """Counted in the cache. When the cache does not answer, calls are let through: nobody who asks for help is
    turned away for want of it.
    """

    scope = "api_client"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        client = request.auth
        if not isinstance(client, ApiClient):
            return None
        return f"api-throttle:{client.tenant_id}:{client.public_id.hex}"

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError:
            logger.warning("The cache does not answer: calls of the API are not counted.")
            return True
