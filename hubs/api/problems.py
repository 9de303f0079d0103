"""What the API answers when it cannot do what was asked: problem details (RFC 9457), with the fields at fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError as ModelError
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

CONTENT_TYPE = "application/problem+json"
CORRECT = "Correct what is listed under errors and send it again."


class FieldErrorSerializer(serializers.Serializer[Any]):
    """What is wrong with one field; ``field`` is empty when it concerns the request as a whole."""

    field = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details."""

    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FieldErrorSerializer(many=True)  # type: ignore[assignment]


class CannotTake(APIException):
    """The request is in order, and cannot be taken at the moment."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE


def problems(words: Mapping[int, str]) -> dict[tuple[int, str], OpenApiResponse]:
    """For the description of the API: the errors that a call may be answered with, and when."""
    return {(code, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, said) for code, said in words.items()}


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """EXCEPTION_HANDLER: errors of DRF, and those that actions word for readers. Others are faults of ours: 500."""
    if isinstance(error, ModelError):
        error = ValidationError(error.messages)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    errors = list(_fields(error.detail)) if isinstance(error, ValidationError) else []
    detail = (
        CORRECT if errors else str(getattr(error, "detail", "")) or HTTPStatus(answer.status_code).description
    )
    answer.data = {
        "title": HTTPStatus(answer.status_code).phrase,
        "status": answer.status_code,
        "detail": detail,
        "errors": errors,
    }
    answer.content_type = CONTENT_TYPE
    return answer


def _fields(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Nested errors one by one, each with the path of its field ("person.birth_date")."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            inside = path if name == "non_field_errors" else f"{path}.{name}".strip(".")
            yield from _fields(inner, inside)
    elif isinstance(detail, ErrorDetail | str):
        yield {"field": path, "message": str(detail)}
    else:
        for inner in detail:
            yield from _fields(inner, path)
