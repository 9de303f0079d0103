"""Who may call the API: each view asks for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hubs.models import ApiClient

if TYPE_CHECKING:
    # At run time this would ask for the setting that names the class below.
    from rest_framework.views import APIView


class SignedInStaff(BasePermission):
    """Somebody with a staff member behind their login and a password of their own."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        chosen = not getattr(request.user, "must_change_password", False)
        return getattr(request, "actor", None) is not None and chosen


class HasScope(BasePermission):
    """A partner's system that was given what the view asks for (its ``scope``)."""

    message = "Your key may not do this. Ask your administrator for a key that may."

    def has_permission(self, request: Request, view: APIView) -> bool:
        client = request.auth
        return isinstance(client, ApiClient) and view.scope in client.scopes  # type: ignore[attr-defined]
