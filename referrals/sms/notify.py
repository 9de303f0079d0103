"""GOV.UK Notify, which public services of England send their text messages through.

It keeps our reference with each message for as long as it keeps the message (seven days), so it can be asked whether
it got one: https://docs.notifications.service.gov.uk/python.html
"""

from __future__ import annotations

from typing import Any

from notifications_python_client.errors import APIError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from referrals.sms.provider import NotSent, Unsure

# A worker waits no longer, so that one that is still at it is never taken for one that died.
TIMEOUT_SECONDS = 20
TOO_MANY = 429
# The key, the template or the service are not in order: an administrator can put that right, and then it goes.
NOT_ALLOWED = frozenset({401, 403, 404})
FAULT_OF_THEIRS = 500
# A key is a name of one's choice, the service's id and the secret: two uuids and what joins them.
SHORTEST_KEY = 73


class Notify:
    """The template's only words are ``((body))``: what is said is said here."""

    def __init__(self, api_key: str, template_id: str, *, url: str) -> None:
        if len(api_key) < SHORTEST_KEY or not template_id:
            raise NotSent(
                "GOV.UK Notify is not set up: set NOTIFY_API_KEY and NOTIFY_TEMPLATE_ID", again=True
            )
        self._template = template_id
        self._client = NotificationsAPIClient(api_key, base_url=url, timeout=TIMEOUT_SECONDS)  # type: ignore[no-untyped-call]

    def send(self, *, to: str, body: str, reference: str) -> str:
        try:
            answer: dict[str, Any] = self._client.send_sms_notification(  # type: ignore[no-untyped-call]
                to, self._template, personalisation={"body": body}, reference=reference
            )
        except APIError as error:
            raise _told(error) from error
        if "id" not in answer:
            raise Unsure("GOV.UK Notify answered without words")
        return str(answer["id"])

    def find(self, reference: str) -> str | None:
        try:
            answer: dict[str, Any] = self._client.get_all_notifications(reference=reference)  # type: ignore[no-untyped-call]
        except APIError as error:
            raise Unsure("GOV.UK Notify cannot be asked now") from error
        return next((str(each["id"]) for each in answer.get("notifications", ())), None)


def _told(error: APIError) -> Exception:
    """What an answer means. Only its number is repeated: the words of an answer may hold the telephone number."""
    lost = error.response is None or isinstance(error, InvalidResponse)
    status = FAULT_OF_THEIRS if lost else error.status_code
    if status >= FAULT_OF_THEIRS:
        return Unsure("GOV.UK Notify did not answer")
    if status == TOO_MANY:
        return NotSent("GOV.UK Notify takes no more messages for the moment", again=True)
    if status in NOT_ALLOWED:
        return NotSent(f"GOV.UK Notify refused the key or the template ({status})", again=True)
    return NotSent("GOV.UK Notify refused the message: the number cannot get texts", again=False)
