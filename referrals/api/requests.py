"""Asking for help from a partner's own system, and seeing who holds the person."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError as ModelError
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response

from config import formats
from hubs.actions import access
from hubs.api.problems import CannotTake, problems
from hubs.api.views import ClientView
from hubs.models.access import AccessKind
from hubs.rules.api_keys import Scope
from hubs.selectors.tenants import current_tenant
from referrals.actions import requests
from referrals.actions.requests import Asked
from referrals.api.serializers import AskedSerializer, AskSerializer, StandingSerializer
from referrals.models import Request
from referrals.models.request import Way
from referrals.rules import refer_steps, ways
from referrals.selectors import requests_of_clients

HEADER = "Idempotency-Key"
KEY = OpenApiParameter(
    HEADER,
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    required=True,
    description="A UUID of yours for this request. Sent again with the same one, it is taken once.",
)
NO_KEY = f"Send a UUID of your own in the header {HEADER}, so that a request that is sent again is taken once"
REFUSED = {
    401: "No key, or one that does not work",
    403: "The key may not do this",
    429: "Too many calls: wait as long as Retry-After says",
}


class Ask(ClientView):
    """Requests for help."""

    scope = Scope.REQUESTS_WRITE

    @extend_schema(
        operation_id="requests_create",
        parameters=[KEY],
        request=AskSerializer,
        responses={
            201: AskedSerializer,
            200: OpenApiResponse(AskedSerializer, "It was taken before, with the same key"),
            **problems({400: "Something in it is wrong", 503: "No team can take requests yet", **REFUSED}),
        },
    )
    def post(self, request: ApiRequest) -> Response:
        """Ask for help for somebody. From the answer on, a team holds them."""
        key = self._form_key(request)
        given = AskSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        again = requests_of_clients.made_with(self.client, key)
        made = again or self._take(key, given.validated_data)
        answer = AskedSerializer({"reference": made.reference, "what_happens_next": _promise(made)})
        return Response(answer.data, status=status.HTTP_200_OK if again else status.HTTP_201_CREATED)

    def _form_key(self, request: ApiRequest) -> uuid.UUID:
        try:
            sent = uuid.UUID(request.headers.get(HEADER, ""))
        except ValueError as error:
            raise ValidationError({HEADER: NO_KEY}) from error
        # Of this client's own: two partners may hit upon one UUID.
        return uuid.uuid5(self.client.public_id, sent.hex)

    def _take(self, key: uuid.UUID, given: dict[str, Any]) -> Request:
        organisation = self.client.organisation
        asker = {**given["asker"], "organisation": organisation.name, "ods_code": organisation.ods_code}
        said = {
            name: given[name] for name in ("hopes", "safety", "already_helping", "needs") if name in given
        }
        asked = Asked(
            way=Way(given["way"]),
            story=given["story"],
            is_urgent=given["is_urgent"],
            person_knows=given["person_knows"],
            asker=asker,
            form_key=key,
            api_client=self.client,
            **said,
        )
        practice = given.get("practice_code", "").upper()
        try:
            return requests.ask(by=self.by, asked=asked, known=dict(given["person"]), practice_code=practice)
        except ModelError as error:
            raise CannotTake(" ".join(error.messages)) from error


class Standing(ClientView):
    """One request that the caller made."""

    scope = Scope.REQUESTS_READ

    @extend_schema(
        operation_id="requests_retrieve",
        parameters=[OpenApiParameter("reference", OpenApiTypes.STR, OpenApiParameter.PATH)],
        responses={
            200: StandingSerializer,
            **problems({404: "You made no request with this reference", **REFUSED}),
        },
    )
    def get(self, request: ApiRequest, reference: str) -> Response:
        """Who holds the person now. Nothing of what is done for them."""
        found = requests_of_clients.standing(self.client, reference)
        if found is None:
            raise NotFound("You made no request with this reference")
        what = "API: how a request stands"
        access.log(by=self.by, kind=AccessKind.OPENED, what=what, person_reference=found.person_reference)
        return Response(StandingSerializer(found).data)


def _promise(made: Request) -> str:
    day = timezone.localdate(made.asked_at)
    within = current_tenant().in_touch_within
    promise = refer_steps.promise(day, urgent=made.is_urgent, within=within, seen_within=ways.URGENT_DAYS)
    words = (
        "A team has the request now and keeps it until another has confirmed that they take over."
        f" Somebody gets in touch by {formats.date(promise.in_touch_by)} at the latest."
    )
    if promise.seen_by:
        words += f" The person is seen by {formats.date(promise.seen_by)} at the latest."
    return words
