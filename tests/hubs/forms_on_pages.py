"""Sending the forms of pages as a browser without JavaScript would."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any, Protocol

from django.test import Client


class Answer(Protocol):
    @property
    def content(self) -> bytes: ...


def day(name: str, value: dt.date) -> dict[str, int]:
    """The three boxes of a date."""
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def words(response: Answer) -> str:
    """What the page says, without markup."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


ROW_HEADER = re.compile(r'role="rowheader" scope="row">.*?</span><span>(.*?)</span>\s*</th>', re.DOTALL)


def row_headers(response: Answer) -> list[str]:
    """What each row of the page's tables is about."""
    cells = ROW_HEADER.findall(response.content.decode())
    return [html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells]


def send(client: Client, address: str, **values: Any) -> str:
    """Send a form and follow where it leads; the words of that page."""
    response = client.post(address, values, follow=True)
    assert response.status_code == 200, response.status_code
    return words(response)
