"""Partners' systems say who they are by a key in the Authorization header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from hubs.models import ApiClient
from hubs.rules import api_keys
from hubs.rules.api_keys import Key
from hubs.selectors import api_clients

SCHEME = "Bearer"
# One sentence for every reason: nobody learns which part of a key was right.
REFUSED = "Send the key that your administrator gave you, in the header Authorization: Bearer <key>."


@dataclass(frozen=True)
class Caller:
    """Who a request of the API acts for. No member of staff: it holds no role and no permission."""

    client: ApiClient
    is_authenticated: bool = True

    @property
    def pk(self) -> str:
        return str(self.client.public_id)


def key_of(request: Any) -> Key | None:
    """The key that was sent, whether or not it is anybody's."""
    parts = get_authorization_header(request).split()
    if len(parts) != 2 or parts[0].lower() != SCHEME.lower().encode():
        return None
    return api_keys.read(parts[1].decode("latin-1"))


class ApiKeyAuthentication(BaseAuthentication):
    """The client of the key, in the tenant that the view has put in force for it (``hubs.api.views``)."""

    def authenticate(self, request: Request) -> tuple[Caller, ApiClient]:
        key = key_of(request)
        known = key is not None and getattr(request, "tenant_in_force", False)
        client = api_clients.of_key(key) if key and known else None
        if client is None:
            raise AuthenticationFailed(REFUSED)
        return Caller(client), client

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="Community Hub API"'
