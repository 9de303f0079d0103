"""What every view of the API shares: one transaction that sees the tenant of the caller's key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.request import Request
from rest_framework.views import APIView

from hubs.actions import api_clients
from hubs.api.authentication import ApiKeyAuthentication, key_of
from hubs.api.permissions import HasScope
from hubs.api.throttling import PerClient
from hubs.models import ApiClient, Tenant
from hubs.rules.api_keys import Scope
from hubs.rules.roles import Actor
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant


class ClientView(APIView):
    """A view for partners' systems, which need ``scope``. A browser that is signed in is no such system.

    As hubs.middleware does for staff, the tenant is put in force before anything is asked, and what was written is
    taken back when the answer is an error.
    """

    scope: ClassVar[Scope]
    authentication_classes = (ApiKeyAuthentication,)
    permission_classes = (HasScope,)
    throttle_classes = (PerClient,)
    parser_classes: Sequence[type[BaseParser]] = (JSONParser,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        tenant = self._tenant(request)
        if tenant is None:
            return super().dispatch(request, *args, **kwargs)
        with in_tenant(tenant.pk):
            request.tenant_in_force = True  # type: ignore[attr-defined]
            answer = super().dispatch(request, *args, **kwargs)
            if answer.status_code >= 400:
                transaction.set_rollback(True)
            return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        api_clients.used(client=self.client)

    @property
    def client(self) -> ApiClient:
        client = self.request.auth
        assert isinstance(client, ApiClient)
        return client

    @property
    def by(self) -> Actor:
        """The system itself, by the name of the partner's: it holds no role, and is named in the audit."""
        return system_actor(self.client.tenant_id, name=self.client.name)

    def _tenant(self, request: HttpRequest) -> Tenant | None:
        # Somebody signed in has a tenant in force already, which is not to be mixed with that of a key.
        if request.user.is_authenticated:
            return None
        key = key_of(request)
        return Tenant.objects.filter(slug=key.tenant).first() if key else None
