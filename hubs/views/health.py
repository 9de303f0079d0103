from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from hubs.selectors import health
from hubs.views.access import public


@public("Monitoring asks before anybody is signed in; it learns no more than that a part answers.")
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Which of web, database, Redis and worker answer; 503 when one does not."""
    state = health.state()
    words = {part: "ok" if answers else "no answer" for part, answers in state.items()}
    return JsonResponse(words, status=200 if all(state.values()) else 503)
