"""As much of a browser as the bench needs: one connection, one session, forms sent back as they came."""

from __future__ import annotations

from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode


class Browser:
    """A signed-in session over one connection to the server."""

    def __init__(self, host: str, port: int, session: str, session_cookie: str) -> None:
        self._connection = HTTPConnection(host, port, timeout=60)
        self._cookies = {session_cookie: session}

    def get(self, path: str) -> str:
        """The page; raises RuntimeError when the server does not answer 200."""
        return self._ask("GET", path, None, {200})

    def post(self, path: str, fields: list[tuple[str, str]]) -> str:
        """Send a form; raises RuntimeError unless it was taken, that is answered with a redirect."""
        return self._ask("POST", path, urlencode(fields), {302})

    def _ask(self, method: str, path: str, body: str | None, expected: set[int]) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        if response.status not in expected:
            raise RuntimeError(f"{method} {path} was answered {response.status}")
        return text


def form_fields(page: str, form_id: str) -> list[tuple[str, str]]:
    """The fields of a form with the values that the page gives them, as a browser would send them back."""
    reader = _FormReader(form_id)
    reader.feed(page)
    return reader.fields


class _FormReader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self._form_id = form_id
        self._inside = False
        self._select = ""
        self._textarea = ""
        self.fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == self._form_id
        if not self._inside:
            return
        if tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select and "selected" in given:
            self.fields.append((self._select, given.get("value", "")))
        elif tag == "textarea":
            self.fields.append((given.get("name", ""), ""))
        elif tag == "input":
            self._input(given)

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        chosen = kind not in ("radio", "checkbox") or "checked" in given
        if given.get("name") and chosen and kind not in ("submit", "button", "file"):
            self.fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""
