"""The description of the API (OpenAPI), for those who write the partners' systems."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "hubs.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "The key that an administrator of the system makes under Set up, Partner systems.",
        }


class Schema(SpectacularAPIView):
    """Says what may be asked and answered, and nothing about anybody."""

    public = "The description of the API holds no data: whoever writes a partner's system reads it first."
    authentication_classes = ()
    permission_classes = ()
