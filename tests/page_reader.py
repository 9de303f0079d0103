"""Reading pages in tests without minding how their markup is laid out."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import cast

from django.template import engines
from django.template.backends.jinja2 import Jinja2

from config.jinja import PageEnvironment


def page_environment() -> PageEnvironment:
    """The environment that the settings make."""
    backend = next(engine for engine in engines.all() if isinstance(engine, Jinja2))
    return cast(PageEnvironment, backend.env)


class Reader(HTMLParser):
    """A page as a list of its tags, with their attributes in order of name, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, ...]] = []
        self.ids: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        named["class"] = " ".join(sorted(named.get("class", "").split()))
        if "id" in named:
            self.ids.append(named["id"])
        self.parts.append(
            (tag, *(f"{name}={value}" for name, value in sorted(named.items()) if value or name != "class"))
        )

    def handle_endtag(self, tag: str) -> None:
        self.parts.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.parts.append(("", words))
