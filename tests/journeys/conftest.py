"""A live site on committed data, and a real Chromium to walk through it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import get_ident
from time import monotonic, sleep
from typing import Any, ClassVar

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from hubs.models import StaffMember

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
HOST = "127.0.0.1"
PASSWORD = "correct horse battery"
# Milliseconds, for a processor that browsers and databases share; how long pages take is measured by `make bench`.
TO_ACT, TO_APPEAR = 30_000, 15_000
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
# Only what is against the standards comes back: all that axe looked at takes longer to hand over than to look at.
VIOLATIONS = """async (options) => (await axe.run(document, options)).violations.map(
  fault => ({...fault, nodes: fault.nodes.slice(0, 3).map(node => node.target)})
)"""
# 1280 pixels at 400 % are 320 (WCAG 1.4.10).
NARROW: ViewportSize = {"width": 320, "height": 640}
# A tablet held upright, and a laptop's screen at 125 %.
BETWEEN: list[ViewportSize] = [{"width": 800, "height": 1100}, {"width": 1100, "height": 800}]
WIDTH = "document.documentElement.scrollWidth"
# What a reader may set (WCAG 1.4.12), which also stands for the wider fonts of other machines.
SPACED = "* {letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important}"
WIDTH_OF_SPACED = f"""(rules) => {{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [sheet];
  const width = {WIDTH};
  document.adoptedStyleSheets = [];
  return width;
}}"""

NewPage = Callable[..., Page]


@dataclass
class Site:
    """The site at ``url``; ``stop`` and ``start`` are a server that goes down and comes back at its address."""

    server: LiveServerThread
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = f"http://{self.server.host}:{self.server.port}"

    def start(self, port: int = 0) -> None:
        self.server = _server(port)
        self.url = f"http://{self.server.host}:{self.server.port}"

    def stop(self) -> int:
        """Ends the server; the port it had."""
        port: int = self.server.port
        self.server.terminate()
        # Nobody may be at the database when the next test empties it.
        patience = monotonic() + 10
        while Pages.at_work and monotonic() < patience:
            sleep(0.02)
        return port


class Pages(StaticFilesHandler):
    """The site with its static files, which knows how many answers are being made."""

    at_work: ClassVar[set[int]] = set()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.at_work.add(get_ident())
        try:
            return super().__call__(*args, **kwargs)
        finally:
            self.at_work.discard(get_ident())


class QuietWSGIRequestHandler(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """A test says what it has to say itself."""


class Server(LiveServerThread):
    def _create_server(self, connections_override: Any = None) -> Any:
        # A server that comes back does so at its address, where connections of the last may still be closing.
        address = (self.host, self.port)
        return self.server_class(address, QuietWSGIRequestHandler, allow_reuse_address=True)


def _server(port: int = 0) -> LiveServerThread:
    thread = Server(HOST, Pages, port=port)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    return thread


@pytest.fixture
def live_site(transactional_db: None) -> Iterator[Site]:
    """The whole site, served by threads of this process from the test database, whose data is committed."""
    site = Site(_server())
    yield site
    site.stop()
    connections.close_all()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.fail("The journeys need Chromium: apt-get install chromium, or set CHROMIUM to its path.")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=TO_APPEAR)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser, live_site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """``new_context(java_script_enabled=False)``: a browser of its own, whose console must stay empty."""
    opened: list[BrowserContext] = []
    said: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=live_site.url, **options)
        context.set_default_timeout(TO_ACT)
        context.on("console", lambda message: said.append(message.text) if _is_fault(message) else None)
        context.on("weberror", lambda error: said.append(str(error.error)))
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert said == []


def _is_fault(message: ConsoleMessage) -> bool:
    # A lost connection and a refused answer are what some journeys are about.
    return message.type == "error" and "Failed to load resource" not in message.text


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(viewport={"width": 1280, "height": 900}).new_page()


@pytest.fixture
def new_page(new_context: Callable[..., BrowserContext]) -> NewPage:
    """``new_page()``: a page in a browser of its own, as each person has."""
    return lambda: new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True).new_page()


def sign_in(page: Page, staff: StaffMember, *, next_page: str = "/") -> None:
    """By the cookie of a session, where signing in is not what the journey is about."""
    assert staff.user is not None
    signed_in = Client()
    signed_in.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")
    session = signed_in.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": session.key, "value": session.value, "domain": HOST, "path": "/", "httpOnly": True}]
    )
    page.goto(next_page)
    expect(page).not_to_have_url(re.compile("/sign-in/"))


def sign_in_by_form(page: Page, staff: StaffMember, *, next_page: str = "/") -> None:
    """Through the sign-in page, as people do."""
    page.goto(f"/sign-in/?next={next_page}")
    fill_in_sign_in(page, staff)
    expect(page).not_to_have_url(re.compile("/sign-in/"))


def fill_in_sign_in(page: Page, staff: StaffMember) -> None:
    assert staff.user is not None
    page.get_by_label("Email address").fill(staff.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


def accessible(page: Page) -> None:
    """Axe finds nothing against WCAG 2.2 AA, and the page fits a tablet's screen, a laptop's and one of 320 pixels
    without scrolling sideways, there also when its text takes more room.
    """
    page.evaluate(AXE_SCRIPT)
    found = [
        f"{fault['id']}: {fault['help']} ({', '.join(map(str, fault['nodes']))})"
        for fault in page.evaluate(VIOLATIONS, AXE)
    ]
    assert found == [], page.url
    before = page.viewport_size
    for size in BETWEEN:
        page.set_viewport_size(size)
        wide = page.evaluate(WIDTH)
        assert wide <= size["width"], f"{page.url} is {wide} pixels wide on a screen of {size['width']}"
    page.set_viewport_size(NARROW)
    plain, spaced = page.evaluate(WIDTH), page.evaluate(WIDTH_OF_SPACED, SPACED)
    if before:
        page.set_viewport_size(before)
    assert plain <= NARROW["width"], f"{page.url} is {plain} pixels wide on a screen of 320"
    assert spaced <= NARROW["width"], (
        f"{page.url}, its text spaced out, is {spaced} pixels wide on a screen of 320"
    )
